"""Whether the store is in order, looked at once a second at most, however many ask, and in one thread."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from engine.errors import StoreBusy

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine import Engine

FRESH_SECONDS = 1.0


class Readiness:
    """What was found of a store, for a second; who asks during a look waits for that one."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self._engine = engine
        self._found: tuple[float, bool] | None = None
        self._look: asyncio.Task[bool] | None = None

    async def is_ready(self) -> bool:
        """Tell whether the store answers and is as this release needs it."""
        if self._found is not None and 0 <= self.now() - self._found[0] < FRESH_SECONDS:
            return self._found[1]
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._looked())
        return await asyncio.shield(self._look)  # one who goes away does not end it for the others

    async def _looked(self) -> bool:
        is_ready = await run_in_threadpool(self._is_in_order)
        self._found = self.now(), is_ready
        return is_ready

    def _is_in_order(self) -> bool:
        try:
            return not self._engine.faults()
        except StoreBusy:
            return False
