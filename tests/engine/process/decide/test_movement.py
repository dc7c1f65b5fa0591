from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.process import events
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
    unmet,
)

YES_NO = {"type": "yes_no", "title": "Case"}


def kinds(happened: list[events.Body]) -> list[str]:
    """Return what happened to which phase, gates aside."""
    return [
        f"{type(body).__name__} {getattr(body, 'phase', getattr(body, 'move', ''))}".strip()
        for body in happened
        if not isinstance(body, events.GateJudged)
    ]


def visit(table: Table, path: str) -> tuple[str, int]:
    found = table.situation.visits[path]
    return found.status, found.number


# one phase after another


def a_line(**first: Any) -> Table:
    phases = {
        "one": a_phase({"on": a_move("two", **first)}),
        "two": a_phase({"on": a_move("end.finished"), "back": a_move("one", back=True)}),
    }
    return two_parties(a_method(phases=phases))


def test_a_move_leaves_one_phase_and_enters_the_next() -> None:
    table = a_line()

    assert kinds(table.do("move", "chair", move="one.on")) == ["Moved one.on", "PhaseLeft one", "PhaseEntered two"]
    assert table.now() == ["two"]


def test_a_move_to_an_end_leaves_everything_and_ends_the_process() -> None:
    table = a_line()
    table.do("move", "chair", move="one.on")

    happened = table.do("move", "chair", move="two.on")

    assert kinds(happened) == ["Moved two.on", "PhaseLeft two", "PhaseLeft", "ProcessEnded"]
    assert (table.situation.end, table.situation.ended_at, table.situation.state) == ("finished", NINE, "ended")
    refusal = table.refused("leave", "ann")
    assert (refusal.kind, refusal.message, refusal.values) == ("process-ended", "process_ended", {"end": "finished"})


def test_going_back_begins_a_new_visit() -> None:
    table = a_line()
    table.do("move", "chair", move="one.on")
    table.do("move", "chair", move="back")

    assert visit(table, "one") == ("now", 2)
    assert visit(table, "two") == ("done", 1)


def test_a_move_may_be_named_in_short_where_it_is_the_only_one_from_here() -> None:
    table = a_line()
    table.do("move", "chair", move="on")

    assert table.now() == ["two"]


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("back", "not-now", "move_not_from_here"),
        ("two.on", "not-now", "move_not_from_here"),
        ("to_two", "unknown-thing", "move_unknown"),
        ("__class__", "unknown-thing", "move_unknown"),
        ("ON", "unknown-thing", "move_unknown"),
        ("one", "unknown-thing", "move_unknown"),
        ("end.finished", "unknown-thing", "move_unknown"),
    ],
)
def test_only_a_declared_move_from_here_is_taken(name: str, kind: str, message: str) -> None:
    refusal = a_line().refused("move", "chair", move=name)

    assert (refusal.kind, refusal.message) == (kind, message)


def test_an_unknown_move_is_answered_with_those_there_are() -> None:
    assert a_line().refused("move", "chair", move="off").values == {"move": "off", "allowed": ("one.on",)}


def test_only_who_is_said_to_takes_a_move() -> None:
    refusal = a_line(by="envoy").refused("move", "chair", move="on")

    assert (refusal.kind, refusal.message) == ("not-yours", "move_not_yours")
    assert refusal.values == {"roles": ("envoy",), "move": "one.on"}


def test_a_move_that_a_clock_takes_is_taken_by_nobody() -> None:
    phases = {"one": a_phase({"on": {"title": "On", "to": "end.finished", "at": "term"}}, term="P1D")}
    table = two_parties(a_method(phases=phases))

    assert table.refused("move", "chair", move="on").message == "move_not_yours"


