"""Situations that were loaded or made lately. What is here was committed; nothing is true because it is here."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.journal.loading import Loaded

MOST_CACHED = 10_000


class Cache:
    """Remembers how processes stand, those asked for longest ago going first. May be used from any thread."""

    def __init__(self, most: int = MOST_CACHED) -> None:
        self._known: dict[str, Loaded] = {}
        self._lock, self._most = threading.Lock(), most
        self._changes = 0

    @property
    def changes(self) -> int:
        """How often something changed: ask before loading, for `offer`."""
        return self._changes

    def get(self, process: str) -> Loaded | None:
        """Return how a process stands, if that is remembered."""
        with self._lock:
            if known := self._known.pop(process, None):
                self._known[process] = known
            return known

    def put(self, process: str, loaded: Loaded) -> None:
        """Remember what was just committed."""
        with self._lock:
            self._changes += 1
            self._keep(process, loaded)

    def offer(self, process: str, loaded: Loaded, changes: int) -> None:
        """Remember what a reader loaded, unless something newer is known or may have been forgotten since."""
        with self._lock:
            known = self._known.get(process)
            is_newer = known is not None and known.situation.order < loaded.situation.order
            if is_newer or (known is None and changes == self._changes):
                self._keep(process, loaded)

    def drop(self, process: str) -> None:
        """Forget a process that was deleted, and let nobody who loads it now remember it."""
        with self._lock:
            self._changes += 1
            self._known.pop(process, None)

    def deletable(self) -> list[str]:
        """Return what is remembered and another replica may have deleted: rehearsals, and what has ended."""
        with self._lock:
            known = [(process, loaded.situation) for process, loaded in self._known.items()]
        return [process for process, situation in known if situation.rehearsal or situation.end is not None]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._changes += 1
            self._known.clear()

    def _keep(self, process: str, loaded: Loaded) -> None:
        self._known.pop(process, None)
        self._known[process] = loaded
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]
