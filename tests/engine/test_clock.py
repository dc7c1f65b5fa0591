from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

import pytest
from apscheduler.schedulers import base

from engine.clock import Ticker


class Heard:
    """What is called by a ticker; a test waits for a number of ticks."""

    def __init__(self) -> None:
        self._semaphore = threading.Semaphore(0)
        self.threads: set[str] = set()

    def __call__(self) -> None:
        self.threads.add(threading.current_thread().name)
        self._semaphore.release()

    def within(self, seconds: float) -> bool:
        return self._semaphore.acquire(timeout=seconds)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def ticker(heard: Heard) -> Iterator[Ticker]:
    ticker = Ticker(heard, seconds=1)
    ticker.start()
    yield ticker
    ticker.stop()


def test_a_ticker_ticks_in_a_thread_of_its_own(ticker: Ticker, heard: Heard) -> None:
    assert heard.within(10)
    assert threading.current_thread().name not in heard.threads


def test_a_ticker_that_was_not_started_does_not_tick(heard: Heard) -> None:
    Ticker(heard, seconds=1)

    assert not heard.within(0)


def test_after_it_stopped_a_ticker_leaves_no_thread_behind(heard: Heard) -> None:
    before = threading.active_count()
    ticker = Ticker(heard, seconds=1)
    ticker.start()

    ticker.stop()

    assert threading.active_count() == before


def test_a_tick_that_fails_does_not_end_the_ticking() -> None:
    heard = Heard()

    def fail() -> None:
        heard()
        raise ValueError("a tick failed")

    ticker = Ticker(fail, seconds=1)
    ticker.start()
    try:
        assert heard.within(10)
        assert heard.within(10)
    finally:
        ticker.stop()


LEAPS = [timedelta(**{unit: sign * much}) for unit, much in (("minutes", 5), ("days", 400)) for sign in (1, -1)]


@pytest.mark.parametrize("leap", LEAPS, ids=map(str, LEAPS))
def test_a_ticker_ticks_on_when_the_clock_of_its_machine_leaps(
    ticker: Ticker, heard: Heard, monkeypatch: pytest.MonkeyPatch, leap: timedelta
) -> None:
    assert heard.within(10)

    class Leapt(datetime):
        """A machine's clock that was put forward or back."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Leapt:
            return super().now(tz) + leap

    monkeypatch.setattr(base, "datetime", Leapt)

    assert heard.within(30)
    assert heard.within(30)
    assert heard.within(30)
