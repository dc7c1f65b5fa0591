"""Documents stay out of all but their own rows, and go down to their last byte."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import Engine, Reader
from engine.journal.signing import SigningKey
from engine.journal.verifying import verify
from engine.language import read_method
from engine.process.fold import fold_all
from tests.documents import PDF, sent
from tests.engine.journal.neighbours import SOURCE, Time, a_command, accepted, an_opening, counted_ids, with_parties

if TYPE_CHECKING:
    from engine.journal.store import Connection

CANARY = b"canary-in-a-document-51c7"
SECRET = PDF + CANARY * 50
IN_BASE64 = b64encode(b"canary-in-a-document-51c7" * 50)[30:90]


def a_process(engine: Engine, *, fill: int = 0, seen_by: str = "process", share: bool = True) -> tuple[str, str, str]:
    """Return a process in which Town's mandate has a document, that record's id and the document's."""
    source = SOURCE.format(method="neighbours", version="1.0.0", title="Neighbours agree", term="P28D")
    field = f"      plan: {{type: document, title: Plan, optional: true, seen_by: {seen_by}}}\n"
    source = source.replace("    written_by: representative\n", field + "    written_by: representative\n", 1)
    engine.publish(read_method(source, "neighbours.yaml"))
    process = accepted(engine.submit(None, an_opening())).process
    with_parties(engine, process)
    fields = {"level": "commit", "plan": sent(SECRET)}
    written = accepted(engine.submit(process, a_command("record", "rep-Town", record="mandate", fields=fields)))
    record = next(str(one["id"]) for one in written.events if one["type"] == "RecordWritten")
    document = next(str(one["document"]) for one in written.events if one["type"] == "DocumentKept")
    if share:
        accepted(engine.submit(process, a_command("share", "rep-Town", id=record, version=1)))
    for number in range(fill):
        fields = {"level": "explore", "bounds": f"draft {number}"}
        accepted(engine.submit(process, a_command("record", "rep-Water", record="mandate", fields=fields)))
    return process, record, document


def with_key(engine: Engine, folder: Path) -> None:
    """Give an engine a key to sign with: beside a database on a server there is none."""
    engine._journal._key = SigningKey.load_or_make(folder / "key")  # noqa: SLF001 - the tests look behind the door


def bytes_of(engine: Engine, process: str, document: str, reader: Reader | None = None) -> bytes | None:
    told = engine.document(process, document, reader)
    return b64decode(told["content"]) if told else None


def test_bytes_come_back_as_they_were_sent_and_stand_in_one_row_only(engine: Engine, beside: Connection) -> None:
    process, _, document = a_process(engine, fill=90)

    assert bytes_of(engine, process, document) == SECRET
    rows = beside.execute("SELECT bytes FROM content").fetchall()
    assert [IN_BASE64 in bytes(row[0]) for row in rows].count(True) == 1
    for table in ("event", "process", "snapshot", "receipt"):
        assert IN_BASE64 not in repr(beside.execute(f"SELECT * FROM {table}").fetchall()).encode()  # noqa: S608  # our own names
    assert IN_BASE64.decode() not in repr(engine.situation(process))
    assert IN_BASE64.decode() not in repr(engine.history(process))


def test_what_is_remembered_follows_from_the_log(engine: Engine) -> None:
    process, _, _ = a_process(engine)

    assert fold_all(None, (one.event for one in engine.history(process))) == engine.situation(process)[1]


def test_a_draft_is_for_its_own_side_and_a_narrow_field_for_those_who_see_it(engine: Engine, tmp_path: Path) -> None:
    with_key(engine, tmp_path)
    process, record, document = a_process(engine, seen_by="party", share=False)
    town, water = Reader(participant="pri-Town"), Reader(participant="rep-Water")
    assert bytes_of(engine, process, document, town) == SECRET
    assert bytes_of(engine, process, document, water) is None

    accepted(engine.submit(process, a_command("share", "rep-Town", id=record, version=1)))

    assert bytes_of(engine, process, document, water) is None
    assert document not in json.dumps(engine.export(process, water))
    assert bytes_of(engine, process, document, town) == SECRET


