"""Seats: which account a participant of a process is. They change in the transaction of the events they belong to.

In a family the same id is the same person, so whoever comes from a parent brings his seat along, and loses it by
leaving.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from engine.journal.tables import instant_text
from engine.process.events import ParticipantJoined, ParticipantLeft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.journal.store import Connection
    from engine.process.events import Event
    from engine.process.situation import Situation

Statement = tuple[str, tuple[object, ...]]
GIVE = (
    "INSERT INTO seat(process, participant, organisation, account, given_at) VALUES(?,?,?,?,?) ON CONFLICT DO NOTHING"
)
BRING = (
    "INSERT INTO seat(process, participant, organisation, account, given_at)"
    " SELECT ?, participant, organisation, account, ? FROM seat WHERE process=? AND participant=?"
    " ON CONFLICT DO NOTHING"
)
SHOWN = "SELECT process, participant, account, given_at FROM seat"
TAKE = "DELETE FROM seat WHERE process=? AND participant=?"


@dataclass(frozen=True, slots=True)
class Seat:
    """That an account is a participant of a process."""

    process: str
    participant: str
    account: str
    given_at: datetime


def seat_of(connection: Connection, process: str, account: str) -> str | None:
    """Return which participant of a process an account is; None where it is none."""
    query = "SELECT participant FROM seat WHERE process=? AND account=?"
    row = connection.execute(query, (process, account)).fetchone()
    return str(row[0]) if row else None


def seats_of(connection: Connection, organisation: str, account: str) -> list[Seat]:
    """Return the seats of an account."""
    query = f"{SHOWN} WHERE organisation=? AND account=? ORDER BY process"
    return [_seat(row) for row in connection.execute(query, (organisation, account)).fetchall()]


def seats_in(connection: Connection, organisation: str, process: str) -> list[Seat]:
    """Return the seats of a process."""
    query = f"{SHOWN} WHERE organisation=? AND process=? ORDER BY participant"
    return [_seat(row) for row in connection.execute(query, (organisation, process)).fetchall()]


def is_taken(connection: Connection, process: str, participant: str) -> bool:
    """Tell whether a participant is an account already."""
    query = "SELECT 1 FROM seat WHERE process=? AND participant=?"
    return connection.execute(query, (process, participant)).fetchone() is not None


def giving(organisation: str, process: str, participant: str, account: str, at: datetime) -> Statement:
    """Return the statement that gives an account a seat, where neither of the two has another there."""
    return GIVE, (process, participant, organisation, account, instant_text(at))


def after_events(situation: Situation, happened: Sequence[Event]) -> Iterator[Statement]:
    """Yield the statements by which seats follow what happened in a process."""
    parent = situation.lineage.parent if situation.lineage else None
    for event in happened:
        match event.body:
            case ParticipantLeft(participant=one):
                yield TAKE, (situation.process, one)
            case ParticipantJoined(participant=one) if parent:
                yield BRING, (situation.process, instant_text(event.at), parent, one)
            case _:
                pass


def carry_down(connection: Connection, situations: Iterable[Situation], participant: str, at: datetime) -> None:
    """Give a participant who has a seat in a parent the same in its children, each with its parent before it."""
    for one in situations:
        person = one.participants.get(participant)
        if one.lineage and person and not person.left_at:
            connection.execute(BRING, (one.process, instant_text(at), one.lineage.parent, participant))


def _seat(row: tuple[object, ...]) -> Seat:
    process, participant, account, given_at = map(str, row)
    return Seat(process, participant, account, datetime.fromisoformat(given_at))
