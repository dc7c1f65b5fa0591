from __future__ import annotations

from typing import Any

import pytest

from engine.errors import MethodInvalid
from engine.process import events
from engine.process.sight import Reader, sight_of
from engine.process.view import records
from tests.documents import PDF, archive, sent
from tests.factories import Table, a_method, a_need, a_record, two_parties

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def with_document(**told: Any) -> dict[str, Any]:
    return a_record(
        fields={
            "text": {"type": "text", "title": "Text", "optional": True},
            "file": {"type": "document", "title": "File", "optional": True, **told},
        }
    )


def a_table(**told: Any) -> Table:
    return two_parties(a_method(records={"paper": with_document(**told)}))


def file_of(table: Table, identity: str) -> Any:
    record = table.record(identity)
    version = record.draft or record.live
    assert version is not None
    assert version.fields is not None
    return version.fields.get("file")


def test_a_record_tells_of_a_document_and_an_event_of_its_own_holds_the_bytes() -> None:
    table = a_table()

    paper = table.draft("paper", "ann", fields={"file": sent()})

    told = file_of(table, paper)
    assert (told["name"], told["type"], told["size"]) == ("plan.pdf", "application/pdf", len(PDF))
    assert set(told) == {"id", "name", "type", "size"}
    assert sent()["content"] not in repr(table.situation)


@pytest.mark.parametrize(
    ("given", "message", "pointer"),
    [
        ("text", "wants_document", "/fields/file"),
        ({"name": "plan.pdf", "content": "x"}, "wants_document", "/fields/file"),
        ({**sent(), "more": "x"}, "wants_document", "/fields/file"),
        (sent(kind="text/html", name="a.html"), "document_type_unknown", "/fields/file/type"),
        (sent(kind="image/svg+xml", name="a.svg"), "document_type_unknown", "/fields/file/type"),
        (sent(name=""), "document_name_wrong", "/fields/file/name"),
        (sent(name=" .pdf"), "document_name_wrong", "/fields/file/name"),
        (sent(name="../plan.pdf"), "document_name_wrong", "/fields/file/name"),
        (sent(name="C:plan.pdf"), "document_name_wrong", "/fields/file/name"),
        (sent(name="a\\plan.pdf"), "document_name_wrong", "/fields/file/name"),
        (sent(name="a\nplan.pdf"), "document_name_wrong", "/fields/file/name"),
        (sent(name="exe.\u202efdp.pdf"), "document_name_wrong", "/fields/file/name"),
        (sent(name="a" * 197 + ".pdf"), "document_name_wrong", "/fields/file/name"),
        (sent(name="plan.html"), "document_name_other_type", "/fields/file/name"),
        ({**sent(), "content": "%%%"}, "document_not_base64", "/fields/file/content"),
        ({**sent(), "content": "é"}, "document_not_base64", "/fields/file/content"),
        (sent(b""), "document_empty", "/fields/file/content"),
        (sent(b"<html>"), "document_other_type", "/fields/file/content"),
        (sent(b"\x00", "a.txt", "text/plain"), "document_other_type", "/fields/file/content"),
        (sent(b"\xff", "a.csv", "text/csv"), "document_other_type", "/fields/file/content"),
        (sent(archive("a"), "a.docx", DOCX), "document_other_type", "/fields/file/content"),
        (sent(b"PK\x03\x04 no archive", "a.docx", DOCX), "document_other_type", "/fields/file/content"),
        (sent(archive("mimetype"), "a.odt", ODT), "document_other_type", "/fields/file/content"),
        (sent(PDF + b"x" * 5 * 1024 * 1024), "document_too_large", "/fields/file/content"),
        ({"id": "elsewhere"}, "document_not_this", "/fields/file"),
    ],
)
def test_what_is_no_document_is_refused_at_its_place(given: Any, message: str, pointer: str) -> None:
    refusal = a_table().refused("record", "ann", record="paper", fields={"file": given})

    assert (refusal.kind, refusal.message, refusal.pointer) == ("malformed", message, pointer)


@pytest.mark.parametrize(
    "given",
    [
        sent(b"Hi", "a.txt", "text/plain"),
        sent(b"# Hi", "A.MD", "text/markdown"),
        sent(b"\xff\xd8\xff\xe0", "a.jpeg", "image/jpeg"),
        sent(archive("word/document.xml"), "a.docx", DOCX),
    ],
)
def test_documents_of_the_usual_types_are_taken(given: dict[str, str]) -> None:
    table = a_table()

    assert file_of(table, table.draft("paper", "ann", fields={"file": given}))["name"] == given["name"]


def test_a_method_says_which_types_a_field_takes_and_how_large() -> None:
    table = a_table(types=["text"], up_to="1 MB")

    other = table.refused("record", "ann", record="paper", fields={"file": sent()})
    large = sent(b"x" * (1024 * 1024 + 1), "a.txt", "text/plain")

    assert other.values["allowed"] == ("text/plain",)
    assert table.refused("record", "ann", record="paper", fields={"file": large}).values["most"] == 1


