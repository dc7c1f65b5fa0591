"""What `prove` undoes, lets break or waits for: an end behind each of these is reached, by a run that goes as told."""

from __future__ import annotations

from typing import Any

import pytest

from engine.authoring.proving import Run, prove
from engine.language import Method
from tests.engine.authoring.told_again import told_again
from tests.engine.process.family_methods import talks
from tests.factories import ROLES, Part, a_decision, a_method, a_move, a_need, a_phase, a_record

NOTE: Part = {"note": a_record()}
NOTES: Part = {"note": a_record(many=True)}
WHOM: Part = {"type": "list", "of": "participant", "title": "Whom", "optional": True}
GHOST: Part = {**ROLES, "ghost": {"title": "Ghost", "eligible": "false"}}
ENDS: Part = {
    "finished": {"title": "Finished", "verdict": "success"},
    "lost": {"title": "Lost", "verdict": "failure"},
}


def goes_as_told(method: Method, run: Run) -> bool:
    return told_again(method, run) == ((), {"end": run.end})


def reached(method: Method) -> set[str]:
    """Return the ends that are reached by runs which go as they say."""
    return {str(run.end) for run in prove(method, only_ends=True).runs if goes_as_told(method, run)}


def first_then(first: str, then: str, **told: Any) -> Method:
    """Return a method in which one thing has to be so before its second phase, and another after it."""
    opened = [*told.get("records", {}), *told.get("decisions", {})]
    here: Part = {"open": opened} if opened else {}
    phases = {
        "before": a_phase({"on": a_move("after", gate=[a_need(first)])}, **here),
        "after": a_phase({"finish": a_move("end.finished", gate=[a_need(then)])}, **here),
    }
    return a_method(phases=phases, **told)


SURE: Part = {"type": "yes_no", "title": "Sure"}
LINKED: Part = {"about": {"type": "link", "to": "topic", "title": "About"}}
CIRCLE: dict[str, Any] = {
    "records": {"circle": a_record(fields={"whom": WHOM})},
    "roles": {**ROLES, "guide": {"title": "Guide", "held_by": "circle.whom"}},
}
DEPOSITS: Part = {"note": a_record(per="party", many=True, sealed_until={"each": "party"})}
UNDONE = {
    "a confirmation is taken back": first_then(
        "note.confirmed", "note.exists && !note.confirmed", records={"note": a_record(confirmed_by="chair")}
    ),
    "a record is withdrawn": first_then("note.shared", "!note.exists", records=NOTE),
    "a record is withdrawn that another leads to": first_then(
        "note.shared", "!topic.exists", records={"topic": a_record(), "note": a_record(fields=LINKED)}
    ),
    "there are fewer records": first_then("notes.size() >= 2", "notes.size() <= 1", records=NOTES),
    "none is chosen any longer": first_then(
        "notes.filter(n, n.sure).size() >= 2", "notes.filter(n, n.sure).size() == 0",
        records={"note": a_record(many=True, fields={"sure": SURE})},
    ),
    "a dispute is over": first_then(
        "notes.exists(n, n.disputed)", "notes.size() >= 1 && notes.all(n, !n.disputed)", records=NOTES
    ),
    "a record is written anew": first_then("note.shared", "note.changed_at > phase.entered_at", records=NOTE),
    "somebody steps down": first_then(
        "helper.size() >= 1", "helper.size() == 0", roles={**ROLES, "helper": {"title": "Helper"}}
    ),
    "a record no longer names who holds a role": first_then("guide.size() >= 1", "guide.size() == 0", **CIRCLE),
    "a decision comes out otherwise": first_then(
        "choosing.accepted", "choosing.rejected", decisions={"choosing": a_decision()}
    ),
    "a decision is closed and open again": first_then(
        "choosing.closed", "!choosing.closed", decisions={"choosing": a_decision()}
    ),
    "a decision no longer stands": first_then(
        "choosing.accepted", "!choosing.accepted", decisions={"choosing": a_decision()}
    ),
    "the rest is sealed": first_then("parties.exists(p, p.notes.sealed)", "notes.sealed", records=DEPOSITS),
}  # fmt: skip


