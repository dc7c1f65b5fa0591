"""The log as people read it: sentences by day, the newest first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.cursors import read_cursor, write_cursor
from api.pages.values import day_in
from api.stretches import latest, stretch
from engine.process.instants import local

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from api.pages.desk import Desk
    from engine import Engine
    from engine.process.view.shapes import Entry

PAGE = 50
MOST_SINCE = 12
MOST_LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the log, at a time of a day."""

    time: str
    at: str
    text: str
    details: list[str]


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day."""

    name: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log; `older` is where the next one begins, if there is one."""

    days: list[Day]
    older: str


@dataclass(frozen=True, slots=True)
class News:
    """What happened since somebody last looked, and whether there is more than is told."""

    days: list[Day]
    is_more: bool


def log_page(engine: Engine, desk: Desk, before: str | None) -> LogPage:
    """Return what happened last, or before a place in the log. Raises Unreadable for what is no place."""
    found = latest(engine, desk.telling, read_cursor(before) if before else None, PAGE)
    older = write_cursor(found.places[-1]) if found.more else ""
    return LogPage(_days(desk, found.lines), older)


def latest_lines(engine: Engine, desk: Desk, most: int) -> list[Day]:
    """Return what happened last."""
    return _days(desk, latest(engine, desk.telling, None, most).lines)


def news_since(engine: Engine, desk: Desk, since: datetime) -> News:
    """Return what others did since an instant, as far as the reader may know, the newest first."""
    found = latest(engine, desk.telling, None, MOST_LOOKED_AT)
    after = [one for one in found.lines if one.at > since]
    lines = [one for one in after if one.actor is None or one.actor.id != desk.seat]
    is_more = len(lines) > MOST_SINCE or (found.more and len(after) == len(found.lines))
    return News(_days(desk, lines[:MOST_SINCE]), is_more)


def since_then(engine: Engine, desk: Desk, since: str) -> list[str]:
    """Return what happened since a place in the log, as far as the reader may know; nothing for what is no place."""
    found = stretch(engine, desk.telling, read_cursor(since), MOST_SINCE)
    return [one.text for one in found.lines]


def _days(desk: Desk, entries: Iterable[Entry]) -> list[Day]:
    days: list[Day] = []
    for one in entries:
        there = local(one.at, desk.situation.zone)
        name = day_in(desk, there.date())
        if not days or days[-1].name != name:
            days.append(Day(name, []))
        planned = [desk.say("planned_for", when=desk.telling.instant(one.due_at))] if one.due_at else []
        mark = "." if desk.telling.language == "nl" else ":"
        time = f"{there:%H}{mark}{there:%M}"
        days[-1].lines.append(Line(time, there.isoformat(), one.text, [*planned, *one.details]))
    return days
