"""How much of a request is taken in, and how long that may take."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from api.problems import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Message, Receive, Scope

VERSIONS = ("1.0", "1.1", "2")  # a proxy in front, or a program that calls the application itself, may speak 2
MOST_ADDRESS = 8 * 1024
MOST_HEADERS = 16 * 1024
MOST_DRAINED = 16 * 1024 * 1024
SLOWEST = 10.0
CLOSE = (b"connection", b"close")


def unfit(scope: Scope) -> tuple[str, str] | None:
    """Return the kind of problem and what is wrong: too large, of no version that there is, or of two lengths."""
    if scope["http_version"] not in VERSIONS:
        return "malformed", "this server speaks HTTP/1.1"
    if len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) > MOST_ADDRESS:
        return "address-too-long", f"the address is longer than {MOST_ADDRESS} bytes"
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
        return "headers-too-large", f"the headers are larger than {MOST_HEADERS} bytes"
    if {b"content-length", b"transfer-encoding"} <= {name.lower() for name, _ in scope["headers"]}:
        return "malformed", "the length of the body is told twice, by Content-Length and by Transfer-Encoding"
    return None


class Intake:
    """The body of one request, which has to be here within `SLOWEST` seconds."""

    def __init__(self, receive: Receive, headers: Mapping[str, str]) -> None:
        self._receive, self._is_awaited = receive, _has_body(headers)
        self._until = asyncio.get_running_loop().time() + SLOWEST
        self._goes_on = "expect" not in headers  # who waits to be told to send the body need not

    async def receive(self) -> Message:
        """Return what comes next. Raises Unreadable when the body takes too long."""
        if not self._is_awaited:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError as error:
            self._goes_on = False
            raise Unreadable("too-slow", f"the body was not here within {SLOWEST:.0f} seconds") from error
        self._is_awaited = bool(message.get("more_body"))
        return message

    async def farewell(self) -> list[tuple[bytes, bytes]]:
        """Take in what is left before an answer goes out, so that it arrives; where it is too much, close after."""
        drained = 0
        while self._is_awaited and self._goes_on and drained <= MOST_DRAINED:
            try:
                drained += len((await self.receive()).get("body", b""))
            except Unreadable:
                break
        return [CLOSE] if self._is_awaited else []


def _has_body(headers: Mapping[str, str]) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
