"""A writer is killed in the middle of its commands; what it had acknowledged is there, and what is there is whole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine import Engine
from engine.journal.sqlite import connect
from tests.engine.journal.neighbours import a_command, a_method, accepted, an_opening

ROUNDS = 6
ACKNOWLEDGED_AT_LEAST = 3

# Eight threads submit without end, each command under its own key; what is acknowledged is printed at once.
WRITER = """
import itertools, json, os, sys, threading
from engine import Engine
from tests.engine.journal.neighbours import a_command

url, process, run = sys.argv[1:]
engine = Engine.open(url)

def submit(caller):
    for number in itertools.count():
        name = f"p{run}-{caller}-{number}"
        receipt = engine.submit(process, a_command("join", participant=name, name=name), key=name)
        os.write(1, (json.dumps([name, receipt.events[0]["event"], receipt.revision]) + "\\n").encode())

for caller in range(8):
    threading.Thread(target=submit, args=(caller,)).start()
"""


def run_and_kill(url: str, process: str, run: int, acknowledged: int) -> list[tuple[str, str, int]]:
    """Start a writer, kill it once it has acknowledged so many commands, and return all it has acknowledged."""
    command = [sys.executable, "-c", WRITER, url, process, str(run)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.getcwd()}) as writer:  # noqa: PTH109  # as Python reads it
        assert writer.stdout
        lines = [writer.stdout.readline() for _ in range(acknowledged)]
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
    return [tuple(json.loads(line)) for line in lines if line.endswith(b"\n")]


@pytest.mark.parametrize("run", range(ROUNDS))
def test_after_a_kill_no_acknowledged_command_is_lost_and_none_is_half_there(tmp_path: Path, run: int) -> None:
    url = f"sqlite:///{tmp_path}/sluis.db"
    with Engine.open(url) as engine:
        engine.publish(a_method())
        process = accepted(engine.submit(None, an_opening())).process

    told = run_and_kill(url, process, run, random.randrange(ACKNOWLEDGED_AT_LEAST, 60))

    with Engine.open(url) as engine:
        _, situation = engine.situation(process)
        history = engine.history(process)
        joined = {one.event.body.participant for one in history if one.event.type == "ParticipantJoined"}  # type: ignore[attr-defined]  # of that type
        assert len(told) >= ACKNOWLEDGED_AT_LEAST
        assert {name for name, _, _ in told} <= joined
        assert {event for _, event, _ in told} <= {one.event.id for one in history}
        assert [one.seq for one in history] == list(range(1, situation.order + 1))
        assert _receipts(tmp_path / "sluis.db") == joined - {"anna"}
        engine.rebuild()
        for name, event, _ in told[-3:]:
            again = accepted(engine.submit(process, a_command("join", participant=name, name=name), key=name))
            assert again.events[0]["event"] == event


def _receipts(path: Path) -> set[str]:
    connection = connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {key for (key,) in connection.execute("SELECT key FROM receipt")}
    finally:
        connection.close()
