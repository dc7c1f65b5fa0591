"""When: APScheduler wakes us up so that what came due happens although nobody asks. Rows of our own say what is due.

Nothing here knows what time it is, so a clock that is put forward or back keeps nobody from being woken.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

TICK = "tick"
SECONDS = 1
QUIET = logging.getLogger("sluis.clock")
QUIET.setLevel(logging.ERROR)  # that a tick is at work for longer than a beat is nothing to warn of each second


class _Beat(BaseTrigger):  # type: ignore[misc]  # apscheduler 3 ships no types
    """So long from now, whenever it was before: after a leap forward there is nothing to make up for."""

    def __init__(self, seconds: int) -> None:
        self._length = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """Return when to run next."""
        return now + self._length


class _Steady(BackgroundScheduler):  # type: ignore[misc]  # the same
    """Never waits for longer than a beat: a clock that was put back by a day would let it sleep for that long."""

    seconds = SECONDS

    def _process_jobs(self) -> float | None:
        wait: float | None = super()._process_jobs()
        if wait is not None and wait > self.seconds:
            self.reschedule_job(TICK, trigger=_Beat(self.seconds))
            return float(self.seconds)
        return wait


class Ticker:
    """Calls `tick` every so many seconds until it is stopped; a tick that is late or still busy is not repeated."""

    def __init__(self, tick: Callable[[], object], seconds: int = SECONDS) -> None:
        self._scheduler = _Steady(timezone="UTC", logger=QUIET)
        self._scheduler.seconds = seconds
        self._scheduler.add_job(
            tick, _Beat(seconds), coalesce=True, max_instances=1, misfire_grace_time=None, id=TICK
        )  # fmt: skip

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; waits for a tick at work."""
        self._scheduler.shutdown(wait=True)
