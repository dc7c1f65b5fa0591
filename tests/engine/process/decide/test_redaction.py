"""Erasing asks what the actor may know of, like every command; what is erased is told to those who could see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.authoring.simulation import counted_ids
from engine.process.commands import Redact, read_command
from engine.process.decide import erase
from engine.process.decide.redaction import Erasable
from engine.process.events import ContentRedacted, Event
from engine.process.refusal import Refusal
from tests.factories import ROLES, Table, a_decision, a_method, a_record, a_table

WITH_OTHERS: dict[str, Any] = {**ROLES, "board": {"title": "Board", "of": "party"}}
PEOPLE = [("ann", "A", "envoy"), ("amy", "A", "board"), ("bob", "B", "envoy")]
PIECE = "ab" * 32


def a_case() -> Table:
    plan = a_decision(by="board", voters="board", seen_by="board")
    method = a_method(
        roles=WITH_OTHERS, records={"note": a_record(many=True, seen_by=["party", "board"])}, decisions={"plan": plan},
        may={"open": "chair", "admit": "chair", "redact": ["chair", "board"]},
    )  # fmt: skip
    return a_table(method, PEOPLE)


def asked(table: Table, by: str, content: str, found: Sequence[Erasable]) -> tuple[Event, ...] | Refusal:
    command = read_command.validate_python({"do": "redact", "actor": by, "content": content, "reason": "Asked for"})
    assert isinstance(command, Redact)
    return erase(table.method, table.situation, command, found, table.at, counted_ids("erasing"))


def test_a_record_of_which_the_actor_may_not_know_is_not_there_to_be_erased() -> None:
    table = a_case()
    note = table.share("note", "ann")
    piece = Erasable(PIECE, table.record(note).label)

    hidden, nothing = asked(table, "chair", note, [piece]), asked(table, "chair", "nothing", [])
    seen = asked(table, "amy", note, [piece])

    assert hidden == nothing
    assert isinstance(hidden, Refusal)
    assert hidden.message == "content_unknown"
    assert not isinstance(seen, Refusal)
    assert [(event.label, event.body) for event in seen] == [
        (table.record(note).label, ContentRedacted((PIECE,), "Asked for"))
    ]


def test_of_a_ballot_that_counts_unseen_nothing_is_said_and_it_stays() -> None:
    table = a_case()
    run = table.propose("plan", "amy")
    table.vote(run, amy="yes")
    name, ballot = Erasable("cd" * 32, "process"), Erasable(PIECE, table.run(run).label, run)

    erased = asked(table, "chair", "amy", [name, ballot])
    told = asked(table, "amy", "amy", [name, ballot])

    assert not isinstance(erased, Refusal)
    assert [event.body for event in erased] == [ContentRedacted((name.commitment,), "Asked for")]
    assert isinstance(told, Refusal)
    assert (told.message, told.values) == ("ballot_still_counts", {"decision": "plan"})


def test_a_ballot_that_was_counted_goes_with_the_rest() -> None:
    table = a_case()
    run = table.propose("plan", "amy")
    table.vote(run, amy="yes")
    table.do("close", "amy", run=run)
    name, ballot = Erasable("cd" * 32, "process"), Erasable(PIECE, table.run(run).label, run)

    erased = asked(table, "chair", "amy", [name, ballot])

    assert not isinstance(erased, Refusal)
    assert [event.label for event in erased] == [table.run(run).label, "process"]
