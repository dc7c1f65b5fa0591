from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from engine.process import events
from engine.process.view import sessions
from engine.process.view.log import entries
from engine.process.view.shapes import SessionView
from tests.factories import ROLES, Table, a_method, a_move, a_need, a_phase, a_table, unmet
from tests.promises.seen import numbered

PEOPLE = [("ann", "A", "envoy"), ("bob", "B", "envoy"), ("gus", None, "guide"), ("oda", None, "watcher")]
PRESENT = "sessions.exists(s, s.ended && parties.all(p, p.envoy.exists(e, s.present(e.participant))))"
TOMORROW = "2026-03-03T10:00:00+01:00"


def a_case(need: str = PRESENT, **phase: Any) -> Table:
    """Return a process at whose table envoys and the guide sit, and whose way out asks about its meetings."""
    roles = {**ROLES, "guide": {"title": "Guide", "neutral": True}, "watcher": {"title": "Watcher"}}
    gate = [a_need(need, unmet="Not everybody was there")]
    work = a_phase({"finish": a_move("end.finished", gate=gate)}, **{"table": ["envoy", "guide"], **phase})
    return a_table(a_method(roles=roles, phases={"work": work}), PEOPLE)


def planned(table: Table, **told: Any) -> str:
    """Let the guide plan a meeting for tomorrow; returns its id."""
    happened = table.do("plan", "gus", **{"title": "Kitchen table", "starts_at": TOMORROW, **told})
    return str(getattr(happened[0], "session"))  # noqa: B009  # the body is a SessionPlanned


def the_view(table: Table, meeting: str) -> SessionView:
    return next(one for one in sessions(table.telling("oda")) if one.id == meeting)


def test_a_gate_can_ask_that_every_party_was_present_at_a_meeting() -> None:
    table = a_case()
    meeting = planned(table)
    table.wait(days=2)
    table.do("attend", "ann", session=meeting)
    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}

    table.do("attend", "gus", session=meeting, present=["ann", "bob", "gus"], ended=True)

    table.do("move", "chair", move="finish")


def test_agenda_and_minutes_are_for_the_table_alone_and_the_rest_is_for_all() -> None:
    table = a_case()
    meeting = planned(table, agenda="What keeps us awake")
    table.wait(days=2)
    table.do("attend", "gus", session=meeting, present=["ann"], minutes="Ann has had enough", ended=True)

    seen = {one: sessions(table.telling(one))[0] for one in ("ann", "oda")}

    assert (seen["ann"].agenda, seen["ann"].minutes) == ("What keeps us awake", "Ann has had enough")
    assert (seen["oda"].agenda, seen["oda"].minutes) == (None, None)
    assert (seen["oda"].title, [one.name for one in seen["oda"].present]) == ("Kitchen table", ["Ann"])
    labels = {event.type: event.label for event in table.events}
    assert (labels["AgendaSet"], labels["MinutesTaken"], labels["SessionAttended"]) == (
        "table:work#1",
        "table:work#1",
        "process",
    )


def test_what_one_table_said_does_not_come_to_another_when_the_meeting_is_moved_there() -> None:
    left = {"title": "Left", "moves": {"end": a_move("done")}, "table": ["guide", "envoy"]}
    right = {"title": "Right", "moves": {"end": a_move("done")}, "table": ["guide", "watcher"]}
    talk = a_phase({"finish": a_move("end.finished")}, tracks={"left": left, "right": right})
    roles = {**ROLES, "guide": {"title": "Guide", "neutral": True}, "watcher": {"title": "Watcher"}}
    table = a_table(a_method(roles=roles, phases={"talk": talk}), PEOPLE)
    meeting = planned(table, phase="talk.left", agenda="What keeps us awake")
    table.wait(days=2)
    table.do("attend", "gus", session=meeting, minutes="Ann has had enough")

    table.do("plan", "gus", session=meeting, phase="talk.right")
    seen = {one: sessions(table.telling(one))[0] for one in ("ann", "oda")}
    assert (seen["oda"].agenda, seen["oda"].minutes) == (None, None)
    assert (seen["ann"].agenda, seen["ann"].minutes) == ("What keeps us awake", "Ann has had enough")

    table.do("plan", "gus", session=meeting, agenda="What we see")
    agendas = {one: sessions(table.telling(one))[0].agenda for one in ("ann", "oda", "gus")}
    assert agendas == {"ann": "What keeps us awake", "oda": "What we see", "gus": "What we see"}


def test_nobody_attends_a_meeting_before_it_begins() -> None:
    table = a_case()
    meeting = planned(table)

    assert table.refused("attend", "ann", session=meeting).message == "session_not_begun"


def test_everybody_records_his_own_presence_but_not_that_of_others() -> None:
    table = a_case()
    meeting = planned(table)
    table.wait(days=2)

    table.do("attend", "oda", session=meeting)

    assert table.refused("attend", "oda", session=meeting, present=["bob"]).message == "attend_not_yours"
    assert table.refused("attend", "oda", session=meeting).message == "attended_already"
    assert table.situation.sessions[meeting].present == ("oda",)


def test_who_was_present_is_settled_when_the_meeting_is_over_but_minutes_can_be_written() -> None:
    table = a_case()
    meeting = planned(table)
    table.wait(days=2)
    table.do("attend", "gus", session=meeting, present=["ann"], ended=True)

    assert table.refused("attend", "bob", session=meeting).message == "session_held"
    table.do("attend", "gus", session=meeting, minutes="All went well")


