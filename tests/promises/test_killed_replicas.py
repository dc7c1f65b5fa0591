"""A replica is killed while it works off keys: whoever sends them again, to it or to another, does nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import Engine
from tests.engine.journal.neighbours import accepted
from tests.promises import mixture
from tests.promises.races import asked

if TYPE_CHECKING:
    from random import Random

    from engine.process.commands import Command
    from tests.postgres import Server
    from tests.promises.sizes import Rounds

CALLERS = 4
KEYS_A_KILL = 60

# Each caller works off its keys in order, without end, and every answer is printed at once.
REPLICA = """
import itertools, json, os, sys, threading
from engine import Engine
from tests.promises.test_killed_replicas import note

url, process, callers = sys.argv[1:]
engine = Engine.open(url)

def submit(caller):
    for number in itertools.count():
        receipt = engine.submit(process, note(), key=f"{caller}-{number}")
        os.write(1, (json.dumps([caller, number, receipt.events[0]["event"]]) + "\\n").encode())

for caller in range(int(callers)):
    threading.Thread(target=submit, args=(caller,)).start()
"""

Told = dict[tuple[int, int], str]  # by caller and number of the key, the event of the receipt


def note() -> Command:
    """Return a command that leaves another note each time it is done."""
    return asked("record", record="note", fields={})


@contextmanager
def a_replica(url: str, process: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a replica that works off keys, and see that it is gone in the end."""
    command = [sys.executable, "-c", REPLICA, url, process, str(CALLERS)]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as replica:
        try:
            yield replica
        finally:
            replica.kill()


def killed(replica: subprocess.Popen[bytes], answers: int) -> Told:
    """Kill a replica once it has given so many answers, and return all it gave."""
    assert replica.stdout
    lines = [replica.stdout.readline() for _ in range(answers)]
    replica.send_signal(signal.SIGKILL)
    lines += replica.stdout.readlines()
    return {(caller, n): event for caller, n, event in map(json.loads, (one for one in lines if one.endswith(b"\n")))}


def first_answer(replica: subprocess.Popen[bytes]) -> Told:
    """Wait until a replica has begun."""
    assert replica.stdout
    caller, number, event = json.loads(replica.stdout.readline())
    return {(caller, number): event}


def opened(url: str) -> str:
    with Engine.open(url) as engine:
        engine.publish(mixture.METHOD)
        return accepted(engine.submit(None, list(mixture.OPENING))).process


def nothing_is_twice(engine: Engine, process: str, told: Told) -> int:
    """Send every key again that may have been sent, and one more each; returns how many keys that were."""
    again: Told = {}
    for caller in range(CALLERS):
        last = max((n for who, n in told if who == caller), default=-1)
        for number in range(last + 3):
            receipt = accepted(engine.submit(process, note(), key=f"{caller}-{number}"))
            again[caller, number] = str(receipt.events[0]["event"])
    written = [one.event.id for one in engine.history(process) if getattr(one.event.body, "record", "") == "note"]

    assert {key: again[key] for key in told} == told
    assert sorted(written) == sorted(again.values())
    engine.rebuild()
    return len(again)


def answers_of(chance: Random) -> int:
    """Return after how many answers a replica is killed."""
    return chance.randint(CALLERS, KEYS_A_KILL)


@pytest.mark.P2
def test_keys_that_a_killed_server_was_at_are_done_once_when_they_come_again(tmp_path: Path, rounds: Rounds) -> None:
    for number, chance in enumerate(rounds(2 * KEYS_A_KILL, each=KEYS_A_KILL)):
        url = f"sqlite:///{tmp_path}/{number}.db"
        process = opened(url)
        with a_replica(url, process) as replica:
            told = killed(replica, answers_of(chance))

        with Engine.open(url) as engine:
            assert nothing_is_twice(engine, process, told) >= len(told)


@pytest.mark.P2
def test_keys_that_two_replicas_are_at_are_done_once_though_one_is_killed(postgres: Server, rounds: Rounds) -> None:
    for chance in rounds(3 * KEYS_A_KILL, each=KEYS_A_KILL):
        url = postgres.database()
        process, is_over = opened(url), threading.Event()
        with Engine.open(url) as survivor, a_replica(url, process) as replica, ThreadPoolExecutor(CALLERS) as pool:
            told = first_answer(replica)
            following = [pool.submit(work_off, survivor, process, caller, is_over) for caller in range(CALLERS)]
            told |= killed(replica, answers_of(chance))
            is_over.set()
            here = {key: event for one in following for key, event in one.result().items()}

            both = told.keys() & here.keys()
            assert [told[key] for key in both] == [here[key] for key in both]
            nothing_is_twice(survivor, process, told | here)


def work_off(engine: Engine, process: str, caller: int, is_over: threading.Event) -> Told:
    """Work off the keys of a caller beside another replica, until it is over."""
    told: Told = {}
    for number in count():
        if is_over.is_set():
            break
        receipt = accepted(engine.submit(process, note(), key=f"{caller}-{number}"))
        told[caller, number] = str(receipt.events[0]["event"])
    return told
