"""Runs the application on this machine until it is told to stop."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

from api.app import create_app
from engine.clock import Ticker

if TYPE_CHECKING:
    from api.settings import Settings
    from engine import Engine

STOP_WITHIN = 1


def free_port(host: str) -> int:
    """Return a port that nobody listens on."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def base_url(settings: Settings) -> str:
    """Return the URL at which the server is found."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def serve(engine: Engine, settings: Settings) -> None:
    """Serve until a signal to stop comes; what came due happens meanwhile, though nobody asks."""
    ticker = Ticker(engine.tick)
    ticker.start()
    try:
        uvicorn.run(
            create_app(engine, settings), host=settings.host, port=settings.port, log_level="warning",
            server_header=False, timeout_graceful_shutdown=STOP_WITHIN, h11_max_incomplete_event_size=16_384,
        )  # fmt: skip
    finally:
        ticker.stop()
