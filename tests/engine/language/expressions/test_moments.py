from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.language.expressions.moments import read_duration, read_timestamp


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("P5D", timedelta(days=5)),
        ("P2W", timedelta(weeks=2)),
        ("P1W2DT3H4M5S", timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5)),
        ("PT36H", timedelta(hours=36)),
        ("PT0.25S", timedelta(milliseconds=250)),
        ("PT0.000001S", timedelta(microseconds=1)),
        ("P0D", timedelta(0)),
        ("P3652500D", timedelta(days=3_652_500)),
    ],
)
def test_durations_are_iso_with_parts_of_fixed_length(text: str, duration: timedelta) -> None:
    assert read_duration(text) == duration


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "5D", "-P5D", "P5D ", "p5d", "14d", "P1.5D", "PT1.0000001S", "P٣D"]
)
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no duration: write weeks, days or time, as in P2W, P5D or P1DT12H30M"):
        read_duration(text)


@pytest.mark.parametrize("text", ["P1M", "P1Y", "P1Y2M3D", "P1MT5M", "P0.5Y"])
def test_months_and_years_are_refused_as_inexact(text: str) -> None:
    with pytest.raises(ValueError, match="months and years have no fixed length"):
        read_duration(text)


@pytest.mark.parametrize("text", ["P3652500DT0.000001S", "P3652501D", "P999999999999W"])
def test_a_duration_is_at_most_10000_years(text: str) -> None:
    with pytest.raises(ValueError, match=r"is too long; the longest duration is 10,000 years"):
        read_duration(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T09:00:00Z", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-03-01T09:00:00+01:30", datetime(2026, 3, 1, 7, 30, tzinfo=UTC)),
        ("2026-03-01T09:00:00.5Z", datetime(2026, 3, 1, 9, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-03-01T09:00:00.123456-12:00", datetime(2026, 3, 1, 21, 0, 0, 123_456, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_moments_are_rfc_3339_and_become_utc(text: str, moment: datetime) -> None:
    assert read_timestamp(text) == moment
    assert read_timestamp(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01", "2026-03-01T09:00Z", "2026-03-01T09:00:00", "2026-03-01 09:00:00Z", "2026-03-01t09:00:00z",
        "2025-02-29T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T09:00:60Z", "2026-03-01T09:00:00.1234567Z",
        "2026-03-01T09:00:00+24:00", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00",
        "2026-W09-7T09:00:00Z", "\u0662\u066026-03-01T09:00:00Z",
    ],
)  # fmt: skip
def test_anything_else_is_no_moment(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"is no moment: write it like 2026-03-01T09:00:00Z or 2026-03-01T09:00:00\+01:00"
    ):
        read_timestamp(text)
