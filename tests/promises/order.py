"""Whether answers given side by side can have been given one at a time: the order of the log must explain them all.

Processes have nothing in common, so each is judged by itself. An answer is explained by a place in the log: the number
of events before it. What a command leads to at a place is told by `decide`, which is pure and is tried elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine import Receipt, Refusal
from engine.errors import ViewChanged
from engine.process.decide import decide
from engine.process.fold import fold
from engine.process.situation import Situation
from tests.promises.replicas import told

if TYPE_CHECKING:
    from engine.language import Method
    from engine.process.commands import Command
    from engine.process.events import Event
    from tests.promises.replicas import Answer


@dataclass(frozen=True)
class Op:
    """Something that was asked from `start` until `end`: a command with what it expected, or just a look (None)."""

    start: float
    end: float
    command: Command | None
    answer: Answer | Situation
    expected: int | None = None


@dataclass
class Log:
    """The events of a process, and how it stood at each place. Everything up to `opened` was there before."""

    method: Method
    events: Sequence[Event]
    opened: int
    situations: list[Situation | None] = field(default_factory=lambda: [None])

    def __post_init__(self) -> None:
        for event in self.events:
            self.situations.append(fold(self.situations[-1], event))

    def at(self, place: int) -> Situation:
        """Return how the process stood at a place."""
        situation = self.situations[place]
        assert situation is not None
        return situation


def faults(log: Log, ops: Sequence[Op]) -> Iterator[str]:
    """Tell what no order explains: of what was answered, of what was seen, and of what is in the log."""
    blocks = {id(op): _block(log, op) for op in ops if isinstance(op.answer, Receipt)}
    written = sorted(block for block in blocks.values() if block)
    ends = [log.opened, *(last for _, last in written)]
    if [first for first, _ in written] != ends[:-1] or ends[-1] != len(log.events):
        yield f"the log is not what was accepted, each in one piece: {written} after {log.opened} of {len(log.events)}"
    done: list[tuple[float, int]] = []  # when an answer was there, and the place that it shows
    for op in sorted(ops, key=lambda op: op.start):
        since = max((place for end, place in done if end < op.start), default=log.opened)
        place = _accepted_at(log, op, blocks[id(op)]) if id(op) in blocks else _seen_at(log, op, ends, since)
        if place is None or place[0] < since:
            yield f"no place from {since} on explains {_told(op)}"
        else:
            done.append((op.end, place[1]))


def _block(log: Log, op: Op) -> tuple[int, int] | None:
    """Return the places before and after the events of a receipt; None where they are not in the log in one piece."""
    assert isinstance(op.answer, Receipt)
    ids, there = [event["event"] for event in op.answer.events], [event.id for event in log.events]
    first = there.index(str(ids[0])) if ids and ids[0] in there else -1
    return (first, first + len(ids)) if first >= 0 and there[first : first + len(ids)] == ids else None


def _accepted_at(log: Log, op: Op, block: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return the block of an accepted command, if that is what it leads to there, and what it expected was so."""
    if block is None or op.command is None or (op.expected is not None and op.expected != block[0]):
        return None
    events = tuple(log.events[slice(*block)])
    caused = decide(log.method, log.at(block[0]), op.command, events[0].at, iter([event.id for event in events]))
    return block if caused == events else None


def _seen_at(log: Log, op: Op, ends: Sequence[int], since: int) -> tuple[int, int] | None:
    """Return the first place from `since` on, between two commands, at which a refusal is right or a look saw this."""
    right = (place for place in sorted(ends) if place >= since and _is_right(log, op, place))
    place = next(right, None)
    return None if place is None else (place, place)


def _is_right(log: Log, op: Op, place: int) -> bool:
    here = log.at(place)
    if op.command is None:
        return op.answer == here
    if isinstance(op.answer, ViewChanged):
        return op.expected != place
    if not isinstance(op.answer, Refusal) or op.expected not in (None, place):
        return False
    caused = decide(log.method, here, op.command, here.at, iter(str, None))
    return isinstance(caused, Refusal) and _named(caused) == _named(op.answer)


def _named(refusal: Refusal) -> tuple[object, ...]:
    return (told(refusal), refusal.kind, refusal.message, refusal.values, refusal.pointer, refusal.at)


def _told(op: Op) -> str:
    if isinstance(op.answer, Situation):
        return f"a look that saw {op.answer.order} events"
    return f"'{told(op.answer)}' to {op.command!r}" + (f" at {op.expected}" if op.expected is not None else "")
