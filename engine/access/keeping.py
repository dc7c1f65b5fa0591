"""What is kept, and for how long: ended processes go when an owner says so, or after the days he set for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from engine.access.acting import must_be_proven, must_manage
from engine.access.desk import instant, text
from engine.access.readings import note_deed
from engine.access.tables import EVERY_TABLE
from engine.errors import ProcessUnknown, SluisError
from engine.journal.erasures import ORGANISATION, Gone
from engine.journal.store import EVERYBODY, storable
from engine.process.refusal import Refusal, refuse

if TYPE_CHECKING:
    from engine.access.desk import Desk
    from engine.access.identity import Identity
    from engine.journal.group import Group
    from engine.journal.store import Connection
    from engine.process.situation import Situation

LEAST_DAYS, MOST_DAYS = 30, 36_525
AT_ONCE = 20
SWEEP_EVERY = timedelta(minutes=1)
ENDING = {
    "invitation": "ends_at", "sign_in_link": "ends_at", "session": "ends_at", "token": "ends_at",
    "receipt": "kept_until", "letter": "kept_until",
}  # fmt: skip
WHICH = (
    " FROM process WHERE organisation=? AND state='ended' AND id=root_id AND changed_at<=?"
    " AND NOT EXISTS (SELECT 1 FROM process AS other WHERE other.root_id=process.id AND other.state<>'ended')"
)
OVER = f"SELECT id{WHICH} ORDER BY changed_at LIMIT ?"
HOW_MANY = f"SELECT count(*){WHICH}"
HELD = {
    "accounts": "SELECT count(*) FROM account WHERE organisation=?",
    "methods": "SELECT count(DISTINCT id) FROM method WHERE organisation=?",
    "processes": "SELECT count(*) FROM process WHERE organisation=?",
    "going_on": "SELECT count(*) FROM process WHERE organisation=? AND state<>'ended'",
}


@dataclass(frozen=True, slots=True)
class Over:
    """A process that is over, with its family: how many processes these are, itself too, and when it ended."""

    process: str
    title: str | None
    processes: int
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """How much there is in an organisation; `going_on` are those of its processes that have not ended."""

    accounts: int
    methods: int
    processes: int
    going_on: int


class Keeping:
    """Deleting what is over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keeps(self, organisation: str) -> int | None:
        """Return after how many days an ended process is deleted by itself; None where that is for ever."""
        query = "SELECT keeps_days FROM organisation WHERE organisation=?"
        row = self._desk.read(
            organisation, lambda connection, _at: connection.execute(query, (organisation,)).fetchone()
        )
        return int(row[0]) if row and row[0] is not None else None

    def keep_for(self, by: Identity, days: int | None) -> Refusal | None:
        """Say after how many days ended processes are deleted by themselves; None keeps them for ever."""
        return self._desk.write(by.organisation, partial(_keep_for, by, days))

    def delete(self, by: Identity, process: str) -> Over | Refusal:
        """Delete an ended process with all of its family, for an owner who proves who he is. Raises ProcessUnknown.

        Nothing is left of it but the line that says who deleted it. Whoever needs its log has to export it before.
        """
        process = storable(process)
        lock = process if self._desk.journal.has(process, by.organisation) else None
        return self._desk.write(by.organisation, partial(self._deleted, by, process), lock)

    def would_delete(self, by: Identity, process: str) -> Over | Refusal:
        """Return what `delete` would take along, and do nothing; it refuses as that does. Raises ProcessUnknown."""
        if no := self._desk.ask(by.organisation, lambda connection, _at: must_manage(connection, by)):
            return no
        situation = self._desk.journal.loaded(storable(process), by.organisation).situation
        return self._desk.ask(by.organisation, partial(_looked_at, by, situation))

    def held(self, organisation: str) -> Held:
        """Return how much there is in an organisation, for whoever holds the database."""
        return self._desk.read(organisation, lambda connection, _at: _held(connection, organisation))

    def older_than(self, organisation: str, days: int) -> int:
        """Return how many processes would go at once, with all they began, if what has ended were kept for so long."""

        def counted(connection: Connection, at: datetime) -> int:
            row = connection.execute(HOW_MANY, (organisation, text(at - timedelta(days=days)))).fetchone()
            return int(row[0]) if row else 0

        return self._desk.read(organisation, counted)

    def delete_organisation(self, organisation: str) -> None:
        """Delete every row of an organisation, for whoever holds the database; its id can be used anew."""
        self._desk.write(organisation, partial(forget_organisation, organisation))
        self._desk.journal.forget()

    def sweep(self) -> int:
        """Delete what ended by itself: links, sessions, tokens, answers to keys, and processes whose days are over.

        Of processes some at a time, so that others need not wait; answers how many.
        """
        due, at = self._desk.read(EVERYBODY, _over)
        if not self._desk.noted.is_due(("", "sweep"), at, SWEEP_EVERY):
            return 0
        if self._desk.read(EVERYBODY, _has_ended):
            self._desk.write(EVERYBODY, _sweep)
        return sum(self._has_gone(organisation, process) for organisation, process in due)

    def _deleted(self, by: Identity, process: str, group: Group) -> Over:
        must_manage(group.connection, by)  # before it is looked for: who is no owner hears the same whatever he names
        group.own(process, by.organisation)
        must_be_proven(by, group.at)
        over = _delete(group, process)
        note_deed(group, self._desk.random, by, process, "deleted")
        return over

    def _has_gone(self, organisation: str, process: str) -> bool:
        try:
            return self._desk.write(organisation, partial(_over_and_deleted, organisation, process), process) is None
        except SluisError:  # it is there no more, or broken, or its database is busy: one stops no other
            return False


