"""The headers that every answer carries, whatever it is and whoever gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

API = ("/v1/", "/openapi.json", "/badge/")
PAGES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
DATA = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}
HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
VARY = ("Authorization", "Cookie")
TEXTUAL = (b"image/svg+xml", b"application/xml")
Headers = list[tuple[bytes, bytes]]


def completed(headers: Iterable[tuple[bytes, bytes]], path: str, *, is_https: bool, has_guests: bool) -> Headers:
    """Return the headers of an answer with what must not be missing.

    An answer may say for itself how it is cached, what it may load and who may embed it; else it is kept nowhere,
    and loads and is embedded as little as can be.
    """
    told = [(name.lower(), value) for name, value in headers]
    known = {name for name, _value in told}
    usual = {**ALWAYS, b"cache-control": b"no-store", b"content-security-policy": _policy(path)}
    varies = _varying(told, (*VARY, "Origin") if has_guests else VARY)
    kept = [
        (name, _with_charset(value) if name == b"content-type" else value) for name, value in told if name != b"vary"
    ]
    missing = [(name, value) for name, value in usual.items() if name not in known]
    return [*kept, *missing, (b"vary", varies), *([HSTS] if is_https else [])]


def _policy(path: str) -> bytes:
    return (DATA if path.startswith(API) else PAGES).encode()


def _varying(told: Headers, always: tuple[str, ...]) -> bytes:
    own = [one.strip() for name, value in told if name == b"vary" for one in value.decode("latin-1").split(",")]
    return ", ".join(dict.fromkeys([*own, *always])).encode("latin-1")


def _with_charset(media: bytes) -> bytes:
    kind = media.partition(b";")[0].strip().lower()
    is_text = kind.startswith(b"text/") or kind in TEXTUAL
    return media + b"; charset=utf-8" if is_text and b"charset=" not in media else media