def test_a_reason_is_given_where_one_is_asked_for() -> None:
    table = a_line(reason="required")
    refusal = table.refused("move", "chair", move="on")
    assert (refusal.kind, refusal.message, refusal.pointer) == ("rule", "reason_required", "/reason")

    table.do("move", "chair", move="on", reason="Enough said")
    moved = next(event.body for event in table.events if isinstance(event.body, events.Moved))
    assert moved.reason == "Enough said"


def test_a_shut_gate_is_told_condition_by_condition_and_lets_nobody_through() -> None:
    gate = [a_need("parties.size() >= 3", id="three"), a_need("parties.size() >= 1", id="one")]
    table = a_line(gate=gate)

    refusal = table.refused("move", "chair", move="on")
    assert (refusal.kind, refusal.message, refusal.at) == ("gate-shut", "gate_shut", "one")
    assert unmet(refusal) == {"three": "unmet", "one": "met"}

    table.join("cas", "C", "envoy")
    moved = table.do("move", "chair", move="on")[0]
    assert isinstance(moved, events.Moved)
    assert [(found.id, found.verdict) for found in moved.gate] == [("three", "met"), ("one", "met")]


def test_a_gate_is_remarked_upon_when_its_verdict_changes_and_only_then() -> None:
    table = a_line(gate=[a_need("parties.size() >= 3")])
    judged = [event.body for event in table.events if isinstance(event.body, events.GateJudged)]
    assert [one.verdict for one in judged] == ["unmet"]

    assert not any(isinstance(body, events.GateJudged) for body in table.do("join", "chair", name="Abe", party="A"))
    happened = table.do("join", "chair", name="Cas", party="C")
    assert [body.verdict for body in happened if isinstance(body, events.GateJudged)] == ["met"]


# cancelling


def test_the_opener_cancels_where_nobody_else_is_said_to() -> None:
    table = a_line()
    refusal = table.refused("cancel", "ann", reason="Bored")
    assert (refusal.kind, refusal.message, refusal.values) == ("not-yours", "cancel_not_yours", {"roles": ("opener",)})

    happened = table.do("cancel", "chair", reason="No money")

    assert kinds(happened) == ["PhaseLeft one", "PhaseLeft", "ProcessEnded"]
    assert happened[-1] == events.ProcessEnded("cancelled", "No money")
    assert table.now() == []


def test_who_may_cancel_can_be_said() -> None:
    table = two_parties(a_method(may={"open": "chair", "admit": "chair", "cancel": "envoy"}))

    assert table.refused("cancel", "chair", reason="Mine").values == {"roles": ("envoy",)}
    table.do("cancel", "ann", reason="Ours")


# phases inside a phase


def nested(**outer: Any) -> Table:
    inside = {
        "a": a_phase({"next": a_move("b")}),
        "b": a_phase({"ready": a_move("done"), "again": a_move("b"), "up": a_move("rest")}),
    }
    moves = {"on": a_move("rest"), "restart": a_move("work.a", back=True), "anew": a_move("work", back=True)}
    phases = {
        "work": a_phase(moves, phases=inside, **outer),
        "rest": a_phase({"finish": a_move("end.finished"), "into": a_move("work.b", back=True)}),
    }
    return two_parties(a_method(phases=phases))


def test_entering_a_phase_enters_its_first_inside() -> None:
    assert nested().now() == ["work", "work.a"]


def test_done_ends_the_sequence_and_leaves_its_owner_to_move() -> None:
    table = nested()
    table.do("move", "chair", move="next")

    assert kinds(table.do("move", "chair", move="ready")) == [
        "Moved work.b.ready",
        "PhaseLeft work.b",
        "PhaseEnded work",
    ]
    assert table.now() == ["work"]
    assert table.situation.visits["work"].ended
    assert table.refused("move", "chair", move="ready").message == "move_not_from_here"
    table.do("move", "chair", move="on")
    assert table.now() == ["rest"]


def test_the_moves_of_a_phase_can_be_taken_from_every_phase_inside_it() -> None:
    table = nested()

    assert kinds(table.do("move", "chair", move="on")) == [
        "Moved work.on",
        "PhaseLeft work.a",
        "PhaseLeft work",
        "PhaseEntered rest",
    ]
    assert not table.situation.visits["work"].ended


