"""Who read what few may see: a line for whoever has a seat and reads, whether or not there was anything confidential.

So the lines tell their reader, an owner, nothing of what is in a process.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

from engine.access.acting import must_manage
from engine.access.desk import instant, text
from engine.access.secrets import new_id
from engine.journal.store import storable

if TYPE_CHECKING:
    from engine.access.desk import Desk
    from engine.access.identity import Identity
    from engine.access.secrets import Random
    from engine.journal.group import Group
    from engine.process.refusal import Refusal

Kind = Literal["process", "log", "document", "export"]
Deed = Literal["archived", "unarchived", "deleted"]
AGAIN_AFTER = timedelta(minutes=10)
MOST = 1_000
INSERT = "INSERT INTO reading(id, organisation, account, process, kind, at) VALUES(?,?,?,?,?,?)"
INSERT_IF_THERE = (
    "INSERT INTO reading(id, organisation, account, process, kind, at) SELECT ?,?,?,?,?,?"
    " WHERE EXISTS(SELECT 1 FROM process WHERE id=?)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """That an account read a process, by what way; within ten minutes the same is said once."""

    account: str
    process: str
    kind: str
    at: datetime


class Readings:
    """The log of confidential reading."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def note(self, by: Identity, process: str, kind: Kind, at: datetime) -> bool:
        """Note that somebody with a seat reads, and tell whether it was time to; whoever reads does not wait for it.

        Of a process that is deleted meanwhile nothing is noted: no line of it is left but that one.
        """
        if by.account is None:
            return False
        row = (new_id(self._desk.random), by.organisation, by.account, process, kind, text(at), process)
        key = (by.organisation, "reading", by.account, process, kind)
        return self._desk.note(key, at, AGAIN_AFTER, INSERT_IF_THERE, row)

    def of(self, by: Identity, process: str | None = None) -> list[Reading] | Refusal:
        """Return who read, the latest first, for an owner: of one process, or of all."""
        # through the writer, so behind every line that was noted before and nobody waited for
        return self._desk.write(by.organisation, partial(_readings, by, process))


def note_deed(group: Group, random: Random, by: Identity, process: str, deed: Deed) -> None:
    """Write, with what is done, that an account put a process away, took it back or deleted it."""
    if by.account is not None:
        row = (new_id(random), by.organisation, by.account, process, deed, text(group.at))
        group.connection.execute(INSERT, row)


def _readings(by: Identity, process: str | None, group: Group) -> list[Reading]:
    must_manage(group.connection, by)
    which, values = ("", ()) if process is None else (" AND process=?", (storable(process),))
    query = (
        f"SELECT account, process, kind, at FROM reading WHERE organisation=?{which} ORDER BY at DESC, id LIMIT {MOST}"  # noqa: S608 - only our own words
    )
    rows = group.connection.execute(query, (by.organisation, *values)).fetchall()
    return [Reading(account, one, kind, instant(at)) for account, one, kind, at in rows]
