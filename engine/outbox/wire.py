"""Sends a message to a receiver, and says how it went in no more words than a closed list has.

A name is resolved once for each connection; all of its addresses are looked at, and to one of these it is connected.
Nothing is followed, nothing of the environment is read, and the whole of it takes so many seconds at most.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpcore2
import httpx2

from engine.access.targets import Target, is_named, is_outer, read_target
from engine.access.webhooks import Why
from engine.process.refusal import Refused

SECONDS, AFTERWARDS = 15.0, 1.0
MOST_READ = 96 * 1024  # of all that a receiver sends, in whatever form: what is longer is read by nobody
MOST_ADDRESSES = 4
SUCCESS = range(200, 300)
MUST_WAIT = (429, 503)
MOST_WAIT = timedelta(days=1)
Resolve = Callable[[str, int], Sequence[str]]
log = logging.getLogger("sluis.outbox")


@dataclass(frozen=True, slots=True)
class Answer:
    """How it went: `why` it did not, and what status the receiver answered; `wait` is how long he asks to wait."""

    why: Why | None = None
    status: int | None = None
    wait: timedelta | None = None


class Inner(httpcore2.ConnectError):
    """A name stands for an address to which nothing may go."""


class Untrusted(httpcore2.ConnectError):
    """There is no TLS with whom it should be."""


class Wire:
    """The way out. May be used from any thread; once closed, whatever is under way ends."""

    def __init__(
        self, inner: Sequence[str] = (), resolve: Resolve | None = None, seconds: float = SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self._inner, self._resolve, self._seconds = inner, resolve or resolved, seconds
        self._trust, self._lock = trust, threading.Lock()
        self._open: set[socket.socket] = set()
        self._is_closed = False

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a body and return how that went."""
        try:
            target = read_target(url, self._inner)
        except Refused:  # what the settings allow has changed since
            return Answer("inner")
        try:
            return self._sent(target, headers, body)
        except Inner:  # that a name of the inside is one is for whoever runs the server
            log.warning("a webhook was not sent: %s stands for an address inside", target.host)
            return Answer("unreachable")
        except Untrusted:
            return Answer("untrusted")
        except httpcore2.TimeoutException:
            return Answer("slow")
        except (httpcore2.NetworkError, httpcore2.ProtocolError):
            return Answer("unreachable")

    def close(self) -> None:
        """End whatever is under way, and send nothing any more."""
        with self._lock:
            self._is_closed = True
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def hold(self, one: socket.socket) -> None:
        """Let a connection be ended from elsewhere. Raises ConnectError once closed."""
        with self._lock:
            if self._is_closed:
                raise httpcore2.ConnectError
            self._open.add(one)

    def release(self, one: socket.socket) -> None:
        """Say that a connection is over."""
        with self._lock:
            self._open.discard(one)

    def _sent(self, target: Target, headers: Mapping[str, str], body: bytes) -> Answer:
        until = time.monotonic() + self._seconds
        way = _Way(self, self._resolve, until, may_be_inner=is_named(target.host, target.port, self._inner))
        url = _url(target)
        with (
            httpcore2.HTTPConnection(url.origin, self._context(target), network_backend=way) as connection,
            connection.stream("POST", url, headers=[*headers.items()], content=body) as response,
        ):
            answer = _answer(response)
            way.hurry(AFTERWARDS)
            with suppress(httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError):
                for _ in response.iter_stream():
                    pass
        return answer

    def _context(self, target: Target) -> ssl.SSLContext | None:
        if target.scheme == "https" and self._trust is None:
            self._trust = httpx2.create_ssl_context(trust_env=False)
        return self._trust if target.scheme == "https" else None


class _Way(httpcore2.NetworkBackend):
    """Connects to what was looked at, for one message."""

    def __init__(self, wire: Wire, resolve: Resolve, until: float, *, may_be_inner: bool) -> None:
        self.wire, self.until = wire, until
        self._resolve, self._may_be_inner = resolve, may_be_inner

    def hurry(self, seconds: float) -> None:
        """Let what remains end in so many seconds at most."""
        self.until = min(self.until, time.monotonic() + seconds)

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:  # fmt: skip
        """Connect to the first address of a host that answers. Raises Inner where any of them is not outside."""
        try:
            addresses = list(dict.fromkeys(self._resolve(host, port)))
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError from error
        if not self._may_be_inner and not all(is_outer(one) for one in addresses):
            raise Inner
        failed = httpcore2.ConnectError()
        for address in addresses[:MOST_ADDRESSES]:
            try:
                return _Timely(httpcore2.SyncBackend().connect_tcp(address, port, left(self.until)), self)
            except httpcore2.ConnectError as error:
                failed = error
        raise failed


class _Timely(httpcore2.NetworkStream):
    """A connection of which all that is done together ends in time, with no more read than an answer has."""

    def __init__(self, stream: httpcore2.NetworkStream, way: _Way) -> None:
        self._stream, self._way, self._read = stream, way, 0
        self._socket: socket.socket = stream.get_extra_info("socket")
        try:
            way.wire.hold(self._socket)
        except httpcore2.ConnectError:
            stream.close()
            raise

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes. Raises ReadError where there are too many."""
        found = self._stream.read(max_bytes, left(self._way.until))
        self._read += len(found)
        if self._read > MOST_READ:
            raise httpcore2.ReadError
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write them all."""
        self._stream.write(buffer, left(self._way.until))

    def close(self) -> None:
        """Let it go."""
        self._way.wire.release(self._socket)
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Talk in secret with whoever has the name, and nobody else. Raises Untrusted."""
        self._way.wire.release(self._socket)
        try:
            return _Timely(self._stream.start_tls(ssl_context, server_hostname, left(self._way.until)), self._way)
        except httpcore2.ConnectError as error:
            if isinstance(error.__cause__ or error.__context__, ssl.SSLError):
                raise Untrusted from error
            raise

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's own signature
        """Return something about the connection."""
        return self._stream.get_extra_info(info)


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses for which a name stands now. Raises OSError."""
    return [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def left(until: float) -> float:
    """Return how many seconds are left. Raises ReadTimeout where there are none."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise httpcore2.ReadTimeout
    return seconds


def _answer(response: httpcore2.Response) -> Answer:
    if response.status in SUCCESS:
        return Answer(status=response.status)
    return Answer("answered", response.status, _wait(response) if response.status in MUST_WAIT else None)


def _wait(response: httpcore2.Response) -> timedelta | None:
    """Return how long a receiver asks to wait, in seconds and up to a day; dates are not read."""
    for name, value in response.headers:
        if name.lower() == b"retry-after" and value.isdigit():
            return min(timedelta(seconds=int(value[:9])), MOST_WAIT)
    return None


def _url(target: Target) -> httpcore2.URL:
    """Return where to send: the library's own reading of a text loses what stands after a semicolon."""
    url = httpx2.URL(target.url)
    return httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
