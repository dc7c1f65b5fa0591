"""A process to take along over HTTP: every format with its type and name, for whoever may read."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from starlette.testclient import TestClient

from engine.engine import Engine
from tests.api.conftest import Table

KINDS = {
    "json": ("application/json", "json"),
    "ocel": ("application/json", "ocel.json"),
    "csv": ("application/zip", "zip"),
    "ics": ("text/calendar; charset=utf-8", "ics"),
    "own": ("application/json", "own.json"),
    "html": ("text/html; charset=utf-8", "html"),
    "pdf": ("application/pdf", "pdf"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
}
RIK = {"Sluis-Actor": "rik"}


@pytest.mark.parametrize("form", KINDS)
def test_every_format_is_a_file_with_its_type_and_name(table: Table, form: str) -> None:
    table.mandate()

    found = table.client.get(f"{table.url}/export", params={"format": form}, headers=RIK)

    kind, ending = KINDS[form]
    assert (found.status_code, found.headers["content-type"]) == (200, kind)
    assert found.headers["content-disposition"] == f'attachment; filename="sluis-{table.process}.{ending}"'
    assert found.headers["cache-control"] == "private, no-store"
    known = {"If-None-Match": found.headers["etag"], **RIK}
    assert table.client.get(f"{table.url}/export", params={"format": form}, headers=known).status_code == 304


def test_without_a_format_it_is_the_log_to_verify(table: Table) -> None:
    assert "checkpoint" in table.client.get(f"{table.url}/export").json()


def test_tables_come_in_one_archive_or_one_at_a_time_in_the_language_of_the_reader(table: Table) -> None:
    table.mandate()
    dutch = {"Accept-Language": "nl", **RIK}

    archive = table.client.get(f"{table.url}/export?format=csv", headers=dutch)
    one = table.client.get(f"{table.url}/export?format=csv&table=records-mandate", headers=dutch)
    comma = table.client.get(f"{table.url}/export?format=csv&table=records-mandate&separator=comma", headers=RIK)

    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        assert opened.testzip() is None
        assert {"log.csv", "decisions.csv", "records-mandate.csv"} <= set(opened.namelist())
        assert opened.read("records-mandate.csv") == one.content
    assert one.headers["content-type"] == "text/csv; charset=utf-8"
    assert one.headers["content-disposition"].endswith('.records-mandate.csv"')
    assert one.content.startswith(b'\xef\xbb\xbf"Kaders";"Jaren";')
    assert comma.content.startswith(b'\xef\xbb\xbf"Bounds","Years",')


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("format=xls", "format"),
        ("format=csv&table=secrets", "records-mandate"),
        ("format=json&table=log", "csv"),
        ("format=csv&separator=tab", "separator"),
        ("format=own", "takes part"),
        ("format=csv&decision=any", "docx"),
        ("format=html&decision=nothing", "no such decision"),
    ],
)
def test_what_is_not_there_to_be_had_is_a_problem_that_says_what_is(table: Table, query: str, word: str) -> None:
    found = table.client.get(f"{table.url}/export?{query}")

    assert (found.status_code, found.json()["type"]) == (422, "/problems/malformed")
    assert word in found.text


@pytest.mark.parametrize("form", [*KINDS, "xls"])
def test_a_process_one_may_not_read_is_as_one_that_is_not_there(table: Table, form: str) -> None:
    stranger = table.client.get(f"{table.url}/export?format={form}", headers={"Sluis-Actor": "stranger"})
    nowhere = table.client.get(f"/v1/processes/nowhere/export?format={form}", headers={"Sluis-Actor": "stranger"})

    assert stranger.status_code == nowhere.status_code == (422 if form == "xls" else 404)
    assert stranger.json()["type"] == nowhere.json()["type"]


def test_a_draft_is_in_the_exports_of_its_own_side_alone(table: Table) -> None:
    fields = {"bounds": "not yet for others"}
    table.do("rik", "record", record="mandate", subject=table.party_id(), fields=fields)

    for form in ("json", "ocel", "csv", "own"):  # of documents that are handed on, see tests/api/reports
        own = table.client.get(f"{table.url}/export?format={form}", headers=RIK)
        other = table.client.get(f"{table.url}/export?format={form}", headers={"Sluis-Actor": "noor"})
        assert (b"not yet for others" in own.content, b"not yet for others" in other.content) == (True, False), form


def test_a_calendar_can_be_fetched_again_and_again(table: Table) -> None:
    found = table.client.get(f"{table.url}/calendar.ics", headers={"Accept-Language": "nl"})

    assert (found.status_code, found.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert "content-disposition" not in found.headers
    assert "SUMMARY:De termijn van “Bijeenbrengen” loopt af" in found.text
    again = table.client.get(
        f"{table.url}/calendar.ics", headers={"Accept-Language": "nl", "If-None-Match": found.headers["etag"]}
    )
    assert again.status_code == 304
    table.do("noor", "join", name="Bo")
    assert table.client.get(f"{table.url}/calendar.ics").headers["etag"] != found.headers["etag"]


def test_what_was_erased_is_in_no_export(table: Table, engine: Engine, client: TestClient) -> None:
    identity = table.mandate(confirmed=False)
    (line,) = (
        one
        for one in client.get(f"{table.url}/log", headers=RIK).json()["items"]
        if one["type"] == "RecordShared" and one["data"]["id"] == identity
    )
    table.do("noor", "redact", content=line["parts"]["fields"], reason="Asked for.")

    for form in KINDS:
        found = client.get(f"{table.url}/export?format={form}", headers=RIK)
        assert found.status_code == 200
        assert b"Talk." not in found.content, form


def test_the_formats_are_in_the_document_of_the_interface(client: TestClient) -> None:
    told = client.get("/openapi.json").json()["paths"]["/v1/processes/{process}/export"]["get"]

    (form,) = (one for one in told["parameters"] if one["name"] == "format")
    assert set(form["schema"]["enum"]) == set(KINDS)
    assert set(told["responses"]["200"]["content"]) == {one.partition(";")[0] for one, _ in KINDS.values()} | {
        "text/csv"
    }
    assert json.dumps(told)
