"""What controls spoil: two replicas that lock nothing, and read before either writes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.journal.group import Group
from engine.journal.postgres import PostgresStore
from engine.journal.store import Claim

if TYPE_CHECKING:
    from collections.abc import Collection

    import pytest

    from engine.journal.store import Connection

UNTIL_THE_OTHER_READ = 0.02  # seconds


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no claim lock anything, and each wait before it writes, so that the other has mostly read the same.

    Otherwise it hangs on how busy the machine is whether two acts meet at all.
    """
    sensible_flush = Group.flush

    def claim(
        store: PostgresStore, connection: Connection, processes: Collection[str], whose: frozenset[str], *,
        patiently: bool,
    ) -> Claim:  # fmt: skip
        del patiently
        connection.execute("BEGIN")
        store.keep_to(connection, whose)
        query = "SELECT id, length FROM process WHERE id = ANY(?)"
        return Claim(dict(connection.execute(query, (list(processes),)).fetchall()), whose=whose)

    def flush(group: Group) -> None:
        time.sleep(UNTIL_THE_OTHER_READ)
        sensible_flush(group)

    monkeypatch.setattr(Group, "flush", flush)
    monkeypatch.setattr(PostgresStore, "claim", claim)
