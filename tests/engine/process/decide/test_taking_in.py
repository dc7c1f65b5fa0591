"""Taking in a collaboration that was under way: at a later phase, where the method says so, and shown for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.process import events
from engine.process.view import entries
from tests.factories import Table, a_method, a_move, a_need, a_phase, a_record, a_table, two_parties
from tests.promises.seen import numbered

if TYPE_CHECKING:
    from engine.language import Method

SHUT = [a_need("statements.size() >= 1")]


def three_phases(**told: Any) -> Method:
    """Return a method of meet, share (with two tracks) and agree; its gates ask for statements, opened in meet."""
    tracks = {
        "facts": a_phase({"settle": a_move("done")}),
        "wishes": a_phase({"finish": a_move("done")}),
    }
    phases = {
        "meet": a_phase({"go": a_move("share", gate=SHUT)}, open=["statement"], title="Meet"),
        "share": a_phase({"on": a_move("agree", gate=SHUT)}, tracks=tracks, title="Share"),
        "agree": a_phase(
            {"sign": a_move("end.finished", gate=SHUT), "again": a_move("meet", back=True)},
            title="Agree",
            **told.pop("agree", {}),
        ),
    }
    told = {"takes_in": ["share", "agree"], "records": {"statement": a_record(many=True)}, "phases": phases, **told}
    return a_method(**told)


def test_a_collaboration_is_taken_in_at_a_phase_and_what_it_skipped_stays_in_the_log() -> None:
    table = a_table(three_phases(), at_phase="agree")

    assert table.now() == ["agree"]
    assert [event.body for event in table.events if event.type == "TakenIn"] == [
        events.TakenIn("agree", ("meet", "share"))
    ]
    assert not any(isinstance(event.body, events.Moved) for event in table.events)


def test_every_reader_is_told_where_it_was_taken_in_and_past_which_phases() -> None:
    table = a_table(three_phases(), [("ann", "A", "envoy")], at_phase="agree")

    for reader in ("chair", "ann", None):
        told = table.progress(reader)
        assert told.taken_in is not None
        assert told.taken_in.phase.name == "Agree"
        assert [one.name for one in told.taken_in.skipped] == ["Meet", "Share"]
        assert {one.path: one.status for one in told.phases if "." not in one.path} == {
            "meet": "passed",
            "share": "passed",
            "agree": "now",
        }


def test_it_is_told_still_when_the_process_went_back_and_when_it_ended() -> None:
    table = a_table(three_phases(), at_phase="agree")
    table.do("move", "chair", move="again")
    back = table.progress().taken_in
    table.do("cancel", "chair", reason="Over")

    assert back is not None
    assert table.progress().taken_in == back


def test_the_log_says_it_to_all() -> None:
    table = a_table(three_phases(), at_phase="share")

    told = entries(table.telling(), ((number, event, {}) for number, event, _ in numbered(table.events)))

    assert [(one.type, one.data) for one in told if one.type == "TakenIn"] == [
        ("TakenIn", {"phase": "share", "skipped": ["meet"]})
    ]


def test_the_tracks_of_the_phase_begin_as_when_a_move_enters_it() -> None:
    assert a_table(three_phases(), at_phase="share").now() == ["share", "share.facts", "share.wishes"]


def test_a_gate_of_the_phase_itself_is_not_skipped() -> None:
    table = two_parties(three_phases(), at_phase="agree")

    assert table.refused("move", "chair", move="sign").kind == "gate-shut"


def test_parties_that_join_are_not_asked_to_catch_up_with_gates_that_nobody_passed() -> None:
    table = two_parties(three_phases(), at_phase="agree")

    assert table.progress().catch_up == []


def test_a_record_of_a_skipped_phase_can_be_written_after_a_move_back_only() -> None:
    table = two_parties(three_phases(), at_phase="agree")

    assert table.refused("record", "ann", record="statement", fields={"text": "Before"}).kind == "not-open-here"
    table.do("move", "chair", move="again")
    table.share("statement", "ann")


def test_a_standing_gate_of_the_phase_holds_at_once() -> None:
    gates = {"spoken": {"title": "Spoken", "all": SHUT}}
    table = a_table(three_phases(gates=gates, agree={"while": {"spoken": "hold"}}), at_phase="agree")

    assert table.situation.state == "held"


@pytest.mark.parametrize(
    ("takes_in", "at_phase", "message", "values"),
    [
        (None, "agree", "takes_in_nothing", {}),
        (["share"], "agree", "takes_in_elsewhere", {"found": "agree", "allowed": ("share",)}),
        (["share"], "share.facts", "takes_in_elsewhere", {"found": "share.facts", "allowed": ("share",)}),
        (["share"], "shore", "takes_in_elsewhere", {"found": "shore", "allowed": ("share",)}),
    ],
)
def test_nothing_is_taken_in_where_the_method_does_not_say_so(
    takes_in: list[str] | None, at_phase: str, message: str, values: dict[str, Any]
) -> None:
    method = three_phases(takes_in=takes_in) if takes_in else a_method()
    opening = {"method": method.id, "title": "Table", "name": "Chair", "at_phase": at_phase}

    refusal = Table(method).refused("open", "chair", **opening)

    assert (refusal.message, refusal.pointer) == (message, "/at_phase")
    assert dict(refusal.values) == values


def test_a_phase_that_does_not_apply_takes_nobody_in() -> None:
    case = {"stuck": {"type": "yes_no", "title": "Stuck"}}
    method = a_method(
        case=case,
        takes_in="mend",
        phases={
            "mend": a_phase({"on": a_move("work")}, where="case.stuck"),
            "work": a_phase({"finish": a_move("end.finished")}),
        },
    )
    opening = {"method": method.id, "title": "Table", "name": "Chair", "at_phase": "mend", "case": {"stuck": False}}

    assert Table(method).refused("open", "chair", **opening).message == "taken_in_where_not_applicable"
    assert a_table(method, at_phase="mend", case={"stuck": True}).now() == ["mend"]
