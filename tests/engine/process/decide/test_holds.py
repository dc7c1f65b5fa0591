from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from engine.process import events
from engine.process.refusal import Refusal
from tests.factories import ROLES, Table, a_decision, a_method, a_move, a_need, a_phase, a_record, a_table

PEOPLE = [("ann", "A", "envoy"), ("bob", "B", "envoy")]
MANDATE = a_record(per="party", fields={"ends": {"type": "date", "title": "Until", "optional": True}}, expires="ends")
CLEAR = {
    "title": "Everyone has a mandate",
    "all": [a_need("mandate.exists", each="party", unmet="{party.name} has no mandate", owed_by="envoy")],
}


def a_case(then: Any = "hold", **told: Any) -> Table:
    """Return a process that goes on only while each party has a mandate, with mandates for both."""
    phases = {
        "share": a_phase({"begin": a_move("work")}, open=["mandate"]),
        "work": a_phase(
            {"finish": a_move("end.finished"), "back": a_move("share", back=True)},
            open=["mandate", "plan"],
            **{"while": {"clear": then}, "term": "P10D", **told.pop("phase", {})},
        ),
    }
    records, gates = {"mandate": MANDATE}, {"clear": CLEAR}
    method = a_method(
        records=records, decisions={"plan": a_decision()}, gates=gates, phases=phases, roles=ROLES, **told
    )
    table = a_table(method, PEOPLE, zone="Europe/Amsterdam")
    for envoy, day in (("ann", {"ends": "2026-03-06"}), ("bob", {})):
        table.share("mandate", envoy, f"of-{envoy}", fields=day)
    table.do("move", "chair", move="begin")
    return table


def test_a_standing_gate_that_breaks_holds_the_process_and_says_why() -> None:
    table = a_case()

    bodies = table.wait(days=5)

    assert [type(body) for body in bodies if not isinstance(body, events.GateJudged | events.DueSet)] == [
        events.RecordLapsed,
        events.HoldBegan,
    ]
    shown = table.progress()
    assert shown.state == "held"
    assert [one.gate.conditions[0].missing[0].text for one in shown.holds if one.gate] == ["A has no mandate"]
    assert shown.todo[0].text == "A has no mandate"


def test_in_a_hold_nothing_moves_forward_and_nobody_votes_but_the_rest_goes_on() -> None:
    table = a_case()
    run = table.propose("plan")
    table.wait(days=5)

    for do, told in (("move", {"move": "finish"}), ("propose", {"decision": "plan"}), ("close", {"run": run})):
        refusal = table.refused(do, "chair", **told)
        assert (refusal.kind, refusal.message, refusal.values["gates"]) == ("not-now", "held_by_gate", ("clear",))
    assert table.refused("vote", "ann", run=run, ballot="yes").message == "held_by_gate"
    table.do("withdraw", "bob", id="of-bob", version=1)
    table.do("move", "chair", move="back")
    assert table.situation.state == "open"


def test_a_hold_by_a_gate_ends_when_the_gate_is_met_again_and_cannot_be_resumed() -> None:
    table = a_case()
    table.wait(days=5)
    assert table.refused("resume", "chair", reason="Enough").message == "nothing_to_resume"

    bodies = list(table.do("record", "ann", record="mandate", id="new", fields={}))
    bodies += table.do("share", "ann", id="new", version=1)

    assert [body.because for body in bodies if isinstance(body, events.HoldEnded)] == ["met"]
    assert table.situation.state == "open"


def test_a_hold_stops_the_clocks_and_what_was_left_is_left_after_it() -> None:
    table = a_case()
    assert table.situation.visits["work"].due_at == datetime(2026, 3, 12, 9, tzinfo=UTC)
    table.wait(days=5)
    assert table.situation.visits["work"].due_at is None
    assert not [one for one in table.wait(days=10) if isinstance(one, events.PhaseOverdue)]

    table.share("mandate", "ann", "new", fields={})

    began = next(one.began_at for one in table.situation.holds.values())
    assert table.situation.visits["work"].due_at == datetime(2026, 3, 12, 9, tzinfo=UTC) + (table.at - began)


