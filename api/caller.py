"""Who asks: an account, by the cookie of its session or by a token. Where there are accounts, nobody else comes past.

Plain ASGI, inside the guard and around the rates, which count by account; so a route is closed unless it stands here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse

from api.cookies import SESSION, read_cookie
from api.problems import answer_to, sign_in_needed
from api.rates import CALLER, address_of
from api.security.notes import notes_of
from engine.errors import SluisError

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from typing import Any

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from api.rates import Rates
    from engine.access.access import Access
    from engine.access.identity import Identity

IDENTITY = "sluis.identity"
FOUND = "sluis.found"
SCHEME = "bearer"
KEY = "key"
SHOWN = re.compile(r"/(badge|embed)/[^/]+")
OPEN: tuple[tuple[str, str], ...] = (
    ("GET", r"/healthz|/readyz|/metrics"),
    ("GET", r"/problems(/[^/]*)?"),
    ("GET", r"/static/[^/]+"),
    ("POST", r"/v1/session"),
    ("POST", r"/v1/sign-in-links(/use)?"),
    ("POST", r"/v1/invitations/(look|accept)"),
    ("GET|POST", r"/sign-in(/link|/ask)?"),
    ("GET|POST", r"/no-more-mail"),
    ("GET|POST", r"/invitation"),
    ("GET", r"/invitation/method"),
)


class Doorman:
    """Tells who asks to whoever comes after, and lets nobody past whom it does not know.

    `look` is what else is looked up of a request by somebody who is known, as long as nothing has to be waited for.
    What it finds is in the scope, as `FOUND`, until the request is over: a connection keeps its last scope.
    """

    def __init__(
        self, app: ASGIApp, access: Access, rates: Rates, look: Callable[[Request], None], *, is_https: bool
    ) -> None:
        self.app, self.access, self.rates, self.look, self.is_https = app, access, rates, look, is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with who asks, or ask who it is."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        is_closed = not is_open(scope["method"], scope["path"])
        if is_closed and (seconds := self.rates.shut("reads", stranger_at(scope))):
            await self.rates.answer("reads", scope, seconds)(scope, receive, send)
            return
        try:
            identity = await self._asked_by(request, is_closed=is_closed)
        except SluisError as error:
            await answer_to(request, error)(scope, receive, send)
            return
        if identity is None and is_closed:
            self.rates.wait("reads", stranger_at(scope))
            await _asked_to_sign_in(request)(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        finally:
            scope.pop(FOUND, None)

    async def _asked_by(self, request: Request, *, is_closed: bool) -> Identity | None:
        """Return who asks. Many threads that are woken for so little get in each other's way: see decision 93."""
        if self.access.is_near:
            return self._seen(request, is_closed=is_closed)
        return await run_in_threadpool(self._seen, request, is_closed=is_closed)

    def _seen(self, request: Request, *, is_closed: bool) -> Identity | None:
        """Return who asks, and tell whoever comes after; why a token lets nobody in is noted, and told to nobody."""
        identity = identified(self.access, request, is_https=self.is_https)
        if identity is None and is_closed and (token := token_in(request)) is not None:
            notes_of(request.scope).refused("token-use", *self.access.tokens.fault_of(token))
        if identity is not None:
            request.scope[IDENTITY], request.scope[CALLER] = identity, _name_of(identity)
            self.look(request)
        return identity


def token_in(request: Request) -> str | None:
    """Return the token that came along; None where there is none, or what came along is another kind of thing."""
    key = _key_in(request)
    return _bearer(request) if key is None else key


def _key_in(request: Request) -> str | None:
    """Return the token that stands in the address of something that is shown."""
    return request.query_params.get(KEY) if is_showing(request.url.path) else None


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == SCHEME else None


def identified(access: Access, request: Request, *, is_https: bool) -> Identity | None:
    """Return who asks; None where nothing that lets somebody in came along, or it does not hold.

    Where there is a `key` in the address of something that is shown, it counts alone, else an `Authorization`: a token
    that does not hold is never made good by a cookie. What stands in addresses is worth nothing elsewhere.
    """
    if (key := _key_in(request)) is not None:
        known = access.identity(token=key)
        return known if known and known.is_embed else None
    found = _came_in(access, request, is_https=is_https)
    return None if found and found.is_embed and not is_showing(request.url.path) else found


def is_showing(path: str) -> bool:
    """Tell whether at an address something is shown that can stand in pages of others."""
    return SHOWN.fullmatch(path) is not None


def _came_in(access: Access, request: Request, *, is_https: bool) -> Identity | None:
    if "authorization" in request.headers:
        token = _bearer(request)
        return None if token is None else access.identity(token=token)
    secret = read_cookie(request, SESSION, is_https=is_https)
    return access.identity(session=secret) if secret else None


def is_open(method: str, path: str) -> bool:
    """Tell whether a route is for everybody."""
    verb = "GET" if method == "HEAD" else method
    return any(verb in verbs.split("|") and re.fullmatch(pattern, path) for verbs, pattern in OPEN)


def stranger_at(scope: MutableMapping[str, Any]) -> str:
    """Return what those are counted as who come from one address and are not known."""
    return f"stranger:{address_of(scope)}"


def identity_in(scope: MutableMapping[str, Any]) -> Identity | None:
    """Return who asks, where there are accounts."""
    found: Identity | None = scope.get(IDENTITY)
    return found


def _asked_to_sign_in(request: Request) -> Response:
    """Return what whoever is not known is told; somebody before a browser is shown where to sign in."""
    is_page = request.method == "GET" and not request.url.path.startswith(("/v1/", "/openapi.json", "/badge/"))
    is_page = is_page and KEY not in request.query_params
    if is_page and "text/html" in request.headers.get("accept", ""):
        path = request.scope["path"]  # as it was asked for: an address made of it loses what stands in no address
        return RedirectResponse(f"/sign-in?{urlencode({'next': path})}", 303)
    return sign_in_needed(request)


def _name_of(identity: Identity) -> str:
    """Return what a caller is counted as: an account is one, however many sessions and tokens it has.

    What stands in an address counts for itself: many may look at the page in which it stands.
    """
    if identity.is_embed:
        return f"embed:{identity.token}"
    return f"account:{identity.account}"