def test_an_export_has_the_bytes_and_is_verified(engine: Engine, tmp_path: Path) -> None:
    with_key(engine, tmp_path)
    process, record, _ = a_process(engine)

    told = engine.export(process, Reader(participant="rep-Water"))

    assert sent(SECRET)["content"] in json.dumps(told)
    assert verify(json.dumps(told).encode()).findings == ()
    accepted(engine.submit(process, a_command("redact", content=record, reason="Asked")))
    erased = engine.export(process, Reader(participant="rep-Water"))
    assert sent(SECRET)["content"] not in json.dumps(erased)
    assert verify(json.dumps(erased).encode()).findings == ()


def test_a_document_goes_with_its_record_and_those_who_saw_it_are_told(engine: Engine, beside: Connection) -> None:
    process, record, document = a_process(engine, fill=90)

    accepted(engine.submit(process, a_command("redact", content=record, reason="Asked by Town")))

    assert bytes_of(engine, process, document) is None
    assert IN_BASE64 not in repr(beside.execute("SELECT * FROM content").fetchall()).encode()
    situation = engine.situation(process)[1]
    assert situation.documents[document].erased
    town = next(one.id for one in situation.parties.values() if one.name == "Town")
    told = {one.event.label for one in engine.history(process) if one.event.type == "ContentRedacted"}
    assert {"process", f"party:{town}"} <= told
    assert fold_all(None, (one.event for one in engine.history(process))) == situation


def test_a_document_goes_with_all_that_concerns_a_participant(engine: Engine) -> None:
    process, _, document = a_process(engine)

    accepted(engine.submit(process, a_command("redact", content="rep-Town", reason="Asked")))

    assert bytes_of(engine, process, document) is None


def test_an_erased_document_is_not_shown_to_more(engine: Engine) -> None:
    process, record, document = a_process(engine, share=False)
    again = a_command("record", "rep-Town", id=record, record="mandate", fields={"level": "commit"})
    accepted(engine.submit(process, again))
    place = engine.situation(process)[1].documents[document].order
    (commitment,) = engine.history(process)[place - 1].parts.values()
    accepted(engine.submit(process, a_command("redact", content=commitment, reason="Asked")))

    accepted(engine.submit(process, a_command("share", "rep-Town", id=record, version=1)))

    assert [one.event.type for one in engine.history(process)].count("DocumentShown") == 0


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_no_byte_of_an_erased_document_is_left_in_the_files(engine: Engine, tmp_path: Path) -> None:
    process, record, _ = a_process(engine, fill=20)
    before = {path.name for path in tmp_path.iterdir() if IN_BASE64 in path.read_bytes()}

    accepted(engine.submit(process, a_command("redact", content=record, reason="Asked")))

    assert before
    assert [path.name for path in tmp_path.iterdir() if IN_BASE64 in path.read_bytes()] == []


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_another_replica_forgets_an_erased_document(engine: Engine, url: str, time: Time) -> None:
    process, record, document = a_process(engine)
    with Engine.open(url, now=time, ids=counted_ids(9)) as other:
        assert bytes_of(other, process, document) == SECRET

        accepted(engine.submit(process, a_command("redact", content=record, reason="Asked")))

        assert bytes_of(other, process, document) is None


def test_altered_bytes_are_not_given_out(engine: Engine, beside: Connection) -> None:
    process, _, document = a_process(engine)
    place = engine.situation(process)[1].documents[document].order
    (commitment,) = engine.history(process)[place - 1].parts.values()
    beside.execute("UPDATE content SET bytes=? WHERE commitment=?", (b"{}", bytes.fromhex(commitment)))

    with pytest.raises(Exception, match="is not what was written"):
        engine.document(process, document)
