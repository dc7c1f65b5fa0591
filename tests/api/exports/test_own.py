from __future__ import annotations

import json

from api.exports.own import own_of
from tests.api.exports.copies import copy_for
from tests.factories import Table, a_decision, a_method, a_record, two_parties
from tests.promises.seen import numbered


def own(process: Table, reader: str | None) -> dict[str, object] | None:
    told = own_of(copy_for(process.method, process.situation, numbered(process.events), reader))
    return json.loads(told) if told else None


def test_one_gets_what_one_wrote_did_and_was_and_nothing_of_others() -> None:
    process = two_parties(a_method(records={"note": a_record(many=True)}, decisions={"plan": a_decision()}))
    mine = process.share("note", "ann", fields={"text": "of ann"})
    process.share("note", "bob", fields={"text": "of bob"})
    process.vote(process.propose("plan"), ann="yes", bob="no")
    process.do("note", "ann", text="for myself")
    process.do("note", "bob", text="for bob")

    told = own(process, "ann")

    assert told is not None
    assert [one["id"] for one in told["records"]] == [mine]  # type: ignore[attr-defined]
    assert [one["text"] for one in told["notes"]] == ["for myself"]  # type: ignore[attr-defined]
    assert told["participant"]["name"] == "Ann"  # type: ignore[index]
    kinds = [one["type"] for one in told["log"]]  # type: ignore[attr-defined]
    assert {"ParticipantJoined", "RoleTaken", "RecordWritten", "RecordShared", "VoteCast", "NoteKept"} <= set(kinds)
    assert kinds.count("VoteCast") == 1
    assert "of bob" not in json.dumps(told)
    assert "for bob" not in json.dumps(told)


def test_whoever_takes_no_part_has_nothing_of_his_own() -> None:
    process = two_parties(a_method())

    assert own(process, None) is None
    process.do("leave", "ann")
    assert own(process, "ann") is not None  # who he was; nothing that only a participant may know
