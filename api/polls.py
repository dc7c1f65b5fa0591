"""Polls of where processes stand, answered before a route is looked for where nothing is left to be made.

A dashboard asks every few seconds, and mostly has what there is; when something happened, many ask for the same.
Whether that is so is found out in the thread that looks up who asks, by what the route asks as well; whatever else a
request is, the route says.
"""

from __future__ import annotations

import re
import weakref
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from starlette.requests import Request

from api.caller import FOUND
from api.dependencies import answer, engine_of, etag_of, has_already, note_reading, telling_of
from engine.errors import SluisError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from engine.process.situation import Situation
    from engine.process.view import Telling

PROGRESS = re.compile(r"/v1/processes/([^/]+)")
MOST, LARGEST = 1_000, 256 * 1024


class _Found(NamedTuple):
    """What a poll is answered with; where its reader has that already, no body is looked for."""

    telling: Telling
    tag: str
    body: bytes


class Polls:
    """Answers a poll for which all is there, once whoever asks was let in and counted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass a request on."""
        found: _Found | None = scope.get(FOUND)
        if found is None:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        note_reading(engine_of(request), request, found.telling, "process")
        await answer(request, found.body, found.tag)(scope, receive, send)


class Bodies:
    """What was told of processes lately, by ETag. Each is gone with the situation of which it was made.

    So nothing is told any more that was erased. There is no lock: a situation may go, and take its bodies along, while
    whoever would hold it is at work; each step is one of the dictionary's own.
    """

    def __init__(self, most: int = MOST, largest: int = LARGEST) -> None:
        self._made: OrderedDict[str, tuple[weakref.ref[Situation], bytes]] = OrderedDict()
        self._most, self._largest = most, largest

    def __len__(self) -> int:
        return len(self._made)

    def known(self, telling: Telling, tag: str) -> bytes | None:
        """Return what was told of this very situation to who may see the same."""
        of, body = self._made.get(tag, (None, b""))
        return body if of is not None and of() is telling.situation else None

    def told(self, telling: Telling, tag: str, make: Callable[[], bytes]) -> bytes:
        """Return what is told of a situation to who may see what an ETag stands for, made where it was not before."""
        body = self.known(telling, tag)
        if body is None:
            body = make()
            if len(body) <= self._largest:
                self._keep(telling.situation, tag, body)
        return body

    def _keep(self, situation: Situation, tag: str, body: bytes) -> None:
        made = self._made
        made[tag] = (weakref.ref(situation, lambda _gone: made.pop(tag, None)), body)
        if len(made) > self._most:
            made.popitem(last=False)


def bodies_of(request: Request) -> Bodies:
    """Return what was told lately by this application."""
    bodies: Bodies = request.app.state.bodies
    return bodies


def look(request: Request) -> None:
    """Find, of a poll by somebody who is known, what it is answered with; of whatever else it is, nothing."""
    process = _polled(request)
    if process is None:
        return
    try:
        telling = telling_of(engine_of(request), request, process, None, None)
    except SluisError:  # the route says so
        return
    tag = etag_of(telling)
    body = b"" if has_already(request, tag) else bodies_of(request).known(telling, tag)
    if body is not None:
        request.scope[FOUND] = _Found(telling, tag, body)


def _polled(request: Request) -> str | None:
    """Return the process of which it is asked where it stands, in the plainest way to ask."""
    scope = request.scope
    if scope["method"] != "GET" or scope["query_string"] or scope.get("root_path") or "sluis-actor" in request.headers:
        return None
    found = PROGRESS.fullmatch(scope["path"])
    return found[1] if found else None
