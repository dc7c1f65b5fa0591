"""Instants and days at the ends of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

from engine.process.instants import end_of_day, local

LAST = datetime(9999, 12, 31, 23, 30, tzinfo=UTC)


def test_a_day_is_over_when_the_next_begins_in_its_zone_and_the_last_never_is() -> None:
    assert end_of_day(date(2026, 3, 2), "Europe/Amsterdam") == datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert end_of_day(date.max, "Europe/Amsterdam") is None


def test_an_instant_that_the_clocks_of_a_zone_cannot_say_is_told_in_utc() -> None:
    assert local(datetime(2026, 3, 2, 9, tzinfo=UTC), "Europe/Amsterdam").hour == 10
    assert local(LAST, "Europe/Amsterdam") == LAST
    assert local(LAST, "Europe/Amsterdam").tzinfo is UTC
