"""python-statemachine over sqlite3: a machine is made for each command and fired once; nothing is kept between them.

It knows no gate over parties, no readers, no chain of what happened, and tells nobody what is missing.
"""

from __future__ import annotations

import sys
import time
from itertools import count
from pathlib import Path

from statemachine import State, StateMachine

from benchmarks.floors import PROCESSES, STATE, TOLD
from benchmarks.peers.acts import INSERT, UPDATE, a_file, connected
from benchmarks.peers.answering import answer, in_line
from benchmarks.timing import repeated

BOTH = {"cond": ["quorum", "unlocked"]}


class Row:
    """A process as the machine moves it."""

    def __init__(self, state: str, version: int) -> None:
        self.state, self.version, self.present, self.needed = state, version, 5, 3

    def quorum(self) -> bool:
        """Tell whether enough are there."""
        return self.present >= self.needed

    def unlocked(self) -> bool:
        """Tell whether it may move."""
        return self.needed > 0


class Flow(StateMachine):  # type: ignore[misc]  # it is not installed where types are judged
    """Eight phases in a ring."""

    picture = State(initial=True)
    clarify, propose, react, amend, object_, integrate, celebrate = (State() for _ in range(7))
    advance = (
        picture.to(clarify, **BOTH)
        | clarify.to(propose, **BOTH)
        | propose.to(react, **BOTH)
        | react.to(amend, **BOTH)
        | amend.to(object_, **BOTH)
        | object_.to(integrate, **BOTH)
        | integrate.to(celebrate, **BOTH)
        | celebrate.to(picture, **BOTH)
    )


class Statechart:
    """One command after another, on one process after another."""

    def __init__(self, file: Path) -> None:
        self._connection, self._numbers = connected(file), count(1)

    def __call__(self) -> None:
        """Do one command."""
        process, do = str(next(self._numbers) % PROCESSES), self._connection.execute
        do("BEGIN IMMEDIATE")
        phase, version = do("SELECT phase, version FROM process WHERE id=?", (process,)).fetchone()
        row = Row(phase, version + 1)
        Flow(row).send("advance")
        at = time.time()
        do(UPDATE, (row.state, row.version, STATE, at, process))
        do(INSERT, (process, row.version, at, "alice", TOLD))
        do("COMMIT")


if __name__ == "__main__":
    chart = Statechart(a_file(Path(sys.argv[1])))
    answer({"one": repeated(chart), "many": in_line(chart)})
