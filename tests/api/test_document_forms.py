"""Documents by forms: a file is chosen, kept, replaced and left out; what is none of those allowed is refused there."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.settings import Settings
from engine import Engine
from engine.language import read_method
from tests.api.conftest import Table
from tests.api.forms_in import form_in, text_in
from tests.api.seats import Seat
from tests.documents import PDF

METHOD = """\
sluis: 1
method: papers
version: 1.0.0
title: Papers
summary: Documents.
source: A practice.
languages: [en]
may: {open: chair, admit: chair}
roles:
  chair: {title: Chair}
  envoy: {title: Envoy, of: party}
records:
  report:
    title: Report
    many: true
    fields:
      title: {type: line, title: Title}
      plan: {type: document, title: Plan, types: pdf, up_to: 1 MB}
      notes: {type: document, title: Notes, types: [text, markdown], optional: true, seen_by: party}
    written_by: envoy
    seen_by: process
phases:
  talk:
    title: Talk
    open: [report]
    moves: {stop: {title: Stop, to: end.over, by: chair}}
ends:
  over: {title: Over, verdict: cancelled}
"""
PLAN, NOTES = "f.plan", "f.notes"
MEGABYTE = 1024 * 1024


@pytest.fixture
def rik(engine: Engine, client: TestClient) -> Seat:
    engine.publish(read_method(METHOD, "papers.yaml"))
    opening = {"method": "papers", "title": "Papers", "name": "Noor", "actor": "noor"}
    table = Table(client, client.post("/v1/processes", json=opening).json()["process"])
    table.do("noor", "join", participant="rik", name="Rik", party="Town", roles=["envoy"])
    return Seat(table, "rik")


def a_report(rik: Seat, **files: tuple[str, bytes]) -> str:
    chosen = {f"f.{name}": one for name, one in files.items()}
    answer = rik.form("record", record="report").send(rik.table.client, "share", files=chosen, f__title="Dry")
    assert answer.status_code == 303, text_in(answer.text)
    return str(rik.read("records")[0]["id"])


def the_bytes(rik: Seat, field: str, by: str = "rik") -> bytes | None:
    fields = rik.table.client.get(f"{rik.table.url}/records", headers={"Sluis-Actor": by}).json()[0]["fields"]
    if field not in fields:
        return None
    return bytes(rik.table.client.get(fields[field]["href"], headers={"Sluis-Actor": by}).content)


def test_a_document_is_put_into_a_record_by_a_form_and_read_by_whoever_may_see_its_field(rik: Seat) -> None:
    form = rik.form("record", record="report")
    assert form.in_parts
    assert form.asked == ["f.title", PLAN, NOTES]
    a_report(rik, plan=("plan.pdf", PDF), notes=("é b.md", b"Zeer\r\ndroog."))
    assert the_bytes(rik, "plan") == PDF
    assert the_bytes(rik, "notes") == b"Zeer\r\ndroog."
    assert the_bytes(rik, "plan", by="noor") == PDF
    assert the_bytes(rik, "notes", by="noor") is None


def test_a_document_stays_until_another_takes_its_place_or_it_is_left_out(rik: Seat) -> None:
    report = a_report(rik, plan=("plan.pdf", PDF), notes=("a.txt", b"A"))
    page = text_in(rik.page("/form", do="record", record="report", id=report))
    assert "Now: plan.pdf. A new file takes its place; without one it stays." in page
    form = rik.form("record", record="report", id=report)
    assert form.asked == ["f.title", PLAN, NOTES, "gone.notes"]
    assert form.send(rik.table.client, "share", files={PLAN: ("new.pdf", PDF + b"\n")}).status_code == 303
    assert (the_bytes(rik, "plan"), the_bytes(rik, "notes")) == (PDF + b"\n", b"A")
    form = rik.form("record", record="report", id=report)
    assert form.send(rik.table.client, "share", gone__notes="yes").status_code == 303
    assert (the_bytes(rik, "plan"), the_bytes(rik, "notes")) == (PDF + b"\n", None)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("plan.exe", PDF, "Its name says that it is none of the kinds of file"),
        ("plan.pdf", b"MZ", "application/pdf"),
        ("plan.pdf", b"", "empty"),
        (".pdf", PDF, "name"),
        ("plan.pdf", PDF + b" " * MEGABYTE, "1 MB"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_at_its_field_and_what_was_typed_is_kept(
    name: str, data: bytes, said: str, rik: Seat
) -> None:
    form = rik.form("record", record="report")
    answer = form.send(rik.table.client, "share", files={PLAN: (name, data)}, f__title="Dry")
    assert answer.status_code == 422
    assert "Plan: " in text_in(answer.text)
    assert said in text_in(answer.text)
    assert f"You chose “{name}”. A browser keeps no files: choose it again." in text_in(answer.text)
    assert form_in(answer.text, "record").fields["f.title"] == ["Dry"]
    assert rik.read("records") == []


def test_a_file_that_is_needed_and_one_that_is_also_left_out_are_told_at_their_fields(rik: Seat) -> None:
    answer = rik.form("record", record="report").send(rik.table.client, "share", f__title="Dry")
    assert "Plan: " in text_in(answer.text)
    report = a_report(rik, plan=("plan.pdf", PDF), notes=("a.txt", b"A"))
    form = rik.form("record", record="report", id=report)
    answer = form.send(rik.table.client, "share", files={NOTES: ("b.txt", b"B")}, gone__notes="yes")
    assert "Do one of the two." in text_in(answer.text)
    assert the_bytes(rik, "notes") == b"A"


def test_the_same_file_sent_twice_by_one_form_is_kept_once(rik: Seat) -> None:
    form = rik.form("record", record="report")
    for _ in range(2):
        answer = form.send(rik.table.client, "share", files={PLAN: ("plan.pdf", PDF)}, f__title="Dry")
        assert answer.status_code == 303
    assert len(rik.read("records")) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"--x", b"--x--", b"--x\r\n\r\nA\r\n--x--\r\n",
        b"--x\r\nContent-Disposition: form-data\r\n\r\nA\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nA',
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\nA\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: attachment; name="a"\r\n\r\nA\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="' + b"a" * 300 + b'"\r\n\r\nA\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nA\r\n' * 2 + b"--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nA\r\n' * 1_001 + b"--x--\r\n",
    ],
)  # fmt: skip
def test_what_is_no_form_in_parts_is_refused_and_changes_nothing(body: bytes, rik: Seat) -> None:
    url = f"/processes/{rik.table.process}/do?seat=rik"
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary="):
        answer = rik.table.client.post(url, content=body, headers={"Content-Type": kind})
        assert answer.status_code in (403, 422), answer.text
    assert rik.read("records") == []


def test_a_form_in_parts_has_room_for_one_document_of_the_largest_size(rik: Seat) -> None:
    url, kind = f"/processes/{rik.table.process}/do?seat=rik", {"Content-Type": "multipart/form-data; boundary=x"}
    most = (Settings().document_megabytes + 1) * MEGABYTE
    assert rik.table.client.post(url, content=b"a" * (most + 1), headers=kind).status_code == 413
    assert rik.table.client.post(url, content=b"a" * most, headers=kind).status_code == 422
