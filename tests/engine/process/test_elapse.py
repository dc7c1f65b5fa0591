from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from engine.authoring.simulation import counted_ids
from engine.process import events
from engine.process.elapse import elapse
from engine.process.fold import fold_all
from engine.process.persistent import changed
from tests.factories import (
    NINE,
    Table,
    a_decision,
    a_method,
    a_move,
    a_need,
    a_phase,
    a_record,
    a_table,
    two_parties,
)


def timed() -> Table:
    """Return a process in which terms and votes come due on day 1, 2 and 3."""
    phases = {
        "work": a_phase(
            {"finish": a_move("end.finished", gate=[a_need("late.rejected")])},
            open=["early", "late"],
            term="P2D",
            tracks={
                "one": a_phase({"ok": a_move("done")}, term="P2D"),
                "two": a_phase({"ok": a_move("done")}, term="P3D"),
            },
        )
    }
    decisions = {
        "early": a_decision(open_for="P1D", silence="consents", per="party"),
        "late": a_decision(open_for="P2D", silence="blocks"),
    }
    return two_parties(a_method(decisions=decisions, phases=phases), zone="UTC")


def told(table: Table, *, until: int) -> list[tuple[str, str, int]]:
    """Return what comes due within so many days: what happened to what, and the day it was due."""
    happened = elapse(table.method, table.situation, NINE + timedelta(days=until), counted_ids("due"))
    found = []
    for event in happened:
        if not isinstance(event.body, events.GateJudged):
            assert event.due_at is not None
            about = getattr(event.body, "phase", getattr(event.body, "decision", ""))
            found.append((type(event.body).__name__, about, (event.due_at - NINE).days))
    return found


def test_nothing_happens_before_it_is_due() -> None:
    table = timed()
    table.propose("late")

    assert table.situation.next_due() == NINE + timedelta(days=2)
    assert elapse(table.method, table.situation, NINE + timedelta(days=2, microseconds=-1), counted_ids("x")) == ()


def test_what_is_due_happens_at_its_instant() -> None:
    table = timed()
    table.propose("late")

    assert ("DecisionClosed", "late", 2) in told(table, until=2)


def test_what_comes_due_happens_earliest_first_and_votes_close_before_terms_pass() -> None:
    table = timed()
    for name in ("B", "A"):
        table.propose("early", subject=table.party(name))
    table.propose("late")

    assert told(table, until=5) == [
        ("DecisionClosed", "early", 1),
        ("DecisionClosed", "early", 1),
        ("DecisionClosed", "late", 2),
        ("PhaseOverdue", "work", 2),
        ("PhaseOverdue", "work.one", 2),
        ("PhaseOverdue", "work.two", 3),
    ]


def test_at_one_instant_what_is_alike_goes_by_its_subject() -> None:
    table = timed()
    runs = {name: table.propose("early", subject=table.party(name)) for name in ("A", "B")}

    happened = elapse(table.method, table.situation, NINE + timedelta(days=1), counted_ids("x"))

    closed = [event.body.run for event in happened if isinstance(event.body, events.DecisionClosed)]
    assert closed == [runs[name] for name in sorted(runs, key=table.party)]


def test_what_happens_late_says_when_it_was_due_and_when_it_was_done() -> None:
    table = timed()
    table.propose("late")
    at = NINE + timedelta(days=9)

    happened = elapse(table.method, table.situation, at, counted_ids("x"))

    assert {event.at for event in happened} == {at}
    assert {event.actor for event in happened} == {None}
    closed = next(event for event in happened if isinstance(event.body, events.DecisionClosed))
    assert closed.due_at == NINE + timedelta(days=2)


def test_a_gate_is_judged_again_after_what_came_due() -> None:
    table = timed()
    table.propose("late")

    judged = [body for body in table.wait(days=2) if isinstance(body, events.GateJudged)]

    assert [one.verdict for one in judged] == ["met"]
    for move in ("one.ok", "two.ok", "finish"):
        table.do("move", "chair", move=move)


def test_a_term_passes_once() -> None:
    table = timed()
    table.wait(days=4)

    assert table.situation.visits["work"].overdue
    assert table.situation.next_due() is None
    assert table.wait(days=400) == []


