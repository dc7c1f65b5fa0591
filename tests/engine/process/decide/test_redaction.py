"""Erasing asks what the actor may know of, like every command; what is erased is told to those who could see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from engine.authoring.simulation import counted_ids
from engine.process.commands import Redact, read_command
from engine.process.decide import erase, erase_copies, settled
from engine.process.decide.redaction import Erasable
from engine.process.events import ContentRedacted, Event
from engine.process.refusal import Refusal
from engine.process.situation import Situation
from tests.factories import ROLES, Table, a_decision, a_method, a_move, a_need, a_phase, a_record, a_table

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


def without(table: Table, note: str) -> Situation:
    """Return the process once the fields of a record are gone."""
    known = table.record(note)
    assert known.live is not None
    gone = replace(known, live=replace(known.live, fields=None))
    return replace(table.situation, records=table.situation.records.set(note, gone))


def test_once_content_is_gone_standing_gates_are_judged_anew() -> None:
    clear = {"title": "Clear", "all": [a_need("note.text == 'Calm'", owed_by="envoy")]}
    phases = {
        "rest": a_phase({"on": a_move("work")}, open=["note"]),
        "work": a_phase({"finish": a_move("end.finished")}, open=["note"], **{"while": {"clear": "hold"}}),
    }
    table = a_table(a_method(records={"note": a_record()}, gates={"clear": clear}, phases=phases), PEOPLE[:1])
    note = table.share("note", "ann", fields={"text": "Calm"})
    table.do("move", "chair", move="on")
    ids = counted_ids("erasing")
    erased = erase_copies(table.method, table.situation, [Erasable(PIECE, table.record(note).label)], table.at, ids)
    assert [event.body for event in erased] == [ContentRedacted((PIECE,))]

    kept = settled(table.method, table.situation, table.situation, erased, table.at, ids)
    follows = settled(table.method, table.situation, without(table, note), erased, table.at, ids)

    assert kept == ()
    assert "HoldBegan" in [event.type for event in follows]


def test_another_version_and_erasing_are_asked_for_on_their_own() -> None:
    table = a_case()

    assert table.refused("adopt", "chair", version="2.0.0", reason="Better").message == "adopt_alone"
    assert table.refused("redact", "chair", content=PIECE, reason="Asked for").message == "redact_alone"
