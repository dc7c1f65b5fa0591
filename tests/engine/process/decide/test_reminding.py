"""Reminding people that it is their turn: who may, whom, and how often."""

from __future__ import annotations

import pytest

from engine.process.events import TURN, PeopleTold
from engine.process.labels import PROCESS
from engine.process.view import entries
from tests.factories import Table, a_method, two_parties
from tests.promises.seen import numbered


@pytest.fixture
def table() -> Table:
    """Return a table of A with ann and B with bob, and the chair who opened it."""
    return two_parties(a_method())


def told(table: Table, *people: str) -> list[tuple[str, ...]]:
    return [one.participants for one in table.do("remind", "chair", participants=people) if isinstance(one, PeopleTold)]


def test_whoever_lets_people_in_reminds_them_for_all_to_see(table: Table) -> None:
    (event,) = table.do("remind", "chair", participants=["bob", "ann", "bob"])

    assert event == PeopleTold(TURN, ("bob", "ann"))
    assert table.events[-1].label == PROCESS
    for reader in ("chair", "ann", None):
        line = entries(table.telling(reader), numbered(table.events))[-1]
        assert line.text.startswith("log_PeopleTold_reminded(")
        assert "people=('Bob', 'Ann'), what=their_turn, who=Chair" in line.text
        assert line.actor
        assert line.actor.id == "chair"


def test_nobody_else_reminds_anybody(table: Table) -> None:
    assert table.refused("remind", "ann", participants=["bob"]).message == "remind_not_yours"


def test_each_is_told_once_a_day_whoever_else_is_named_with_him(table: Table) -> None:
    assert told(table, "ann") == [("ann",)]
    assert table.refused("remind", "chair", participants=["ann"]).message == "reminded_already"
    table.wait(hours=23)
    assert told(table, "ann", "bob") == [("bob",)]
    table.wait(hours=1)
    assert told(table, "ann", "bob") == [("ann",)]


def test_who_takes_no_part_or_has_left_is_named_by_his_place(table: Table) -> None:
    table.do("leave", "bob")
    for one in ("bob", "nobody"):
        refusal = table.refused("remind", "chair", participants=["ann", one])
        assert (refusal.message, refusal.pointer) == ("participant_unknown", "/participants/1")
    assert told(table, "ann") == [("ann",)]


def test_after_the_end_nobody_is_reminded(table: Table) -> None:
    table.do("cancel", "chair", reason="No time")
    assert table.refused("remind", "chair", participants=["ann"]).kind == "process-ended"