def must_keep_for(by: Identity, days: int | None, at: datetime) -> None:
    """Refuse a number of days that is too small or too large, and an owner who proves nothing. Raises Refused."""
    must_be_proven(by, at)
    if days is not None and not LEAST_DAYS <= days <= MOST_DAYS:
        raise refuse("malformed", "keeps_wrong", "/keeps_days", least=LEAST_DAYS, most=MOST_DAYS)


def keep_for(group: Group, organisation: str, days: int | None) -> None:
    """Write for how many days an organisation keeps what has ended; None for ever."""
    group.touch()
    group.connection.execute("UPDATE organisation SET keeps_days=? WHERE organisation=?", (days, organisation))


def _delete(group: Group, process: str) -> Over:
    """Delete a family that is over, whole, and return what that was. Raises Refused."""
    situation = group.loaded(process).situation
    group.touch()
    group.flush()
    over = _family_over(group.connection, situation)
    group.delete(process, also_real=True)
    return over


def _looked_at(by: Identity, situation: Situation, connection: Connection, at: datetime) -> Over:
    must_be_proven(by, at)
    return _family_over(connection, situation)


def _family_over(connection: Connection, situation: Situation) -> Over:
    """Return a family that is over, by its top as that was written. Raises Refused where it is not, or is not whole."""
    process = situation.process
    if situation.root != process:
        raise refuse("rule", "deleted_with_family", root=situation.root)
    rows = connection.execute("SELECT state FROM process WHERE root_id=?", (process,)).fetchall()
    if any(row[0] != "ended" for row in rows):
        raise refuse("rule", "deleted_only_ended")
    return Over(process, situation.title, len(rows), situation.ended_at)


def _keep_for(by: Identity, days: int | None, group: Group) -> None:
    must_manage(group.connection, by)
    must_keep_for(by, days, group.at)
    keep_for(group, by.organisation, days)


def _held(connection: Connection, organisation: str) -> Held:
    found = {name: connection.execute(query, (organisation,)).fetchone() for name, query in HELD.items()}
    return Held(**{name: int(row[0]) if row else 0 for name, row in found.items()})


def _over(connection: Connection, at: datetime) -> tuple[list[tuple[str, str]], datetime]:
    """Return the processes whose days are over, each with its organisation."""
    query = "SELECT organisation, keeps_days FROM organisation WHERE keeps_days IS NOT NULL"
    rows = connection.execute(query).fetchall()
    found = [(str(one), process) for one, days in rows for process in _over_in(connection, str(one), at, int(days))]
    return found, at


def _over_in(connection: Connection, organisation: str, at: datetime, days: int) -> list[str]:
    rows = connection.execute(OVER, (organisation, text(at - timedelta(days=days)), AT_ONCE)).fetchall()
    return [str(row[0]) for row in rows]


def _over_and_deleted(organisation: str, process: str, group: Group) -> None:
    """Delete a process whose days are over still: an owner may have said otherwise meanwhile."""
    row = group.connection.execute(
        "SELECT keeps_days, changed_at FROM process JOIN organisation ON organisation.organisation=process.organisation"
        " WHERE process.organisation=? AND process.id=?",
        (organisation, process),
    ).fetchone()
    if row is None or row[0] is None or instant(row[1]) > group.at - timedelta(days=int(row[0])):
        raise ProcessUnknown(process)
    _delete(group, process)


def _has_ended(connection: Connection, at: datetime) -> bool:
    return any(
        connection.execute(f"SELECT 1 FROM {table} WHERE {end}<=? LIMIT 1", (text(at),)).fetchone()  # noqa: S608 - only our own names
        for table, end in ENDING.items()
    )


def _sweep(group: Group) -> None:
    group.touch()
    for table, end in ENDING.items():
        group.connection.execute(f"DELETE FROM {table} WHERE {end}<=?", (text(group.at),))  # noqa: S608 - only our own names
    group.has_erased = True


def forget_organisation(organisation: str, group: Group) -> None:
    """Delete every row of an organisation but the list of what was erased there, which tells ids alone."""
    group.touch()
    group.flush()
    for table in reversed([one for one in EVERY_TABLE if one != "erasure_list"]):
        group.connection.execute(f"DELETE FROM {table} WHERE organisation=?", (organisation,))  # noqa: S608 - only our own names
    group.lose(Gone(ORGANISATION, organisation, organisation))
    group.has_erased = True
