"""Runs the application on this machine until it is told to stop, and then lets go of everything in order."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import uvicorn

from api.app import create_app
from api.places import base_url
from api.protocol import Protocol
from api.security.output import written
from api.security.wordless import log_config
from engine.clock import Ticker
from engine.errors import SluisError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from fastapi import FastAPI

    from api.settings import Settings
    from api.streams import Streams
    from engine import Engine
    from engine.outbox.mail.mailer import Mailer
    from engine.outbox.outbox import Outbox

STOP_WITHIN, LOOKS = 5, 10
KEPT_OPEN = 130  # seconds without a request; whoever asks has to be the first to let go, and Caddy does after 120
MOST_UNREAD = 32 * 1024  # beyond this, nobody waits for the end of an address or of headers
STOPS = (signal.SIGTERM, signal.SIGINT)
ABSENT = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


class PortUnusable(SluisError):
    """The server cannot listen where it should; the message says why and what to do."""


class Stopped(BaseException):
    """A signal to stop came. It is no `Exception`, so that nothing on the way out takes it for a failure."""


class _Server(uvicorn.Server):
    """A server that ends its streams as soon as it is told to stop; uvicorn itself would wait for their readers."""

    def __init__(self, config: uvicorn.Config, streams: Streams, drain_seconds: int) -> None:
        super().__init__(config)
        self._streams, self._drain_seconds = streams, drain_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say for a while that nobody should be sent here; then take no more, and let streams end and others finish."""
        self._streams.drain()
        for _ in range(self._drain_seconds * LOOKS):
            if self.force_exit:  # a second Ctrl-C
                break
            await _pause()
        self._streams.close()
        await super().shutdown(sockets)


@contextmanager
def listening(settings: Settings) -> Iterator[tuple[Settings, list[socket.socket]]]:
    """Listen from now on, and tell on which port where the settings leave that open. Raises PortUnusable."""
    with ExitStack() as stack:
        sockets: list[socket.socket] = []
        for family, address in _addresses(settings.host):
            port = sockets[0].getsockname()[1] if sockets else settings.port
            if bound := _bound(settings, family, address, port):
                sockets.append(stack.enter_context(bound))
        if not sockets:
            raise PortUnusable(f"this machine has no address {settings.host}: set SLUIS_HOST to 127.0.0.1 or ::1")
        yield settings.model_copy(update={"port": sockets[0].getsockname()[1]}), sockets


@contextmanager
def until_stopped() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end what is inside: everything is closed on the way out, undisturbed by a second signal.

    uvicorn takes these signals over while it serves, and raises them anew when it has shut down; by default SIGTERM
    would then kill this process before the database is closed.
    """
    before = {one: signal.signal(one, _stop) for one in STOPS}
    try:
        yield
    except Stopped:
        pass
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def serve(engine: Engine, settings: Settings, sockets: list[socket.socket]) -> None:
    """Serve until a signal to stop comes; what came due happens, and webhooks and people are told meanwhile."""
    app = create_app(engine, settings)
    ticker = Ticker(engine.tick)
    tellers: list[Outbox | Mailer] = [app.state.outbox] if settings.access == "accounts" else []
    tellers += [app.state.mailer] if app.state.mailer else []
    ticker.start()
    server = server_for(app, settings)
    for one in tellers:
        one.start()
    try:
        with written(settings.security_log):
            server.run(sockets)
    finally:
        for one in tellers:
            one.stop()
        ticker.stop()
        app.state.worker.close()
        app.state.press.close()
        app.state.searcher.close()


def server_for(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """Return a server of the application, strict about what it takes for a request."""
    config = uvicorn.Config(
        app, http=Protocol, ws="none", log_level="warning", log_config=log_config(settings.log), server_header=False,
        timeout_graceful_shutdown=STOP_WITHIN, timeout_keep_alive=KEPT_OPEN,
        h11_max_incomplete_event_size=MOST_UNREAD, forwarded_allow_ips=list(settings.proxies),
    )  # fmt: skip
    return _Server(config, app.state.streams, settings.drain_seconds)


def _addresses(host: str) -> list[tuple[int, str]]:
    """Return what a name of this machine stands for: `localhost` can be an address of either family, or both."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found))


def _bound(settings: Settings, family: int, address: str, port: int) -> socket.socket | None:
    """Return a socket that listens, or None where this machine has no such address."""
    try:
        return socket.create_server((address, port), family=family)
    except OSError as error:
        if error.errno in ABSENT:
            return None
        raise PortUnusable(_why(error, settings, port)) from error


def _why(error: OSError, settings: Settings, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        there = base_url(settings.model_copy(update={"port": port}))
        return (
            f"port {port} is in use: name another (--port N, or --port 0 for any that is free), "
            f"or, if a Sluis serves there, talk to it (SLUIS_SERVER={there})"
        )
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by this account: name another (--port N, from 1024 on)"
    return f"port {port} cannot be used: {error.strerror or error}"


async def _pause() -> None:
    await asyncio.sleep(1 / LOOKS)


def _stop(number: int, frame: FrameType | None) -> None:
    for one in STOPS:
        signal.signal(one, signal.SIG_IGN)
    raise Stopped
