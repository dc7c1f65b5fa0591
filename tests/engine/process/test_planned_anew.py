"""What is planned anew where another calendar, or another method, says another instant than was planned."""

from __future__ import annotations

from datetime import timedelta

from engine.authoring.simulation import counted_ids
from engine.process import events
from engine.process.elapse import planned_anew
from engine.process.fold import fold_all
from tests.factories import NINE, Table, a_method, a_move, a_phase, two_parties


def with_term(term: str) -> Table:
    return two_parties(a_method(phases={"work": a_phase({"finish": a_move("end.finished")}, term=term)}))


def test_what_is_due_when_it_was_planned_is_not_planned_anew() -> None:
    table = with_term("P10D")

    assert planned_anew(table.method, table.situation, table.at, counted_ids("anew")) == ()


def test_what_is_due_at_another_instant_than_it_was_planned_is_planned_anew_and_only_once() -> None:
    table, method = with_term("P10D"), with_term("P12D").method

    happened = planned_anew(method, table.situation, table.at, counted_ids("anew"))

    assert [type(event.body) for event in happened] == [events.DueSet]
    after = fold_all(table.situation, happened)
    assert after is not None
    assert after.next_due() == NINE + timedelta(days=12)
    assert planned_anew(method, after, table.at, counted_ids("again")) == ()


def test_in_a_process_that_ended_nothing_is_planned() -> None:
    table, method = with_term("P10D"), with_term("P12D").method
    table.do("move", "chair", move="finish")

    assert planned_anew(method, table.situation, table.at, counted_ids("anew")) == ()
