"""A stage on which every statement can fail, and what must be there then: all that belongs together, or none of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import psycopg
from pysqlite3 import dbapi2 as driver

from engine import Engine, Receipt
from engine.errors import OutcomeUnknown, StoreBusy
from engine.journal.loading import load, replayed
from engine.journal.postgres import PostgresConnection
from tests.engine.journal.neighbours import Time, accepted
from tests.engine.journal.statements import Watch, fails_with, watched
from tests.promises.replicas import answered, beside, rows
from tests.promises.unchangeable import forbid_changes

if TYPE_CHECKING:
    from engine.journal.loading import Loaded
    from engine.journal.store import Connection
    from engine.process.commands import Command

How = Literal["before", "after", "lost"]
SNAPSHOT_EVERY = 7  # so that many commands write one
ERRORS = {"sqlite": driver.OperationalError("disk I/O error"), "postgres": psycopg.InternalError("the disk burns")}


@dataclass
class Stage:
    """An engine whose statements are watched, and a connection beside it."""

    kind: str
    engine: Engine
    watch: Watch
    beside: Connection
    time: Time
    process: str = ""
    _read: tuple[dict[str, list[Any]], dict[str, Loaded]] = ({}, {})

    def submit(self, commands: list[Command], key: str | None = None, child: str | None = None) -> Receipt:
        """Submit commands, perhaps to a `child` of the process; the first ever open it."""
        receipt = accepted(self.engine.submit(child or self.process or None, commands, key=key))
        self.process = self.process or receipt.process
        return receipt

    def everything(self) -> dict[str, list[Any]]:
        """Return every row there is."""
        return rows(self.beside, *ALL)

    def agrees(self) -> bool:
        """Tell whether memory, rows, snapshot and log say the same of every process."""
        journal = self.engine._journal  # noqa: SLF001 - from behind the door, so that no time passes
        return all(journal.loaded(process, "local") == known for process, known in self._kept().items())

    def _kept(self) -> dict[str, Loaded]:
        """Return what rows, snapshot and log alike say of every process: the same as before where the rows are."""
        there = self.everything()
        if there != self._read[0]:
            known = {str(one): load(self.beside, str(one)) for (one,) in self._processes()}
            for process, loaded in known.items():
                *_, last = replayed(self.beside, process)
                assert loaded == last, process
            self._read = there, known
        return self._read[1]

    def _processes(self) -> list[tuple[Any, ...]]:
        return self.beside.execute("SELECT id FROM process").fetchall()

    def lose_the_line(self) -> None:
        """Let the connection be gone under the statement that is run."""
        inner = self.engine._journal.writer._connection  # noqa: SLF001 - from behind the door
        assert inner is not None
        line = getattr(inner, "inner", inner)  # what is watched
        servant = line.raw.info.backend_pid if isinstance(line, PostgresConnection) else None
        inner.close()
        if servant is not None:
            self._wait_for_the_end_of(servant)
        raise ERRORS[self.kind]

    def _wait_for_the_end_of(self, servant: int) -> None:
        """Wait until the server has noticed: until then it holds the lock, and the command waits for another turn."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE pid=?"
        while self.beside.execute(query, (servant,)).fetchall() != [(0,)]:
            time.sleep(0.001)


ALL = ("event", "content", "process", "snapshot", "receipt", "method", "ballot_box")


def fail_everywhere(stage: Stage, do: Callable[[], object], how: How, until: str = "COMMIT") -> Iterator[str]:
    """Do something again and again, each time failing one statement later, and yield the statement that failed.

    Ends with the commit, of which nobody knows then whether it happened.
    """
    for place in range(1, 1_000):
        fails = stage.lose_the_line if how == "lost" else fails_with(ERRORS[stage.kind])
        stage.watch.at(place, "before" if how == "lost" else how, fails)
        answer = answered(do)
        assert stage.watch.has_come, f"it came to an end without {until}: {stage.watch.said}"
        statement = stage.watch.said[place - 1]
        assert isinstance(answer, OutcomeUnknown if statement == until else StoreBusy), (statement, answer)
        stage.watch.reset()
        yield statement
        if statement == until:
            return


def try_everywhere(stage: Stage, do: Callable[[], object]) -> int:
    """See that nothing is there after a failure anywhere, and everything after a commit whose answer was lost."""
    tried, before = 0, stage.everything()
    hows: tuple[How, ...] = ("before", "lost", "after")
    for how in hows:
        for statement in fail_everywhere(stage, do, how):
            tried += 1
            if (how, statement) != ("after", "COMMIT"):
                assert stage.everything() == before, (how, statement)
            assert stage.agrees(), (how, statement)
    assert stage.everything() != before, "nothing happened"
    return tried


@contextmanager
def a_stage(kind: str, url: str) -> Iterator[Stage]:
    """Open a stage for a store, kept by the database itself from changing what was."""
    time = Time()
    with Engine.open(url, now=time) as engine, beside(engine) as connection, watched(engine) as watch:
        forbid_changes(engine, connection)
        yield Stage(kind, engine, watch, connection, time)
