"""Run by `shim.run_on`: an engine on a disk whose calls fail, again and again, each time on a fresh copy of a store.

Clients go on until the fault has struck. What they were answered is then held against what is in the log: while the
disk still fails, after it was mended and everything was sent again, and after opening anew.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from engine import Engine, Receipt, SluisError
from engine.errors import OutcomeUnknown, StoreBusy
from tests.promises.durability.acts import Act, Stage, by_sign, one_more, openings, script
from tests.promises.durability.recording import NAME
from tests.promises.durability.stored import Found, judge, look_into
from tests.promises.durability.whole import differs_when_rebuilt, found_by
from tests.promises.shim import Calls, Disk

MOST_ACTS = 800
AFTER_IT_STRUCK = 3
CLIENTS, SOON = 4, 60  # faults that come later than this are met by one client alone, whose commits are not shared


@dataclass(frozen=True, slots=True)
class Fault:
    """The nth of these calls fails, and where it is persistent all later ones."""

    calls: Literal["SYNC", "WRITE"]
    nth: int
    error: int
    persistent: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """A store to begin with, a folder to work in (real paths), and the faults to be met one by one.

    `read_before`: somebody reads before the fault, as on any server that is polled.
    """

    store: str
    folder: str
    seed: str
    faults: tuple[Fault, ...]
    read_before: bool = True


@dataclass(slots=True)
class Outcome:
    """How often a fault struck, what was answered how often, and what was wrong."""

    fault: Fault
    struck: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


read_trial, read_outcomes = TypeAdapter(Trial), TypeAdapter(list[Outcome])


class Client:
    """Does acts in order, each until it is accepted, and remembers the answers."""

    def __init__(self, disk: Disk, stage: Stage, acts: Iterable[Act], outcome: Outcome) -> None:
        self.disk, self.stage, self.acts, self.outcome = disk, stage, acts, outcome
        self.sent: list[Act] = []
        self.acknowledged: dict[str, list[str]] = {}

    def go_on(self) -> None:
        """Act until the fault has struck and a little longer."""
        tries_left = AFTER_IT_STRUCK
        for act in self.acts:
            self.sent.append(act)
            while not self.is_accepted(act) and tries_left:
                tries_left -= 1
            tries_left -= self.disk.struck() > 0
            if tries_left <= 0:
                return

    def finish(self) -> None:
        """Send again what was not accepted."""
        for act in self.sent:
            if act.key not in self.acknowledged and not self.is_accepted(act):
                self.outcome.wrong.append(f"{act.key} is not accepted by a disk that was mended")

    def is_accepted(self, act: Act) -> bool:
        """Submit an act; what is said not to be written must not be there."""
        try:
            answer = self.stage.submit(act)
        except (StoreBusy, OutcomeUnknown) as error:
            self.outcome.answers[type(error).__name__] += 1
            if isinstance(error, StoreBusy):
                self.outcome.wrong += there_already(self.stage.engine, act)
            return False
        assert isinstance(answer, Receipt), f"{act} was refused: {answer}"
        self.outcome.answers["Receipt"] += 1
        self.acknowledged[act.key] = [str(event["event"]) for event in answer.events]
        return True


def met(disk: Disk, trial: Trial, fault: Fault) -> Outcome:
    """Let clients meet a fault, and look what became of the store."""
    path = Path(trial.folder) / NAME
    shutil.copy(trial.store, path)
    outcome = Outcome(fault)
    scripts = [script(trial.seed, client) for client in range(CLIENTS if fault.nth <= SOON else 1)]
    with Engine.open(f"sqlite:///{path}") as engine:
        stage = Stage(engine)
        clients = [Client(disk, stage, islice(acts, MOST_ACTS), outcome) for acts in scripts]
        if trial.read_before:
            engine.processes()
        disk.fail(Calls[fault.calls], fault.nth, fault.error, persistently=fault.persistent)
        with ThreadPoolExecutor(len(clients)) as pool:
            for _ in pool.map(Client.go_on, clients):
                pass
        outcome.wrong += seen(partial(found_by, engine), clients, "while it fails")
        outcome.struck = disk.struck()
        disk.mend()
        for client in clients:
            client.finish()
        outcome.wrong += seen(partial(found_by, engine), clients, "mended") + differs_when_rebuilt(engine)
    outcome.wrong += seen(partial(look_into, path), clients, "in the file")
    with Engine.open(f"sqlite:///{path}") as engine:
        outcome.wrong += seen(partial(found_by, engine), clients, "opened anew")
        assert isinstance(Stage(engine).submit(one_more()), Receipt)
    return outcome


def there_already(engine: Engine, act: Act) -> list[str]:
    """Tell if an act is in the log of which it was said that nothing was written."""
    try:
        signs = found_by(engine).signs.keys() & act.leaves
    except SluisError as error:
        return [f"while it fails: reading says {type(error).__name__}: {error}"]
    return [f"nothing was to be written, and {sign} is there" for sign in signs]


def seen(look: Callable[[], Found], clients: list[Client], when: str) -> list[str]:
    """Look at everything, and tell what is not as the clients were told."""
    sent = by_sign([*openings(), *(act for client in clients for act in client.sent)])
    acknowledged = {key: events for client in clients for key, events in client.acknowledged.items()}
    try:
        return [f"{when}: {wrong}" for wrong in judge(look(), acknowledged, sent)]
    except SluisError as error:
        return [f"{when}: reading says {type(error).__name__}: {error}"]


def main(told: str) -> None:
    """Meet all faults of a trial, and print the outcomes."""
    trial, disk = read_trial.validate_json(told), Disk()
    disk.watch(Path(trial.folder))
    print(read_outcomes.dump_json([met(disk, trial, fault) for fault in trial.faults]).decode())


if __name__ == "__main__":
    main(sys.argv[1])
