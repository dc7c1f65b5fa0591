"""PostgreSQL crashes under load and comes back: nothing that was answered is lost, and nothing is there twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from typing import TYPE_CHECKING

import pytest

from engine import Engine
from engine.errors import OutcomeUnknown, StoreBusy, StoreUnusable
from tests.engine.journal.neighbours import accepted
from tests.postgres import Server, server
from tests.promises.test_killed_replicas import Told, note, nothing_is_twice, opened

if TYPE_CHECKING:
    from random import Random

    from tests.promises.sizes import Rounds

CALLERS = 4
CRASHES = 8
LONGEST = 0.6
PATIENCE = 120


@pytest.fixture(scope="module")
def fragile() -> Iterator[Server]:
    """Yield a server that nobody else uses."""
    with server() as made:
        yield made


def work_off(engine: Engine, process: str, caller: int, is_over: threading.Event) -> Told:
    """Work off the keys of a caller, each again and again until it is answered."""
    told: Told = {}
    for number in count():
        if is_over.is_set():
            break
        told[caller, number] = answered(engine, process, f"{caller}-{number}")
    return told


def answered(engine: Engine, process: str, key: str) -> str:
    """Send a command under its key until it is answered; returns the id of its event."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return str(accepted(engine.submit(process, note(), key=key)).events[0]["event"])
        except (StoreBusy, StoreUnusable, OutcomeUnknown):
            assert time.monotonic() < until, "the server is back, and this replica does not notice"
            time.sleep(0.02)


def crash_now_and_then(fragile: Server, chance: Random) -> None:
    for _ in range(CRASHES):
        time.sleep(chance.uniform(0, LONGEST))
        fragile.crash()
        fragile.start()


@pytest.mark.P1
def test_nothing_that_was_answered_is_lost_when_the_server_crashes(fragile: Server, rounds: Rounds) -> None:
    for chance in rounds(CRASHES, each=CRASHES):
        url, is_over = fragile.database(), threading.Event()
        process = opened(url)
        with ExitStack() as stack:
            replicas = [stack.enter_context(Engine.open(url)) for _ in range(2)]
            pool = stack.enter_context(ThreadPoolExecutor(CALLERS))
            working = [
                pool.submit(work_off, replicas[caller % 2], process, caller, is_over) for caller in range(CALLERS)
            ]
            try:
                crash_now_and_then(fragile, chance)
            finally:
                is_over.set()
            told = {key: event for one in working for key, event in one.result().items()}

            assert len(told) >= CRASHES
            nothing_is_twice(replicas[0], process, told)
