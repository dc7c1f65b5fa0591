"""Bare ASGI applications: no framework, no looking up; one answers constant bytes, one keeps an act at each request."""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.floors import Floor

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
PARTIES = [{"id": f"p{one}", "role": "member", "mandate": {"confirmed": one % 2 == 0}} for one in range(40)]
BODY = json.dumps({"id": "0190", "title": "The dike", "phase": "convene", "parties": PARTIES}).encode()
KEPT = b'{"kept":true}'


async def constant(scope: Message, receive: Receive, send: Send) -> None:
    """Answer the same to everything."""
    if scope["type"] == "lifespan":
        return await _live(receive, send)
    return await _answer(send, BODY)


async def keeping(scope: Message, receive: Receive, send: Send) -> None:
    """Keep one act, synced, and answer."""
    if scope["type"] == "lifespan":
        return await _live(receive, send)
    while (await receive()).get("more_body"):
        pass
    _floor()()
    return await _answer(send, KEPT)


@cache
def _floor() -> Floor:
    return Floor(Path(os.environ["SLUIS_BENCHMARKS_FILE"]))


async def _answer(send: Send, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return