def test_a_move_leads_out_of_several_phases_at_once() -> None:
    table = nested()
    table.do("move", "chair", move="next")
    table.do("move", "chair", move="up")

    assert table.now() == ["rest"]


def test_a_move_to_its_own_phase_begins_a_new_visit_of_that_phase_alone() -> None:
    table = nested()
    table.do("move", "chair", move="next")
    table.do("move", "chair", move="again")

    assert (visit(table, "work.b"), visit(table, "work")) == (("now", 2), ("now", 1))


def test_a_move_into_a_phase_enters_what_is_meant_and_not_the_first() -> None:
    table = nested()
    table.do("move", "chair", move="on")
    table.do("move", "chair", move="into")

    assert table.now() == ["work", "work.b"]
    assert (visit(table, "work"), visit(table, "work.a")) == (("now", 2), ("done", 1))


def test_a_phase_whose_inside_had_ended_goes_on_when_something_inside_is_entered_again() -> None:
    table = nested()
    for move in ("next", "ready", "restart"):
        table.do("move", "chair", move=move)

    assert table.now() == ["work", "work.a"]
    assert not table.situation.visits["work"].ended
    assert visit(table, "work") == ("now", 1)
    for move in ("next", "ready"):
        table.do("move", "chair", move=move)
    assert table.situation.visits["work"].ended


def test_a_phase_that_is_entered_anew_begins_from_its_first() -> None:
    table = nested()
    table.do("move", "chair", move="next")
    table.do("move", "chair", move="anew")

    assert table.now() == ["work", "work.a"]
    assert visit(table, "work") == ("now", 2)


# tracks


def side_by_side(facts: dict[str, Any] | None = None) -> Table:
    """Return a process with two tracks, `talks` and `facts`; facts has a sequence inside, and the given moves."""
    inside = {
        "ask": a_phase({"look": a_move("see")}),
        "see": a_phase({"seen": a_move("done"), "flee": a_move("agree")}),
    }
    moves = {
        "on": a_move("agree"),
        "rush": a_move("agree", waits_for=[]),
        "talked": a_move("agree", waits_for=["talks"]),
        "back": a_move("start", back=True),
        "slow": a_move("start", back=True, waits_for=["facts"]),
        "retalk": a_move("share.talks", back=True),
        "anew": a_move("share", back=True),
    }
    tracks = {
        "talks": a_phase({"said": a_move("done"), "leap": a_move("agree"), "redo": a_move("talks")}),
        "facts": a_phase(facts, phases=inside),
    }
    phases = {
        "start": a_phase({"go": a_move("share")}),
        "share": a_phase(moves, tracks=tracks),
        "agree": a_phase(
            {
                "finish": a_move("end.finished"),
                "facts_again": a_move("share.facts", back=True),
                "see_again": a_move("share.facts.see", back=True),
            }
        ),
    }
    table = two_parties(a_method(phases=phases))
    table.do("move", "chair", move="go")
    return table


def test_entering_a_phase_enters_all_its_tracks() -> None:
    assert side_by_side().now() == ["share", "share.facts", "share.facts.ask", "share.talks"]


def test_a_track_ends_by_done_and_with_the_sequence_inside_it() -> None:
    table = side_by_side()

    assert kinds(table.do("move", "chair", move="said")) == [
        "Moved share.talks.said",
        "PhaseEnded share.talks",
        "PhaseLeft share.talks",
    ]
    table.do("move", "chair", move="look")
    assert kinds(table.do("move", "chair", move="seen")) == [
        "Moved share.facts.see.seen",
        "PhaseLeft share.facts.see",
        "PhaseEnded share.facts",
        "PhaseLeft share.facts",
    ]
    assert table.now() == ["share"]


