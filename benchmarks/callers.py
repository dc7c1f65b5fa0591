"""Callers of an HTTP server: connections of one event loop, each of which asks again when it was answered."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any

from benchmarks.figures import Measured, Subject

TICKS = os.sysconf("SC_CLK_TCK")


class Unexpected(Exception):
    """A server answered otherwise than it should: what is measured would mean nothing."""


def request(method: str, path: str, headers: Mapping[str, str] | None = None, body: object = None) -> bytes:
    """Return the bytes of a request."""
    told = json.dumps(body).encode() if body is not None else b""
    known = {"Host": "127.0.0.1", **(headers or {})}
    if told:
        known |= {"Content-Type": "application/json", "Content-Length": str(len(told))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in known.items()), "", ""]
    return "\r\n".join(lines).encode() + told


class Caller(asyncio.Protocol):
    """One connection. `asks` are its requests; `pause` is how long it waits after each answer."""

    def __init__(self, asks: Iterator[bytes], status: int, pause: float = 0.0) -> None:
        self._asks, self._status, self._pause = asks, status, pause
        self._buffer, self._transport, self._asked_at = b"", asyncio.Transport(), 0.0
        self.waits = False
        self.took: list[float] = []
        self.fault: Exception | None = None
        self.is_over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what a protocol of streams is given
        self._transport = transport

    def ask(self) -> None:
        """Ask the next; where there is nothing more to be asked, let the connection go."""
        ask = None if self.is_over else next(self._asks, None)
        if ask is None:
            self.end()
            return
        self.waits = True
        self._asked_at = time.perf_counter()
        self._transport.write(ask)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell of an end that came too early."""
        if self.waits:
            self.fault, self.waits = Unexpected(f"the server let go: {exc}"), False

    def end(self) -> None:
        """Let the connection go."""
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Take an answer, and ask on."""
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self.took.append(time.perf_counter() - self._asked_at)
        self.waits = False
        if int(head[9:12]) != self._status:
            self.fault = Unexpected(self._buffer[:600].decode(errors="replace"))
            self.end()
            return
        self._buffer = b""
        if self._pause:
            asyncio.get_running_loop().call_later(self._pause, self.ask)
        else:
            self.ask()


async def called(port: int, callers: Sequence[Caller], seconds: float, spread: float = 0.0) -> float:
    """Let callers ask for so many seconds, beginning within `spread`; return how long they did. Raises Unexpected."""
    loop = asyncio.get_running_loop()
    for caller in callers:
        await loop.create_connection(lambda one=caller: one, "127.0.0.1", port)  # type: ignore[misc]  # bound at once
    began = time.perf_counter()
    for number, caller in enumerate(callers):
        loop.call_later(spread * number / len(callers), caller.ask)
    await asyncio.sleep(seconds)
    took = time.perf_counter() - began
    for caller in callers:
        caller.is_over = True
    while any(caller.waits for caller in callers):  # noqa: ASYNC110 - each of many; whoever goes on knows what was done
        await asyncio.sleep(0.005)
    for caller in callers:
        caller.end()
        if caller.fault:
            raise caller.fault
    return took


def calling(port: int, pid: int, asks: Sequence[Iterator[bytes]], status: int = 200) -> Subject:
    """Return the subject of a server that as many callers ask as there are rows of requests."""

    def subject(seconds: float) -> Measured:
        callers = [Caller(one, status) for one in asks]
        cpu = seconds_of(pid)
        took = asyncio.run(called(port, callers, seconds))
        many = sum(len(one.took) for one in callers)
        if not many:
            raise Unexpected(f"nobody was answered within {seconds} s")
        return Measured(many / took, (seconds_of(pid) - cpu) / many * 1e6)

    return subject


def always(ask: bytes, callers: int) -> list[Iterator[bytes]]:
    """Return callers that ask the same again and again."""
    return [repeat(ask) for _ in range(callers)]


def seconds_of(pid: int) -> float:
    """Return the processor time that a process has had."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS


def asked_once(port: int, ask: bytes) -> tuple[dict[str, str], Any]:
    """Ask something once, and return the headers of the answer and its JSON."""

    async def once() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(ask.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        told = await reader.read()
        writer.close()
        return told

    head, _, body = asyncio.run(once()).partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return headers, json.loads(body) if body else None


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
