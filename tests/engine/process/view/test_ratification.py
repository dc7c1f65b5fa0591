"""Who ratified a decision, with which answer, and whose answer is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.process.view.ratification import ratification
from engine.process.view.shapes import Ratification
from tests.factories import Table, a_decision, a_method, two_parties


def accepted(**told: Any) -> tuple[Table, str]:
    """Return a process of two parties in which the chair decided what has to be ratified, and the run."""
    plan = a_decision(title="Plan", voters="chair", ratified_by=told.pop("ratified_by", "parties"), **told)
    table = two_parties(a_method(decisions={"plan": plan}))
    run = table.propose("plan")
    table.vote(run, chair="yes")
    table.do("close", "chair", run=run)
    return table, run


def shown(table: Table) -> Ratification:
    (decision,) = table.progress().decisions
    assert decision.ratification
    return decision.ratification


def owed(table: Table) -> list[tuple[str, list[str]]]:
    todo = [one for one in table.progress().todo if one.kind == "ratification"]
    return [(one.text, [each.party.name if each.party else "-" for each in one.owed_by]) for one in todo]


def test_each_party_is_asked_until_it_answered_and_a_yes_with_conditions_is_none() -> None:
    table, run = accepted()
    before = owed(table)
    table.do("ratify", "ann", run=run, answer="yes")
    table.do("ratify", "bob", run=run, answer="with_conditions", conditions="By June")

    told = shown(table)

    missing = "ratification_missing(decision=Plan)"
    assert before == [(missing, ["A", "B"])]
    assert {one.by.name: (one.answer, one.conditions) for one in told.answers} == {
        "A": ("yes", None), "B": ("with_conditions", "By June"),
    }  # fmt: skip
    assert [one.party.name for one in told.owed_by if one.party] == ["B"]
    assert owed(table) == [(missing, ["B"])]
    assert told.ratified_at is None


def test_who_answers_for_himself_is_told_by_name_and_then_nobody_is_asked() -> None:
    table, run = accepted(ratified_by={"role": "chair"}, ratify_within="P5D")
    before = shown(table)
    table.do("ratify", "chair", run=run, answer="yes")

    told = shown(table)

    assert before.due_at is not None
    assert [one.by.name for one in told.answers] == ["Chair"]
    assert (told.owed_by, owed(table), told.ratified_at) == ([], [], table.at)


def test_a_decision_that_is_ratified_says_so_also_where_everybody_who_answered_is_gone() -> None:
    table, run = accepted()
    known = replace(table.run(run), awaits_ratification=False, ratified_at=table.at)

    told = ratification(table.telling(), known)

    assert told == Ratification([], [], None, table.at)
    assert ratification(table.telling(), replace(known, ratified_at=None)) is None


def test_a_party_that_came_after_the_proposal_is_not_asked_to_ratify() -> None:
    table, _ = accepted()
    table.join("carl", "C", "envoy")

    assert owed(table) == [("ratification_missing(decision=Plan)", ["A", "B"])]
