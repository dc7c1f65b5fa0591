"""When somebody may be mailed: not in his quiet hours, and, where he wants it daily, in the morning of his own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.access.mailboxes import How

MORNING = time(8)
DAY = timedelta(days=1)


def may_go_at(
    now: datetime, oldest: datetime, how: How, zone: str, quiet: tuple[int, int] | None
) -> datetime:  # fmt: skip
    """Return when what there is to tell may go, the oldest of which happened at `oldest`: now, or later."""
    here = ZoneInfo(zone)
    if how == "daily" and oldest > last_at(MORNING, now, here):
        return next_at(MORNING, now, here)
    if quiet is None or not _is_quiet(now.astimezone(here).time(), *quiet):
        return now
    return next_at(clock(quiet[1]), now, here)


def last_at(wanted: time, now: datetime, here: ZoneInfo) -> datetime:
    """Return the last instant, up to now, at which clocks in a zone showed a time."""
    day = now.astimezone(here).date()
    today = datetime.combine(day, wanted, here).astimezone(UTC)
    return today if today <= now else datetime.combine(day - DAY, wanted, here).astimezone(UTC)


def next_at(wanted: time, now: datetime, here: ZoneInfo) -> datetime:
    """Return the next instant, after now, at which clocks in a zone will show a time."""
    day = now.astimezone(here).date()
    found = (one for number in range(3) for one in _shown_on(day + DAY * number, wanted, here))
    return next(one for one in found if one > now)


def _shown_on(day: date, wanted: time, here: ZoneInfo) -> Iterator[datetime]:
    """Return the instant at which clocks show a time on a day; both, where they are set back over it."""
    first, second = (datetime.combine(day, wanted, here).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    yield first
    if second > first:
        yield second


def clock(minutes: int) -> time:
    """Return minutes of a day as a time."""
    return time(minutes // 60, minutes % 60)


def _is_quiet(shown: time, begins: int, ends: int) -> bool:
    minutes = shown.hour * 60 + shown.minute
    return begins <= minutes < ends if begins < ends else minutes >= begins or minutes < ends
