"""Durations and moments as conditions write them: ISO 8601 durations of fixed length, RFC 3339 timestamps."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from engine.language.expressions.values import LONGEST_DURATION

_DURATION = re.compile(
    r"P(?:([0-9]{1,12})W)?(?:([0-9]{1,12})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,12})H)?(?:([0-9]{1,12})M)?(?:([0-9]{1,12})(?:\.([0-9]{1,6}))?S)?)?"
)
_CALENDAR = re.compile(r"P[^T]*[YM]")
_TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_SECONDS = (604_800, 86_400, 3_600, 60, 1)


def read_duration(text: str) -> timedelta:
    """Read weeks, days, hours, minutes and seconds, as in P2W, P5D or P1DT12H30M. Raises ValueError."""
    found = _DURATION.fullmatch(text)
    if found is None or text == "P":
        why = "; months and years have no fixed length" if _CALENDAR.match(text) else ""
        raise ValueError(f"'{text}' is no duration{why}: write weeks, days or time, as in P2W, P5D or P1DT12H30M")
    *parts, fraction = found.groups()
    seconds = sum(int(part or 0) * length for part, length in zip(parts, _SECONDS, strict=True))
    microseconds = seconds * 1_000_000 + int((fraction or "").ljust(6, "0"))
    if microseconds > LONGEST_DURATION // timedelta(microseconds=1):
        raise ValueError(f"'{text}' is too long; the longest duration is 10,000 years, P3652500D")
    return timedelta(microseconds=microseconds)


def read_timestamp(text: str) -> datetime:
    """Read a date and time with its offset, as in 2026-03-01T09:00:00Z, as a moment in UTC. Raises ValueError."""
    if _TIMESTAMP.fullmatch(text):
        with suppress(ValueError, OverflowError):
            return datetime.fromisoformat(text).astimezone(UTC)
    raise ValueError(f"'{text}' is no moment: write it like 2026-03-01T09:00:00Z or 2026-03-01T09:00:00+01:00")
