"""A group of commands that are written together: what each has seen of the others, and what is to be written.

Nothing here is seen by anybody else before the commit; then `publish` puts it into the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import immutables

from engine.access.seats import after_events
from engine.errors import ProcessUnknown
from engine.journal import contents
from engine.journal.boxes import has_box, read_boxes, write_box
from engine.journal.codec import NO_DIGEST, VEILED, canonical, encode, encode_situation, following, link
from engine.journal.deleting import delete_family
from engine.journal.erasures import CONTENT, PROCESS, Gone, append
from engine.journal.loading import Loaded, caught_up, load, organisation_of, replayed
from engine.journal.rows import Stood, write_rows
from engine.journal.store import EVERYBODY
from engine.journal.tables import instant_text
from engine.process.ballot_box import NO_BOXES
from engine.process.events import ContentRedacted, DocumentShown, FieldsShown, Releasing
from engine.process.fold import fold
from engine.process.situation import FOLD_VERSION
from engine.process.turn import Caused

if TYPE_CHECKING:
    from engine.access.seats import Statement
    from engine.journal.cache import Cache
    from engine.journal.codec import Content, Encoded
    from engine.journal.erasure_file import ErasureFile
    from engine.journal.library import Libraries, Library
    from engine.journal.store import Claim, Connection, Everybody, Whose
    from engine.language import Method
    from engine.process.ballot_box import Box, Boxes
    from engine.process.events import Event
    from engine.process.situation import Situation
    from engine.process.world import World

SNAPSHOT_EVERY = 100
INSERT_EVENT = (
    "INSERT INTO event(process, seq, organisation, label, n, type, version, at, due_at, actor, role, skeleton, digest)"
    " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
UPSERT_SNAPSHOT = (
    "INSERT INTO snapshot(process, organisation, length, fold_version, head, heads, bytes) VALUES(?,?,?,?,?,?,?)"
    " ON CONFLICT(process) DO UPDATE SET length=excluded.length, fold_version=excluded.fold_version,"
    " head=excluded.head, heads=excluded.heads, bytes=excluded.bytes"
)
INSERT_RECEIPT = (
    "INSERT INTO receipt(organisation, actor, key, body, answer, kept_until, process) VALUES(?,?,?,?,?,?,?)"
)


@dataclass(slots=True)
class Gathered:
    """Rows that wait to be written."""

    events: list[tuple[object, ...]] = field(default_factory=list)
    contents: list[tuple[str, str, Content, str]] = field(default_factory=list)
    opened: list[tuple[str, str]] = field(default_factory=list)
    receipts: list[tuple[object, ...]] = field(default_factory=list)
    boxes: dict[tuple[str, str], Box | None] = field(default_factory=dict)
    snapshots: dict[str, Loaded] = field(default_factory=dict)
    standing: dict[str, Stood] = field(default_factory=dict)
    seats: list[Statement] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)


class Group:
    """The work of one transaction. `at` is the instant of everything in it; `salt` gives 16 fresh bytes."""

    def __init__(
        self, connection: Connection, claim: Claim, at: datetime, cache: Cache, libraries: Libraries,
        salt: Callable[[], bytes], erasures: ErasureFile,
    ) -> None:  # fmt: skip
        self.connection, self.at, self._libraries = connection, at, libraries
        self._erasures, self._has_listed, self.is_listing = erasures, False, True
        self._claim, self._cache, self._salt, self._store = claim, cache, salt, erasures.store
        self._whose: frozenset[str] | Everybody = claim.whose
        self._gathered = Gathered()
        self._after: dict[str, Loaded] = {}
        self._deleted: set[str] = set()
        self._receipts: dict[tuple[str, str, str], tuple[bytes, bytes, str]] = {}
        self._begun: dict[str, str] = {}
        self._parts: dict[str, dict[str, str]] = {}
        self._boxes: dict[str, Boxes] = {}
        self.is_dirty, self.has_erased = False, False

    def turn_to(self, whose: Whose) -> None:
        """Work for organisations from here on: rows of others are not there, where the database can see to that."""
        wanted = frozenset({whose}) if isinstance(whose, str) else whose
        if wanted != self._whose:
            self._store.keep_to(self.connection, wanted)
            self._whose = wanted

    def lock_account(self, account: str) -> None:
        """Keep other servers from changing an account before this is over; one that owns its store has no others."""
        if self._store.shares:
            self.connection.execute("SELECT 1 FROM account WHERE id=? FOR UPDATE", (account,))

    def begin(self, process: str, organisation: str) -> None:
        """Say whose process it is that comes into being now."""
        self._begun[process] = organisation

    def own(self, process: str, organisation: str) -> Loaded:
        """Return how a process of an organisation stands. Raises ProcessUnknown also where it is another's."""
        known = self._after.get(process) or self._cache.get(process)
        if organisation != (known.organisation if known else organisation_of(self.connection, process)):
            raise ProcessUnknown(process)
        return self.loaded(process)

    def loaded(self, process: str) -> Loaded:
        """Return how a process stands after what this group did so far. Raises ProcessUnknown, LogBroken."""
        if process in self._deleted:
            raise ProcessUnknown(process)
        if done := self._after.get(process):
            return done
        known, lengths = self._cache.get(process), self._claim.lengths
        if lengths is None:
            return known or load(self.connection, process)
        if process not in lengths:
            raise ProcessUnknown(process)
        if known is None or known.situation.order > lengths[process]:
            return load(self.connection, process)
        return known if known.situation.order == lengths[process] else caught_up(self.connection, known)

    def method_of(self, situation: Situation) -> Method:
        """Return the method by which a process goes."""
        library = self.library(self.loaded(situation.process).organisation)
        return library.get(self.connection, situation.method, situation.version)

    def library(self, organisation: str) -> Library:
        """Return what an organisation has published."""
        return self._libraries.of(organisation)

    def due_in(self, root: str) -> set[str]:
        """Return the processes of a family in which something may be due by now."""
        query = "SELECT id FROM process WHERE root_id=? AND next_due<=?"
        rows = self.connection.execute(query, (root, instant_text(self.at))).fetchall()
        touched = {one for one, loaded in self._after.items() if loaded.situation.root == root}
        return touched | {str(row[0]) for row in rows}

    def write(
        self, method: Method, process: str, before: Loaded | None, happened: Sequence[Event],
        boxes: Boxes | None = None,
    ) -> Loaded | None:  # fmt: skip
        """Gather events and all that follows from them; None when nothing happened. What they erase is gone at once.

        `boxes` are the ballot boxes after them, where these may have changed.
        """
        if not happened:
            return None
        if boxes is not None:
            self._fill(process, boxes)
        loaded = before
        for event in happened:
            loaded = self._append(process, loaded, event)
        assert loaded is not None  # noqa: S101 - at least one event was folded
        self._gathered.seats += after_events(before.situation if before else None, loaded.situation, happened)
        self._stands(method, process, loaded, happened.world if isinstance(happened, Caused) else None)
        gone = [one for event in happened if isinstance(event.body, ContentRedacted) for one in event.body.contents]
        return self._without(method, process, gone) if gone else loaded

    def restate(self, method: Method, process: str) -> None:
        """Write anew where a process stands, though nothing happened in it."""
        self._stands(method, process, self.loaded(process))

    def seat(self, change: Statement) -> None:
        """Gather a change of seats, which is made in the order in which it was asked for."""
        self._gathered.seats.append(change)

    def boxes(self, method: Method, situation: Situation) -> Boxes:
        """Return the ballot boxes of a process as this group has left them."""
        process = situation.process
        if process not in self._boxes and has_box(method, situation):
            self._boxes[process] = read_boxes(self.connection, process)
        return self._boxes.get(process, NO_BOXES)

    def receipt(self, organisation: str, actor: str, key: str) -> tuple[bytes, bytes] | None:
        """Return the body and answer that were kept for a key, if it is still promised."""
        if known := self._receipts.get((organisation, actor, key)):
            return known[:2]
        query = "SELECT body, answer FROM receipt WHERE organisation=? AND actor=? AND key=? AND kept_until>?"
        row = self.connection.execute(query, (organisation, actor, key, instant_text(self.at))).fetchone()
        return (bytes(row[0]), bytes(row[1])) if row else None

    def keep(self, actor: str, key: str, body: bytes, answer: bytes, until: datetime, process: str) -> None:
        """Keep the answer to a command in a process for whoever sends it again."""
        organisation = self.loaded(process).organisation
        self._receipts[organisation, actor, key] = (body, answer, process)
        self._gathered.receipts.append((organisation, actor, key, body, answer, instant_text(until), process))

    def delete(self, root: str, *, also_real: bool = False) -> None:
        """Delete a rehearsal with its family. For whoever comes after this in the group it was never there.

        Any other process only where that is said.
        """
        self.touch()
        self.flush()
        organisation = self.loaded(root).organisation
        self._deleted.update(delete_family(self.connection, root, also_real=also_real))
        self.lose(Gone(PROCESS, organisation, root))
        self._receipts = {key: kept for key, kept in self._receipts.items() if kept[2] not in self._deleted}
        self.has_erased = True

    def lose(self, *gone: Gone) -> None:
        """Have it written down in this transaction what is erased by it for ever."""
        if self.is_listing:
            self._gathered.gone += gone

    def touch(self) -> None:
        """Say that something is written now that cannot be left out: whoever fails takes the group along."""
        self.is_dirty = True

    def flush(self) -> None:
        """Write everything that was gathered, which may be of all the group works for."""
        gathered, self._gathered = self._gathered, Gathered()
        if gathered == Gathered():
            return
        before = self._whose
        self.turn_to(self._claim.whose)
        self._flush(gathered)
        self.turn_to(before)

    def _flush(self, gathered: Gathered) -> None:
        if gathered.events:
            self.connection.executemany(INSERT_EVENT, gathered.events)
        if gathered.contents:
            contents.insert(self.connection, gathered.contents)
        if gathered.opened:
            contents.widen(self.connection, gathered.opened)
        for (process, run), box in sorted(gathered.boxes.items()):
            write_box(self.connection, self.loaded(process).organisation, process, run, box)
            self.has_erased = True  # what was in the box before is to be nowhere: see `publish`
        write_rows(self.connection, gathered.standing.values())
        if gathered.gone:
            self._list(gathered.gone)
        for sql, values in gathered.seats:
            self.connection.execute(sql, values)
        if gathered.snapshots:
            self.connection.executemany(UPSERT_SNAPSHOT, [snapshot_row(one) for one in gathered.snapshots.values()])
        if gathered.receipts:
            self.connection.execute("DELETE FROM receipt WHERE kept_until<=?", (instant_text(self.at),))
            self.connection.executemany(INSERT_RECEIPT, gathered.receipts)

    def _list(self, gone: Sequence[Gone]) -> None:
        self.turn_to(EVERYBODY)
        append(self.connection, gone, self.at, shares=self._store.shares)
        self.turn_to(self._claim.whose)
        self._has_listed = True

    def settle(self) -> None:
        """Put what was erased on the list beside the store. Raises StoreUnusable, StoreBusy, ListUnfit."""
        if self._has_listed:
            self._erasures.catch_up()

    def publish(self) -> None:
        """Let readers see what is committed now."""
        for process, loaded in self._after.items():
            if process not in self._deleted:
                self._cache.put(process, loaded)
        for process in self._deleted:
            self._cache.drop(process)
        if self.has_erased:
            self._store.wipe(self.connection)
        else:
            self._store.unload(self.connection)

    def _fill(self, process: str, boxes: Boxes) -> None:
        """Gather what changed in the ballot boxes of a process."""
        before = self._boxes.get(process, NO_BOXES)
        changed = {run for run in (*before, *boxes) if before.get(run) != boxes.get(run)}
        self._gathered.boxes |= {(process, run): boxes.get(run) for run in changed}
        self._boxes[process] = boxes

    def _stands(self, method: Method, process: str, loaded: Loaded, world: World | None = None) -> None:
        self._after[process] = loaded
        self._gathered.standing[process] = Stood(method, loaded, world)

    def _without(self, method: Method, process: str, gone: Sequence[str]) -> Loaded:
        """Erase content, and return how the process stands by a log that no longer has it."""
        self.touch()
        self.flush()
        contents.erase(self.connection, process, gone)
        organisation = self.loaded(process).organisation
        self.lose(*(Gone(CONTENT, organisation, process, one) for one in gone))
        self.has_erased = True
        loaded: Loaded | None = None
        for loaded in replayed(self.connection, process):
            if loaded.situation.order % SNAPSHOT_EVERY == 0:
                self._gathered.snapshots[process] = loaded
        assert loaded is not None  # noqa: S101 - the events that erase it are there
        self._stands(method, process, loaded)
        return loaded

    def _append(self, process: str, before: Loaded | None, event: Event) -> Loaded:
        organisation = before.organisation if before else self._begun[process]
        situation = fold(before.situation if before else None, event)
        heads = before.heads if before else immutables.Map[str, bytes]()
        number = situation.counts[event.label]
        encoded = encode(event, process, number, self._salt, self._opened(process, before, event))
        digest = link(heads.get(event.label, NO_DIGEST), encoded.skeleton)
        place = (organisation, process, situation.order, number)
        self._gathered.events.append(_event_row(event, place, encoded.skeleton, digest))
        self._gather_contents(organisation, process, event, encoded)
        head = following(before.head if before else NO_DIGEST, digest)
        loaded = Loaded(organisation, situation, head, heads.set(event.label, digest))
        if situation.order % SNAPSHOT_EVERY == 0:
            self._gathered.snapshots[process] = loaded
        return loaded

    def _gather_contents(self, organisation: str, process: str, event: Event, encoded: Encoded) -> None:
        parts = {commitment: encoded.labels[name] for name, commitment in encoded.parts.items()}
        self._gathered.contents += [
            (organisation, process, one, parts[one.commitment.hex()]) for one in encoded.contents
        ]
        if not encoded.contents:
            whole = encoded.parts.get(VEILED) if isinstance(event.body, FieldsShown) else None  # for others as well
            self._gathered.opened += [(label, commitment) for commitment, label in parts.items() if commitment != whole]
        self._parts[event.id] = encoded.parts

    def _opened(self, process: str, before: Loaded | None, event: Event) -> dict[str, str] | None:
        """Return the parts of the event whose content this one releases."""
        body = event.body
        if isinstance(body, DocumentShown) and before is not None:
            place = before.situation.documents[body.document].order
            return self._parts.get(body.opens) or self._parts_at(process, place)
        if not isinstance(body, Releasing) or body.opens is None or before is None:
            return None
        return self._parts.get(body.opens) or self._stored_parts(process, before.situation, body)

    def _stored_parts(self, process: str, situation: Situation, body: Releasing) -> dict[str, str]:
        record = situation.records[body.id]
        versions = [one for one in (*record.drafts.values(), record.live) if one and one.event == body.opens]
        return self._parts_at(process, versions[0].order)

    def _parts_at(self, process: str, place: int) -> dict[str, str]:
        query = "SELECT skeleton FROM event WHERE process=? AND seq=?"
        row = self.connection.execute(query, (process, place)).fetchone()
        return contents.parts_of(bytes(row[0]) if row else b"")


def snapshot_row(loaded: Loaded) -> tuple[object, ...]:
    """Return the row of a snapshot, so that loading need not begin at the first event."""
    heads = canonical({label: digest.hex() for label, digest in loaded.heads.items()}).decode()
    situation = loaded.situation
    data = encode_situation(situation)
    return (situation.process, loaded.organisation, situation.order, FOLD_VERSION, loaded.head, heads, data)


def _event_row(event: Event, place: tuple[str, str, int, int], skeleton: bytes, digest: bytes) -> tuple[object, ...]:
    organisation, process, seq, number = place
    due_at = instant_text(event.due_at) if event.due_at else None
    return (
        process, seq, organisation, event.label, number, event.type, event.body.VERSION, instant_text(event.at), due_at,
        event.actor, event.role, skeleton, digest,
    )  # fmt: skip
