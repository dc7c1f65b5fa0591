"""Clocks: when something is due, as a method writes it (`P28D`, `until case.deadline`).

Periods are counted in calendar months and days of the process's zone; hours, minutes and seconds are elapsed time.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from engine.language.diagnostics import Slip, shown

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_PERIOD = re.compile(
    r"P(?=\d|T\d)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?"
)
_WORKING = re.compile(r"(\d{1,4}) working days?")
_CLOCK = re.compile(
    r"(?:(?P<amount>P\S+|\d+ working days?)(?: (?P<sense>after|before) (?P<moments>.+))?|until (?P<until>.+))"
)
WORDS = {"minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "week": "P{}W", "month": "P{}M", "year": "P{}Y"}
_IN_WORDS = re.compile(rf"(?P<number>\d{{1,4}}) (?P<unit>{'|'.join(WORDS)})s?\b")
LONGEST_MONTHS, LONGEST_DAYS, LONGEST_SECONDS = 1_200, 36_525, 100 * 366 * 86_400
_SECOND, _ALMOST_A_SECOND = timedelta(seconds=1), timedelta(microseconds=999_999)
EARLIEST = "earliest of "
FORMS = (
    "P28D, P28D after x.confirmed_at, P14D before x.starts_at, until case.deadline, "
    "earliest of x.shared_at, y.shared_at, 10 working days after x.shared_at, or {clock: P28D, in_hold: runs}"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time: calendar months and days, then elapsed seconds."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    def after(self, start: datetime, zone: ZoneInfo) -> datetime:
        """Return the instant (UTC) this long after `start`, by the calendar of `zone`.

        A local time that a change of clocks skips becomes the first valid instant after it; one that comes twice is
        taken the first time.
        """
        return self._shift(start, zone, 1)

    def before(self, end: datetime, zone: ZoneInfo) -> datetime:
        """Return the instant (UTC) this long before `end`, by the calendar of `zone`."""
        return self._shift(end, zone, -1)

    def _shift(self, start: datetime, zone: ZoneInfo, sign: int) -> datetime:
        elapsed = timedelta(seconds=sign * self.seconds)
        if not (self.months or self.days):
            return start.astimezone(UTC) + elapsed
        local = start.astimezone(zone).replace(tzinfo=None)
        local = _add_months(local, sign * self.months) + timedelta(days=sign * self.days)
        return instant_at(local, zone) + elapsed


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A number of working days by the calendar of the process's country."""

    days: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A declared moment. Without `moments` it counts from when the thing it belongs to began.

    Of several moments the latest counts, the earliest when `earliest` is set. `in_hold` tells whether it runs on
    while the process is held.
    """

    amount: Period | WorkingDays | None
    sense: Literal["after", "before", "until"] = "after"
    moments: tuple[str, ...] = ()
    earliest: bool = False
    in_hold: Literal["stops", "runs"] = "stops"

    def plain(self) -> Period | None:
        """Return the period when this clock is no more than one counted from the beginning of its thing."""
        simple = isinstance(self.amount, Period) and not self.moments and self.in_hold == "stops"
        return self.amount if simple and isinstance(self.amount, Period) else None


def read_period(text: str) -> Period:
    """Read an ISO 8601 duration. Raises ValueError when it is none."""
    match = _PERIOD.fullmatch(text)
    if not match:
        msg = f"{shown(text)} is not a period; write an ISO 8601 one such as P28D, P3M, PT12H"
        raise ValueError(msg)
    years, months, weeks, days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    period = Period(years * 12 + months, weeks * 7 + days, (hours * 60 + minutes) * 60 + seconds)
    if period.months > LONGEST_MONTHS or period.days > LONGEST_DAYS or period.seconds > LONGEST_SECONDS:
        msg = f"{shown(text)} is longer than a hundred years"
        raise ValueError(msg)
    return period


def read_clock(value: object) -> Clock:
    """Read a clock as a method file has it: a line, or `{clock: line, in_hold: runs}`. Raises ValueError."""
    if isinstance(value, dict) and value.keys() == {"clock", "in_hold"}:
        return replace(read_clock(value["clock"]), in_hold=_in_hold(value["in_hold"]))
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if text.startswith(EARLIEST):
        return Clock(None, "until", *_moments(value, text))
    match = _CLOCK.fullmatch(text)
    if not match:
        raise _no_clock(value)
    if match["until"]:
        return Clock(None, "until", *_moments(value, match["until"]))
    amount = _amount(match["amount"])
    if not match["sense"]:
        return Clock(amount)
    return Clock(amount, "before" if match["sense"] == "before" else "after", *_moments(value, match["moments"]))


def _in_hold(value: object) -> Literal["stops", "runs"]:
    if value == "runs":
        return "runs"
    if value == "stops":
        return "stops"
    raise Slip(f"'in_hold' is {shown(value)}; allowed: stops, runs", "in_hold")


def _no_clock(value: object) -> ValueError:
    said = _IN_WORDS.match(value) if isinstance(value, str) else None
    advice = f"'{said[0]}' is written {WORDS[said['unit']].format(said['number'])}; " if said else ""
    return ValueError(f"{shown(value)} is not a clock; {advice}allowed: {FORMS}")


def _amount(text: str) -> Period | WorkingDays:
    working = _WORKING.fullmatch(text)
    return WorkingDays(int(working[1])) if working else read_period(text)


def _moments(value: object, text: str) -> tuple[tuple[str, ...], bool]:
    """Return the moments of a clock and whether the earliest of them counts."""
    moments = tuple(part.strip() for part in text.removeprefix(EARLIEST).split(","))
    if not all(moments):
        raise _no_clock(value)
    return moments, text.startswith(EARLIEST)


def _add_months(local: datetime, months: int) -> datetime:
    if not months:
        return local
    index = local.year * 12 + local.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return local.replace(year=year, month=month, day=min(local.day, monthrange(year, month)[1]))


def instant_at(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) of a local time without zone: the first of two, the first valid one after a gap."""
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return first
    return _end_of_gap(local.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Find the instant between two at which the zone's offset changes, which is a whole second."""
    before, after = before.replace(microsecond=0), (after + _ALMOST_A_SECOND).replace(microsecond=0)
    old = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after
