"""What every request passes: hosts and origins we answer to, and headers that every answer carries. Plain ASGI."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost", "[::1]", "testserver")
SAFE = ("GET", "HEAD", "OPTIONS")
CSP = b"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = [
    (b"content-security-policy", CSP),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]  # fmt: skip


class Guard:
    """Refuses names other than this machine's (DNS rebinding) and commands sent by pages of other sites."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        if detail := _objection(scope):
            await _refuse(scope, with_headers, detail)
        else:
            await self.app(scope, receive, with_headers)


def _objection(scope: Scope) -> str | None:
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
    host = headers.get("host", "")
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    if name.lower() not in HOSTS:
        return "this server answers to the names of this machine only"
    site = headers.get("sec-fetch-site", "none")
    if scope["method"] not in SAFE and site not in ("none", "same-origin"):
        return "a page of another site may not send commands"
    return None


async def _refuse(scope: Scope, send: Send, detail: str) -> None:
    body = json.dumps(
        {
            "type": "/problems/refused-origin",
            "title": "Not from there",
            "status": 400,
            "detail": detail,
            "instance": scope["path"],
        }
    ).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body})
