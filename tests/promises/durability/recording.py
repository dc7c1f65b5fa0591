"""Run by `shim.run_on`: clients write on a watched disk, and every acknowledgement is marked in the trace.

A recording has several lives, each a process of its own that ends well, or is killed by a sync or write.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import TypeAdapter
from pysqlite3 import dbapi2 as driver

from engine import Engine, Receipt
from tests.promises.durability.acts import CLIENTS, Act, Stage, script
from tests.promises.durability.clients import until_accepted
from tests.promises.shim import Calls, Disk

if TYPE_CHECKING:
    from sqlite3 import Connection

NAME = "sluis.db"
SYNC_TAKES = 0.001
PRAGMA, IGNORE, ALLOW = 19, 2, 0  # of SQLite's authorizer


@dataclass(frozen=True, slots=True)
class Life:
    """One life: each of the clients does its acts from the first up to the second number.

    The nth of the calls named by `fails` meets an error, or kills the life where that is 0.
    """

    acts: tuple[int, int]
    clients: int = CLIENTS
    fails: Literal["SYNC", "WRITE", ""] = ""
    nth: int = 0
    error: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to record, in real paths.

    `durability` is how SQLite syncs: FULL is what the engine asks for; with another word its wish is overruled.
    """

    folder: str
    trace: str
    seed: str
    lives: tuple[Life, ...]
    checkpoint_every: int = 1_000
    durability: str = "FULL"


read_plan = TypeAdapter(Plan)


def overrule(durability: str, checkpoint_every: int) -> None:
    """Let every connection of this process sync as told, whatever is asked of it, and checkpoint so often."""
    connect = driver.connect

    def connect_otherwise(*given: Any, **named: Any) -> Connection:
        connection: Connection = connect(*given, **named)
        connection.execute(f"PRAGMA wal_autocheckpoint={checkpoint_every}")
        if durability != "FULL":
            connection.execute(f"PRAGMA synchronous={durability}")
            connection.set_authorizer(_ignore_synchronous)
        return connection

    driver.connect = connect_otherwise


def _ignore_synchronous(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    return IGNORE if action == PRAGMA and first == "synchronous" and second else ALLOW


def live(disk: Disk, url: str, seed: str, life: Life) -> None:
    """Open the engine, let all clients do their acts of this life, and close it."""
    with Engine.open(url) as engine:
        stage = Stage(engine)
        for act, receipt in stage.opened:
            mark(disk, act, receipt)
        if life.fails:
            disk.fail(Calls[life.fails], life.nth, life.error)
        scripts = [list(islice(script(seed, client), *life.acts)) for client in range(life.clients)]
        with ThreadPoolExecutor(life.clients) as pool:
            for _ in pool.map(partial(do_all, disk, stage), scripts):
                pass
        disk.mend()


def do_all(disk: Disk, stage: Stage, acts: list[Act]) -> None:
    """Do acts in order, each until it is accepted, and mark the answers."""
    for act in acts:
        mark(disk, act, until_accepted(stage, act))


def mark(disk: Disk, act: Act, receipt: Receipt) -> None:
    """Mark an acknowledgement in the trace: the key, and the ids of the events."""
    disk.mark(json.dumps([act.key, [event["event"] for event in receipt.events]]).encode())


def main(told: str) -> None:
    """Record all lives of a plan."""
    plan = read_plan.validate_json(told)
    disk = Disk()
    overrule(plan.durability, plan.checkpoint_every)
    for life in plan.lives:
        child = os.fork()
        if not child:
            disk.watch(Path(plan.folder), Path(plan.trace))
            disk.let_syncs_take(SYNC_TAKES)
            live(disk, f"sqlite:///{plan.folder}/{NAME}", plan.seed, life)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert status == 0 or (status == signal.SIGKILL and life.fails and not life.error), (
            f"{life}: ended with {status}"
        )


if __name__ == "__main__":
    main(sys.argv[1])
