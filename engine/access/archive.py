"""Putting away what has ended: lists leave it out then, and nothing else is different about it.

It is no event: who takes part has the same process, log and export as before, and days of keeping go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from engine.access.acting import manages, roles_now
from engine.access.desk import text
from engine.access.readings import note_deed
from engine.access.seats import seat_of
from engine.errors import ProcessUnknown
from engine.journal.families import below
from engine.journal.store import storable
from engine.process.refusal import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.access.desk import Desk
    from engine.access.identity import Identity
    from engine.journal.group import Group
    from engine.process.situation import Situation

PUT_AWAY = "INSERT INTO archive(process, organisation, at) VALUES(?,?,?) ON CONFLICT DO NOTHING RETURNING process"
TAKE_BACK = "DELETE FROM archive WHERE process=? RETURNING process"


@dataclass(frozen=True, slots=True)
class Shelved:
    """Whether a process is put away, and how many that is about: itself, and what it began that has ended."""

    process: str
    archived: bool
    processes: int


class Archive:
    """Putting away, and taking back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def put_away(self, by: Identity, process: str) -> Shelved | Refusal:
        """Put an ended process away with all that it began and has ended, for an owner, or a facilitator in it.

        What it began and goes on stays where it is. Doing it again does nothing. Raises ProcessUnknown, NotLetIn.
        """
        return self._shelved(by, process, self._put_away)

    def take_back(self, by: Identity, process: str) -> Shelved | Refusal:
        """Let lists have a process again, with all that it began; whoever may put it away may do that.

        Raises ProcessUnknown, NotLetIn.
        """
        return self._shelved(by, process, self._taken_back)

    def _shelved(
        self, by: Identity, process: str, work: Callable[[Identity, str, Group], Shelved]
    ) -> Shelved | Refusal:
        process = storable(process)
        lock = process if self._desk.journal.has(process, by.organisation) else None
        return self._desk.write(by.organisation, partial(work, by, process), lock)

    def _put_away(self, by: Identity, process: str, group: Group) -> Shelved:
        situation = _must_shelve(group, by, process)
        if situation.end is None:
            raise refuse("rule", "archived_only_ended")
        family = _family(group, situation)
        group.touch()
        rows = [group.connection.execute(PUT_AWAY, (one, by.organisation, text(group.at))).fetchone() for one in family]
        if any(rows):
            note_deed(group, self._desk.random, by, process, "archived")
        return Shelved(process, archived=True, processes=len(family))

    def _taken_back(self, by: Identity, process: str, group: Group) -> Shelved:
        family = _family(group, _must_shelve(group, by, process))
        group.touch()
        rows = [group.connection.execute(TAKE_BACK, (one,)).fetchone() for one in family]
        if any(rows):
            note_deed(group, self._desk.random, by, process, "unarchived")
        return Shelved(process, archived=False, processes=len(family))


def _must_shelve(group: Group, by: Identity, process: str) -> Situation:
    """Return a process for whoever may put it away. Raises Refused, ProcessUnknown, NotLetIn.

    Who is neither owner nor facilitator hears that whatever he names, so it tells nothing of what there is.
    """
    is_owner = manages(group.connection, by)
    if not is_owner and "facilitator" not in roles_now(group.connection, by):
        raise refuse("not-yours", "archive_is_for")
    if not is_owner and not by.may_act():
        raise refuse("not-yours", "scope_missing", scope="act")
    if by.process not in {None, process}:
        raise ProcessUnknown(process)
    situation = group.own(process, by.organisation).situation
    if not is_owner and seat_of(group.connection, process, str(by.account)) is None:
        raise refuse("not-yours", "archive_is_for")
    return situation


def _family(group: Group, situation: Situation) -> list[str]:
    """Return a process, with all that it began and has ended."""
    return [situation.process, *(one.process for one in below(group, situation.process) if one.end is not None)]
