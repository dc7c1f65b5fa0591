"""Trends: how many processes were opened and ended each week, and how long their phases took."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import TYPE_CHECKING

from engine.process.instants import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine import Engine
    from engine.journal.rows import Filters
    from engine.journal.trail import Stay

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Week:
    """How many processes were opened and ended in a week; it begins on a Monday."""

    begins: date
    opened: int
    ended: int


@dataclass(frozen=True, slots=True)
class PhaseTime:
    """How long a phase took: how many visits ended in these weeks, and how long the one in the middle was."""

    method: str
    path: str
    title: str
    visits: int
    median_hours: int


@dataclass(frozen=True, slots=True)
class Trends:
    """What happened over some weeks, the one that goes on being the last, as far as the whole of each process knows."""

    weeks: list[Week]
    phases: list[PhaseTime]


def trends_of(
    engine: Engine, filters: Filters, weeks: int, zone: str, titles: Mapping[str, Mapping[str, str]]
) -> Trends:  # fmt: skip
    """Return the trends of processes that fit; `titles` are what phases are called, by method and path."""
    trail = engine.trail(filters, 7 * weeks + 1)  # a day more, as clocks are put back
    last = _monday(trail.until, zone)
    first = last - (weeks - 1) * WEEK
    opened, ended = (Counter(_monday(at, zone) for at in several) for several in (trail.opened, trail.ended))
    mondays = [first + number * WEEK for number in range(weeks)]
    stays = [one for one in trail.stays if _monday(one.left_at, zone) >= first]
    return Trends([Week(one, opened[one], ended[one]) for one in mondays], _times(stays, titles))


def _times(stays: Iterable[Stay], titles: Mapping[str, Mapping[str, str]]) -> list[PhaseTime]:
    found: dict[tuple[str, str], list[timedelta]] = {}
    for one in stays:
        found.setdefault((one.method, one.phase), []).append(one.lasted)
    order = {(method, path): place for method, told in titles.items() for place, path in enumerate(told)}
    return [
        PhaseTime(method, path, titles.get(method, {}).get(path, path), len(lasted), median_low(lasted) // HOUR)
        for (method, path), lasted in sorted(found.items(), key=lambda one: (one[0][0], order.get(one[0], len(order))))
    ]


def _monday(at: datetime, zone: str) -> date:
    day = local(at, zone).date()
    return day - timedelta(days=day.weekday())