@pytest.mark.parametrize("method", UNDONE.values(), ids=UNDONE)
def test_what_was_so_before_is_brought_to_be_otherwise(method: Method) -> None:
    assert reached(method) == {"finished"}


def waited(since: str, **told: Any) -> Method:
    return a_method(gate=[{"id": "wait", "waited": f"P5D after {since}", "unmet": "Wait", "owed_by": "chair"}], **told)


WAITS = {
    "a record is shared": waited("note.shared_at", records=NOTE),
    "a decision is closed": waited("choosing.closed_at", decisions={"choosing": a_decision()}),
}


@pytest.mark.parametrize("method", WAITS.values(), ids=WAITS)
def test_a_wait_begins_once_that_is_done_from_which_it_counts(method: Method) -> None:
    assert reached(method) == {"finished"}


def test_a_wait_from_a_confirmation_begins_with_that() -> None:
    shared = a_need("note.shared", id="shared")
    wait = {"id": "wait", "waited": "P5D after note.confirmed_at", "unmet": "Wait", "owed_by": "chair"}

    assert reached(a_method(records={"note": a_record(confirmed_by="chair")}, gate=[shared, wait])) == {"finished"}


def test_where_something_is_asked_and_a_wait_as_well_both_are_seen_to() -> None:
    both = a_need("note.shared", waited="P5D")

    assert reached(a_method(records=NOTE, gate=[both])) == {"finished"}


def watched(need: Part, then: Any, moves: Part, **told: Any) -> Method:
    """Return a method of one phase with a standing gate, in which nobody can take the move `lost`."""
    opened = {"open": list(told["records"])} if "records" in told else {}
    work = a_phase(moves, **opened, **{"while": {"kept": then}})
    return a_method(roles=GHOST, gates={"kept": {"title": "Kept", "all": [need]}}, phases={"work": work}, **told)


LOSES: Part = {"on": a_move("end.finished"), "lost": {**a_move("end.lost"), "by": "ghost"}}
LATER: Part = {"after": "P5D", "move": "lost"}
BREAKS = {
    "is broken from the beginning": watched(a_need("parties.size() > 99"), LATER, LOSES, ends=ENDS),
    "is broken by a record that is written": watched(
        a_need("notes.size() < 1"), LATER, LOSES, records=NOTES, ends=ENDS
    ),
    "is broken once a term is over": watched(
        a_need("note.shared", due="P9D"), LATER, LOSES, records=NOTE, ends=ENDS
    ),
}  # fmt: skip


@pytest.mark.parametrize("method", BREAKS.values(), ids=BREAKS)
def test_a_move_that_nobody_can_take_is_taken_after_a_standing_gate_that(method: Method) -> None:
    assert reached(method) == {"finished", "lost"}


def test_a_move_after_a_standing_gate_that_cannot_break_is_not_taken() -> None:
    need = a_need("chair.size() >= 0")

    proof = prove(watched(need, LATER, LOSES, ends=ENDS), only_ends=True)

    assert ([run.end for run in proof.runs], set(proof.missed)) == (["finished"], {"lost"})


@pytest.mark.parametrize("move", [a_move("end.finished"), {"title": "Over", "to": "end.finished", "at": "P5D"}])
def test_a_hold_ends_once_its_gate_holds_again_and_where_that_cannot_be_no_end_is_reached(move: Part) -> None:
    mended = watched(a_need("note.shared"), "hold", {"on": move}, records=NOTE)
    lasting = watched(a_need("parties.size() == 0"), "hold", {"on": move})

    assert reached(mended) == {"finished"}
    assert set(prove(lasting, only_ends=True).missed) == {"finished"}


SETTLED = "need: \"facts.outcome == 'settled'\", if_none: met"
CHILDREN = {
    "to the end that is asked for, which is not its first": (
        SETTLED, "need: \"facts.outcome == 'not_settled'\""
    ),
    "two times over": (SETTLED, "need: \"facts.outcome == 'settled'\", at_least: 2, if_none: unmet"),
    "to any end": ("need: facts.ended, if_none: met", "need: facts.ended"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), CHILDREN.values(), ids=CHILDREN)
def test_a_process_that_a_phase_runs_is_brought(old: str, new: str) -> None:
    assert reached(talks(old, new)) == {"agreed", "dissent"}
