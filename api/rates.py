"""How often somebody may ask. Counted in this process alone: with several replicas each counts for itself."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Literal

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from api.places import SAFE
from api.problems import problem
from api.windows import Windows, seconds_left

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from limits import RateLimitItem
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from api.settings import Settings

Kind = Literal["commands", "reads", "exports"]
CALLER = "sluis.caller"
FREE = ("/healthz", "/readyz", "/static/")
NETWORK = 64  # bits of an IPv6 address that a household or a server gets whole
STREAMS_EACH = 5
USUAL: dict[Kind, int] = {"commands": 60, "reads": 300, "exports": 10}


class Rates:
    """Counts what each caller does, in windows that move along. A kind without a limit is not counted."""

    def __init__(self, limits: dict[Kind, RateLimitItem]) -> None:
        self.limits = limits
        self._limiter = MovingWindowRateLimiter(Windows()) if limits else None

    def wait(self, kind: Kind, caller: str) -> int:
        """Count one more, or return after how many seconds the caller may."""
        limit = self.limits.get(kind)
        if limit is None or self._limiter is None or self._limiter.hit(limit, kind, caller):
            return 0
        return self._until(limit, kind, caller)

    def shut(self, kind: Kind, caller: str) -> int:
        """Return after how many seconds the caller may again, without counting this; 0 where he may now."""
        limit = self.limits.get(kind)
        if limit is None or self._limiter is None or self._limiter.test(limit, kind, caller):
            return 0
        return self._until(limit, kind, caller)

    def answer(self, kind: Kind, scope: Scope, seconds: int) -> Response:
        """Return what is said to whoever asks too often."""
        detail = f"more than {self.limits[kind].amount} {kind} in {_window(kind)}"
        return problem(Request(scope), "too-often", detail, headers={"Retry-After": str(seconds)})

    def _until(self, limit: RateLimitItem, kind: Kind, caller: str) -> int:
        assert self._limiter is not None  # noqa: S101 - where there is a limit, there is what counts
        return seconds_left(self._limiter, limit, kind, caller)


class Rated:
    """Lets nobody ask more often than the rates allow."""

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self.app, self.rates = app, rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say when to come back."""
        if scope["type"] == "http" and not scope["path"].startswith(FREE):
            kind = kind_of(scope["method"], scope["path"])
            if seconds := self.rates.wait(kind, caller_of(scope)):
                await self.rates.answer(kind, scope, seconds)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def rates_of(settings: Settings) -> Rates:
    """Return the rates that are set; where none is set, the usual ones where there are accounts."""
    minutes = dict.fromkeys(("commands", "reads"), RateLimitItemPerMinute)
    given: dict[Kind, int | None] = {
        "commands": settings.commands_per_minute,
        "reads": settings.reads_per_minute,
        "exports": settings.exports_per_hour,
    }
    amounts = {kind: _amount(settings, one, USUAL[kind]) for kind, one in given.items()}
    return Rates({kind: minutes.get(kind, RateLimitItemPerHour)(one) for kind, one in amounts.items() if one})


def streams_each(settings: Settings) -> int:
    """Return how many streams a reader may have open; 0 is any number."""
    return _amount(settings, settings.streams_each, STREAMS_EACH)


def caller_of(scope: MutableMapping[str, object]) -> str:
    """Return who asks: whoever was recognised by session or token (under `CALLER`), else the address.

    What is sent along unrecognised never counts: whoever makes it up anew each time would never be limited.
    """
    known = scope.get(CALLER)
    return known if isinstance(known, str) else address_of(scope)


def address_of(scope: MutableMapping[str, object]) -> str:
    """Return from where somebody asks: an address, or a network where one household has many."""
    client = scope.get("client")
    return _network(str(client[0])) if isinstance(client, tuple | list) and client else "nowhere"


def kind_of(method: str, path: str) -> Kind:
    """Return what a request counts as. Several commands that are sent together count as one."""
    if method not in SAFE:
        return "commands"
    return "exports" if path.endswith("/export") else "reads"


def _amount(settings: Settings, given: int | None, usual: int) -> int:
    if given is None:
        return usual if settings.access == "accounts" else 0
    return given


def _window(kind: Kind) -> str:
    return "an hour" if kind == "exports" else "a minute"


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    return str(known.ipv4_mapped or IPv6Address(int(known) >> NETWORK << NETWORK))
