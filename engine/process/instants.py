"""When something is due: a declared period counted from an instant by the calendar of the process's zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.language.clocks import instant_at

if TYPE_CHECKING:
    from datetime import date

    from engine.language.clocks import Clock


def due_after(clock: Clock | None, start: datetime, zone: str) -> datetime | None:
    """Return the instant (UTC) at which a plain period counted from `start` is over; None where it never is.

    A period that leads beyond the calendar's last year never ends.
    """
    period = clock.plain() if clock else None
    try:
        return period.after(start, ZoneInfo(zone)) if period else None
    except (OverflowError, ValueError):
        return None


def end_of_day(day: date, zone: str) -> datetime | None:
    """Return the instant (UTC) at which a day is over in a zone; None for the last day of the calendar."""
    try:
        return instant_at(datetime.combine(day + timedelta(days=1), time()), ZoneInfo(zone))
    except OverflowError:
        return None
