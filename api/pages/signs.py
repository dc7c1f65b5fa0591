"""Signs of a process that gets stuck, as all see it who take part: facts with a measure, never a judgement.

A term passed by half its length, three weeks in which nothing changed while a gate is shut, a question put three times
without an answer that holds, a party that was at neither of the last two meetings of tables at which it sits.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from api.wording.portfolio import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from api.wording.process import Words
    from engine.process.view.shapes import Decision, ParticipantView, PartyView, Phase, Progress, SessionView

QUIET = timedelta(days=21)
OVERRUN = 0.5
ROUNDS = 3
MEETINGS = 2


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: `word` is what says it, of so many (days, times or meetings) and of whom or what."""

    word: str
    number: int
    what: str = ""

    def told(self, say: Words) -> str:
        """Return it as a sentence."""
        return counted(say, f"sign_{self.word}", self.number, what=self.what)

    def tag(self, say: Words) -> str:
        """Return it in a few words."""
        return counted(say, f"tag_{self.word}", self.number, what=self.what)


@dataclass(frozen=True, slots=True)
class Seen:
    """What all see of a process who take part in it: what signs are read from."""

    progress: Progress
    decisions: Sequence[Decision]
    sessions: Sequence[SessionView]
    parties: Sequence[PartyView]
    participants: Sequence[ParticipantView]
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The roles that sit at the table of a phase; all do at that of one that is not named here."""


def signs_of(seen: Seen, now: datetime) -> list[Sign]:
    """Return the signs that a process gets stuck; none where it is held, which was somebody's choice, or has ended."""
    return (
        [] if seen.progress.state != "open" else [*_overrun(seen, now), *_quiet(seen, now), *_again(seen), *_away(seen)]
    )


def _overrun(seen: Seen, now: datetime) -> Iterator[Sign]:
    """Yield a phase that lasts half as long again as it should."""
    for phase in seen.progress.phases:
        if phase.status == "now" and phase.overdue and (days := _over(phase, now)):
            yield Sign("overrun", days, phase.title)


def _over(phase: Phase, now: datetime) -> int:
    """Return by how many days a phase is past its term; 0 where that is less than half of it."""
    if phase.entered_at is None or phase.due_at is None:
        return 0
    over = now - phase.due_at
    return over.days if over >= (phase.due_at - phase.entered_at) * OVERRUN else 0


def _quiet(seen: Seen, now: datetime) -> Iterator[Sign]:
    """Yield that nothing changed for long while something is asked before it goes on."""
    level, lasted = seen.progress.progress, now - seen.progress.changed_at
    if lasted >= QUIET and level.done is not None and level.total is not None and level.done < level.total:
        yield Sign("quiet", lasted.days)


def _again(seen: Seen) -> Iterator[Sign]:
    """Yield what was put to a vote time and again, and never agreed upon."""
    rounds: dict[tuple[str, tuple[str, ...]], list[Decision]] = defaultdict(list)
    for one in seen.decisions:
        rounds[one.name, tuple(one.subject)].append(one)
    for several in rounds.values():
        if len(several) >= ROUNDS and not any(one.state in {"accepted", "ratified"} for one in several):
            yield Sign("again", len(several), several[-1].title)


def _away(seen: Seen) -> Iterator[Sign]:
    """Yield a party of which nobody was at its last meetings, though it took part before the first of them."""
    held = [one for one in seen.sessions if one.state == "held"]
    for party in seen.parties:
        people = [one for one in seen.participants if one.party and one.party.id == party.id]
        roles = {role.role for one in people if one.left_at is None for role in one.roles}
        sits = {name: bool(roles & table) for name, table in seen.tables.items()}
        asked = [one for one in held if sits.get(one.phase.id, True) and party.joined_at <= one.starts_at]
        last, ids = asked[-MEETINGS:], {one.id for one in people}
        is_away = len(last) == MEETINGS and not any(person.id in ids for one in last for person in one.present)
        if is_away and party.left_at is None:
            yield Sign("away", MEETINGS, party.name)
