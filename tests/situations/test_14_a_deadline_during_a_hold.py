"""Hard situation 14: a deadline passes during a hold; its clock was stopped or not, as the method declares."""

from __future__ import annotations

from engine.process import events
from tests.factories import ROLES, Table, a_method, a_move, a_phase, a_table


def held(term: object) -> Table:
    """Return a process whose phase has a term of ten days, held on its second day."""
    phases = {"work": a_phase({"finish": a_move("end.finished")}, term=term)}
    deadline = {"deadline": {"type": "date", "title": "Deadline"}}
    method = a_method(roles=ROLES, phases=phases, case=deadline, may={"open": "chair", "hold": "chair"})
    table = a_table(method, case={"deadline": "2026-03-11"}, zone="UTC")
    table.wait(days=2)
    table.do("hold", "chair", reason="We wait for the council")
    return table


def test_a_clock_stands_still_in_a_hold_and_goes_on_with_what_was_left() -> None:
    table = held("P10D")

    assert not [one for one in table.wait(days=30) if isinstance(one, events.PhaseOverdue)]
    table.do("resume", "chair", reason="The council has met")
    assert not [one for one in table.wait(days=7, hours=23) if isinstance(one, events.PhaseOverdue)]

    assert [one for one in table.wait(hours=1) if isinstance(one, events.PhaseOverdue)]


def test_a_clock_that_runs_in_holds_passes_in_a_hold() -> None:
    table = held({"clock": "P10D", "in_hold": "runs"})

    assert not [one for one in table.wait(days=7, hours=23) if isinstance(one, events.PhaseOverdue)]
    assert [one for one in table.wait(hours=1) if isinstance(one, events.PhaseOverdue)]


def test_a_day_on_the_calendar_passes_in_a_hold() -> None:
    table = held("until case.deadline")

    assert not [one for one in table.wait(days=7) if isinstance(one, events.PhaseOverdue)]
    assert [one for one in table.wait(days=1) if isinstance(one, events.PhaseOverdue)]


def test_a_hold_is_over_with_its_last_day_whether_somebody_looked_that_day_or_weeks_later() -> None:
    daily, once = held("P10D"), held("P10D")
    for table in (daily, once):
        table.do("resume", "chair", reason="Until Friday, then")
        table.do("hold", "chair", reason="We wait for the council", until="2026-03-06")

    for _ in range(30):
        daily.wait(days=1)
    once.wait(days=30)

    overdue = [
        [event.due_at for event in table.events if isinstance(event.body, events.PhaseOverdue)]
        for table in (daily, once)
    ]
    assert overdue[0] == overdue[1] != []
