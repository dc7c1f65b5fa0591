"""Servers in processes of their own: Sluis as it is served, and bare applications beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from benchmarks.callers import request
from benchmarks.samples import Played, some
from engine import Engine, Refusal
from engine.access.identity import Identity, operator_of
from engine.access.tokens import Asked

T = TypeVar("T")
ROOT = Path(__file__).parent.parent
SLUIS = ("-c", "from api.cli import main; main()", "serve")
UNLIMITED = {"SLUIS_COMMANDS_PER_MINUTE": "0", "SLUIS_READS_PER_MINUTE": "0", "SLUIS_MAIL": "off"}
PATIENCE = 300
MONTH = timedelta(days=30)


class NotServed(Exception):
    """A server did not come up."""


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: the port it listens at, and its process."""

    port: int
    pid: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A store with an account that is the convener of some processes."""

    token: str
    processes: list[Played]

    def acts_in(self, played: Played) -> Iterator[bytes]:
        """Yield the requests of the convener's acts in one of them, without end."""
        for act in played.acts:
            yield request("POST", f"/v1/processes/{played.id}/commands", self.headers, act)

    @property
    def headers(self) -> dict[str, str]:
        """What lets its program in."""
        return {"Authorization": f"Bearer {self.token}"}


def prepared(url: str, number: int, parties: int) -> Prepared:
    """Make an account with a token, and processes of which it is the convener."""
    with Engine.open(url) as engine:
        secret, identity = let_in(engine)
        return Prepared(secret, some(engine, number, parties, identity))


def let_in(engine: Engine) -> tuple[str, Identity]:
    """Make a facilitator with a token, and return its secret and who comes in by it."""
    operator = operator_of(engine.organisation)
    _granted(engine.access.organisations.begin(engine.organisation))
    account = _granted(
        engine.access.accounts.make(operator, "anna@bench.example", "Anna", ["owner", "facilitator"], None)
    )
    made = _granted(engine.access.tokens.make(operator, Asked("bench", frozenset({"read", "act"}), MONTH), account.id))
    identity = engine.access.identity(token=made.secret)
    if identity is None:
        raise NotServed("the token does not hold")
    return made.secret, identity


@contextmanager
def sluis(url: str, access: str = "accounts") -> Iterator[Served]:
    """Serve a store without limits of how often one may ask; where access is `open`, to whoever says who he is."""
    port = free_port()
    told = UNLIMITED | {"SLUIS_DATABASE_URL": url, "SLUIS_ACCESS": access}
    with _started([*SLUIS, "--port", str(port)], port, told) as served:
        yield served


@contextmanager
def bare(name: str, file: Path | None = None) -> Iterator[Served]:
    """Serve a bare application with the server that Sluis is served with, and the same reader of HTTP."""
    port = free_port()
    words = ["-m", "uvicorn", f"benchmarks.bare:{name}", "--port", str(port), "--http", "h11", "--no-access-log"]
    told = {"SLUIS_BENCHMARKS_FILE": str(file)} if file else {}
    with _started([*words, "--log-level", "warning"], port, told) as served:
        yield served


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _started(words: Sequence[str], port: int, told: Mapping[str, str]) -> Iterator[Served]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SLUIS_")}
    environment |= {**told, "PYTHONPATH": str(ROOT)}
    silent = subprocess.DEVNULL
    with subprocess.Popen([sys.executable, *words], env=environment, stdout=silent, stderr=silent) as process:
        try:
            wait_for(port, process)
            yield Served(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server takes connections. Raises NotServed."""
    over = time.monotonic() + PATIENCE
    while time.monotonic() < over and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionError:
            time.sleep(0.02)
        else:
            return
    raise NotServed(f"nobody listens at port {port}")


def _granted(answer: T | Refusal) -> T:
    if isinstance(answer, Refusal):
        raise NotServed(str(answer))
    return answer
