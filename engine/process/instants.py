"""Instants and days that people name."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.language.clocks import instant_at
from engine.process.refusal import refuse

if TYPE_CHECKING:
    from datetime import date


EARLIEST, LATEST = 1_000, 8_999  # years: an instant on such a day, in any zone and a while later, is in the calendar


def is_tellable(day: date) -> bool:
    """Tell whether a day or an instant can be told in every zone, with what is counted from it."""
    return EARLIEST <= day.year <= LATEST


def must_be_tellable(day: date | None, pointer: str) -> None:
    """Refuse a day or an instant of a command that some zone, calendar or clock could not tell."""
    if day is not None and not is_tellable(day):
        raise refuse("malformed", "too_far", pointer, found=day.isoformat(), least=EARLIEST, most=LATEST)


def end_of_day(day: date, zone: str) -> datetime | None:
    """Return the instant (UTC) at which a day is over in a zone; None for the last day of the calendar."""
    try:
        return instant_at(datetime.combine(day + timedelta(days=1), time()), ZoneInfo(zone))
    except OverflowError:
        return None


def local(at: datetime, zone: str) -> datetime:
    """Return an instant by the clocks of a zone; in UTC where they cannot say it, at the ends of the calendar."""
    try:
        return at.astimezone(ZoneInfo(zone))
    except OverflowError:
        return at.astimezone(UTC)