def test_a_new_version_keeps_the_document_that_nobody_touches() -> None:
    table = a_table()
    paper = table.share("paper", "ann", fields={"file": sent()})
    before = file_of(table, paper)

    table.draft("paper", "ann", id=paper, fields={"text": "More"})

    assert file_of(table, paper) == before


def test_a_document_is_taken_out_by_leaving_the_field_empty_and_put_back_by_its_id() -> None:
    table = a_table()
    paper = table.share("paper", "ann", fields={"file": sent()})
    before = file_of(table, paper)

    table.draft("paper", "ann", id=paper, fields={"file": {"id": before["id"]}})
    assert file_of(table, paper) == before
    table.draft("paper", "ann", id=paper, fields={"file": None})
    assert file_of(table, paper) is None


def test_sharing_shows_a_document_to_those_who_see_its_field() -> None:
    table = a_table(seen_by="chair")
    paper = table.draft("paper", "ann", fields={"file": sent()})
    (document,) = table.situation.documents.values()
    assert [one.startswith("party:") for one in document.labels] == [True]

    table.do("share", "ann", id=paper, version=1)

    (document,) = table.situation.documents.values()
    assert "role:chair" in document.labels[-1]
    assert "process" not in document.labels


@pytest.mark.parametrize(("whole", "field"), [(["owner", "chair"], "chair"), (["owner", "picked"], "picked")])
def test_the_party_of_a_writer_who_keeps_a_record_sees_no_document_of_it(whole: list[str], field: str) -> None:
    paper = {**with_document(seen_by=field), "seen_by": whole, "many": True}
    table = two_parties(a_method(records={"paper": paper}))
    table.do("join", "chair", participant="amy", name="Amy", party="A", roles=[])
    before = len(table.events)

    table.share("paper", "ann", fields={"text": "Mine", "file": sent()})

    sight = sight_of(table.simulation.method, table.situation, Reader(participant="amy"))
    shown = [event for event in table.events[before:] if sight.may_know(event.label)]
    assert shown == []


def test_a_condition_asks_whether_there_is_a_document() -> None:
    gate = [a_need("papers.exists(p, has(p.file))")]
    table = two_parties(a_method(records={"paper": with_document()}, gate=gate))
    table.share("paper", "ann", fields={"text": "None"})
    assert table.refused("move", "chair", move="finish").kind == "gate-shut"

    table.share("paper", "bob", fields={"file": sent()})

    table.do("move", "chair", move="finish")


@pytest.mark.parametrize("need", ["papers.all(p, p.file == p.file)", "papers.all(p, p.file != null)"])
def test_documents_cannot_be_compared(need: str) -> None:
    with pytest.raises(MethodInvalid, match="documents cannot be compared"):
        a_method(records={"paper": with_document()}, gate=[a_need(need)])


def test_the_log_has_no_bytes() -> None:
    kept = events.DocumentKept("d", "r", None)

    assert events.content_names(type(kept)) == frozenset({"file"})


def test_a_view_tells_of_a_document_without_its_bytes() -> None:
    table = a_table()
    table.share("paper", "ann", fields={"file": sent()})

    (shown,) = records(table.telling())

    assert shown.fields is not None
    assert set(dict(shown.fields["file"])) == {"id", "name", "type", "size"}  # type: ignore[arg-type]  # a document


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"records": {"paper": {**with_document(), "attribution": "unattributed", "many": True}}}, "holds no document"),
        ({"case": {"file": {"type": "document", "title": "File"}}}, "not asked at opening"),
        ({"records": {"paper": with_document(type="list", of="document")}}, "'document'"),
        ({"records": {"paper": with_document(types=["exe"])}}, "'exe' is no type of document"),
        ({"records": {"paper": with_document(up_to="26 MB")}}, "a size from 1 MB to 25 MB"),
        ({"records": {"paper": with_document(type="text", up_to="2 MB")}}, "'up_to' does not go with"),
    ],
)
def test_where_no_document_can_be_is_said_when_the_method_is_read(told: dict[str, Any], said: str) -> None:
    with pytest.raises(MethodInvalid, match=said):
        a_method(**told)


def test_an_editorial_correction_changes_no_document() -> None:
    paper = with_document() | {"confirmed_by": "envoy"}
    table = two_parties(a_method(records={"paper": paper}))
    identity = table.share("paper", "ann", fields={"file": sent()})
    table.do("confirm", "ann", id=identity, version=1)

    table.draft("paper", "ann", id=identity, fields={"file": sent(name="other.pdf")})
    refusal = table.refused("share", "ann", id=identity, version=2, editorial=True)
    assert refusal.message == "document_not_editorial"