def test_only_who_sits_at_the_table_plans_its_meetings() -> None:
    refusal = a_case().refused("plan", "oda", title="Coffee", starts_at=TOMORROW)

    assert (refusal.message, refusal.values["roles"]) == ("plan_not_yours", ("envoy", "guide"))


def test_without_a_table_whoever_may_admit_people_plans_meetings() -> None:
    table = a_table(a_method(roles=ROLES), [("ann", "A", "envoy")])

    assert table.refused("plan", "ann", title="Coffee", starts_at=TOMORROW).values["roles"] == ("chair",)
    table.do("plan", "chair", title="Coffee", starts_at=TOMORROW)


def test_a_meeting_can_be_planned_anew_and_what_stays_is_not_said_again() -> None:
    table = a_case()
    meeting = planned(table)

    moved = table.do("plan", "ann", session=meeting, starts_at="2026-03-05T10:00:00+01:00")
    agenda = table.do("plan", "ann", session=meeting, agenda="One thing")

    assert isinstance(moved[0], events.SessionPlanned)
    assert (moved[0].title, len(table.situation.sessions)) == ("Kitchen table", 1)
    assert agenda[0] == events.AgendaSet(meeting, "One thing")


def test_a_meeting_that_was_moved_tells_from_when_and_one_that_was_called_off_why() -> None:
    table = a_case()
    meeting = planned(table)
    assert (the_view(table, meeting).moved_from, the_view(table, meeting).reason) == (None, None)

    table.do("plan", "ann", session=meeting, title="Garden table")
    assert the_view(table, meeting).moved_from is None
    table.do("plan", "ann", session=meeting, starts_at="2026-03-05T10:00:00+01:00")
    table.do("plan", "ann", session=meeting, title="Kitchen table")
    assert the_view(table, meeting).moved_from == datetime.fromisoformat(TOMORROW)

    table.do("plan", "gus", session=meeting, called_off="Snow")
    assert the_view(table, meeting).reason == "Snow"


def test_the_log_tells_a_meeting_that_was_planned_from_one_that_was_moved_and_one_that_was_only_renamed() -> None:
    table = a_case()
    meeting = planned(table)
    table.do("plan", "ann", session=meeting, starts_at="2026-03-05T10:00:00+01:00")
    table.do("plan", "ann", session=meeting, title="Garden table")
    table.do("plan", "gus", session=meeting, called_off="Snow")

    lines = [one for one in entries(table.telling("oda"), numbered(table.events)) if one.type.startswith("Session")]

    assert [one.text.partition("(")[0] for one in lines] == [
        "log_SessionPlanned", "log_SessionPlanned_moved", "log_SessionPlanned_anew", "log_SessionCalledOff",
    ]  # fmt: skip
    assert re.search(r"before=instant\(day=3, .*when=instant\(day=5, ", lines[1].text)
    assert lines[3].details == ["Snow"]


def test_a_meeting_that_is_called_off_counts_no_longer() -> None:
    table = a_case("sessions.size() == 0")
    meeting = planned(table)
    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}

    table.do("plan", "gus", session=meeting, called_off="Snow")

    assert table.refused("attend", "ann", session=meeting).message == "session_called_off"
    table.do("move", "chair", move="finish")


@pytest.mark.parametrize(
    ("told", "message"), [({"starts_at": TOMORROW}, "title_needed"), ({"title": "A"}, "start_needed")]
)
def test_a_meeting_has_a_name_and_a_beginning(told: dict[str, str], message: str) -> None:
    assert a_case().refused("plan", "gus", **told).message == message


def test_a_meeting_of_this_visit_is_asked_about_by_its_bare_name() -> None:
    table = a_case("session.ended && session.attendance >= 2")
    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}
    meeting = planned(table)
    table.wait(days=2)

    table.do("attend", "gus", session=meeting, present=["ann", "bob"], ended=True)

    table.do("move", "chair", move="finish")


@pytest.mark.parametrize(
    "starts_at", ["9999-12-31T23:30:00Z", "9999-12-31T23:30:00-05:00", "0001-01-01T00:10:00+14:00"]
)
def test_a_meeting_starts_when_every_zone_can_say_it(starts_at: str) -> None:
    refused = a_case().refused("plan", "gus", title="Coffee", starts_at=starts_at)

    assert (refused.kind, refused.message, refused.pointer) == ("malformed", "too_far", "/starts_at")
    assert (refused.values["least"], refused.values["most"]) == (1_000, 8_999)


def test_a_meeting_on_the_last_day_that_can_be_said_is_planned() -> None:
    a_case().do("plan", "gus", title="Coffee", starts_at="8999-12-31T23:30:00Z")


def test_a_meeting_that_nobody_planned_is_not_attended_nor_called_off() -> None:
    table = a_case()

    refusal = table.refused("attend", "gus", session="nothing")
    assert (refusal.kind, refusal.message, refusal.pointer) == ("unknown-thing", "session_unknown", "/session")
    assert table.refused("plan", "gus", called_off="Nobody can come").message == "session_unknown"


def test_whoever_is_not_there_was_not_present() -> None:
    table = a_case()
    meeting = planned(table)
    table.wait(days=2)

    refusal = table.refused("attend", "gus", session=meeting, present=["ann", "nobody"])

    assert (refusal.message, refusal.pointer) == ("participant_unknown", "/present/1")


def test_a_meeting_is_planned_of_a_phase_in_which_the_process_is() -> None:
    refusal = a_case().refused("plan", "gus", title="Kitchen table", starts_at=TOMORROW, phase="elsewhere")

    assert (refusal.message, refusal.pointer, refusal.values["found"]) == ("phase_not_now", "/phase", "elsewhere")
