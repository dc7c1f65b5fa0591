from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.process import events
from engine.process.refusal import Refusal
from engine.process.timing.working_days import working_days_after, working_days_between
from tests.factories import ROLES, Table, a_decision, a_method, a_move, a_need, a_phase, a_record, a_table, unmet

PEOPLE = [("ann", "A", "envoy"), ("bob", "B", "envoy")]
ZONE = "Europe/Amsterdam"


def a_case(move: dict[str, Any] | None = None, gate: Any = None, **told: Any) -> Table:
    """Return a process in `work`, with a way out to `rest` that the chair can take."""
    phase = told.pop("phase", {})
    finish = a_move("rest", **({"gate": gate} if gate else {}))
    records = {"note": a_record(per="party", fields={"day": {"type": "date", "title": "Day", "optional": True}})}
    phases = {
        "work": a_phase({"finish": finish, **({"other": move} if move else {})}, open=["note", "plan"], **phase),
        "rest": a_phase({"end": a_move("end.finished")}),
    }
    return a_table(
        a_method(records=records, decisions={"plan": a_decision()}, phases=phases, roles=ROLES, **told), PEOPLE
    )


def happened(bodies: list[Any], kind: type[Any]) -> list[Any]:
    return [body for body in bodies if isinstance(body, kind)]


# clocks


