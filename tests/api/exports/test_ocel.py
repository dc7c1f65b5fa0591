from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from api.exports.copying import Copy
from api.exports.ocel import ocel_of
from tests.api.exports.copies import SCENARIOS, copies_of, copy_for
from tests.factories import Table, a_decision, a_method, a_record, two_parties
from tests.promises.seen import numbered

FIRST = [path for path in SCENARIOS if path == min(path.parent.glob("*.yaml"))]
NAMED = {"type": "array", "items": {"type": "object", "required": ["name", "attributes"], "properties": {
    "name": {"type": "string"},
    "attributes": {"type": "array", "items": {
        "type": "object", "required": ["name", "type"], "additionalProperties": False,
        "properties": {"name": {"type": "string"},
                       "type": {"enum": ["string", "time", "integer", "float", "boolean"]}},
    }},
}}}  # fmt: skip
RELATED = {"type": "array", "items": {
    "type": "object", "required": ["objectId", "qualifier"], "additionalProperties": False,
    "properties": {"objectId": {"type": "string"}, "qualifier": {"type": "string"}},
}}  # fmt: skip
TEXT, INSTANT = {"type": "string"}, {"type": "string", "format": "date-time"}


def valued(*required: str) -> dict[str, Any]:
    known = {"name": TEXT, "value": TEXT, "time": INSTANT}
    shape = {"type": "object", "required": list(required), "additionalProperties": False}
    return {"type": "array", "items": {**shape, "properties": {one: known[one] for one in required}}}


# What the schema of OCEL 2.0 for JSON asks (ocel-standard.org), narrowed to the words and keys of its specification.
STANDARD = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["eventTypes", "objectTypes", "events", "objects"],
    "additionalProperties": False,
    "properties": {
        "eventTypes": NAMED,
        "objectTypes": NAMED,
        "events": {"type": "array", "items": {
            "type": "object", "required": ["id", "type", "time"],
            "properties": {"id": TEXT, "type": TEXT, "time": INSTANT, "attributes": valued("name", "value"),
                           "relationships": RELATED},
        }},
        "objects": {"type": "array", "items": {
            "type": "object", "required": ["id", "type"],
            "properties": {"id": TEXT, "type": TEXT, "attributes": valued("name", "value", "time"),
                           "relationships": RELATED},
        }},
    },
}  # fmt: skip
VALID = jsonschema_rs.Draft7Validator(STANDARD, validate_formats=True)
READS: dict[str, Callable[[str], object]] = {
    "string": str, "integer": int, "float": float, "time": datetime.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
}  # fmt: skip


def told(copy: Copy) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ocel_of(copy))
    return found


def of(process: Table, reader: str | None) -> dict[str, Any]:
    return told(copy_for(process.method, process.situation, numbered(process.events), reader))


@pytest.mark.parametrize("path", FIRST, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_whole_process_is_by_the_standard_to_everybody_who_takes_part(path: Path) -> None:
    for name, copy in copies_of(path):
        found = told(copy)

        assert list(VALID.iter_errors(found)) == [], name
        is_consistent(found)
        assert [one["id"] for one in found["events"]] == [line.id for line in copy.log]


def is_consistent(found: dict[str, Any]) -> None:
    """See what a schema cannot: ids are unique, what is named is there, and every value reads as its type says."""
    for things, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {one["name"]: {it["name"]: it["type"] for it in one["attributes"]} for one in found[types]}
        assert len({one["id"] for one in found[things]}) == len(found[things])
        assert {one["type"] for one in found[things]} == set(declared)
        for one in found[things]:
            for attribute in one["attributes"]:
                READS[declared[one["type"]][attribute["name"]]](attribute["value"])
            related = [it["objectId"] for it in one["relationships"]]
            assert len(set(related)) == len(related)
            assert set(related) <= {it["id"] for it in found["objects"]}


def test_the_same_copy_gives_the_same_bytes() -> None:
    process = a_case()

    one, other = (
        ocel_of(copy_for(process.method, process.situation, numbered(process.events), "ann")) for _ in range(2)
    )

    assert one == other


def a_case() -> Table:
    """Return a process with a record under a veil, one that a party keeps, and a vote."""
    fields = {
        "text": {"type": "text", "title": "Text"},
        "own": {"type": "text", "title": "Own", "optional": True, "seen_by": "party"},
        "many": {"type": "whole", "title": "Many", "optional": True},
    }
    records = {"note": a_record(many=True, fields=fields), "secret": a_record(many=True, seen_by="party")}
    process = two_parties(a_method(records=records, decisions={"plan": a_decision(about="note")}))
    process.share("note", "ann", "n1", fields={"text": "open", "own": "ours alone", "many": 3})
    process.share("secret", "ann", "s1", fields={"text": "kept"})
    process.share("note", "ann", "n1", fields={"text": "opener", "many": 3})
    process.vote(process.propose("plan"), ann="yes", bob="yes")
    return process


def test_objects_and_relations_say_who_did_what_with_what() -> None:
    process = a_case()
    run = process.situation.runs_of("plan")[0].id

    found = of(process, "bob")

    objects = {one["id"]: one for one in found["objects"]}
    assert objects["participant:ann"]["relationships"] == [
        {"objectId": f"party:{process.party('A')}", "qualifier": "of"}
    ]
    assert [one["qualifier"] for one in objects["record:n1"]["relationships"]] == ["of", "by"]
    assert objects[f"decision:{run}"]["relationships"] == [{"objectId": "record:n1", "qualifier": "about"}]
    assert "phase:work#1" in objects
    (vote, _) = (one for one in found["events"] if one["type"] == "VoteCast")
    assert {(one["objectId"], one["qualifier"]) for one in vote["relationships"]} == {
        (f"process:{process.situation.process}", "in"), (f"decision:{run}", "decision"),
        (f"party:{process.party('A')}", "voter"), ("participant:ann", "by"),
    }  # fmt: skip


def test_what_a_record_said_is_told_from_when_it_said_so() -> None:
    (note,) = (one for one in of(a_case(), "bob")["objects"] if one["id"] == "record:n1")

    said = [(one["name"], one["value"]) for one in note["attributes"] if one["name"].startswith("field.")]
    assert said == [("field.many", "3"), ("field.text", "open"), ("field.text", "opener")]


def test_nothing_is_told_of_what_the_reader_may_not_know() -> None:
    process = a_case()
    own = ocel_of(copy_for(process.method, process.situation, numbered(process.events), "ann")).decode()

    assert all(token in own for token in ("s1", "kept", "ours alone", "record.secret"))
    for reader in ("bob", "chair", None):
        text = json.dumps(of(process, reader))
        assert not any(token in text for token in ("s1", "kept", "ours alone", "record.secret", "field.own")), reader


def test_by_how_much_a_term_was_extended_is_told_and_by_whom_is_a_relation() -> None:
    moves = {"finish": {"title": "Finish", "to": "end.finished", "by": "chair"}}
    process = two_parties(a_method(phases={"work": {"title": "Work", "term": "P5D", "moves": moves}}))
    process.do("extend", "chair", phase="work", more="P7D", reason="Floods.")

    (extended,) = (one for one in of(process, "ann")["events"] if one["type"] == "TermExtended")

    assert {"name": "by", "value": "P7D"} in extended["attributes"]
    assert {"objectId": "participant:chair", "qualifier": "actor"} in extended["relationships"]
