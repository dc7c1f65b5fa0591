"""Hard situation 14: a deadline passes during a hold; its clock was stopped or not, as the method declares."""

from __future__ import annotations

import pytest

from engine.process import events
from tests.factories import ROLES, Table, a_method, a_move, a_phase, a_table


def held(term: object) -> Table:
    """Return a process whose phase has a term of ten days, held on its second day."""
    phases = {"work": a_phase({"finish": a_move("end.finished")}, term=term)}
    table = a_table(a_method(roles=ROLES, phases=phases, may={"open": "chair", "hold": "chair"}))
    table.wait(days=2)
    table.do("hold", "chair", reason="We wait for the council")
    return table


def test_a_clock_stands_still_in_a_hold_and_goes_on_with_what_was_left() -> None:
    table = held("P10D")

    assert not [one for one in table.wait(days=30) if isinstance(one, events.PhaseOverdue)]
    table.do("resume", "chair", reason="The council has met")
    assert not [one for one in table.wait(days=7, hours=23) if isinstance(one, events.PhaseOverdue)]

    assert [one for one in table.wait(hours=1) if isinstance(one, events.PhaseOverdue)]


@pytest.mark.parametrize("term", [{"clock": "P10D", "in_hold": "runs"}, "until process.opened_at"])
def test_a_clock_that_runs_in_holds_and_a_day_on_the_calendar_pass_in_a_hold(term: object) -> None:
    if isinstance(term, dict):
        assert [one for one in held(term).wait(days=8) if isinstance(one, events.PhaseOverdue)]
    else:
        assert held(term).situation.visits["work"].overdue
