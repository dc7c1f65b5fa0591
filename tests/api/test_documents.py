from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.language import read_method
from tests.api.conftest import METHOD, OPENING, Table
from tests.documents import PDF, sent
from tests.sqlite import a_file

FIELD = "      plan: {type: document, title: {en: Plan, nl: Plan}, seen_by: party, optional: true}\n"
SOURCE = METHOD.replace("    written_by: representative\n", FIELD + "    written_by: representative\n", 1)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(a_file(tmp_path / "sluis.db")) as engine:
        engine.publish(read_method(SOURCE, "small.yaml"))
        yield engine


@pytest.fixture
def table(client: TestClient) -> Table:
    table = Table(client, client.post("/v1/processes", json=OPENING).json()["process"])
    table.party()
    return table


def a_document(table: Table, **told: str) -> str:
    fields = {"bounds": "Talk.", "plan": sent(**told)}  # type: ignore[arg-type]  # of their own types
    answer = table.do("rik", "record", record="mandate", subject=table.party_id(), fields=fields)
    return next(str(one["document"]) for one in answer["events"] if one["type"] == "DocumentKept")


def test_a_record_links_to_its_document(table: Table) -> None:
    document = a_document(table)

    (found,) = table.client.get(f"{table.url}/records", headers={"Sluis-Actor": "rik"}).json()

    assert found["fields"]["plan"] == {
        "id": document, "name": "plan.pdf", "type": "application/pdf", "size": len(PDF),
        "href": f"{table.url}/documents/{document}",
    }  # fmt: skip


def test_a_document_is_saved_and_never_shown_in_a_page(table: Table) -> None:
    document = a_document(table, name="Plan «één».pdf")

    answer = table.client.get(f"{table.url}/documents/{document}", headers={"Sluis-Actor": "rik"})

    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''Plan%20%C2%AB%C3%A9%C3%A9n%C2%BB.pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cache-control"] == "private, no-store"
    assert "Sluis-Actor" in answer.headers["vary"]


def test_a_document_that_one_has_is_not_sent_again(table: Table) -> None:
    document = a_document(table)
    first = table.client.get(f"{table.url}/documents/{document}", headers={"Sluis-Actor": "rik"})

    headers = {"Sluis-Actor": "rik", "If-None-Match": first.headers["etag"]}
    again = table.client.get(f"{table.url}/documents/{document}", headers=headers)

    assert (again.status_code, again.content) == (304, b"")
    hidden = table.client.get(f"{table.url}/documents/{document}", headers=headers | {"Sluis-Actor": "noor"})
    assert hidden.status_code == 404


def test_what_one_may_not_see_is_as_what_is_not_there(table: Table) -> None:
    document = a_document(table)
    url = f"{table.url}/documents"

    hidden = table.client.get(f"{url}/{document}", headers={"Sluis-Actor": "noor"})
    absent = table.client.get(f"{url}/{'0' * len(document)}", headers={"Sluis-Actor": "noor"})

    told = [one.text.replace(document, "ID").replace("0" * len(document), "ID") for one in (hidden, absent)]
    assert hidden.status_code == absent.status_code == 404
    assert told[0] == told[1]


def test_a_large_document_passes_and_one_that_is_larger_than_the_server_takes_does_not(engine: Engine) -> None:
    with TestClient(create_app(engine, Settings(document_megabytes=2))) as client:
        table = Table(client, client.post("/v1/processes", json=OPENING).json()["process"])
        table.party()
        a_document(table, data=PDF + b" " * (2 * 1024 * 1024 - len(PDF)))  # type: ignore[arg-type]  # bytes
        fields = {"bounds": "Talk.", "plan": sent(PDF + b" " * 3_500_000)}

        table.do("rik", "record", 413, record="mandate", subject=table.party_id(), fields=fields)


def test_the_log_tells_of_a_document_without_its_bytes(table: Table) -> None:
    a_document(table)

    told = table.client.get(f"{table.url}/log", headers={"Sluis-Actor": "rik"}).text

    assert "Rik put a document into a record: Mandate" in told
    assert sent()["content"] not in told
