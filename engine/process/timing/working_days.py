"""Working days: weekdays that are no public holiday in the country of a time zone.

The country is the one that the time zone database gives for a zone's city; a zone that belongs to none (UTC), and a
country whose holidays nobody has listed, has weekends only.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import holidays

from engine.language.clocks import instant_at

if TYPE_CHECKING:
    from collections.abc import Mapping

SATURDAY = 5


def working_days_after(start: datetime, days: int, zone: str) -> datetime:
    """Return the instant (UTC) so many working days after another, at the same local time; before it when negative."""
    local = start.astimezone(ZoneInfo(zone))
    day, step, calendar = local.date(), timedelta(days=1 if days >= 0 else -1), _calendar(zone)
    left = abs(days)
    while left:
        day += step
        left -= _is_working(day, calendar)
    return instant_at(datetime.combine(day, local.time()), ZoneInfo(zone))


def working_days_between(start: datetime, end: datetime, zone: str) -> int:
    """Return how many working days come after the day of one instant, up to and with that of the other."""
    first, last = (one.astimezone(ZoneInfo(zone)).date() for one in (start, end))
    if last < first:
        return -working_days_between(end, start, zone)
    calendar = _calendar(zone)
    return sum(_is_working(first + timedelta(days=number), calendar) for number in range(1, (last - first).days + 1))


def _is_working(day: date, calendar: holidays.HolidayBase | None) -> bool:
    return day.weekday() < SATURDAY and (calendar is None or day not in calendar)


@cache
def _calendar(zone: str) -> holidays.HolidayBase | None:
    country = _countries().get(zone)
    known = country in holidays.list_supported_countries(include_aliases=False)
    return holidays.country_holidays(country) if country and known else None


@cache
def _countries() -> Mapping[str, str]:
    """Return the country (ISO 3166) of each zone of the time zone database that is named after a city of one."""
    text = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
