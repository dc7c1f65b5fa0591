"""Where each phase stands: ahead, now, done, or passed by; and past its term only while the process is in it."""

from __future__ import annotations

import pytest

from engine.language import Method
from tests.factories import Table, a_method, a_move, a_phase, a_table


@pytest.fixture
def method() -> Method:
    """Return a method of four phases, the third with two tracks; the first leads past the second as well."""
    tracks = {"facts": a_phase({"settle": a_move("done")}), "wishes": a_phase({"finish": a_move("done")})}
    return a_method(
        phases={
            "meet": a_phase({"on": a_move("rest"), "skip": a_move("share")}, term="P1D"),
            "rest": a_phase({"on": a_move("share")}),
            "share": a_phase({"on": a_move("agree"), "again": a_move("meet", back=True)}, tracks=tracks),
            "agree": a_phase({"sign": a_move("end.finished"), "again": a_move("meet", back=True)}),
        }
    )


def statuses(table: Table) -> dict[str, str]:
    return {one.path: one.status for one in table.progress().phases}


def test_what_is_behind_is_done_what_was_skipped_is_passed_and_the_rest_is_ahead(method: Method) -> None:
    table = a_table(method)
    before = statuses(table)
    table.do("move", "chair", move="skip")
    inside = statuses(table)
    table.do("move", "chair", move="settle")
    half = statuses(table)
    table.do("move", "chair", move="finish")
    table.do("move", "chair", move="share.on")

    ahead = dict.fromkeys(("rest", "share", "share.facts", "share.wishes", "agree"), "ahead")
    assert before == {"meet": "now", **ahead}
    assert inside == {
        "meet": "done", "rest": "passed", "share": "now", "share.facts": "now", "share.wishes": "now", "agree": "ahead",
    }  # fmt: skip
    assert half == {**inside, "share.facts": "done"}
    assert statuses(table) == {
        "meet": "done", "rest": "passed", "share": "done", "share.facts": "done", "share.wishes": "done",
        "agree": "now",
    }  # fmt: skip


def test_after_going_back_what_was_done_is_ahead_again_with_all_that_is_in_it(method: Method) -> None:
    table = a_table(method)
    table.do("move", "chair", move="skip")
    table.do("move", "chair", move="share.again")

    ahead = dict.fromkeys(("rest", "share", "share.facts", "share.wishes", "agree"), "ahead")
    assert statuses(table) == {"meet": "now", **ahead}


def test_what_is_inside_a_phase_that_was_skipped_is_passed_too() -> None:
    tracks = {"facts": a_phase({"settle": a_move("done")}), "wishes": a_phase({"finish": a_move("done")})}
    phases = {
        "meet": a_phase({"skip": a_move("agree"), "on": a_move("share")}),
        "share": a_phase({"on": a_move("agree")}, tracks=tracks),
        "agree": a_phase({"sign": a_move("end.finished")}),
    }
    table = a_table(a_method(phases=phases))

    table.do("move", "chair", move="skip")

    passed = dict.fromkeys(("share", "share.facts", "share.wishes"), "passed")
    assert statuses(table) == {"meet": "done", **passed, "agree": "now"}


def test_once_what_is_inside_a_phase_has_ended_what_was_left_out_there_is_passed() -> None:
    inside = {"first": a_phase({"enough": a_move("done"), "on": a_move("second")}), "second": a_phase()}
    inside["second"]["moves"] = {"end": a_move("done")}
    phases = {"work": a_phase({"finish": a_move("end.finished")}, phases=inside)}
    table = a_table(a_method(phases=phases))
    before = statuses(table)

    table.do("move", "chair", move="enough")

    assert before == {"work": "now", "work.first": "now", "work.second": "ahead"}
    assert statuses(table) == {"work": "now", "work.first": "done", "work.second": "passed"}
    assert [(one.id, one.open) for one in table.progress().moves] == [("work.finish", True)]


def test_when_a_process_has_ended_nothing_is_ahead_any_more(method: Method) -> None:
    table = a_table(method)
    table.do("cancel", "chair", reason="No time")

    assert set(statuses(table).values()) <= {"done", "passed"}


def test_a_phase_is_past_its_term_only_while_the_process_is_in_it(method: Method) -> None:
    table = a_table(method)
    table.wait(days=2)
    inside = {one.path: (one.overdue, one.due_at is not None) for one in table.progress().phases}
    table.do("move", "chair", move="skip")

    assert inside["meet"] == (True, True)
    assert [one.path for one in table.progress().phases if one.overdue or one.due_at] == []
