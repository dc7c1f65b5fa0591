"""Instants that people name by a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.language.clocks import instant_at

if TYPE_CHECKING:
    from datetime import date


def end_of_day(day: date, zone: str) -> datetime | None:
    """Return the instant (UTC) at which a day is over in a zone; None for the last day of the calendar."""
    try:
        return instant_at(datetime.combine(day + timedelta(days=1), time()), ZoneInfo(zone))
    except OverflowError:
        return None
