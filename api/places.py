"""Where requests come from: the names we answer to, whose pages may send commands, and whose may read answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.settings import Settings

OWN_NAMES = {"127.0.0.1", "localhost", "[::1]"}
SAFE = ("GET", "HEAD", "OPTIONS")
ASKED = (
    "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Sluis-Actor"
)
TOLD = "Content-Disposition, ETag, Link, Location, Retry-After, Sluis-Request"
Headers = list[tuple[bytes, bytes]]
Objection = Literal["other-name", "other-site"]
OBJECTIONS: dict[Objection, str] = {
    "other-name": "this server does not answer to that name",
    "other-site": "a page of another site may not send commands",
}
PREFLIGHT: Headers = [  # beside the invitation, for a browser that asks first
    (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE"),
    (b"access-control-allow-headers", ASKED.encode()),
    (b"access-control-max-age", b"600"),
]


@dataclass(frozen=True, slots=True)
class Places:
    """The names and the origin that are ours, and the guests: origins of other sites that may ask with a token."""

    names: frozenset[str]
    own: str | None = None
    guests: frozenset[str] = frozenset()

    @property
    def is_https(self) -> bool:
        """Whether readers reach us over TLS, be it through a proxy."""
        return self.own is not None and self.own.startswith("https:")


def places_of(settings: Settings) -> Places:
    """Return the places that are set. The names of this machine are always ours: whoever asks by them is on it."""
    public = {_name_of(urlsplit(settings.url).netloc)} if settings.url else set()
    names = OWN_NAMES | public | {one.lower() for one in settings.hosts}
    return Places(frozenset(names), settings.url, frozenset(settings.cors_origins))


def base_url(settings: Settings) -> str:
    """Return the URL at which this machine finds the server."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - told apart, not used
    host = f"[{name}]" if ":" in name else name
    return f"http://{host}:{settings.port}"


def public_url(settings: Settings) -> str:
    """Return the URL at which people find the server, for links that are sent to them."""
    return settings.url or base_url(settings)


def objection(places: Places, method: str, headers: Mapping[str, str]) -> Objection | None:
    """Return why a request is refused: it asks for another name (DNS rebinding), or another site's page sends it."""
    host = headers.get("host", "")
    if _name_of(host) not in places.names:
        return "other-name"
    if method in SAFE or _is_ours(places, host, headers):
        return None
    if headers.get("origin") in places.guests and "cookie" not in headers:
        return None
    return "other-site"


def guest_of(places: Places, headers: Mapping[str, str]) -> str | None:
    """Return the origin that asks, if it is a guest's."""
    origin = headers.get("origin")
    return origin if origin in places.guests else None


def invitation(guest: str) -> Headers:
    """Return the headers by which a browser lets a guest's page read an answer; no cookie ever comes along."""
    return [(b"access-control-allow-origin", guest.encode()), (b"access-control-expose-headers", TOLD.encode())]


def _is_ours(places: Places, host: str, headers: Mapping[str, str]) -> bool:
    """Browsers say by `Sec-Fetch-Site` whose page asks, older ones by `Origin` alone; other programs say neither."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or origin == places.own or urlsplit(origin).netloc.lower() == host.lower() != ""


def _name_of(host: str) -> str:
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    return name.lower()
