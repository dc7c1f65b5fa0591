"""Automatic moves that never end are cut off; what few know of does not set them going again."""

from __future__ import annotations

import pytest

from engine.process.events import Moved
from tests.factories import Part, Table, a_decision, a_method, a_move, a_phase, a_record, two_parties

ASIDE = a_record(many=True, seen_by="party", expires="PT31H")
TALK = a_decision(by="envoy", voters="envoy", per="party", seen_by="party", open_for="PT7H", silence="blocks")
OWN = {"open": ["aside", "talk"]}
TO_AND_FRO: Part = {
    "here": a_phase({"go": {"title": "Go", "to": "there", "auto": True}, "stop": a_move("end.finished")}, **OWN),
    "there": a_phase({"back": {"title": "Back", "to": "here", "back": True, "auto": True}}, **OWN),
}


@pytest.fixture
def table() -> Table:
    return two_parties(a_method(records={"aside": ASIDE}, decisions={"talk": TALK}, phases=TO_AND_FRO))


def moves(table: Table) -> int:
    return sum(isinstance(event.body, Moved) for event in table.events)


def test_what_one_party_does_by_itself_moves_nothing_that_was_cut_off(table: Table) -> None:
    before = moves(table)

    table.share("aside", "ann")
    run = table.propose("talk", "ann", subject=table.party("A"))
    table.vote(run, ann="yes")

    assert moves(table) == before


def test_what_comes_due_for_one_party_moves_nothing_that_was_cut_off(table: Table) -> None:
    table.share("aside", "ann")
    table.propose("talk", "ann", subject=table.party("A"))
    before, known = moves(table), len(table.events)

    table.wait(days=3)

    assert {event.type for event in table.events[known:]} >= {"RecordLapsed", "DecisionClosed"}
    assert moves(table) == before


def test_what_all_know_of_sets_what_was_cut_off_going_again(table: Table) -> None:
    before = moves(table)

    table.join("cas", "C", "envoy")

    assert moves(table) == before + 50
