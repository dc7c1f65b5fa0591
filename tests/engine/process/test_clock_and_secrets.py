"""A move of the clock waits for votes that everybody may know of, and for no other."""

from __future__ import annotations

from typing import Any

import pytest

from engine.process.events import DecisionLapsed, Moved
from tests.factories import Part, Table, a_decision, a_method, a_phase, two_parties

BY_TERM: Part = {"title": "Time is up", "to": "end.finished", "at": "term"}


def a_case(**told: Any) -> Table:
    """Return a process that ends with its term, and a vote that is open for longer."""
    vote = a_decision(by="envoy", voters="envoy", open_for="P9D", silence="blocks", **told)
    phases = {"work": a_phase({"late": BY_TERM}, open=["plan"], term="P5D")}
    return two_parties(a_method(decisions={"plan": vote}, phases=phases))


def moved_at(table: Table) -> list[str]:
    return [event.at.date().isoformat() for event in table.events if isinstance(event.body, Moved)]


@pytest.mark.parametrize("seen_by", ["party", "envoy", ["owner", "party"]])
def test_a_vote_that_few_know_of_does_not_keep_the_clock_from_moving(seen_by: Any) -> None:
    table = a_case(seen_by=seen_by, per="party")
    run = table.propose("plan", "ann", subject=table.party("A"))

    for _ in range(10):
        table.wait(days=1)

    assert moved_at(table) == ["2026-03-07"]
    assert [event.body.run for event in table.events if isinstance(event.body, DecisionLapsed)] == [run]


@pytest.mark.parametrize("seen_by", ["process", "public"])
def test_a_vote_that_all_know_of_keeps_the_clock_from_moving_until_it_closes(seen_by: str) -> None:
    table = a_case(seen_by=seen_by)
    table.propose("plan", "ann")

    for _ in range(10):
        table.wait(days=1)

    assert moved_at(table) == ["2026-03-11"]
