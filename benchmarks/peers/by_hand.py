"""What one writes by hand: `transitions` and SQLModel on SQLite; one machine for all, one session a command.

One command loads the row, fires a trigger with two conditions, saves, adds a row of history and commits. It knows no
gate over parties, no readers, no chain of what happened, and tells nobody what is missing.
"""

from __future__ import annotations

import sys
import time
from itertools import count
from pathlib import Path

from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine
from transitions import Machine

from benchmarks.floors import PROCESSES, STATE, TOLD
from benchmarks.peers.acts import PHASES, a_file
from benchmarks.peers.answering import answer, in_line
from benchmarks.timing import repeated


class Process(SQLModel, table=True):
    """A process."""

    __tablename__ = "process"

    id: str = Field(primary_key=True)
    phase: str
    version: int
    state: str
    changed: float


class Act(SQLModel, table=True):
    """What was done."""

    __tablename__ = "act"

    id: int | None = Field(default=None, primary_key=True)
    process: str
    number: int
    at: float
    actor: str
    told: str


class Gate:
    """What the machine moves, and its two conditions."""

    def __init__(self, phase: str) -> None:
        self.state, self.present, self.needed = phase, 5, 3

    def quorum(self) -> bool:
        """Tell whether enough are there."""
        return self.present >= self.needed

    def unlocked(self) -> bool:
        """Tell whether it may move."""
        return self.needed > 0


class ByHand:
    """One command after another, on one process after another."""

    def __init__(self, file: Path) -> None:
        self._engine = create_engine(f"sqlite:///{file}")
        event.listen(self._engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=FULL"))
        moves = [
            {"trigger": "advance", "source": one, "dest": other, "conditions": ["quorum", "unlocked"]}
            for one, other in zip(PHASES, (*PHASES[1:], PHASES[0]), strict=True)
        ]
        self._machine = Machine(None, states=list(PHASES), transitions=moves, initial=PHASES[0], auto_transitions=False)
        self._numbers = count(1)

    def __call__(self) -> None:
        """Do one command."""
        with Session(self._engine) as session:
            row = session.get_one(Process, str(next(self._numbers) % PROCESSES))
            gate = Gate(row.phase)
            if not self._machine.events["advance"].trigger(gate):
                raise RuntimeError(row.phase)
            row.phase, row.version, row.changed, row.state = gate.state, row.version + 1, time.time(), STATE
            session.add(row)
            session.add(Act(process=row.id, number=row.version, at=row.changed, actor="alice", told=TOLD))
            session.commit()


if __name__ == "__main__":
    by_hand = ByHand(a_file(Path(sys.argv[1])))
    answer({"one": repeated(by_hand), "many": in_line(by_hand)})
