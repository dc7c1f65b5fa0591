"""The bytes of one document, read where they are asked for and nowhere else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.journal.contents import contents_of

if TYPE_CHECKING:
    from engine.journal.store import Connection


def document_at(connection: Connection, process: str, place: int) -> dict[str, Any] | None:
    """Return what an event kept as a document: name, type and content in base64; None where it was erased.

    Raises LogBroken where it is not what was committed to.
    """
    row = connection.execute("SELECT skeleton FROM event WHERE process=? AND seq=?", (process, place)).fetchone()
    found = list(contents_of(connection, process, [bytes(row[0])]).values()) if row else []
    told: dict[str, Any] | None = json.loads(found[0]) if found else None
    return told
