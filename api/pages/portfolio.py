"""The portfolio: many processes at a glance, each as all see it who take part, whoever looks."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from api.dependencies import tell
from api.pages.signs import Seen, Sign, signs_of
from api.wording import say_instant
from api.wording.portfolio import counted
from engine.errors import EventUnknown, LogBroken, MethodUnread, ProcessUnknown
from engine.process.view import decisions, participants, parties, progress, sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from fastapi import Request

    from api.wording.process import Words
    from engine import Engine
    from engine.journal.rows import Standing
    from engine.language import Method
    from engine.process.view.shapes import Phase, Progress

MOST_WAITED = 3
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A process of the list: its line there, what the whole of it is told, and from when it stands where it is."""

    standing: Standing
    progress: Progress
    here: list[Phase]
    waits_on: list[str]
    since: datetime | None
    due_at: datetime | None
    signs: list[Sign]


@dataclass(frozen=True, slots=True)
class Row:
    """A process as it stands in the page."""

    id: str
    title: str
    method: str
    kind: str
    state: str
    where: str
    done: int | None
    total: int | None
    due: str
    is_late: bool
    waits_on: list[str]
    more: str
    since: str
    days: str
    signs: list[tuple[str, str]]


def told_of(request: Request, engine: Engine, items: Iterable[Standing], now: datetime) -> Iterator[Told]:
    """Yield processes of a list as the whole of each is told, with the signs that it gets stuck."""
    for one in items:
        with suppress(ProcessUnknown, LogBroken, EventUnknown, MethodUnread):  # or it has to wait
            method, situation = engine.situation(one.id)
            telling = tell(request, method, situation, None, organisation=engine.organisation)
            told, known = progress(telling), decisions(telling)
            met = sessions(telling)
            tables = dict(_tables(method, {each.phase.id for each in met}))
            seen = Seen(told, known, met, parties(telling), participants(telling), tables)
            yield _told(one, told, signs_of(seen, now))


def _tables(method: Method, phases: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield phases that have a table, each with the roles that sit at it."""
    for one in phases:
        if (at := method.plan.table_around(one)) is not None:
            yield one, frozenset(method.plan.nodes[at].declared.table or ())


def _told(standing: Standing, told: Progress, signs: list[Sign]) -> Told:
    now = [one for one in told.phases if one.status == "now"]
    here = [one for one in now if not any(each.path.startswith(f"{one.path}.") for each in now)]
    held = [one.began_at for one in told.holds if one.ended_at is None]
    entered = [one.entered_at for one in here if one.entered_at]
    since = min(held if told.state == "held" and held else entered, default=None)
    waits = dict.fromkeys(each.text for one in told.todo for each in one.owed_by)
    due = min((one.due_at for one in now if one.due_at), default=None)
    return Told(standing, told, here, list(waits), None if told.end else since, due, signs)


def row_of(say: Words, language: str, zone: str, one: Told, now: datetime) -> Row:
    """Return a process as it stands in the page, in the reader's language and by the clocks of a zone."""
    told, is_late = one.progress, any(each.overdue for each in one.progress.phases)
    more = len(one.waits_on) - MOST_WAITED
    held, since = told.state == "held", one.since
    return Row(
        id=told.id,
        title=told.title,
        method=told.method.title,
        kind="late" if is_late else {"open": "water", "held": "hold"}.get(told.state, ""),
        state=say(told.state),
        where=told.end.title if told.end else ", ".join(each.title for each in one.here),
        done=told.progress.done if told.end is None else None,
        total=told.progress.total,
        due=when(language, zone, one.due_at),
        is_late=is_late,
        waits_on=one.waits_on[:MOST_WAITED],
        more=say("and_more", number=more) if more > 0 else "",
        since=say("held_since" if held else "since", when=when(language, zone, since)) if since else "",
        days=days(say, now - since) if since else "",
        signs=[(each.tag(say), each.told(say)) for each in one.signs],
    )


def when(language: str, zone: str, at: datetime | None) -> str:
    """Return an instant as people say it."""
    return say_instant(language, zone, at) if at else ""


def days(say: Words, lasted: timedelta) -> str:
    """Return how long something took, in days."""
    number = max(0, lasted // DAY)
    return counted(say, "days", number) if number else say("days_0")
