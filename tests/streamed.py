"""Reads a stream of an application without a server: until it is quiet, then the reader goes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.types import Message

from api.streams import HEARTBEAT, Streams

QUICK = 0.001


@dataclass(frozen=True)
class Streamed:
    """What was sent. `text` goes up to the first heartbeat, or to the end."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def events(self) -> list[dict[str, str]]:
        """The events, with the fields of each."""
        parts = [part.splitlines() for part in self.text.split("\n\n")]
        fields = [dict(line.split(": ", 1) for line in part if ": " in line) for part in parts]
        return [one for one in fields if "data" in one]

    @property
    def last(self) -> str:
        """The id of the last event that has one."""
        return next((one["id"] for one in reversed(self.events) if "id" in one), "")


def quick(most: int = 10, each: int = 0) -> Streams:
    """Return streams that look and say that they are there all the time."""
    return Streams(most, QUICK, 1, each)


def streamed(app: FastAPI, url: str, headers: Mapping[str, str] | None = None) -> Streamed:
    """Follow a stream until it says that it is there."""
    return asyncio.run(_streamed(app, url, dict(headers or {})))


async def _streamed(app: FastAPI, url: str, headers: dict[str, str]) -> Streamed:
    sent: list[Message] = []
    gone, asked = asyncio.Event(), iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        if request := next(asked, None):
            return request
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if not gone.is_set():
            sent.append(message)
        if HEARTBEAT in message.get("body", b"").partition(b"\n\n")[0] + b"\n\n":
            gone.set()

    await app(_scope(url, headers), receive, send)
    start, *bodies = sent
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return Streamed(start["status"], told, b"".join(one.get("body", b"") for one in bodies).decode())


def _scope(url: str, headers: dict[str, str]) -> dict[str, object]:
    parts = urlsplit(url)
    raw = [(name.lower().encode(), value.encode()) for name, value in {"Host": "testserver", **headers}.items()]
    return {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": parts.path, "raw_path": parts.path.encode(), "query_string": parts.query.encode(),
        "root_path": "", "headers": raw, "client": ("testclient", 1), "server": ("testserver", 80),
    }  # fmt: skip
