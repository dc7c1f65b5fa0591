"""What was counted lately, in windows that move along; whoever stopped asking is forgotten.

The memory of the library keeps every caller for ever, and looks at all of them from a thread after nearly each request.
"""

from __future__ import annotations

import heapq
import math
import threading
import time
from typing import TYPE_CHECKING

from limits.storage import MemoryStorage
from limits.storage.memory import Entry

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import MovingWindowRateLimiter

AT_ONCE = 100
"""How many callers are at most looked at for one request, so that nobody waits for the others to be forgotten."""


def seconds_left(limiter: MovingWindowRateLimiter, limit: RateLimitItem, *key: str) -> int:
    """Return after how many seconds somebody may once more who reached a limit: one at least."""
    return max(1, math.ceil(limiter.get_window_stats(limit, *key).reset_time - time.time()))


class Windows(MemoryStorage):
    """Memory of one process for moving windows: each caller is looked at again when what he did last may be over."""

    def __init__(self) -> None:
        self._ends: list[tuple[float, str]] = []  # a heap with each key of `events` once
        self._turn = threading.Lock()
        super().__init__()
        self.timer.cancel()  # the library's own forgetting, which would come between
        self.timer.join()

    def __len__(self) -> int:
        """Return how many callers are waited for."""
        return len(self._ends)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count so many more, or tell that the limit is reached."""
        if amount > limit:
            return False
        with self._turn:
            now = time.time()
            self._forget(now)
            counted = self.events.get(key, [])
            if len(counted) > limit - amount and counted[limit - amount].atime >= now - expiry:
                return False
            if key not in self.events:
                heapq.heappush(self._ends, (now + expiry, key))
            self.events[key] = ([Entry(expiry) for _ in range(amount)] + counted)[:limit]
            return True

    def _forget(self, now: float) -> None:
        for _ in range(AT_ONCE):
            if not self._ends or self._ends[0][0] >= now:
                return
            key = self._ends[0][1]
            last = self.events[key][0].expiry
            if last >= now:
                heapq.heapreplace(self._ends, (last, key))
            else:
                heapq.heappop(self._ends)
                del self.events[key]
