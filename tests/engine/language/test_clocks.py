from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.clocks import Clock, Period, WorkingDays, instant_at, read_clock, read_period

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("P28D", Period(days=28)),
        ("P2W", Period(days=14)),
        ("P3M", Period(months=3)),
        ("P1Y2M3D", Period(months=14, days=3)),
        ("PT12H", Period(seconds=43_200)),
        ("PT90M", Period(seconds=5_400)),
        ("P1DT1H1M1S", Period(days=1, seconds=3_661)),
        ("P0D", Period()),
        ("P100Y", Period(months=1_200)),
    ],
)
def test_a_period_is_read_as_months_days_and_seconds(written: str, period: Period) -> None:
    assert read_period(written) == period


@pytest.mark.parametrize(
    "written", ["P", "PT", "P1", "1D", "P1H", "PT1D", "p1d", "P1D ", "P-1D", "P1.5D", "P1M1Y", "", "P1DT"]
)
def test_what_is_no_period_is_refused_with_examples(written: str) -> None:
    with pytest.raises(ValueError, match="write an ISO 8601 one such as P28D"):
        read_period(written)


@pytest.mark.parametrize("written", ["P101Y", "P1201M", "P99999D", "P9999W", "PT999999H", "P9999Y"])
def test_a_period_of_more_than_a_hundred_years_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="longer than a hundred years"):
        read_period(written)


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("P28D", Clock(Period(days=28))),
        ("P28D after amendment.confirmed_at", Clock(Period(days=28), "after", ("amendment.confirmed_at",))),
        ("P14D before session.starts_at", Clock(Period(days=14), "before", ("session.starts_at",))),
        ("until case.deadline", Clock(None, "until", ("case.deadline",))),
        ("10 working days after x.shared_at", Clock(WorkingDays(10), "after", ("x.shared_at",))),
        ("1 working day", Clock(WorkingDays(1))),
        ("P1D after a.shared_at, b.shared_at", Clock(Period(days=1), "after", ("a.shared_at", "b.shared_at"))),
        ("earliest of a.shared_at, b.shared_at", Clock(None, "until", ("a.shared_at", "b.shared_at"), earliest=True)),
        ("until earliest of a.x, b.x", Clock(None, "until", ("a.x", "b.x"), earliest=True)),
        ("P1D after earliest of a.x, b.x", Clock(Period(days=1), "after", ("a.x", "b.x"), earliest=True)),
        ("  P1D   after\n  a.x ", Clock(Period(days=1), "after", ("a.x",))),
        ({"clock": "P28D", "in_hold": "runs"}, Clock(Period(days=28), in_hold="runs")),
        ({"clock": "P28D", "in_hold": "stops"}, Clock(Period(days=28))),
    ],
)
def test_a_clock_is_read_in_each_of_its_forms(written: object, clock: Clock) -> None:
    assert read_clock(written) == clock


@pytest.mark.parametrize(
    "written",
    [
        "28 days",
        "P28D since x",
        "until",
        "until ,",
        "P1D after a.x,",
        "earliest of ",
        "earliest of a.x,,b.x",
        28,
        None,
        True,
        ["P28D"],
        {},
        {"clock": "P28D"},
        {"clock": "P28D", "in_hold": "runs", "x": 1},
        "10000 working days",
        {"clock": "P28D", "in_hold": "goes"},
        {"clock": "P28D", "in_hold": ["runs"]},
        {"clock": 28, "in_hold": "runs"},
    ],
)
def test_what_is_no_clock_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"is not a clock; .*allowed: P28D|is not a period|allowed: stops, runs"):
        read_clock(written)


def test_only_a_period_from_the_beginning_that_stops_in_a_hold_is_plain() -> None:
    assert read_clock("P28D").plain() == Period(days=28)
    assert read_clock("P28D after x.y").plain() is None
    assert read_clock("until x.y").plain() is None
    assert read_clock("3 working days").plain() is None
    assert read_clock({"clock": "P28D", "in_hold": "runs"}).plain() is None


def test_days_are_those_of_the_calendar_when_clocks_change() -> None:
    assert Period(days=1).after(local("2026-03-28T12:00"), AMSTERDAM) == local("2026-03-29T12:00")
    assert Period(days=1).after(local("2026-03-28T12:00"), AMSTERDAM).tzinfo is UTC
    assert Period(seconds=86_400).after(local("2026-03-28T12:00"), AMSTERDAM) == local("2026-03-29T13:00")


def test_a_time_that_a_change_of_clocks_skips_is_the_first_instant_after_it() -> None:
    assert Period(days=1).after(local("2026-03-28T02:30"), AMSTERDAM) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    assert Period(days=1).after(local("2026-10-24T02:30"), AMSTERDAM) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_month_ends_where_the_next_one_does() -> None:
    assert Period(months=1).after(local("2026-01-31T09:00"), AMSTERDAM) == local("2026-02-28T09:00")
    assert Period(months=13).after(local("2026-12-31T09:00"), AMSTERDAM) == local("2028-01-31T09:00")


def test_a_period_counts_backwards_too() -> None:
    assert Period(months=1, days=1).before(local("2026-03-31T09:00"), AMSTERDAM) == local("2026-02-27T09:00")
    assert Period(seconds=60).before(local("2026-03-31T09:00"), AMSTERDAM) == local("2026-03-31T08:59")


@given(
    st.integers(0, 10 * 366 * 24 * 60).map(
        lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.builds(Period, st.integers(0, 30), st.integers(0, 400), st.integers(0, 100_000)),
    st.sampled_from(["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]),
)
def test_a_period_never_leads_to_an_instant_before_its_beginning(start: datetime, period: Period, zone: str) -> None:
    end = period.after(start, ZoneInfo(zone))

    assert end.tzinfo is UTC
    assert end >= start - timedelta(hours=1)  # of two equal local times the first is meant, even from the second


@pytest.mark.parametrize("local_time", ["02:00:00.000001", "02:00:00.5", "02:00:00.999999", "02:59:59.999999"])
def test_a_skipped_time_with_a_fraction_of_a_second_becomes_the_first_valid_instant_as_well(local_time: str) -> None:
    skipped = datetime.fromisoformat(f"2026-03-29T{local_time}")

    assert instant_at(skipped, AMSTERDAM) == datetime(2026, 3, 29, 1, tzinfo=UTC)
