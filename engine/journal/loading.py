"""From stored rows to events and situations, checking on the way that the chains of digests hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import immutables

from engine.errors import LogBroken, ProcessUnknown
from engine.journal.codec import NO_DIGEST, decode, decode_situation, following, link
from engine.journal.contents import contents_of, labels_of, parts_of
from engine.process.events import ContentRedacted
from engine.process.fold import fold
from engine.process.situation import FOLD_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.journal.store import Connection, Row
    from engine.process.events import Event
    from engine.process.situation import Situation

AT_ONCE = 500
UNREAD = b"{}"
WHOSE_LOG = "SELECT organisation FROM event WHERE process=? ORDER BY seq LIMIT 1"


@dataclass(frozen=True, slots=True)
class Stored:
    """An event in its place: `seq` in its process, `n` in its label, `digest` of its label's chain up to it."""

    seq: int
    n: int
    digest: bytes
    skeleton: bytes
    event: Event

    @property
    def parts(self) -> dict[str, str]:
        """The commitments by part of the content, in hexadecimal."""
        return parts_of(self.skeleton)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A situation, the ends of its chains by label, and `head`, which stands for the order of all its events.

    `organisation` is whose process it is.
    """

    organisation: str
    situation: Situation
    head: bytes
    heads: immutables.Map[str, bytes]


def organisation_of(connection: Connection, process: str) -> str | None:
    """Return whose process this is: by its row, else by its log; None where there is no such process."""
    row = connection.execute("SELECT organisation FROM process WHERE id=?", (process,)).fetchone()
    if row is None:
        row = connection.execute(WHOSE_LOG, (process,)).fetchone()
    return str(row[0]) if row else None


def load(connection: Connection, process: str, organisation: str | None = None) -> Loaded:
    """Return how a process stands, from its snapshot and the events since. Raises ProcessUnknown, LogBroken.

    Of a process that is not of `organisation`, where that is said, nothing else is read.
    """
    whose = organisation_of(connection, process)
    if organisation not in {None, whose}:
        raise ProcessUnknown(process)
    loaded = _followed(connection, process, whose, _snapshot(connection, process))
    _check_end(connection, process, loaded)
    if loaded is None:
        raise ProcessUnknown(process)
    return loaded


def replayed(connection: Connection, process: str) -> Iterator[Loaded]:
    """Yield how a process stood after each of its events. Raises LogBroken, also where its row says otherwise."""
    loaded: Loaded | None = None
    whose = organisation_of(connection, process)
    for one in history(connection, process):
        loaded = _after(loaded, one, whose)
        yield loaded
    _check_end(connection, process, loaded)


def caught_up(connection: Connection, known: Loaded) -> Loaded:
    """Return how a process stands now, from how it stood. What was erased since is forgotten. Raises LogBroken."""
    process, length = known.situation.process, known.situation.order
    new = list(history(connection, process, length))
    if any(isinstance(one.event.body, ContentRedacted) for one in new):
        return load(connection, process)
    for one in new:
        known = _after(known, one, known.organisation)
    return known


def history(connection: Connection, process: str, after: int = 0, limit: int = -1) -> Iterator[Stored]:
    """Yield the events of a process after a place, in order. Raises LogBroken where one is missing."""
    expected = after
    while limit:
        most = AT_ONCE if limit < 0 else min(limit, AT_ONCE)
        query = "SELECT seq, n, digest, skeleton FROM event WHERE process=? AND seq>? ORDER BY seq LIMIT ?"
        rows = connection.execute(query, (process, expected, most)).fetchall()
        for one in decoded(connection, process, rows):
            expected += 1
            if one.seq != expected:
                raise LogBroken(f"process {process} lacks event {expected}")
            yield one
        limit = limit - len(rows) if limit > 0 else limit
        if len(rows) < most:
            return


def known_history(connection: Connection, process: str, since: Mapping[str, int], limit: int = -1) -> Iterator[Stored]:
    """Yield the events of some labels behind a place in each, in the order in which they happened."""
    if not since:
        return
    places = " OR ".join(["(label=? AND n>?)"] * len(since))
    values = [one for place in since.items() for one in place]
    query = f"SELECT seq, n, digest, skeleton FROM event WHERE process=? AND ({places}) ORDER BY seq"  # noqa: S608 - only our own words
    if limit >= 0:
        query, values = f"{query} LIMIT ?", [*values, limit]
    rows = connection.execute(query, (process, *values)).fetchall()
    for start in range(0, len(rows), AT_ONCE):
        yield from decoded(connection, process, rows[start : start + AT_ONCE])


def decoded(connection: Connection, process: str, rows: list[Row]) -> Iterator[Stored]:
    """Yield stored rows as events, with what people typed where it was not erased, but without bytes of documents."""
    skeletons = [bytes(row[3]) for row in rows]
    documents = [one for one in skeletons if is_document(one)]
    found = contents_of(connection, process, [one for one in skeletons if one not in documents])
    kept = [commitment for one in documents for commitment in parts_of(one).values()]
    found |= {bytes.fromhex(one): UNREAD for one in labels_of(connection, process, kept)}
    for seq, n, digest, skeleton in rows:
        yield Stored(seq, n, bytes(digest), bytes(skeleton), decode(bytes(skeleton), found.get))


def is_document(skeleton: bytes) -> bool:
    """Tell whether an event holds a document, of which the bytes are read only where they are asked for."""
    return b'"type":"Document' in skeleton and str(json.loads(skeleton)["type"]).startswith("Document")


def _followed(connection: Connection, process: str, whose: str | None, loaded: Loaded | None) -> Loaded | None:
    for one in history(connection, process, loaded.situation.order if loaded else 0):
        loaded = _after(loaded, one, whose)
    return loaded


def _after(loaded: Loaded | None, stored: Stored, whose: str | None) -> Loaded:
    """Return what follows from one more event, which must be the next of its label. Raises LogBroken."""
    assert whose is not None  # noqa: S101 - there is an event, and it is somebody's
    event, before = stored.event, loaded.situation if loaded else None
    heads = loaded.heads if loaded else immutables.Map[str, bytes]()
    digest = link(heads.get(event.label, NO_DIGEST), stored.skeleton)
    situation = fold(before, event)
    if digest != stored.digest or stored.n != situation.counts[event.label]:
        raise LogBroken(f"event {stored.seq} of process {situation.process} is not the one that was written")
    head = following(loaded.head if loaded else NO_DIGEST, digest)
    return Loaded(whose, situation, head, heads.set(event.label, digest))


def _snapshot(connection: Connection, process: str) -> Loaded | None:
    """Return the situation that was kept; None where there is none that this release can read: the log has it all."""
    query = "SELECT bytes, head, heads, organisation FROM snapshot WHERE process=? AND fold_version=?"
    kept = connection.execute(query, (process, FOLD_VERSION)).fetchone()
    try:
        if kept is None:
            return None
        heads = immutables.Map({label: bytes.fromhex(one) for label, one in json.loads(kept[2]).items()})
        return Loaded(str(kept[3]), decode_situation(bytes(kept[0])), bytes(kept[1]), heads)
    except (ValueError, AttributeError, TypeError):
        return None


def _check_end(connection: Connection, process: str, loaded: Loaded | None) -> None:
    """See that a log ends where the row of its process says, where there is a row. Raises LogBroken."""
    row = connection.execute("SELECT length, head FROM process WHERE id=?", (process,)).fetchone()
    length, head = (loaded.situation.order, loaded.head) if loaded else (0, NO_DIGEST)
    if row is not None and (row[0], bytes(row[1])) != (length, head):
        raise LogBroken(f"process {process} has {row[0]} events by its row, and another log of {length}")
    whose = connection.execute(WHOSE_LOG, (process,)).fetchone()
    if loaded and whose and whose[0] != loaded.organisation:
        raise LogBroken(f"process {process} is of {loaded.organisation} by its row, and of {whose[0]} by its log")
