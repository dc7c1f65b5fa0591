"""When a local time comes, by a naive reckoning of its own: a list of what the clocks of a zone are set to, and when.

Only how late it is somewhere at an instant is asked of `zoneinfo`; the other way round is worked out here, from the
definition: the first instant at which the clocks of the place show that time, or a later one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

FIRST, LAST = 2024, 2034
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LOCAL_TIMES = (time(0, 0), time(1, 30), time(2, 0), time(2, 30), time(3, 0))


class Setting(NamedTuple):
    """How far the clocks of a place are ahead of UTC from an instant on."""

    since: datetime
    ahead: timedelta


@cache
def zones() -> tuple[str, ...]:
    """Return the names of all zones of the package."""
    return tuple((files("tzdata") / "zones").read_text(encoding="utf-8").split())


@cache
def settings_of(zone: str) -> tuple[Setting, ...]:
    """Return all settings of a zone's clocks, found by asking each day and then closer and closer."""
    clock, at = ZoneInfo(zone), datetime(FIRST - 1, 1, 1, tzinfo=UTC)
    found = [Setting(at, ahead(clock, at))]
    while at.year <= LAST + 1:
        if ahead(clock, at + DAY) != found[-1].ahead:
            hour = at
            while ahead(clock, hour + HOUR) == found[-1].ahead:
                hour += HOUR
            minute = hour
            while ahead(clock, minute) == found[-1].ahead:
                minute += MINUTE
            found.append(Setting(minute, ahead(clock, minute)))
        at += DAY
    return tuple(found)


def ahead(clock: ZoneInfo, at: datetime) -> timedelta:
    """Return how far the clocks are ahead of UTC at an instant."""
    return at.astimezone(clock).replace(tzinfo=UTC) - at


def changes(zone: str) -> list[date]:
    """Return the days on which the clocks of a zone change, by those clocks before they do."""
    known = settings_of(zone)
    days = [(now.since + before.ahead).date() for before, now in pairwise(known)]
    return [day for day in days if FIRST <= day.year <= LAST]


def instant_of(wall: datetime, zone: str) -> datetime:
    """Return the first instant at which the clocks show a local time, which has no zone itself, or a later one."""
    known = settings_of(zone)
    for number, (since, offset) in enumerate(known):
        until = known[number + 1].since if number + 1 < len(known) else datetime.max.replace(tzinfo=UTC)
        shown = wall.replace(tzinfo=UTC) - offset
        if shown < until:
            return max(shown, since)
    raise AssertionError(wall)


def wall_of(at: datetime, zone: str) -> datetime:
    """Return what the clocks of a zone show at an instant."""
    offset = [one.ahead for one in settings_of(zone) if one.since <= at][-1]
    return (at + offset).replace(tzinfo=None)


def days_later(at: datetime, days: int, zone: str) -> datetime:
    """Return the instant so many days later, or earlier, when the clocks show the same."""
    return instant_of(wall_of(at, zone) + days * DAY, zone)


def months_later(at: datetime, months: int, zone: str) -> datetime:
    """Return the instant so many months later when the clocks show the same, at most on the last day of that month."""
    wall = wall_of(at, zone)
    first = wall.replace(day=1)
    for _ in range(months):
        first = (first + 32 * DAY).replace(day=1)
    last = ((first + 32 * DAY).replace(day=1) - DAY).day
    return instant_of(first.replace(day=min(wall.day, last)), zone)


def working_days_later(at: datetime, days: int, zone: str) -> datetime:
    """Return the instant so many working days later when the clocks show the same."""
    wall = wall_of(at, zone)
    free = _free(zone)
    while days:
        wall += DAY
        days -= wall.isoweekday() not in (6, 7) and wall.date() not in free
    return instant_of(wall, zone)


def end_of(day: date, zone: str) -> datetime:
    """Return the instant at which a day is over."""
    return instant_of(datetime.combine(day, time()) + DAY, zone)


@cache
def _free(zone: str) -> holidays.HolidayBase | frozenset[date]:
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    countries = [line.split("\t")[0] for line in lines if line[:1] != "#" and line.split("\t")[2] == zone]
    listed = [one for one in countries if one in holidays.list_supported_countries(include_aliases=False)]
    return holidays.country_holidays(listed[0]) if listed else frozenset()