def test_a_track_with_a_done_of_its_own_waits_for_that() -> None:
    table = side_by_side({"close": a_move("done")})
    for move in ("said", "look", "seen"):
        table.do("move", "chair", move=move)
    assert table.now() == ["share", "share.facts"]
    assert table.refused("move", "chair", move="on").values["tracks"] == ("share.facts",)

    table.do("move", "chair", move="close")
    table.do("move", "chair", move="on")


def test_a_forward_move_waits_for_every_track() -> None:
    table = side_by_side()
    refusal = table.refused("move", "chair", move="share.on")
    assert (refusal.kind, refusal.message) == ("not-now", "tracks_unfinished")
    assert refusal.values == {"move": "share.on", "tracks": ("share.talks", "share.facts")}

    table.do("move", "chair", move="said")
    assert table.refused("move", "chair", move="on").values["tracks"] == ("share.facts",)
    for move in ("look", "seen", "share.on"):
        table.do("move", "chair", move=move)
    assert table.now() == ["agree"]


def test_a_move_can_wait_for_some_tracks_or_for_none() -> None:
    table = side_by_side()
    assert table.refused("move", "chair", move="talked").values["tracks"] == ("share.talks",)
    table.do("move", "chair", move="said")
    table.do("move", "chair", move="talked")

    assert table.now() == ["agree"]
    assert visit(table, "share.facts") == ("done", 1)
    assert not table.situation.visits["share.facts"].ended

    table = side_by_side()
    table.do("move", "chair", move="rush")
    assert table.now() == ["agree"]


def test_a_move_back_waits_for_none_unless_it_says_so() -> None:
    table = side_by_side()
    assert table.refused("move", "chair", move="slow").values["tracks"] == ("share.facts",)

    table.do("move", "chair", move="back")
    assert table.now() == ["start"]


def test_a_move_out_of_one_track_waits_for_the_others() -> None:
    table = side_by_side()
    assert table.refused("move", "chair", move="leap").values["tracks"] == ("share.facts",)
    table.do("move", "chair", move="look")
    assert table.refused("move", "chair", move="flee").values["tracks"] == ("share.talks",)

    table.do("move", "chair", move="said")
    table.do("move", "chair", move="flee")
    assert table.now() == ["agree"]


def test_moving_into_one_track_enters_that_track_alone() -> None:
    table = side_by_side()
    for move in ("look", "said"):
        table.do("move", "chair", move=move)

    assert kinds(table.do("move", "chair", move="retalk")) == ["Moved share.retalk", "PhaseEntered share.talks"]
    assert (visit(table, "share.talks"), visit(table, "share.facts.see")) == (("now", 2), ("now", 1))

    table.do("move", "chair", move="redo")
    assert (visit(table, "share.talks"), visit(table, "share.facts")) == (("now", 3), ("now", 1))


def test_moving_into_the_owner_enters_all_tracks() -> None:
    table = side_by_side()
    table.do("move", "chair", move="said")
    table.do("move", "chair", move="anew")

    assert (visit(table, "share.talks"), visit(table, "share.facts"), visit(table, "share")) == (("now", 2),) * 3


def test_moving_into_a_track_from_outside_leaves_done_what_was_done() -> None:
    table = side_by_side()
    for move in ("said", "look", "seen", "on", "facts_again"):
        table.do("move", "chair", move=move)
    assert table.now() == ["share", "share.facts", "share.facts.ask"]
    table.do("move", "chair", move="look")
    table.do("move", "chair", move="seen")
    table.do("move", "chair", move="on")

    table.do("move", "chair", move="see_again")
    assert table.now() == ["share", "share.facts", "share.facts.see"]


def test_moving_into_a_track_from_outside_enters_those_beside_it_that_never_ended() -> None:
    table = side_by_side()
    table.do("move", "chair", move="rush")
    table.do("move", "chair", move="facts_again")

    assert table.now() == ["share", "share.facts", "share.facts.ask", "share.talks"]


