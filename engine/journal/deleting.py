"""Deleting a rehearsal, or what an owner keeps no longer, with its family: no row of it is left in any table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import LogBroken

if TYPE_CHECKING:
    from engine.journal.store import Connection

TABLES = (
    "receipt", "ballot_box", "content", "event", "snapshot", "seat", "invitation", "token", "archive", "reading",
    "webhook_message", "webhook_place", "webhook", "mail_place",
)  # fmt: skip


def delete_family(connection: Connection, root: str, *, also_real: bool = False) -> list[str]:
    """Delete every row of a process and of all that were begun by one of its family; returns their ids.

    Raises LogBroken, with nothing deleted, where one of them is no rehearsal and that was not meant.
    """
    rows = connection.execute("SELECT id, rehearsal FROM process WHERE root_id=? ORDER BY id", (root,)).fetchall()
    real = [identity for identity, rehearsal in rows if not rehearsal]
    if real and not also_real:
        raise LogBroken(f"process {real[0]} is no rehearsal, and is of the family of rehearsal {root}")
    family = [(str(identity),) for identity, _ in rows]
    for table in TABLES:
        connection.executemany(f"DELETE FROM {table} WHERE process=?", family)  # noqa: S608 - only our own names
    connection.executemany("DELETE FROM process WHERE id=?", family)
    return [identity for (identity,) in family]
