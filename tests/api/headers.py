"""What the checklist asks of the headers and cookies of an answer, judged without a word of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

YEAR = 31_536_000
PAGE = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
    "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "object-src": "'none'",
    "frame-ancestors": "'none'",
}  # fmt: skip
DATA = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "sandbox": "",
}
FILE = {"default-src": "'none'", "sandbox": ""}
BOARD = {
    "default-src": "'none'", "style-src": "'self'", "base-uri": "'none'", "form-action": "'none'",
    "object-src": "'none'", "frame-ancestors": "'self'",
}  # fmt: skip
FORMS = ("/processes/{process}/form", "/processes/{process}/do", "/workbench")
SHARED = ("private, no-cache", "no-cache")
FIXED = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
}  # fmt: skip
TELLING = ("server", "x-powered-by", "access-control-allow-credentials")
REQUEST = ("sluis-request", re.compile(r"[0-9a-f]{16}"))  # what an answer is called: by chance, each time anew
NEEDS_CHARSET = re.compile(r"text/|image/svg\+xml|[a-z]+/(.*\+)?xml")


def faults(path: str, status: int, headers: Sequence[tuple[str, str]], *, https: bool = False) -> list[str]:
    """Return what is wrong with the headers of an answer, with those that stand in it twice."""
    told = {name.lower(): value for name, value in headers}
    twice = len(headers) - len(told) - sum(name.lower() == "set-cookie" for name, _ in headers) + ("set-cookie" in told)
    found = [f"{name}: {told.get(name)}" for name, value in FIXED.items() if told.get(name) != value]
    found += [] if REQUEST[1].fullmatch(told.get(REQUEST[0], "")) else [f"{REQUEST[0]}: {told.get(REQUEST[0])}"]
    found += [f"tells {name}" for name in TELLING if name in told]
    found += [f"{twice} headers stand there twice"] if twice else []
    found += [*_policy(path, told), *_caching(told), *_media(path, status, told), *_transport(told, https=https)]
    found += [fault for name, value in headers if name.lower() == "set-cookie" for fault in cookie_faults(value)]
    return [f"{status} {path}: {one}" for one in found]


def lasting(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the headers of an answer that are the same for the same; what it is called has to be there, and is not."""
    assert REQUEST[1].fullmatch(headers[REQUEST[0]]), headers
    return [(name, value) for name, value in headers.items() if name != REQUEST[0]]


def cookie_faults(cookie: str) -> list[str]:
    """Return what is wrong with a cookie: it is for this host alone, over TLS, out of reach of scripts, and small."""
    name, _, rest = cookie.partition("=")
    marks = [one.strip().lower() for one in rest.split(";")[1:]]
    found = [] if name.startswith("__Host-") else [f"{name} is no __Host- cookie"]
    found += [f"{name} is not {mark}" for mark in ("secure", "httponly", "path=/") if mark not in marks]
    found += [] if {"samesite=lax", "samesite=strict"} & set(marks) else [f"{name} goes along from other sites"]
    found += [f"{name} has a domain"] if any(mark.startswith("domain") for mark in marks) else []
    return [*found, f"{name} is too large"] if len(cookie) > 4_096 else found


def _policy(path: str, told: Mapping[str, str]) -> Iterator[str]:
    policy = told.get("content-security-policy", "")
    parts = {name: value for name, _, value in (one.strip().partition(" ") for one in policy.split(";"))}
    wanted = [DATA, FILE] if path.startswith(("/v1/", "/openapi.json", "/badge/")) else [PAGE]
    wanted += [DATA] if path == "/portfolio/export" else []  # a file; what is refused there is told on a page
    wanted += [BOARD] if path.startswith("/embed/") else []
    if parts not in wanted or "unsafe" in policy:
        yield f"content-security-policy: {policy}"
    if parts == FILE and not told.get("content-disposition", "").startswith("attachment"):
        yield "a file is shown and not saved"


def _caching(told: Mapping[str, str]) -> Iterator[str]:
    cache = told.get("cache-control", "")
    if "no-store" not in cache and not (cache in SHARED and "etag" in told):
        yield f"cache-control: {cache}"
    if missing := {"authorization", "cookie"} - {one.strip().lower() for one in told.get("vary", "").split(",")}:
        yield f"vary lacks {sorted(missing)}"


def _media(path: str, status: int, told: Mapping[str, str]) -> Iterator[str]:
    media = told.get("content-type", "")
    if status not in (204, 304) and not media:
        yield "no content-type"
    if NEEDS_CHARSET.match(media) and not media.endswith("; charset=utf-8"):
        yield f"content-type: {media}"
    is_page = path.startswith(FORMS) and media.startswith("text/html")  # what people did is answered with a page
    if status >= 400 and media != "application/problem+json" and not is_page:
        yield f"a problem is told as {media}"
    if status in (429, 503) and not told.get("retry-after", "").isdecimal():
        yield f"retry-after: {told.get('retry-after')}"


def _transport(told: Mapping[str, str], *, https: bool) -> Iterator[str]:
    found = re.fullmatch(r"max-age=(\d+); includeSubDomains", told.get("strict-transport-security", ""))
    if https != bool(found and int(found[1]) >= YEAR):
        yield f"strict-transport-security: {told.get('strict-transport-security')}"
