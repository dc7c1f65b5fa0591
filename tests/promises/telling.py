"""A process that acts and tells webhooks, and may be killed at any moment: `python -m tests.promises.telling …`."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from engine import Engine
from engine.errors import OutcomeUnknown, StoreBusy
from engine.journal.store import EVERYBODY
from engine.outbox.outbox import Outbox
from engine.outbox.wire import Wire
from tests.engine.journal.neighbours import a_command, accepted

if TYPE_CHECKING:
    from engine.journal.group import Group

LEASE = timedelta(seconds=1)  # longer than any try takes
SOON = (timedelta(milliseconds=5),) * 60
RESUME = "UPDATE webhook SET stopped_why=NULL, failures=0, next_at=made_at WHERE stopped_why IS NOT NULL"


def run(url: str, seed: str, processes: list[str], acts: int) -> None:
    """Act so often, in processes by turns, then go on telling until nothing waits."""
    chance = Random(seed)
    with Engine.open(url, signing_key=Path(os.environ["KEY"])) as engine:
        town = engine.of("town")
        journal = engine._journal  # noqa: SLF001 - the tests look behind the door
        outbox = Outbox(journal, Wire(("127.0.0.1",), seconds=0.3), waits=SOON, every=0.005, lasts=LEASE)
        outbox.start()
        print("open", flush=True)
        for _ in range(acts):
            process = chance.choice(processes)
            with suppress(StoreBusy, OutcomeUnknown):
                accepted(town.submit(process, a_command("note", "anna", text="A note")))
            _resume(engine)
            time.sleep(chance.uniform(0, 0.005))
        quiet = 0
        while quiet < 5:
            _resume(engine)
            with journal.reading(EVERYBODY) as connection:
                is_over = not connection.execute("SELECT 1 FROM webhook_message").fetchone()
            quiet = quiet + 1 if is_over else 0
            time.sleep(0.1)
        outbox.stop()


def _resume(engine: Engine) -> None:
    """Let what was stopped go on, as somebody would who sees to it."""
    with engine._journal.reading(EVERYBODY) as connection:  # noqa: SLF001 - the tests look behind the door
        stopped = connection.execute("SELECT 1 FROM webhook WHERE stopped_why IS NOT NULL").fetchone()
    if stopped:
        engine.access._desk.write("town", _resumed)  # noqa: SLF001 - the same


def _resumed(group: Group) -> None:
    group.touch()
    group.connection.execute(RESUME)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], sys.argv[3].split(","), int(sys.argv[4]))
