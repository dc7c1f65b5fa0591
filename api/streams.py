"""Streams of server-sent events: how many there may be, of each reader too, how often they look, and how they end.

Each looks for itself, on a fixed beat, so that neither the moment nor the number of events of which a reader may not
know shows in it; what it looks at is remembered, and where replicas share a database they ask for versions together.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from api.cursors import write_cursor
from api.problems import Unreadable
from engine.errors import ProcessUnknown, SluisError, StoreBusy
from engine.process.view.shapes import Entry

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from api.stretches import Following, Stretch

MOST_STREAMS = 200
LOOKERS = 4
RETRY_AFTER = 10
RETRY, HEARTBEAT, ENDED = b"retry: 2000\n\n", b":\n\n", b"event: ended\ndata: {}\n\n"
ENTRY = TypeAdapter(Entry)
log = logging.getLogger("sluis.api")


class Streams:
    """The streams of a server. One looks every `every` seconds, and says that it is there at each `beats`-th look."""

    def __init__(self, most: int = MOST_STREAMS, every: float = 0.5, beats: int = 30, each: int = 0) -> None:
        self._most, self._every, self._beats, self._each = most, every, beats, each
        self._of: Counter[str] = Counter()
        self.is_draining = False
        self._lock, self._taken, self._is_closing = threading.Lock(), 0, False
        self._stops: set[asyncio.Event] = set()
        self._pool = ThreadPoolExecutor(LOOKERS, thread_name_prefix="sluis-streams")

    def take_seat(self, reader: str) -> None:
        """Make room for one more stream of a reader. Raises StoreBusy, or Unreadable when he has enough."""
        with self._lock:
            if self._each and self._of[reader] >= self._each:
                raise Unreadable("too-many", f"you have {self._each} streams open here", retry_after=RETRY_AFTER)
            if self._is_closing or self._taken >= self._most:
                raise StoreBusy("too many streams are open here; try again later", RETRY_AFTER)
            self._taken += 1
            self._of[reader] += 1

    def leave_seat(self, reader: str) -> None:
        """Let another have the room of a stream that is over."""
        with self._lock:
            self._taken -= 1
            self._of -= Counter([reader])  # forgets whoever has none

    def taken(self) -> int:
        """Return how many streams are open."""
        return self._taken

    def drain(self) -> None:
        """Say that the server is about to stop: nobody should be sent here any more."""
        self.is_draining = True

    def close(self) -> None:
        """Let every stream end: the server stops. To be called where they run."""
        self._is_closing = True
        for stop in self._stops:
            stop.set()

    async def frames(self, following: Following) -> AsyncIterator[bytes]:
        """Yield what a reader is sent, until the process has ended, the reader may not read it, or the server stops."""
        stop = asyncio.Event()
        self._stops.add(stop)
        try:
            yield RETRY
            async for part in self._looks(following, stop):
                yield part
        except ProcessUnknown:
            pass
        except SluisError as error:
            log.warning("a stream ends: %s", error)  # whoever comes back is told why by the answer
        finally:
            self._stops.discard(stop)

    async def _looks(self, following: Following, stop: asyncio.Event) -> AsyncIterator[bytes]:
        loop, beat = asyncio.get_running_loop(), 0
        start = loop.time()
        while not self._is_closing:
            found = await loop.run_in_executor(self._pool, following.news)
            if found.lines:
                yield b"".join(_frames(found))
            if following.is_behind:
                continue
            if following.has_ended:
                yield ENDED
                return
            before, beat = beat, int((loop.time() - start) / self._every) + 1
            if await _is_set(stop, start + beat * self._every - loop.time()):
                return
            if beat // self._beats > before // self._beats:
                yield HEARTBEAT


def _frames(found: Stretch) -> list[bytes]:
    """Return lines as events, each with the place behind it as id."""
    return [
        b"id: %b\ndata: %b\n\n" % (write_cursor(place).encode(), ENTRY.dump_json(line))
        for line, place in zip(found.lines, found.places, strict=True)
    ]


async def _is_set(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, no longer than so many seconds."""
    try:
        await asyncio.wait_for(event.wait(), max(seconds, 0))
    except TimeoutError:
        return False
    return True
