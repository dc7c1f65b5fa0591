"""Polls of where processes stand, answered before a route is looked for where nothing is left to be made.

A dashboard asks every few seconds, and mostly has what there is; when something happened, many ask for the same.
Whether that is so is found out where it is looked up who asks, by what the route asks as well; where something has to
be read or done first, and whatever else a request is, the route says.
"""

from __future__ import annotations

import re
import weakref
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from starlette.requests import Request

from api.caller import FOUND
from api.dependencies import answer, engine_of, etag_of, has_already, note_reading, telling_at_once
from engine.errors import SluisError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from engine.process.situation import Situation
    from engine.process.view import Telling

PROGRESS = re.compile(r"/v1/processes/([^/]+)")
MOST, EACH, LARGEST = 256, 8, 64 * 1024  # processes, bodies of each, bytes of one


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


class _Told(NamedTuple):
    """What was told of one situation, by ETag."""

    of: weakref.ref[Situation]
    bodies: dict[str, bytes]


class Bodies:
    """What was told of processes lately. Nothing is told of another situation than the one of which it was made.

    What was told goes with its situation, at the latest when that is told anew or Python next collects what refers to
    itself. There is no lock: a situation may go while whoever tells another is at work, and at worst something is made
    twice.
    """

    def __init__(self, most: int = MOST, each: int = EACH, largest: int = LARGEST) -> None:
        self._made: OrderedDict[str, _Told] = OrderedDict()
        self._most, self._each, self._largest = most, each, largest

    def __len__(self) -> int:
        return len(self._made)

    def known(self, telling: Telling, tag: str) -> bytes | None:
        """Return what was told of this very situation to who may see the same."""
        told = self._made.get(telling.situation.process)
        return told.bodies.get(tag) if told and told.of() is telling.situation else None

    def told(self, telling: Telling, tag: str, make: Callable[[], bytes]) -> bytes:
        """Return what is told of a situation to who may see what an ETag stands for, made where it was not before."""
        body = self.known(telling, tag)
        if body is None:
            body = make()
            bodies = self._of(telling.situation)
            if len(body) <= self._largest and len(bodies) < self._each:
                bodies[tag] = body
        return body

    def _of(self, situation: Situation) -> dict[str, bytes]:
        """Return where bodies of a situation are kept; those of one before it go."""
        made, process = self._made, situation.process
        told = made.get(process)
        if told is None or told.of() is not situation:
            made[process] = told = _Told(weakref.ref(situation, lambda gone: _let_go(made, process, gone)), {})
            if len(made) > self._most:
                made.popitem(last=False)
        return told.bodies


def _let_go(made: OrderedDict[str, _Told], process: str, gone: weakref.ref[Situation]) -> None:
    told = made.get(process)
    if told is not None and told.of is gone:
        made.pop(process, None)


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
        telling = telling_at_once(engine_of(request), request, process)
    except SluisError:  # the route says so
        return
    if telling is None:
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
