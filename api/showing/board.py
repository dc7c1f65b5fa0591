"""A board: where a process stands, what is missing and whose turn it is, for a screen in the hall or another's page.

It is made of a progress that was told to nobody in particular, so it holds nothing that not everybody sees who takes
part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.wording.showing import Say, say_for
from engine.process.view.gates import missing_in
from engine.process.view.moves import counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.process.view import Telling
    from engine.process.view.shapes import Decision, Missing, Move, Owed, Phase, Progress

MOST = 8


@dataclass(frozen=True, slots=True)
class Step:
    """A phase on the map: its number, name and state in words; `inner` are the phases inside it, where we are there."""

    number: int
    name: str
    status: str
    state: str
    when: str
    is_late: bool
    inner: list[str]


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing, whose turn it is, and until when."""

    text: str
    whose: str
    when: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A gate ahead: what it is called, whether it is open, what is missing, and how many things beside."""

    title: str
    is_open: bool
    state: str
    lacks: list[Lack]
    more: str


@dataclass(frozen=True, slots=True)
class Board:
    """What stands on a board."""

    language: str
    title: str
    method: str
    state: str
    kind: str
    notices: list[str]
    steps: list[Step]
    level: str
    percent: int | None
    gates: list[Ahead]
    votes: list[str]
    changed: str


def board(telling: Telling, told: Progress) -> Board:
    """Return what stands on the board of a process."""
    say = say_for(telling.language)
    ended = f": {told.end.title}" if told.end else ""
    level = told.progress
    return Board(
        language=telling.language,
        title=told.title,
        method=told.method.title,
        state=say(told.state) + ended,
        kind="late" if is_late(told) else told.state,
        notices=[*([say("rehearsal")] if told.rehearsal else []), *_holds(told)],
        steps=list(_steps(telling, say, told.phases)),
        level=say("level", done=level.done or 0, total=level.total) if level.total else "",
        percent=level.percent,
        gates=[_ahead(telling, say, one) for one in told.moves if one.gate and counts(telling, one)],
        votes=[_vote(telling, say, one) for one in told.decisions if one.state == "open"],
        changed=say("changed", when=telling.instant(told.changed_at)),
    )


def is_late(told: Progress) -> bool:
    """Tell whether a phase in which the process is should have ended by now."""
    return any(one.overdue for one in told.phases)


def _holds(told: Progress) -> Iterator[str]:
    return (one.text for one in told.holds if one.ended_at is None)


def _steps(telling: Telling, say: Say, phases: list[Phase]) -> Iterator[Step]:
    for number, one in enumerate((one for one in phases if "." not in one.path), 1):
        here = one.status == "now"
        inner = [each.title for each in phases if each.path.startswith(f"{one.path}.") and each.status == "now"]
        when = telling.instant(one.due_at) if one.due_at else ""
        until = say("was_until" if one.overdue else "until", when=when) if when else ""
        state = say("here" if here else one.status)
        yield Step(number, one.title, one.status, state, until, one.overdue, inner if here else [])


def _ahead(telling: Telling, say: Say, move: Move) -> Ahead:
    assert move.gate is not None  # noqa: S101 - moves without one are left out before
    lacks = list(dict.fromkeys(_lack(telling, say, one) for one in missing_in(move.gate.conditions)))
    rest = len(lacks) - MOST
    return Ahead(
        title=move.gate.title,
        is_open=move.gate.met,
        state=_state(say, move),
        lacks=lacks[:MOST],
        more=say("more", number=rest) if rest > 0 else "",
    )


def _state(say: Say, move: Move) -> str:
    if move.open and move.by:
        return say("can_go_on", whose=_whose(move.by))
    return say("gate_open" if move.gate and move.gate.met else "gate_shut")


def _lack(telling: Telling, say: Say, one: Missing) -> Lack:
    whose = say("whose", whose=_whose(one.owed_by)) if one.owed_by else ""
    return Lack(one.text, whose, say("due", when=telling.instant(one.due_at)) if one.due_at else "")


def _vote(telling: Telling, say: Say, one: Decision) -> str:
    voted = say("voted", cast=one.tally.cast, eligible=one.tally.eligible)
    due = f", {say('due', when=telling.instant(one.due_at))}" if one.due_at else ""
    return f"{one.title}: {voted}{due}"


def _whose(owed: Iterable[Owed]) -> str:
    return ", ".join(dict.fromkeys(one.text for one in owed))
