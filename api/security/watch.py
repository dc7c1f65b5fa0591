"""Gives every request a name that its answer carries, and tells the security log what came of it.

Plain ASGI, around all else. Of a read that is let in nothing is written or looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path

from api.caller import identity_in
from api.rates import address_of
from api.security.events import ACTS, GENERAL, ONLY_REFUSED, SELDOM
from api.security.line import id_in, reason_of, write
from api.security.notes import NOTES, Notes
from engine.access.desk import Noted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Pattern

    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.security.events import Event, Outcome
    from engine.access.identity import Identity

HEADER = b"sluis-request"
VERBS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
REFUSED, NOT_KNOWN, NOT_ALLOWED, NOT_FOUND, BROKEN = 400, 401, 403, 404, 500
AGAIN_AFTER = timedelta(minutes=1)
About = dict[str, str | None]
Place = tuple[str, Mapping[str, str]]


class Watch:
    """Names each request, and sees what it comes to."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._said, self._templates = Noted(), Templates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with notes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        def tell(event: Event, outcome: Outcome, about: About) -> None:
            self._tell(scope, notes, event, outcome, about)

        notes = scope[NOTES] = Notes(tell=tell)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), (HEADER, notes.request.encode())]
                self._answered(scope, notes, message["status"])
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            notes.tell = None  # it knows the request, which knows it: nothing is left for the garbage collector

    def _answered(self, scope: Scope, notes: Notes, status: int) -> None:
        if status < REFUSED and not notes.tries and _is_ordinary(scope):
            return
        outcome = _outcome(status, notes)
        why = {"reason": None if outcome == "done" else reason_of(notes.reason or notes.kind)}
        for event, about in self._happenings(scope, notes, status):
            if outcome != "done" or event not in ONLY_REFUSED:
                self._tell(scope, notes, event, outcome, why | about)

    def _happenings(self, scope: Scope, notes: Notes, status: int) -> Iterator[tuple[Event, About]]:
        """Yield what a request tried, as far as it was not told yet; else what kind of refusal it came to."""
        route, _ = self._place(scope)
        act = ACTS.get((scope["method"], route))
        if notes.kind in GENERAL:
            if not notes.has_told:
                yield GENERAL[notes.kind], notes.about
        elif notes.tries:
            yield from notes.tries
        elif act:
            yield act.event, notes.about | {"by": act.way}
        elif status in (NOT_KNOWN, NOT_ALLOWED) or (
            status == NOT_FOUND and "{process}" in route and identity_in(scope) is not None
        ):
            yield "access", {}

    def _tell(self, scope: Scope, notes: Notes, event: Event, outcome: Outcome, about: About) -> None:
        address = address_of(scope)
        identity = identity_in(scope)
        key = (event, about.get("reason") or "", address, about.get("token") or str(identity and identity.account))
        if event in SELDOM and not self._said.is_due(key, datetime.now(UTC), AGAIN_AFTER):
            return
        route, named = self._place(scope)
        ids = {name: id_in(value) for name, value in named.items()}
        asked = {
            "address": address,
            "request": notes.request,
            "method": scope["method"] if scope["method"] in VERBS else "other",
            "route": route or None,
            "process": ids.pop("process", None),
            "subject": next((one for one in ids.values() if one), None),
        }
        write({"event": event, "outcome": outcome} | _who(identity) | asked | about)

    def _place(self, scope: Scope) -> Place:
        """Return the route with its blanks, and what stands in them. What was never routed is looked for."""
        route = scope.get("route")
        if route is not None:
            return str(route.path), scope["path_params"]
        return self._templates.of(scope["app"], scope["path"])


def _outcome(status: int, notes: Notes) -> Outcome:
    """Say what came of a request. Who is sent on to prove who he is was refused, by an answer that is none."""
    if status >= BROKEN:
        return "failed"
    return "refused" if status >= REFUSED or notes.reason else "done"


def _is_ordinary(scope: Scope) -> bool:
    """Tell whether a request tries nothing of which anything is told where it is let in."""
    route = scope.get("route")
    return route is None or (scope["method"], route.path) not in ACTS


def _who(identity: Identity | None) -> About:
    if identity is None:
        return {}
    return {
        "organisation": identity.organisation, "account": identity.account, "session": identity.session,
        "token": identity.token,
    }  # fmt: skip


class Templates:
    """The routes of an application, to find the one that an address is for."""

    def __init__(self) -> None:
        self._known: list[tuple[str, Pattern[str]]] | None = None

    def of(self, app: FastAPI, path: str) -> Place:
        """Return the route with the fewest blanks that an address is for, and what stands in them."""
        if self._known is None:
            paths = {one.path for one in iter_route_contexts(app.routes) if one.path}
            ordered = sorted(paths, key=lambda one: (one.count("{"), one))
            self._known = [(one, compile_path(one)[0]) for one in ordered]
        found = ((one, pattern.match(path)) for one, pattern in self._known)
        return next(((one, match.groupdict()) for one, match in found if match), ("", {}))
