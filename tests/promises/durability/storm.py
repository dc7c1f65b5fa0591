"""A store whose processes are killed again and again while clients act, and what is to be found in it afterwards."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from signal import SIGKILL
from typing import TYPE_CHECKING, Any, Literal

from engine import Engine
from tests.promises.durability.acts import CLIENTS, Act, Sign, Stage, by_sign, openings, script
from tests.promises.durability.clients import A_WHILE, OPEN, STOP, noted, run, until_accepted
from tests.promises.durability.stored import judge
from tests.promises.durability.whole import differs_when_rebuilt, found_by

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

SENT_AGAIN = 3
Since = Literal["started", "open", "answered"]
PATIENCE = 60

_processes = multiprocessing.get_context("forkserver")  # each begins with everything imported
_processes.set_forkserver_preload(["pytest", "alembic.command", "tests.promises.durability.clients"])


@dataclass(slots=True)
class Storm:
    """A store by its URL, on which `replicas` processes work at a time. `receipts` are those that each client has.

    `noted` counts how many of these it was told before a kill.
    """

    url: str
    seed: str
    notes: Path
    replicas: int = 1
    kills: int = 0
    receipts: dict[int, dict[int, dict[str, Any]]] = field(default_factory=lambda: {one: {} for one in range(CLIENTS)})
    noted: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(CLIENTS), 0))

    def strike(self, chance: Random, seconds: float, since: Since) -> None:
        """Let all clients act, kill a process so long after what it came to, and end others.

        `answered` is when each of its clients had a first answer.
        """
        self.kills += 1
        notes = [self.notes / f"{self.kills}-{replica}" for replica in range(self.replicas)]
        running = [self._start(replica, place) for replica, place in enumerate(notes)]
        struck = chance.randrange(self.replicas)
        if since != "started":
            _wait_for((notes[struck] / OPEN).exists)
        if since == "answered":
            here = [notes[struck] / str(client) for client in self.receipts if client % self.replicas == struck]
            _wait_for(lambda: all(one.exists() and one.stat().st_size for one in here))
        time.sleep(seconds)
        running[struck].kill()
        for place in notes:
            (place / STOP).touch()
        for one in running:
            one.join(PATIENCE)
            assert one.exitcode in (0, -SIGKILL), f"{one} should have stopped, or died of the kill"
        for client, known in self.receipts.items():
            told = noted(notes[client % self.replicas], client)
            known.update(told)
            self.noted[client] += len(told)

    def judge(self) -> list[str]:
        """Open the store, look what is there, send again what was and what may have been accepted, and look again."""
        with Engine.open(self.url) as engine:
            wrong = list(judge(found_by(engine), self.acknowledged(), self.sent()))
            wrong += self._sent_again(Stage(engine))
            wrong += judge(found_by(engine), self.acknowledged(), self.sent())
            return wrong + differs_when_rebuilt(engine)

    def acknowledged(self) -> dict[str, list[str]]:
        """Return the ids of the events that each act was told to have caused, by its key."""
        return {
            act.key: [event["event"] for event in receipt["events"]]
            for client, known in self.receipts.items()
            for act, receipt in zip(self._acts(client, 0), known.values(), strict=False)
        }

    def sent(self) -> dict[Sign, Act]:
        """Return what may have been sent: what was answered to each client, and one act more."""
        return by_sign([*openings(), *(act for client in self.receipts for act in self._acts(client, 0))])

    def _start(self, replica: int, notes: Path) -> ForkServerProcess:
        notes.mkdir(parents=True)
        first = {client: len(self.receipts[client]) for client in range(replica, CLIENTS, self.replicas)}
        process = _processes.Process(target=run, args=(self.url, self.seed, first, notes))
        process.start()
        return process

    def _acts(self, client: int, first: int) -> list[Act]:
        return list(islice(script(self.seed, client), first, len(self.receipts[client]) + 1))

    def _sent_again(self, stage: Stage) -> Iterator[str]:
        for client, known in self.receipts.items():
            first = max(0, len(known) - SENT_AGAIN)
            for number, act in enumerate(self._acts(client, first), first):
                receipt = asdict(until_accepted(stage, act))
                if known.setdefault(number, receipt) != receipt:
                    yield f"{act.key} was answered {known[number]}, and when sent again {receipt}"


def _wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, f"a process did not get that far within {PATIENCE} seconds"
        time.sleep(A_WHILE)