def test_a_new_visit_has_a_term_of_its_own_from_when_it_began() -> None:
    phases = {
        "one": a_phase({"on": a_move("two")}, term="P1D"),
        "two": a_phase({"back": a_move("one", back=True), "finish": a_move("end.finished")}, term="P1D"),
    }
    table = two_parties(a_method(phases=phases), zone="UTC")
    assert table.wait(days=1) == [events.PhaseOverdue("one", 1)]
    table.do("move", "chair", move="on")
    table.do("move", "chair", move="back")

    assert not table.situation.visits["one"].overdue
    assert table.situation.next_due() == table.at + timedelta(days=1)
    assert table.wait(days=1) == [events.PhaseOverdue("one", 2)]


def test_a_phase_that_was_left_is_not_overdue() -> None:
    phases = {"one": a_phase({"on": a_move("two")}, term="P1D"), "two": a_phase({"finish": a_move("end.finished")})}
    table = two_parties(a_method(phases=phases))
    table.do("move", "chair", move="on")

    assert table.wait(days=5) == []


def test_nothing_comes_due_once_the_process_has_ended() -> None:
    table = timed()
    table.propose("late")
    table.do("cancel", "chair", reason="No")

    assert table.situation.next_due() is None
    assert table.wait(days=5) == []


def test_a_period_of_nothing_is_over_at_once() -> None:
    phases = {"one": a_phase({"on": a_move("end.finished")}, term="P0D")}
    table = two_parties(a_method(phases=phases))

    assert table.situation.visits["one"].overdue


def test_a_vote_closes_before_a_record_it_is_about_can_change_at_that_instant() -> None:
    method = a_method(
        records={"note": a_record(many=True)},
        decisions={"plan": a_decision(about="note", open_for="P1D", silence="consents")},
    )
    table = two_parties(method, zone="UTC")
    note = table.share("note", "ann")
    run = table.propose("plan")
    table.at += timedelta(days=1)

    table.do("withdraw", "ann", id=note, version=1)

    kinds = [type(event.body).__name__ for event in table.events[-3:]]
    assert kinds == ["DecisionClosed", "DecisionLapsed", "RecordWithdrawn"]
    assert table.run(run).state == "lapsed"


def test_the_same_instant_and_ids_make_the_same_events() -> None:
    table = timed()
    table.propose("late")
    at = NINE + timedelta(days=9)

    first, second = (elapse(table.method, table.situation, at, counted_ids("x")) for _ in range(2))

    assert first == second
    assert fold_all(table.situation, first) == fold_all(table.situation, second)


def test_what_is_planned_for_an_instant_that_has_passed_happens_when_it_is_planned() -> None:
    """A phase is entered anew while its standing gate has long been broken: time does not go back to then."""
    later = {"id": "later", "waited": "PT12H", "unmet": "Wait", "owed_by": "chair"}
    standing: dict[str, Any] = {"while": {"noted": {"after": "PT18H", "move": "on"}}}
    moves = {
        "again": a_move("work", auto=True, gate=[later]),
        "on": a_move("rest", gate=[a_need("notes.size() >= 1")]),
    }
    table = a_table(
        a_method(
            records={"note": a_record(written_by="chair", many=True)},
            gates={"noted": {"title": "Noted", "all": [a_need("notes.size() >= 1")]}},
            phases={
                "work": a_phase(moves, open=["note"], **standing),
                "rest": a_phase({"finish": a_move("end.finished")}),
            },
        )
    )
    happened = table.simulation.wait(table.at + timedelta(days=3))

    came = [one.body.due for one in happened if isinstance(one.body, events.TimeCame)]
    assert [due for due in came if due.startswith("while:")] == [f"while:work#{number}:noted" for number in range(2, 8)]
    moments = [one.moment for one in happened]
    assert moments == sorted(moments)


def test_what_comes_earlier_by_this_calendar_than_it_was_planned_happens_at_the_earlier_instant() -> None:
    table = a_table(a_method(records={"note": a_record(written_by="chair", expires="P3D")}))
    key = f"record:{table.share('note', 'chair')}"
    planned = table.situation.dues[key]
    later = replace(planned, at=planned.at + timedelta(days=1))
    before = changed(table.situation, dues=table.situation.dues.set(key, later))

    happened = elapse(table.method, before, NINE + timedelta(days=5), counted_ids("due"))

    assert [one.moment for one in happened if isinstance(one.body, events.RecordLapsed)] == [planned.at]