def test_a_track_that_went_on_after_its_end_counts_as_ended_no_more() -> None:
    table = side_by_side({"close": a_move("done"), "reopen": a_move("share.facts.ask", back=True)})
    for move in ("look", "seen", "reopen", "back", "go", "said", "rush", "facts_again"):
        table.do("move", "chair", move=move)
    assert table.now() == ["share", "share.facts", "share.facts.ask"]

    table = side_by_side({"close": a_move("done"), "reopen": a_move("share.facts.ask", back=True)})
    for move in ("look", "seen", "reopen", "rush"):
        table.do("move", "chair", move=move)
    assert not table.situation.visits["share.facts"].ended


def test_a_move_waits_for_tracks_inside_tracks() -> None:
    inner = {name: a_phase({"ok": a_move("done")}) for name in ("x", "y")}
    tracks = {
        "left": a_phase({"close": a_move("done"), "drop": a_move("done", waits_for=[])}, tracks=inner),
        "right": a_phase({"ok": a_move("done")}),
    }
    phases = {"share": a_phase({"finish": a_move("end.finished")}, tracks=tracks)}
    table = two_parties(a_method(phases=phases))
    waited = table.refused("move", "chair", move="finish").values["tracks"]
    assert waited == ("share.left", "share.right", "share.left.x", "share.left.y")
    assert table.refused("move", "chair", move="close").values["tracks"] == ("share.left.x", "share.left.y")

    table.do("move", "chair", move="share.left.x.ok")
    assert table.refused("move", "chair", move="close").values["tracks"] == ("share.left.y",)
    table.do("move", "chair", move="share.left.y.ok")
    table.do("move", "chair", move="close")
    table.do("move", "chair", move="share.right.ok")
    table.do("move", "chair", move="finish")

    table = two_parties(a_method(phases=phases))
    table.do("move", "chair", move="drop")
    assert table.now() == ["share", "share.right"]


def test_one_short_name_for_several_moves_from_here_is_not_guessed() -> None:
    inner = {name: a_phase({"ok": a_move("done")}) for name in ("x", "y")}
    table = two_parties(a_method(phases={"share": a_phase({"finish": a_move("end.finished")}, tracks=inner)}))

    refusal = table.refused("move", "chair", move="ok")
    assert (refusal.kind, refusal.message) == ("malformed", "move_ambiguous")
    assert refusal.values == {"move": "ok", "allowed": ("share.x.ok", "share.y.ok")}

    table.do("move", "chair", move="share.x.ok")
    table.do("move", "chair", move="ok")
    assert table.now() == ["share"]


# phases that do not apply


def conditional(phases: dict[str, Any], **case: bool) -> Table:
    return a_table(a_method(case=dict.fromkeys(case, YES_NO), phases=phases), case=case)


@pytest.mark.parametrize(("applies", "now"), [(True, ["two"]), (False, ["three"])])
def test_a_phase_that_does_not_apply_is_passed_by_its_forward_move(applies: bool, now: list[str]) -> None:
    phases = {
        "one": a_phase({"on": a_move("two")}),
        "two": a_phase(
            {"on": a_move("three", gate=[a_need("false")]), "back": a_move("one", back=True)}, where="case.wide"
        ),
        "three": a_phase({"finish": a_move("end.finished")}),
    }
    table = conditional(phases, wide=applies)
    table.do("move", "chair", move="on")

    assert table.now() == now
    assert table.situation.visits["two"].status == ("now" if applies else "passed")


def test_where_it_cannot_be_told_whether_a_phase_applies_it_is_entered() -> None:
    phases = {
        "one": a_phase({"on": a_move("two")}),
        "two": a_phase({"on": a_move("end.finished")}, where="case.wide"),
    }
    table = a_table(a_method(case={"wide": {**YES_NO, "optional": True}}, phases=phases))
    table.do("move", "chair", move="on")

    assert table.now() == ["two"]