@pytest.mark.parametrize(
    ("term", "due"),
    [
        ("P7D", datetime(2026, 3, 9, 9, tzinfo=UTC)),
        ("P1M", datetime(2026, 4, 2, 8, tzinfo=UTC)),  # summer time has begun
        ("until case.deadline", datetime(2026, 4, 1, 22, tzinfo=UTC)),  # the whole day counts
        ("P1D after case.deadline", datetime(2026, 4, 1, 22, tzinfo=UTC)),
        ("P7D before case.deadline", datetime(2026, 3, 24, 23, tzinfo=UTC)),
        ("3 working days after case.deadline", datetime(2026, 4, 7, 22, tzinfo=UTC)),  # over Easter
        ("3 working days", datetime(2026, 3, 5, 9, tzinfo=UTC)),
        ("earliest of case.deadline, process.opened_at", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("P1D after case.deadline, process.opened_at", datetime(2026, 4, 1, 22, tzinfo=UTC)),
    ],
)
def test_a_clock_counts_from_its_moments_in_the_zone_of_the_process(term: str, due: datetime) -> None:
    case = {"deadline": {"type": "date", "title": "Deadline"}}
    phases = {"work": a_phase({"finish": a_move("end.finished")}, term=term)}
    table = a_table(a_method(phases=phases, case=case), zone=ZONE, case={"deadline": "2026-04-01"})

    assert table.situation.visits["work"].due_at == due


@pytest.mark.parametrize(
    ("zone", "deadline", "due"),
    [
        ("America/Havana", "2026-03-08", datetime(2026, 3, 9, 4, tzinfo=UTC)),  # from 00:00 to 01:00
        ("America/Havana", "2025-11-02", datetime(2025, 11, 3, 5, tzinfo=UTC)),  # 00:00 comes twice
        ("Asia/Beirut", "2026-03-28", datetime(2026, 3, 28, 22, tzinfo=UTC)),  # the next day begins at 01:00
        ("Asia/Beirut", "2026-10-24", datetime(2026, 10, 24, 22, tzinfo=UTC)),  # from 00:00 back to 23:00
    ],
)
def test_a_day_counts_to_its_end_also_where_clocks_change_at_midnight(zone: str, deadline: str, due: datetime) -> None:
    phases = {"work": a_phase({"finish": a_move("end.finished")}, term="until case.deadline")}
    case = {"deadline": {"type": "date", "title": "Deadline"}}
    table = a_table(a_method(phases=phases, case=case), zone=zone, case={"deadline": deadline})

    assert table.situation.visits["work"].due_at == due


def test_a_clock_of_which_a_moment_is_absent_has_not_begun_and_begins_when_it_comes() -> None:
    table = a_case(phase={"term": "P2D after plan.opened_at"})
    assert table.situation.visits["work"].due_at is None

    opened = table.do("propose", "chair", decision="plan")

    assert happened(opened, events.DueSet) == [events.DueSet("phase:work", datetime(2026, 3, 4, 9, tzinfo=UTC))]


def test_working_days_leave_out_weekends_and_holidays_of_the_country() -> None:
    thursday = datetime(2026, 4, 2, 10, tzinfo=UTC)

    assert working_days_after(thursday, 3, "Europe/Brussels") == datetime(2026, 4, 8, 10, tzinfo=UTC)
    assert working_days_after(thursday, 3, "UTC") == datetime(2026, 4, 7, 10, tzinfo=UTC)
    assert working_days_after(thursday, -4, ZONE) == datetime(2026, 3, 27, 11, tzinfo=UTC)
    assert working_days_between(thursday, datetime(2026, 4, 8, 9, tzinfo=UTC), ZONE) == 2
    assert working_days_between(datetime(2026, 4, 8, 9, tzinfo=UTC), thursday, ZONE) == -2


# waiting and owing


def test_a_condition_that_waits_is_met_when_its_time_has_come() -> None:
    waits = {"id": "asked", "waited": "P3D", "unmet": "Three days have not passed", "owed_by": "chair"}
    table = a_case(gate=[waits])
    assert unmet(table.refused("move", "chair", move="work.finish")) == {"asked": "unmet"}

    assert happened(table.wait(days=2, hours=23), events.TimeCame) == []
    assert len(happened(table.wait(hours=1), events.TimeCame)) == 1

    table.do("move", "chair", move="work.finish")


def test_a_wait_is_counted_for_each_subject_from_its_own_moment() -> None:
    waits = a_need("note.exists", each="party", waited="P3D after note.shared_at")
    table = a_case(gate=[waits])
    table.share("note", "ann", fields={})
    table.wait(days=2)
    table.share("note", "bob", fields={})
    table.wait(days=1)

    (verdict,) = table.refused("move", "chair", move="work.finish").gate.conditions  # type: ignore[union-attr]
    assert [one.verdict for one in verdict.subjects] == ["met", "unmet"]

    table.wait(days=2)
    table.do("move", "chair", move="work.finish")


def test_a_condition_that_is_owed_by_a_day_is_overdue_after_it() -> None:
    table = a_case(gate=[a_need("note.exists", each="party", due="P3D", owed_by="envoy")])
    table.share("note", "ann", fields={})
    due = {todo.due_at for todo in table.progress().todo if todo.kind == "condition"}

    came = happened(table.wait(days=4), events.TimeCame)

    assert due == {datetime(2026, 3, 5, 9, tzinfo=UTC)}
    assert [one.due.rpartition("/")[2] for one in came] == [table.party("B")]


# moves that nobody takes


def test_an_automatic_move_is_taken_when_its_gate_is_met_and_nobody_took_it() -> None:
    gate = [a_need("note.exists", each="party", owed_by="envoy")]
    table = a_case({"title": "Auto", "to": "rest", "auto": True, "gate": gate})
    table.share("note", "ann", fields={})
    assert table.now() == ["work"]

    table.share("note", "bob", fields={})

    assert table.now() == ["rest"]
    moved = [event for event in table.events if isinstance(event.body, events.Moved)]
    assert [event.actor for event in moved] == [None]


def test_automatic_moves_that_never_end_stop_after_fifty() -> None:
    again = {"title": "Again", "to": "work", "auto": True}

    table = a_case(again)

    assert len(happened(table.do("join", "chair", name="Cas"), events.Moved)) == 50


def test_the_clock_takes_a_move_at_its_term_but_waits_for_a_vote_of_this_visit() -> None:
    table = a_case(
        {"title": "Time is up", "to": "end.finished", "at": "term"}, gate=[a_need("false")], phase={"term": "P5D"}
    )
    run = table.propose("plan")
    table.wait(days=6)
    assert table.now() == ["work"]
    assert table.situation.visits["work"].overdue

    table.vote(run, ann="yes", bob="no")
    table.do("close", "chair", run=run)

    assert table.situation.end == "finished"


def test_the_clock_yields_to_people_who_can_move_on() -> None:
    table = a_case({"title": "Time is up", "to": "end.finished", "at": "P5D"})

    table.wait(days=6)

    assert table.now() == ["work"]
    table.do("move", "chair", move="work.finish")
    assert table.now() == ["rest"]


def test_with_a_shut_gate_the_move_of_the_clock_stays_due() -> None:
    other = {"title": "Time is up", "to": "end.finished", "at": "P5D", "gate": [a_need("plan.closed")]}
    table = a_case(other, gate=[a_need("false")])
    table.wait(days=6)
    run = table.propose("plan")
    table.vote(run, ann="yes", bob="no")

    table.do("close", "chair", run=run)

    assert table.situation.end == "finished"


# back, limits, what lapses


def test_a_move_can_be_taken_only_so_often_and_what_else_there_is_is_named() -> None:
    again = a_move("work", back=True, limit=2)
    table = a_case(again)
    table.do("move", "chair", move="work.other")
    table.do("move", "chair", move="work.other")

    refusal = table.refused("move", "chair", move="work.other")

    assert (refusal.message, refusal.values["allowed"]) == ("move_used_up", ("work.finish",))
    assert [one.left for one in table.progress().moves] == [None, 0]


def test_a_move_lets_records_and_decisions_lapse_as_it_says() -> None:
    again = a_move("work", back=True, lapses=["note", {"plan": "plan.rejected"}])
    table = a_case(again)
    note = table.share("note", "ann", fields={})
    run = table.propose("plan")
    table.vote(run, ann="yes", bob="no")
    table.do("close", "chair", run=run)

    bodies = table.do("move", "chair", move="work.other")

    assert happened(bodies, events.RecordLapsed) == [events.RecordLapsed(note, 1, "moved")]
    assert [one.because for one in happened(bodies, events.DecisionLapsed)] == ["moved"]
    assert table.record(note).state == "lapsed"
    assert table.share("note", "ann", fields={}) != note


# terms


def test_a_term_is_extended_within_what_the_method_allows() -> None:
    table = a_case(phase={"term": "P5D"}, may={"extend": {"by": "envoy", "up_to": "P7D"}})
    longer = table.do("extend", "ann", phase="work", more="P4D", reason="Holidays")

    assert isinstance(longer[0], events.TermExtended)
    assert table.situation.visits["work"].due_at == datetime(2026, 3, 11, 9, tzinfo=UTC)
    assert table.refused("extend", "ann", phase="work", more="P4D", reason="More").message == "extended_too_long"
    assert table.refused("extend", "chair", phase="work", more="P1D", reason="More").message == "extend_not_yours"
    assert table.refused("extend", "ann", phase="work", more="4 days", reason="More").message == "wants_period"
    assert table.refused("extend", "ann", phase="rest", more="P1D", reason="More").message == "phase_not_now"


def with_terms_around() -> Table:
    """Return a process in a phase inside a phase, each with a term, and the method itself with one too."""
    inner = {"do": a_phase({"on": a_move("check")}, term="P2D"), "check": a_phase({"ready": a_move("done")})}
    phases = {"work": a_phase({"finish": a_move("end.finished")}, phases=inner, term="P9D")}
    may = {"open": "chair", "admit": "chair", "extend": {"by": "chair", "up_to": "P7D"}}
    return a_table(a_method(phases=phases, roles=ROLES, may=may, term="P40D"), PEOPLE)


def test_all_terms_are_extended_in_one_act_those_that_have_passed_and_that_of_the_method_too() -> None:
    table = with_terms_around()
    table.wait(days=3)
    before = {path: visit.due_at for path, visit in table.situation.visits.items()}

    longer = happened(table.do("extend", "chair", more="P3D", reason="The server was down"), events.TermExtended)

    assert [(one.phase, one.by, one.reason) for one in longer] == [
        (path, "P3D", "The server was down") for path in ("", "work", "work.do")
    ]
    after = {path: visit.due_at for path, visit in table.situation.visits.items()}
    assert all(after[path] == due + timedelta(days=3) for path, due in before.items() if due)
    assert not any(visit.overdue for visit in table.situation.visits.values())


def test_all_terms_are_extended_or_none() -> None:
    table = with_terms_around()
    table.do("extend", "chair", phase="work.do", more="P6D", reason="Busy")
    before = table.situation

    refused = table.refused("extend", "chair", more="P2D", reason="The server was down")

    assert refused.message == "extended_too_long"
    assert table.situation == before


def test_where_nothing_has_a_term_none_can_be_extended() -> None:
    assert a_case().refused("extend", "chair", more="P2D", reason="Down").message == "no_terms"


def test_a_term_that_has_passed_runs_again_when_it_is_extended() -> None:
    table = a_case(phase={"term": "P5D"})
    table.wait(days=6)
    assert table.situation.visits["work"].overdue

    table.do("extend", "chair", phase="work", more="P4D", reason="We are late")

    assert not table.situation.visits["work"].overdue
    assert len(happened(table.wait(days=4), events.PhaseOverdue)) == 1


def test_a_term_is_extended_while_the_process_is_held_and_runs_that_much_longer_afterwards() -> None:
    table = a_case(phase={"term": "P5D"})
    table.wait(days=1)
    table.do("hold", "chair", reason="Illness")
    table.wait(days=1)

    longer = table.do("extend", "chair", phase="work", more="P4D", reason="We lost time")
    table.do("resume", "chair", reason="Well again")

    assert isinstance(longer[0], events.TermExtended)
    assert longer[0].due_at is None
    assert table.situation.visits["work"].due_at == datetime(2026, 3, 12, 9, tzinfo=UTC)


def test_a_term_is_never_extended_beyond_what_a_calendar_can_say() -> None:
    table = a_case(phase={"term": "P5D"})
    for _ in range(69):
        table.do("extend", "chair", phase="work", more="P100Y", reason="More")

    refused = table.refused("extend", "chair", phase="work", more="P100Y", reason="More")

    assert (refused.kind, refused.message, refused.pointer) == ("malformed", "too_far", "/more")


def test_a_phase_without_a_term_gets_none_by_a_hold() -> None:
    table = a_case()
    table.do("hold", "chair", reason="Illness")

    assert table.refused("extend", "chair", phase="work", more="P4D", reason="Why not").message == "no_term"


def test_reminders_come_before_the_term_and_move_with_it() -> None:
    table = a_case(phase={"term": "P10D", "remind": ["P7D", "P1D", "P30D"]})

    assert len(happened(table.wait(days=3), events.TimeCame)) == 1
    table.do("extend", "chair", phase="work", more="P5D", reason="More")
    assert len(happened(table.wait(days=5), events.TimeCame)) == 1
    assert len(happened(table.wait(days=6), events.TimeCame)) == 1


def test_a_waiver_ends_by_itself() -> None:
    gate = [a_need("note.exists", each="party", owed_by="envoy", waivable_by="chair")]
    table = a_case(gate=gate)
    told = {"condition": "work:finish.asked", "subject": table.party("A"), "reason": "Away", "until": "2026-03-04"}
    waiver = table.do("waive", "chair", **told)[0].waiver  # type: ignore[attr-defined]
    table.do("agree", "ann", waiver=waiver)

    ended = table.wait(days=3)

    assert events.WaiverExpired(waiver) in ended
    assert not isinstance(table.ask("move", "chair", move="work.finish"), tuple)
    assert isinstance(table.ask("move", "chair", move="work.finish"), Refusal)
