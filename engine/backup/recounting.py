"""Whether a restored store is what was written: every log from its first event on, and all that was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backup.manifest import BackupUnusable
from engine.errors import SluisError
from engine.journal.contents import labels_of, parts_of
from engine.journal.loading import history, replayed
from engine.journal.store import EVERYBODY
from engine.process.events import ContentRedacted

if TYPE_CHECKING:
    from engine.backup.manifest import Manifest
    from engine.journal.store import Connection, Store

PROCESSES = "SELECT id FROM process UNION SELECT process FROM event ORDER BY 1"


def recount(store: Store, manifest: Manifest) -> None:
    """See that every log follows from itself, and that nothing lacks that was not erased. Raises BackupUnusable."""
    with store.reading(EVERYBODY) as connection:
        processes = [str(row[0]) for row in connection.execute(PROCESSES).fetchall()]
        try:
            events = sum(_recounted(connection, process) for process in processes)
        except SluisError as error:
            raise BackupUnusable(f"a log of this backup is not in order: {error}") from error
    if (len(processes), events) != (manifest.processes, manifest.events):
        raise BackupUnusable(
            f"this backup says that it holds {manifest.processes} processes with {manifest.events} events, and holds "
            f"{len(processes)} with {events}"
        )


def _recounted(connection: Connection, process: str) -> int:
    """Replay a log, and return how many events it has. Raises LogBroken, BackupUnusable."""
    length = 0
    for loaded in replayed(connection, process):
        length = loaded.situation.order
    wanted: set[str] = set()
    erased: set[str] = set()
    for stored in history(connection, process):
        wanted |= set(parts_of(stored.skeleton).values())
        if isinstance(stored.event.body, ContentRedacted):
            erased |= set(stored.event.body.contents)
    lacking = wanted - erased - set(labels_of(connection, process, sorted(wanted)))
    if lacking:
        raise BackupUnusable(f"process {process} lacks {len(lacking)} parts of what was typed, which nobody erased")
    return length
