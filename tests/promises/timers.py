"""Timers of a second, one after the other, and servers that do nothing but tick, each with a clock of its own."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from engine.journal.postgres import libpq_url
from engine.journal.sqlite_file import connect, path_of
from engine.journal.stores import utc_now
from engine.language import read_method
from engine.language.method import Method
from engine.process.events import Moved, PhaseOverdue
from tests.promises.races import asked

if TYPE_CHECKING:
    from engine.process.commands import Command
    from engine.process.events import Event

LATEST = "SELECT max(coalesce(due_at, at)) FROM event"
GOING = "SELECT count(*) FROM process WHERE state <> 'ended'"

# A server whose machine's clock is wrong by so many seconds. Its own clock decides nothing where a database has one.
SERVER = """
import os, sys
from datetime import datetime, timedelta
import engine.journal.stores
from apscheduler.schedulers import base

url, wrong = sys.argv[1], timedelta(seconds=float(sys.argv[2]))
true = engine.journal.stores.utc_now

class Wrong(datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + wrong

base.datetime = Wrong
if url.startswith("postgresql"):
    engine.journal.stores.utc_now = lambda: true() + wrong

from engine import Engine
from engine.clock import Ticker

with Engine.open(url) as opened:
    ticker = Ticker(opened.tick)
    ticker.start()
    os.write(1, b"ticking")
    sys.stdin.read()
    ticker.stop()
"""


def a_chain(phases: int, length: str = "PT1S", name: str = "chain") -> Method:
    """Return a method of phases, from each of which the clock leads on when its term passes."""
    steps = "".join(
        f"  p{number}: {{title: P, term: {length}, moves: {{late: {{title: L, to: {to}, at: term}}}}}}\n"
        for number, to in enumerate([*(f"p{number}" for number in range(1, phases)), "end.over"])
    )
    return read_method(
        f"sluis: 1\nmethod: {name}\nversion: 1.0.0\ntitle: Chain\nsummary: Goes by itself.\nlanguages: [en]\n"
        "roles: {chair: {title: Chair}}\n"
        "may: {open: chair, cancel: chair, hold: chair, extend: chair}\n"
        f"phases:\n{steps}ends: {{over: {{title: Over, verdict: success}}}}\n",
        f"{name}.yaml",
    )


def opening(name: str = "chain") -> Command:
    """Return the command that begins a chain."""
    return asked("open", method=name, title="Chain", name="Anna")


def wrong_with(events: Sequence[Event], phases: int, length: timedelta) -> list[str]:
    """Tell what is wrong with the log of a chain that came to its end by itself: one effect each, in order, in time.

    When each was due is worked out from when the process began, and from nothing else.
    """
    begun = events[0].at
    expected = [(kind, f"p{number}") for number in range(phases) for kind in ("PhaseOverdue", "Moved")]
    effects = [one for one in events if isinstance(one.body, PhaseOverdue | Moved)]
    found = [(one.type, _phase(one)) for one in effects]
    twice = [f"{kind} of {phase} {often} times" for (kind, phase), often in Counter(found).items() if often > 1]
    if found != expected:
        return [*twice, f"effects are {found}"]
    dues = [begun + length * (number + 1) for number in range(phases) for _ in range(2)]
    return [
        f"{one.type} of {_phase(one)}: due {due}, counts from {one.moment}, happened {one.at}"
        for one, due in zip(effects, dues, strict=True)
        if one.moment != due or one.at < due
    ]


def _phase(event: Event) -> str:
    body = event.body
    return body.move.partition(".")[0].partition(":")[0] if isinstance(body, Moved) else str(getattr(body, "phase", ""))


@contextmanager
def a_server(url: str, wrong: float = 0.0) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server that ticks, and see that it is gone in the end."""
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", SERVER, url, str(wrong)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as server:
        try:
            yield server
        finally:
            server.kill()


def is_ticking(server: subprocess.Popen[bytes]) -> bool:
    """Tell whether a server has said that it begins to tick."""
    assert server.stdout
    return bool(select.select([server.stdout], [], [], 0)[0]) and server.poll() is None


def kill(server: subprocess.Popen[bytes]) -> None:
    """Kill a server at once."""
    server.send_signal(signal.SIGKILL)
    server.wait()


class Watcher:
    """Looks at a store from outside, which brings nothing about: how much goes on, and whether something was early."""

    def __init__(self, url: str) -> None:
        self._server = psycopg.connect(libpq_url(url), autocommit=True) if url.startswith("postgresql") else None
        self._path = None if self._server else path_of(url)

    def look(self) -> tuple[int, list[str]]:
        """Return how many processes go on, and what happened that was not due yet by the clock that decides."""
        if self._server:
            self._server.execute("SELECT set_config('sluis.organisations', '*', false)")
            latest, going = (self._server.execute(one).fetchall()[0][0] for one in (LATEST, GOING))
            now = self._server.execute("SELECT clock_timestamp()").fetchall()[0][0]
        else:
            assert self._path
            connection = connect(self._path, read_only=True)
            latest, going = (connection.execute(one).fetchall()[0][0] for one in (LATEST, GOING))
            connection.close()
            now = utc_now()
        return int(going), [f"{latest} is early at {now}"] if datetime.fromisoformat(latest) > now else []

    def close(self) -> None:
        """Look no more."""
        if self._server:
            self._server.close()
