"""What counts how often somebody asks forgets whoever stopped asking, and does little for each request."""

from __future__ import annotations

import threading
import time

import pytest
from limits import RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter

from api.rates import Rates
from api.sign_ins import Tries
from api.windows import AT_ONCE, Windows

TWICE = RateLimitItemPerMinute(2)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def test_a_window_moves_along_with_each_thing_that_was_counted(clock: list[float]) -> None:
    limiter, counted = MovingWindowRateLimiter(Windows()), []

    for after in (0, 40, 10, 11, 1, 38, 1):
        clock[0] += after
        counted.append(limiter.hit(TWICE, "ann"))

    assert counted == [True, True, False, True, False, False, True]


def test_nothing_is_kept_of_callers_who_stopped_asking(clock: list[float]) -> None:
    windows = Windows()
    limiter = MovingWindowRateLimiter(windows)
    for caller in range(5_000):
        limiter.hit(TWICE, str(caller))
    assert len(windows.events) == 5_000

    clock[0] += 61
    for _ in range(2 + 5_000 // AT_ONCE):
        limiter.hit(TWICE, "ann")

    assert len(windows.events) == 1
    assert len(windows) == 1
    assert not windows.locks


def test_whoever_goes_on_asking_is_never_forgotten(clock: list[float]) -> None:
    windows = Windows()
    limiter = MovingWindowRateLimiter(windows)
    for _ in range(300):
        clock[0] += 20
        limiter.hit(TWICE, "ann")
        assert len(windows.events) == 1

    assert len(next(iter(windows.events.values()))) <= 2
    assert len(windows) == 1


def test_no_request_starts_a_thread_that_looks_at_everybody() -> None:
    windows = Windows()
    before = threading.active_count()

    assert MovingWindowRateLimiter(windows).hit(TWICE, "ann")

    assert threading.active_count() == before
    assert not windows.timer.is_alive()


def test_requests_and_tries_to_come_in_are_counted_so() -> None:
    for one in (Rates({"reads": TWICE}), Tries()):
        limiter = one._limiter  # noqa: SLF001 - what it counts with
        assert limiter is not None
        assert isinstance(limiter.storage, Windows)
