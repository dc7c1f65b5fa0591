"""When a declared clock comes: from its beginning or its moments, without the time in which the process was held.

A period is stopped by holds, unless it says `in_hold: runs`. A fixed instant (`until …`, `… before …`) is not: what
is on the calendar stays there.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.language.clocks import Period, WorkingDays, instant_at, read_period
from engine.language.expressions import Unknown
from engine.process.instants import end_of_day
from engine.process.timing.working_days import working_days_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.language.clocks import Clock
    from engine.process.situation import Hold, Situation
    from engine.process.world import Thing, World


def due_of(
    world: World, clock: Clock, began: datetime | None, bound: Mapping[str, Thing], phase: str,
    extended: Sequence[str] = (),
) -> datetime | None:  # fmt: skip
    """Return when a clock comes (UTC), given when its thing began; None where that cannot be told, or never happens.

    `extended` are ISO 8601 durations that were added to it.
    """
    base = _base(world, clock, began, bound, phase)
    try:
        return _from(world, clock, base, extended) if base else None
    except (OverflowError, ValueError):
        return None


def _from(world: World, clock: Clock, base: datetime, extended: Sequence[str]) -> datetime | None:
    zone = ZoneInfo(world.situation.zone)
    due = _shifted(clock, base, world.situation.zone)
    for text in extended:
        due = read_period(text).after(due, zone)
    stops = clock.in_hold == "stops" and clock.sense == "after"
    return _without_holds(world.situation, base, due) if stops else due


def _base(
    world: World, clock: Clock, began: datetime | None, bound: Mapping[str, Thing], phase: str
) -> datetime | None:
    """Return from when a clock counts: the latest of its moments, all of which must have come, or the earliest."""
    if not clock.moments:
        return began
    found = list(_moments(world, clock, bound, phase))
    if clock.earliest:
        return min(found, default=None)
    return max(found) if len(found) == len(clock.moments) else None


def _moments(world: World, clock: Clock, bound: Mapping[str, Thing], phase: str) -> Iterator[datetime]:
    for text in clock.moments:
        try:
            value = world.value(text, bound, phase)
        except Unknown:
            continue
        if isinstance(value, datetime):
            yield value


def _shifted(clock: Clock, base: datetime, zone: str) -> datetime:
    sign = -1 if clock.sense == "before" else 1
    match clock.amount:
        case WorkingDays(days):
            return working_days_after(base, sign * days, zone)
        case Period():
            return (clock.amount.before if sign < 0 else clock.amount.after)(base, ZoneInfo(zone))
        case None:
            return _end_of_its_day(base, zone)


def _end_of_its_day(moment: datetime, zone: str) -> datetime:
    """Return the end of a day that was given as a date, which is its first instant; another moment as it is.

    Where the clocks skip midnight, a day begins later.
    """
    day = moment.astimezone(ZoneInfo(zone)).date()
    begins = instant_at(datetime.combine(day, time()), ZoneInfo(zone))
    return (end_of_day(day, zone) or moment) if moment == begins else moment


def _without_holds(situation: Situation, base: datetime, due: datetime) -> datetime | None:
    """Return when a period is over of which the time in holds does not count; None while the process is held."""
    for begins, ends in held_spans(situation):
        if begins >= due or (ends is not None and ends <= base):
            continue
        if ends is None:
            return None
        due += ends - max(begins, base)
    return due


def held_spans(situation: Situation) -> list[tuple[datetime, datetime | None]]:
    """Return the times in which a process was held, in order and apart: holds that overlap are one."""
    spans: list[tuple[datetime, datetime | None]] = []
    for hold in sorted(situation.holds.values(), key=lambda one: one.began_at):
        if spans and (spans[-1][1] is None or hold.began_at <= spans[-1][1]):
            spans[-1] = spans[-1][0], _later(spans[-1][1], hold)
        else:
            spans.append((hold.began_at, hold.ended_at))
    return spans


def _later(ends: datetime | None, hold: Hold) -> datetime | None:
    return None if ends is None or hold.ended_at is None else max(ends, hold.ended_at)
