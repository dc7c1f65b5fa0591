"""Meetings and deadlines as a calendar (iCalendar, RFC 5545), in the zone of the process and the reader's words.

What changes keeps its UID and gets a higher SEQUENCE, so a calendar that had it moves it. How often it changed, and
when last, is what the reader's log says of it; nothing here reads a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date
from importlib.metadata import version
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, vText

from api.wording.exporting import words_for
from engine.process.instants import local
from engine.process.view import deadlines, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from api.exports.copying import Copy
    from engine.process.view.shapes import Deadline, Entry, SessionView

VERSION = version("sluis")
STATUS = {"planned": "CONFIRMED", "held": "CONFIRMED", "called_off": "CANCELLED"}
OF_SESSIONS = frozenset({"SessionPlanned", "SessionCalledOff", "AgendaSet"})
OF_TERMS = frozenset({"PhaseEntered", "TermExtended"})


BREAKS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u2028\u2029]")
"""What no text of a calendar may hold, and what programs take for the end of a line."""
EPOCH_YEAR, MOST_YEARS = 1970, 50
"""What is further away than that has the zone's time of the last year that is written down."""


@dataclass(frozen=True, slots=True)
class _Changes:
    """How often something was changed after it was first there, and when it last was."""

    number: int
    at: datetime


def calendar_of(copy: Copy) -> bytes:
    """Return a copy as a calendar; the same bytes for the same copy."""
    telling, words = copy.telling, words_for(copy.telling.language)
    title = title_of(copy)
    calendar = Calendar()
    calendar.add("prodid", f"-//Sluis//Sluis {VERSION}//{telling.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _text(title))
    calendar.add("x-wr-caldesc", _text(words["calendar_about"].replace("{title}", title)))
    calendar.add("x-wr-timezone", telling.situation.zone)
    changed = _changes(copy)
    for session in sessions(telling):
        calendar.add_component(_meeting(copy, session, changed, words))
    for due in deadlines(telling):
        calendar.add_component(_deadline(copy, due, changed, words))
    _add_zone(calendar)
    return bytes(calendar.to_ical())


def _add_zone(calendar: Calendar) -> None:
    """Add what clocks do in the zone of the process around the time of what is in the calendar."""
    years = [event.start.year for event in calendar.events] or [EPOCH_YEAR]
    first = max(min(years) - 1, EPOCH_YEAR)
    last = min(max(years) + 2, first + MOST_YEARS, MAXYEAR)
    calendar.add_missing_timezones(first_date=date(first, 1, 1), last_date=date(last, 1, 1))


def _meeting(copy: Copy, one: SessionView, changed: Mapping[str, _Changes], words: Mapping[str, str]) -> Event:
    event = _event(copy, f"session:{one.id}", one.starts_at, one.title, changed)
    event.add("status", STATUS[one.state])
    phase = words["calendar_phase"].replace("{phase}", one.phase.name)
    why = words["calendar_called_off"].replace("{reason}", one.reason) if one.reason else None
    about = _lines(phase, why, _moved(copy, one, words), one.agenda)
    event.add("description", _text(about))
    return event


def _moved(copy: Copy, one: SessionView, words: Mapping[str, str]) -> str | None:
    """Return that it was planned for another time, while it is still to come."""
    if one.moved_from is None or one.state != "planned":
        return None
    return words["calendar_moved"].replace("{before}", copy.telling.instant(one.moved_from))


def _deadline(copy: Copy, one: Deadline, changed: Mapping[str, _Changes], words: Mapping[str, str]) -> Event:
    text = words["calendar_mine"].replace("{text}", one.text) if one.mine else one.text
    event = _event(copy, one.key, one.due_at, text, changed)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # nobody is busy because of it
    owed = ", ".join(turn.text for turn in one.owed_by)
    about = _lines(title_of(copy), words["calendar_owed"].replace("{who}", owed) if owed else None)
    event.add("description", _text(about))
    return event


def _event(copy: Copy, key: str, at: datetime, text: str, changed: Mapping[str, _Changes]) -> Event:
    situation = copy.telling.situation
    known = changed.get(key) or _Changes(0, situation.opened_at)
    event = Event()
    event.add("uid", f"{situation.process}/{key}@sluis")
    event.add("sequence", known.number)
    event.add("dtstamp", known.at)
    event.add("last-modified", known.at)
    event.add("dtstart", local(at, situation.zone))
    event.add("summary", _text(text))
    return event


def title_of(copy: Copy) -> str:
    """Return what a process is called."""
    return copy.telling.situation.title or "…"


def _text(text: str) -> vText:
    """Return a text as calendars have them, also where the library takes a property for none of theirs."""
    return vText(BREAKS.sub(" ", text.replace("\r\n", "\n")))


def _lines(*lines: str | None) -> str:
    return "\n".join(one for one in lines if one)


def _changes(copy: Copy) -> Mapping[str, _Changes]:
    """Return by what is in a calendar how often it changed, by the lines of the log that set it."""
    found: dict[str, _Changes] = {}
    for line in copy.log:
        if key := _set_by(line):
            before = found.get(key)
            found[key] = _Changes(before.number + 1 if before else 0, line.at)
    return found


def _set_by(line: Entry) -> str | None:
    """Return what a line of the log sets in a calendar."""
    if line.type in OF_SESSIONS:
        return f"session:{line.data['session']}"
    if line.type in OF_TERMS:
        return f"phase:{line.data['phase']}"
    if line.type == "DecisionOpened":
        return f"run:{line.data['run']}"
    return str(line.data["due"]) if line.type == "DueSet" else None