def test_a_track_that_does_not_apply_counts_as_done() -> None:
    tracks = {"left": a_phase({"ok": a_move("done")}), "right": a_phase({"ok": a_move("done")}, where="case.wide")}
    phases = {"share": a_phase({"finish": a_move("end.finished")}, tracks=tracks)}
    table = conditional(phases, wide=False)
    assert table.now() == ["share", "share.left"]

    table.do("move", "chair", move="ok")
    table.do("move", "chair", move="finish")


def test_a_sequence_of_which_nothing_applies_ends_at_once() -> None:
    inside = {
        "a": a_phase({"on": a_move("b")}, where="case.wide"),
        "b": a_phase({"on": a_move("done")}, where="case.wide"),
    }
    phases = {"work": a_phase({"finish": a_move("end.finished")}, phases=inside)}
    table = conditional(phases, wide=False)

    assert table.now() == ["work"]
    assert table.situation.visits["work"].ended


def test_passing_a_phase_can_end_the_process() -> None:
    phases = {
        "one": a_phase({"on": a_move("two")}),
        "two": a_phase({"on": a_move("end.finished")}, where="case.wide"),
    }
    table = conditional(phases, wide=False)
    table.do("move", "chair", move="on")

    assert table.situation.end == "finished"
    assert table.now() == []


@pytest.mark.parametrize("to", ["rest", "end.finished", "done"])
def test_a_phase_passed_inside_a_track_ends_that_track_rather_than_the_others(to: str) -> None:
    ways = {"on": a_move(to), "aside": a_move("y", back=True)}
    inside = {"x": a_phase(ways, where="case.wide"), "y": a_phase({"on": a_move("done")})}
    tracks = {"left": a_phase(None, phases=inside), "right": a_phase({"ok": a_move("done")})}
    phases = {
        "share": a_phase({"on": a_move("rest")}, tracks=tracks),
        "rest": a_phase({"finish": a_move("end.finished")}),
    }
    table = conditional(phases, wide=False)

    assert table.now() == ["share", "share.right"]
    assert table.situation.visits["share.left"].ended
    table.do("move", "chair", move="ok")
    table.do("move", "chair", move="share.on")


def test_a_phase_passed_in_tracks_inside_a_track_ends_the_innermost() -> None:
    inside = {"x": a_phase({"on": a_move("later")}, where="case.wide")}
    inner = {"u": a_phase(None, phases=inside), "v": a_phase({"ok": a_move("done")})}
    left = {"first": a_phase({"on": a_move("later")}, tracks=inner), "later": a_phase({"on": a_move("done")})}
    tracks = {"left": a_phase(None, phases=left), "right": a_phase({"ok": a_move("done")})}
    table = conditional({"share": a_phase({"finish": a_move("end.finished")}, tracks=tracks)}, wide=False)

    assert table.now() == [
        "share",
        "share.left",
        "share.left.first",
        "share.left.first.v",
        "share.right",
    ]


def test_phases_that_pass_one_another_for_ever_are_refused() -> None:
    phases = {
        "one": a_phase({"on": a_move("two")}),
        "two": a_phase({"on": a_move("three"), "out": a_move("end.finished", back=True)}, where="case.wide"),
        "three": a_phase({"on": a_move("two"), "out": a_move("end.finished", back=True)}, where="case.wide"),
    }
    table = conditional(phases, wide=False)

    refusal = table.refused("move", "chair", move="on")

    assert (refusal.kind, refusal.message) == ("rule", "endless_phases")


