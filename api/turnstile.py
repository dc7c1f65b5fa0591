"""Room for who reads, however many change something: those wait at the door, some of them, and the rest come again.

A request that changes something holds a thread until it is safe on disk. Were there as many as there are threads while
a disk is slow, nobody could read. Plain ASGI, innermost, so that whoever may not come in stands in nobody's way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import current_default_thread_limiter
from starlette.requests import Request

from api.places import SAFE
from api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

AT_ONCE, KEPT_FREE = 64, 24
MOST_WAITING = 1_000
RETRY_AFTER = 5
TOO_MANY = "too many changes are waiting; try again in a moment"
_ROOM: RunVar[CapacityLimiter] = RunVar("sluis.turnstile")


class Turnstile:
    """Lets so many change something at once, and keeps threads free for who reads."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on in its turn, or say when to come back."""
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        room = _room()
        if room.statistics().tasks_waiting >= MOST_WAITING:
            later = {"Retry-After": str(RETRY_AFTER)}
            await problem(Request(scope), "busy", TOO_MANY, headers=later)(scope, receive, send)
            return
        async with room:
            await self.app(scope, receive, send)


def _room() -> CapacityLimiter:
    """Return the room of this event loop, made with threads for all who are in it and for who reads."""
    try:
        return _ROOM.get()
    except LookupError:
        threads = current_default_thread_limiter()
        threads.total_tokens = max(threads.total_tokens, AT_ONCE + KEPT_FREE)
        room = CapacityLimiter(AT_ONCE)
        _ROOM.set(room)
        return room
