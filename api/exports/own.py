"""What a process holds about one participant, for himself: what he wrote, did and was, as far as he may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from engine.process.view import deadlines, notes, participants, records, sessions
from engine.process.view.shapes import Deadline, Entry, NoteView, ParticipantView, RecordView, SessionView

if TYPE_CHECKING:
    from api.exports.copying import Copy

FORMAT = "sluis-own/1"


@dataclass(frozen=True, slots=True)
class Own:
    """All of it. `records` are those he wrote or signed, `log` the lines of what he did and in which he is named."""

    format: str
    process: str
    title: str
    participant: ParticipantView
    records: list[RecordView]
    notes: list[NoteView]
    sessions: list[SessionView]
    asked: list[Deadline]
    log: list[Entry]


OWN = TypeAdapter(Own)


def own_of(copy: Copy) -> bytes | None:
    """Return what a process holds about the reader; None where he takes no part in it."""
    telling = copy.telling
    me = telling.sight.reader.participant
    person = next((one for one in participants(telling) if one.id == me), None)
    if person is None:
        return None
    lines = [line for line in copy.log if _is_about(line, person.id)]
    named = {line.data.get("id") for line in lines}
    told = Own(
        FORMAT, telling.situation.process, telling.situation.title or "…", person,
        [one for one in records(telling) if one.author == person.id or one.id in named], notes(telling),
        [one for one in sessions(telling) if any(who.id == person.id for who in one.present)],
        [one for one in deadlines(telling) if one.mine], lines,
    )  # fmt: skip
    return OWN.dump_json(told, indent=1)


def _is_about(line: Entry, person: str) -> bool:
    return (line.actor is not None and line.actor.id == person) or _holds(line.data, person)


def _holds(value: object, person: str) -> bool:
    """Tell whether somebody's id is anywhere in what an event says."""
    match value:
        case str():
            return value == person
        case dict():
            return any(_holds(one, person) for one in value.values())
        case list():
            return any(_holds(one, person) for one in value)
        case _:
            return False
