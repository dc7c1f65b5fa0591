"""Seats: which account a participant of a process is. They change in the transaction of the events they belong to.

Whoever is brought from a parent brings his seat along, and loses it by leaving. Whoever was admitted here by somebody,
by whatever id, is nobody else's account: ids are chosen, and nobody may choose who somebody else is.
"""

from __future__ import annotations

import json
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
JOINED = "SELECT actor, skeleton FROM event WHERE process=? AND type='ParticipantJoined' ORDER BY seq"
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


def after_events(before: Situation | None, after: Situation, happened: Sequence[Event]) -> Iterator[Statement]:
    """Yield the statements by which seats follow what happened in a process.

    Who only changes sides keeps his seat, or stays without one: it is not given anew.
    """
    parent = after.lineage.parent if after.lineage else None
    known = set(before.participants) if before else set()
    for event in happened:
        match event.body:
            case ParticipantLeft(participant=one) if after.participants[one].left_at:
                yield TAKE, (after.process, one)
            case ParticipantJoined(participant=one) if one not in known:
                known.add(one)
                if parent and event.actor is None:
                    yield BRING, (after.process, instant_text(event.at), parent, one)
            case _:
                pass


def carry_down(connection: Connection, situations: Iterable[Situation], participant: str, at: datetime) -> None:
    """Give a participant who has a seat in a parent the same in its children, each with its parent before it.

    That is in those to which the parent brought him. What happened must be written before.
    """
    for one in situations:
        person = one.participants.get(participant)
        if one.lineage and person and not person.left_at and _was_brought(connection, one.process, participant):
            connection.execute(BRING, (one.process, instant_text(at), one.lineage.parent, participant))


def _was_brought(connection: Connection, process: str, participant: str) -> bool:
    """Tell whether a participant came by himself from a parent, and was not admitted by somebody."""
    rows = connection.execute(JOINED, (process,)).fetchall()
    first = next((row for row in rows if json.loads(bytes(row[1]))["body"]["participant"] == participant), None)
    return first is not None and first[0] is None


def _seat(row: tuple[object, ...]) -> Seat:
    process, participant, account, given_at = map(str, row)
    return Seat(process, participant, account, datetime.fromisoformat(given_at))