def test_a_clock_that_runs_in_holds_runs_on() -> None:
    table = a_case(phase={"term": {"clock": "P10D", "in_hold": "runs"}})

    assert [one for one in table.wait(days=12) if isinstance(one, events.PhaseOverdue)]


def test_who_may_hold_holds_until_somebody_resumes_or_the_last_day_is_over() -> None:
    table = a_case(may={"open": "chair", "hold": "envoy"})
    assert table.refused("hold", "chair", reason="Wait").message == "hold_not_yours"

    table.do("hold", "bob", reason="We must ask at home", hold="h")
    shown = table.progress("ann").holds[0]
    assert (table.situation.state, shown.reason, shown.gate) == ("held", "We must ask at home", None)
    assert table.refused("move", "chair", move="finish").message == "held"
    table.do("resume", "ann", reason="They are back")
    assert table.refused("hold", "bob", reason="For ever", until="9999-12-31").pointer == "/until"
    table.do("hold", "bob", reason="Once more", until="2026-03-03")
    ended = table.wait(days=2)

    assert [one.because for one in ended if isinstance(one, events.HoldEnded)] == ["over"]
    table.do("move", "chair", move="finish")


def test_a_standing_gate_that_breaks_can_be_told_to_people_once() -> None:
    table = a_case({"tell": "chair"})

    told = [one for one in table.wait(days=5) if isinstance(one, events.PeopleTold)]

    assert told == [events.PeopleTold("while:work:clear", ("chair",))]
    assert table.situation.state == "open"
    assert not [one for one in table.do("join", "chair", name="Cas") if isinstance(one, events.PeopleTold)]


def test_a_standing_gate_that_stays_broken_leads_to_a_move() -> None:
    table = a_case({"after": "P3D", "move": "back"})
    table.wait(days=5)
    assert table.now() == ["work"]

    table.wait(days=3)

    assert table.now() == ["share"]


def test_a_standing_gate_that_is_mended_in_time_leads_nowhere() -> None:
    table = a_case({"after": "P3D", "move": "back"})
    table.wait(days=5)
    table.share("mandate", "ann", "new", fields={})

    table.wait(days=9)

    assert table.now() == ["work"]


def test_a_standing_condition_that_is_not_due_yet_counts_as_met_and_its_term_goes_on_whatever_happens() -> None:
    needs = [a_need("mandate.exists", each="party", due="P2D", owed_by="envoy")]
    opened = {"open": ["mandate", "note"], "while": {"clear": "hold"}}
    phases = {"work": a_phase({"finish": a_move("end.finished")}, **opened)}
    gates, records = {"clear": {"title": "Clear", "all": needs}}, {"mandate": MANDATE, "note": a_record()}
    table = a_table(a_method(records=records, gates=gates, phases=phases, roles=ROLES), PEOPLE)
    note = table.draft("note", "ann", "agenda")

    meanwhile = table.do("share", "ann", id=note, version=1)

    assert [type(body) for body in meanwhile] == [events.RecordShared]
    assert table.progress().state == "open"

    table.wait(days=3)

    assert table.progress().state == "held"
    assert isinstance(table.ask("move", "chair", move="finish"), Refusal)


def test_a_hold_never_takes_the_place_of_another_by_having_its_id() -> None:
    table = a_case()
    table.do("hold", "chair", reason="Illness", hold="pause")
    table.do("resume", "chair", reason="Well again", hold="pause")

    assert table.refused("hold", "chair", reason="Holiday", hold="pause").message == "id_taken"
    assert [one.reason for one in table.progress().holds] == ["Illness"]


def test_a_process_is_not_held_until_a_day_that_is_over() -> None:
    table = a_case(may={"open": "chair", "hold": "envoy"})

    refusal = table.refused("hold", "bob", reason="We must ask at home", until="2026-03-01")

    assert (refusal.message, refusal.pointer, refusal.values["found"]) == ("hold_over", "/until", "2026-03-01")
