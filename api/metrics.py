"""Figures for Prometheus: of this server, and few of all processes together.

Nothing here has an id, a name, an organisation or a method in it. No acts are counted: how many there are of those that
few may know of would show. A server counts for itself; what is read from the store is the same from each.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.streams import Streams
    from engine import Engine

TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
STREAM = "/stream"


class Figures:
    """What a server counts."""

    def __init__(self, streams: Streams) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "sluis_http_requests", "Requests answered, by the first digit of the status.", ["status"],
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "sluis_http_request_seconds", "From a request to the head of its answer.", buckets=SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self.processes = Gauge("sluis_processes", "Processes by state.", ["state"], registry=self.registry)
        self.overdue = Gauge("sluis_processes_overdue", "Processes with something overdue.", registry=self.registry)
        self.waiting = Gauge("sluis_writer_waiting", "Commands that wait to be written.", registry=self.registry)
        self.behind = Gauge("sluis_clock_behind", "1 when what came due waits.", registry=self.registry)
        Gauge("sluis_streams", "Streams that are open here.", registry=self.registry).set_function(streams.taken)


class Counted:
    """Counts what is answered, and how long that took."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self.app, self._figures = app, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._figures.requests.labels(f"{message['status'] // 100}xx").inc()
                self._figures.seconds.observe(time.perf_counter() - begun)
            await send(message)

        await self.app(scope, receive, answer)


def told(figures: Figures, engine: Engine) -> bytes:
    """Return all figures as text. Raises StoreBusy."""
    found = engine.figures()
    for state, number in found.states.items():
        figures.processes.labels(state).set(number)
    figures.overdue.set(found.overdue)
    figures.waiting.set(found.waiting)
    figures.behind.set(found.is_behind)
    return generate_latest(figures.registry)
