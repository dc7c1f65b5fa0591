"""When somebody may be mailed, by the clocks of his own zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.outbox.mail.hours import may_go_at

ZONE = "Europe/Amsterdam"
NIGHT = (22 * 60, 7 * 60)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        ("2026-11-02T20:59", "2026-11-02T20:59"),  # 21:59 there
        ("2026-11-02T21:00", "2026-11-03T06:00"),
        ("2026-11-03T05:59", "2026-11-03T06:00"),
        ("2026-11-03T06:00", "2026-11-03T06:00"),
        ("2026-03-28T22:00", "2026-03-29T05:00"),  # the clocks go forward in between
        ("2026-10-24T22:00", "2026-10-25T06:00"),  # and back
    ],
)
def test_quiet_hours_go_by_the_clocks_there(now: str, goes: str) -> None:
    assert may_go_at(at(now), at(now), "at_once", ZONE, NIGHT) == at(goes)


def test_quiet_hours_can_be_by_day() -> None:
    assert may_go_at(at("2026-11-02T09:00"), at("2026-11-02T09:00"), "at_once", "UTC", (540, 1020)) == at(
        "2026-11-02T17:00"
    )
    assert may_go_at(at("2026-11-02T17:00"), at("2026-11-02T09:00"), "at_once", "UTC", (540, 1020)) == at(
        "2026-11-02T17:00"
    )


def test_daily_mail_waits_for_the_next_morning_and_goes_later_where_nobody_sent_it_then() -> None:
    happened = at("2026-11-02T12:00")
    assert may_go_at(happened, happened, "daily", ZONE, None) == at("2026-11-03T07:00")
    for now in ("2026-11-03T07:00", "2026-11-03T15:00"):
        assert may_go_at(at(now), happened, "daily", ZONE, None) == at(now)


def test_daily_mail_waits_for_the_end_of_quiet_hours_as_well() -> None:
    now = at("2026-11-03T07:00")
    assert may_go_at(now, at("2026-11-02T12:00"), "daily", ZONE, (420, 600)) == at("2026-11-03T09:00")


def test_a_time_that_clocks_skip_is_passed_over() -> None:
    now = at("2026-03-29T00:30")
    assert may_go_at(now, now, "at_once", ZONE, (0, 150)) == at("2026-03-29T01:30")


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        ("2026-10-25T00:10", "2026-10-25T00:30"),  # 02:10 there, for the first time
        ("2026-10-25T00:30", "2026-10-25T00:30"),
        ("2026-10-25T01:10", "2026-10-25T01:30"),  # and for the second
        ("2026-10-25T01:40", "2026-10-25T01:40"),
        ("2026-03-29T00:10", "2026-03-29T01:30"),  # clocks skip 02:30
    ],
)
def test_a_time_that_clocks_show_twice_ends_quiet_hours_each_time(now: str, goes: str) -> None:
    assert may_go_at(at(now), at(now), "at_once", ZONE, (0, 150)) == at(goes)
