"""From stored rows to events and situations, checking on the way that the chain of digests holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import LogBroken, ProcessUnknown
from engine.journal.codec import NO_DIGEST, commitment_of, decode, decode_situation, link
from engine.process.fold import fold
from engine.process.situation import FOLD_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from engine.process.events import Event
    from engine.process.situation import Situation


@dataclass(frozen=True, slots=True)
class Stored:
    """An event in its place: `seq` in its process, `n` in its label, `digest` of the chain up to it."""

    seq: int
    n: int
    digest: bytes
    event: Event


@dataclass(frozen=True, slots=True)
class Loaded:
    """A situation and the digest of the last event that made it."""

    situation: Situation
    head: bytes


def load(connection: Connection, process: str) -> Loaded:
    """Return how a process stands, from its snapshot and the events since. Raises ProcessUnknown, LogBroken."""
    situation = _snapshot(connection, process)
    length = situation.order if situation else 0
    head = digest_at(connection, process, length)
    for stored in history(connection, process, length, head):
        situation, head = fold(situation, stored.event), stored.digest
    check_end(connection, process, situation.order if situation else 0, head)
    if situation is None:
        raise ProcessUnknown(process)
    return Loaded(situation, head)


def _snapshot(connection: Connection, process: str) -> Situation | None:
    """Return the situation that was kept; None where there is none that this release can read: the log has it all."""
    query = "SELECT bytes FROM snapshot WHERE process=? AND fold_version=?"
    kept = connection.execute(query, (process, FOLD_VERSION)).fetchone()
    try:
        return decode_situation(kept[0]) if kept else None
    except ValueError:
        return None


def history(
    connection: Connection, process: str, after: int = 0, head: bytes | None = None, limit: int = -1
) -> Iterator[Stored]:
    """Yield the events of a process after a place, in order. With `head` the chain is checked. Raises LogBroken."""
    query = "SELECT seq, n, skeleton, digest FROM event WHERE process=? AND seq>? ORDER BY seq LIMIT ?"
    expected = after
    for seq, n, skeleton, digest in connection.execute(query, (process, after, limit)).fetchall():
        expected += 1
        if seq != expected:
            raise LogBroken(f"process {process} lacks event {expected}")
        if head is not None:
            head = link(head, bytes(skeleton))
            if head != digest:
                raise LogBroken(f"event {seq} of process {process} is not the one that was written")
        yield Stored(seq, n, bytes(digest), decode(bytes(skeleton), lambda one: _content(connection, one)))


def check_end(connection: Connection, process: str, length: int, head: bytes) -> None:
    """See that a log ends where the row of its process says, where there is a row. Raises LogBroken."""
    row = connection.execute("SELECT length, head FROM process WHERE id=?", (process,)).fetchone()
    if row is not None and (row[0], bytes(row[1])) != (length, head):
        raise LogBroken(f"process {process} has {row[0]} events by its row, and another log of {length}")


def digest_at(connection: Connection, process: str, length: int) -> bytes:
    """Return the digest of the chain after `length` events. Raises LogBroken where there is no such event."""
    if not length:
        return NO_DIGEST
    row = connection.execute("SELECT digest FROM event WHERE process=? AND seq=?", (process, length)).fetchone()
    if row is None:
        raise LogBroken(f"process {process} lacks event {length}")
    return bytes(row[0])


def _content(connection: Connection, commitment: bytes) -> bytes | None:
    row = connection.execute("SELECT salt, bytes FROM content WHERE commitment=?", (commitment,)).fetchone()
    if row is None:
        return None
    salt, data = bytes(row[0]), bytes(row[1])
    if commitment_of(salt, data) != commitment:
        raise LogBroken(f"the content behind {commitment.hex()} is not what was written")
    return data
