"""Rehearsals: processes for practice, which say so everywhere and can be deleted whole by few."""

from __future__ import annotations

from typing import Any

import pytest

from engine.process import events
from engine.process.commands import Delete, read_command
from engine.process.decide import deletion
from engine.process.refusal import Refusal
from engine.process.view import entries
from tests.engine.process.family_methods import talks
from tests.engine.process.test_families import Family
from tests.factories import Table, a_method, a_move, a_phase, a_table
from tests.promises.seen import numbered


def a_practice(*, rehearsal: bool = True) -> Table:
    method = a_method(phases={"meet": a_phase({"sign": a_move("end.finished")})})
    return a_table(method, [("ann", "A", "envoy"), ("bob", "B", "envoy")], rehearsal=rehearsal)


def deleting(table: Table, actor: str) -> Refusal | None:
    command = read_command.validate_python({"do": "delete", "actor": actor})
    assert isinstance(command, Delete)
    return deletion(table.method, table.situation, command)


def first_message(table: Table) -> str:
    """Return the name of the first sentence of a log."""
    return entries(table.telling(), numbered(table.events))[0].text.partition("(")[0]


def a_family(**opening: Any) -> Family:
    family = Family(talks())
    family.do("open", "chair", method="talks", title="Talks", name="Chair", **opening)
    family.do("join", "chair", participant="ann", name="Ann", party="Town", roles=["envoy"])
    family.topic("wet")
    family.do("move", "chair", move="on")
    return family


def test_a_rehearsal_says_so_from_its_first_events_on() -> None:
    table = a_practice()

    assert [type(event.body) for event in table.events[:2]] == [events.ProcessOpened, events.RehearsalBegan]
    assert table.progress().rehearsal


def test_the_first_sentence_of_its_log_says_that_it_is_one() -> None:
    assert first_message(a_practice()) == "log_ProcessOpened_to_practise"
    assert first_message(a_practice(rehearsal=False)) == "log_ProcessOpened"


def test_a_real_process_is_no_rehearsal() -> None:
    table = a_practice(rehearsal=False)

    assert not table.progress().rehearsal
    assert "RehearsalBegan" not in [event.type for event in table.events]


def test_what_a_rehearsal_runs_is_a_rehearsal_too() -> None:
    assert [one.rehearsal for _, one in a_family(rehearsal=True).simulation.children.values()] == [True]
    assert [one.rehearsal for _, one in a_family().simulation.children.values()] == [False]


def test_whoever_opened_a_rehearsal_may_delete_it_also_after_its_end() -> None:
    table = a_practice()
    assert deleting(table, "chair") is None

    table.do("move", "chair", move="sign")

    assert table.situation.end == "finished"
    assert deleting(table, "chair") is None


@pytest.mark.parametrize(("actor", "message"), [("ann", "delete_not_yours"), ("nobody", "actor_unknown")])
def test_nobody_else_may_delete_it(actor: str, message: str) -> None:
    refusal = deleting(a_practice(), actor)

    assert refusal is not None
    assert (refusal.kind, refusal.message) == ("not-yours", message)


def test_nobody_may_delete_a_real_process() -> None:
    refusal = deleting(a_practice(rehearsal=False), "chair")

    assert refusal is not None
    assert refusal.message == "deleted_only_rehearsals"


def test_deleting_is_asked_for_on_its_own() -> None:
    assert a_practice().refused("delete", "chair").message == "delete_alone"


def test_whoever_left_deletes_no_rehearsal_and_nobody_deletes_the_child_of_one() -> None:
    table = a_practice()
    table.do("leave", "ann")
    gone = deleting(table, "ann")
    assert gone is not None
    assert (gone.kind, gone.message) == ("not-yours", "actor_unknown")

    family = a_family(rehearsal=True)
    ((method, child),) = family.simulation.children.values()
    command = read_command.validate_python({"do": "delete", "actor": str(child.opener)})
    assert isinstance(command, Delete)
    refusal = deletion(method, child, command)
    assert refusal is not None
    assert (refusal.message, refusal.values["root"]) == ("deleted_with_parent", child.root)