def test_phases_that_pass_one_another_for_ever_are_refused_also_where_nobody_takes_the_move() -> None:
    mark = {"mark": a_record(written_by="chair")}
    ready = [a_need("mark.exists")]
    phases = {
        "one": a_phase({"on": {"title": "On", "to": "two", "auto": True, "gate": ready}}, open=["mark"]),
        "two": a_phase({"on": a_move("three"), "out": a_move("end.finished", back=True)}, where="case.wide"),
        "three": a_phase({"on": a_move("two"), "out": a_move("end.finished", back=True)}, where="case.wide"),
    }
    method = a_method(case={"wide": YES_NO}, phases=phases, records=mark)
    table = a_table(method, case={"wide": False})
    mine = table.draft("mark", "chair")

    refusal = table.refused("share", "chair", id=mine, version=1)

    assert (refusal.kind, refusal.message) == ("rule", "endless_phases")


def test_a_phase_may_apply_only_on_a_later_visit() -> None:
    phases = {
        "one": a_phase({"on": a_move("two")}),
        "two": a_phase({"on": a_move("three")}, where="phase.visits > 0"),
        "three": a_phase({"finish": a_move("end.finished"), "back": a_move("two", back=True)}),
    }
    table = a_table(a_method(phases=phases))
    table.do("move", "chair", move="on")
    assert table.now() == ["three"]
    table.do("move", "chair", move="back")

    assert table.now() == ["two"]
    assert visit(table, "two") == ("now", 2)


# terms


def test_a_term_is_counted_anew_for_each_visit() -> None:
    phases = {
        "one": a_phase({"on": a_move("two")}, term="P28D"),
        "two": a_phase({"back": a_move("one", back=True), "finish": a_move("end.finished")}),
    }
    table = a_table(a_method(phases=phases))
    assert table.situation.visits["one"].due_at == NINE + timedelta(days=28) - timedelta(hours=1)
    table.do("move", "chair", move="on")
    table.wait(days=2)
    table.do("move", "chair", move="back")

    assert table.situation.visits["one"].due_at == NINE + timedelta(days=30) - timedelta(hours=1)


@pytest.mark.parametrize(
    ("opened", "term", "due"),
    [
        ("2026-03-28T01:30+00:00", "P1D", "2026-03-29T01:00+00:00"),
        ("2026-10-24T00:30+00:00", "P1D", "2026-10-25T00:30+00:00"),
        ("2026-01-31T11:00+00:00", "P1M", "2026-02-28T11:00+00:00"),
        ("2026-03-28T12:00+00:00", "PT24H", "2026-03-29T12:00+00:00"),
        ("2026-03-28T12:00+00:00", "P1D", "2026-03-29T11:00+00:00"),
    ],
)
def test_a_term_follows_the_calendar_of_the_zone_through_changes_of_its_clocks(
    opened: str, term: str, due: str
) -> None:
    table = Table(a_method(phases={"work": a_phase({"on": a_move("end.finished")}, term=term)}))
    table.at = datetime.fromisoformat(opened).astimezone(UTC)
    table.do("open", "chair", method="small", title="T", name="Chair", zone="Europe/Amsterdam")

    assert table.situation.visits["work"].due_at == datetime.fromisoformat(due)


def test_the_process_as_a_whole_may_have_a_term_and_moves() -> None:
    table = two_parties(
        a_method(term="P1Y", moves={"stop": a_move("end.finished", by="envoy")}, open=["note"],
                 records={"note": a_record(per="party")})
    )  # fmt: skip
    assert table.situation.visits[""].due_at == datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
    table.share("note", "ann")

    table.do("move", "ann", move="stop")

    assert table.situation.end == "finished"


def test_leaving_a_phase_lapses_votes_in_the_phases_inside_it_too() -> None:
    inside = {"first": a_phase({"on": a_move("done")}, open=["plan"])}
    phases = {"work": a_phase({"on": a_move("rest")}, phases=inside), "rest": a_phase({"out": a_move("end.finished")})}
    table = two_parties(a_method(decisions={"plan": a_decision()}, phases=phases))
    run = table.propose("plan")

    assert kinds(table.do("move", "chair", move="work.on"))[1:4] == [
        "DecisionLapsed",
        "PhaseLeft work.first",
        "PhaseLeft work",
    ]
    assert table.run(run).state == "lapsed"
