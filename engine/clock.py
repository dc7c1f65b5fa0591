"""When: APScheduler wakes us up so that what came due happens although nobody asks. Rows of our own say what is due."""

from __future__ import annotations

from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler


class Ticker:
    """Calls `tick` every so many seconds until it is stopped; a tick that is late or still busy is not repeated."""

    def __init__(self, tick: Callable[[], object], seconds: int = 5) -> None:
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            tick, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None, id="tick"
        )

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; waits for a tick at work."""
        self._scheduler.shutdown(wait=True)
