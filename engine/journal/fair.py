"""A bounded queue that serves organisations in turn, so that a burst of one does not keep the others waiting."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import Generic, TypeVar

J = TypeVar("J")


class Full(Exception):
    """There is no room for more: of one organisation, or of all together."""


class Closed(Exception):
    """Nothing more is taken in."""


class FairQueue(Generic[J]):
    """First in, first out within an organisation; the organisations by turns. May be used from any thread."""

    def __init__(self, each: int, total: int) -> None:
        self._each, self._total = each, total
        self._lines: OrderedDict[str, deque[J]] = OrderedDict()
        self._waiting, self._is_open = 0, True
        self._changed = threading.Condition()

    def put(self, organisation: str, job: J) -> None:
        """Let a job wait. Raises Full, or Closed."""
        with self._changed:
            if not self._is_open:
                raise Closed
            line = self._lines.get(organisation, ())
            if len(line) >= self._each or self._waiting >= self._total:
                raise Full
            self._lines.setdefault(organisation, deque()).append(job)
            self._waiting += 1
            self._changed.notify()

    def put_back(self, jobs: Iterable[tuple[str, J]]) -> None:
        """Let jobs wait again at the head of their lines, however full or closed the queue is."""
        with self._changed:
            for organisation, job in reversed(list(jobs)):
                self._lines.setdefault(organisation, deque()).appendleft(job)
                self._waiting += 1
            self._changed.notify()

    def take(self, most: int) -> list[J]:
        """Return up to `most` jobs, waiting for the first; an empty list once the queue is closed and empty."""
        with self._changed:
            while not self._waiting and self._is_open:
                self._changed.wait()
            taken: list[J] = []
            while self._waiting and len(taken) < most:
                organisation, line = next(iter(self._lines.items()))
                taken.append(line.popleft())
                self._waiting -= 1
                self._lines.move_to_end(organisation)
                if not line:
                    del self._lines[organisation]
            return taken

    def is_full(self, organisation: str) -> bool:
        """Tell whether an organisation has no more room."""
        with self._changed:
            return len(self._lines.get(organisation, ())) >= self._each or self._waiting >= self._total

    def __len__(self) -> int:
        return self._waiting

    def close(self) -> None:
        """Take nothing more in; what waits can still be taken."""
        with self._changed:
            self._is_open = False
            self._changed.notify_all()
