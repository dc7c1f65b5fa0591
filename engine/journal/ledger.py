"""What a command does to the store: look up its key, bring the process up to now, decide, and write what happened.

Events, content, rows, snapshot and receipt change in one transaction, or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.errors import KeyReused, ViewChanged
from engine.journal.cache import Cache
from engine.journal.codec import NO_DIGEST, canonical, encode, encode_situation, link, scalars
from engine.journal.loading import Loaded, load
from engine.journal.rows import write_row
from engine.journal.tables import LOCAL, instant_text
from engine.journal.writer import Done
from engine.process.commands import Open
from engine.process.decide import decide
from engine.process.elapse import elapse
from engine.process.fold import fold, fold_all
from engine.process.refusal import Refusal
from engine.process.sight import Reader, sight_of
from engine.process.situation import FOLD_VERSION
from engine.process.who import roles_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from engine.journal.library import Library
    from engine.language import Method
    from engine.process.commands import Command
    from engine.process.events import Event
    from engine.process.situation import Json, Situation

SNAPSHOT_EVERY = 100
KEPT = timedelta(hours=24)
Expected = Callable[["Method", "Situation"], bool]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to accepted commands: ids and plain figures of what the actor may know of, never content."""

    process: str
    events: list[dict[str, Json]]
    revision: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Commands to be done together. `key` is the caller's idempotency key; `expected` is what must still hold."""

    process: str
    commands: tuple[Command, ...]
    key: str | None = None
    expected: Expected | None = None

    @property
    def actor(self) -> str:
        """Who asks; a key belongs to its actor."""
        return self.commands[0].actor

    def body(self) -> bytes:
        """Return the digest of what is asked; a key is bound to it. A process to be opened has no id yet."""
        told = [command.model_dump(mode="json", by_alias=True) for command in self.commands]
        opens = isinstance(self.commands[0], Open)
        return sha256(canonical(["" if opens else self.process, told])).digest()


class Ledger:
    """Carries commands out on a connection. `now` is read once a command; `ids` and `salt` are random."""

    def __init__(
        self, library: Library, now: Callable[[], datetime], ids: Callable[[], str], salt: Callable[[], bytes]
    ) -> None:
        self.library, self.now, self.ids, self.salt = library, now, ids, salt
        self.cache = Cache()

    def loaded(self, connection: Connection, process: str) -> Loaded:
        """Return how a process stands, remembered where possible. Raises ProcessUnknown."""
        return self.cache.get(process) or load(connection, process)

    def submit(self, connection: Connection, asked: Asked) -> Done[Receipt | Refusal]:
        """Carry commands out, or refuse them. What came due meanwhile is kept in either case."""
        at = self.now()
        if asked.key is not None and (known := self._receipt(connection, asked, asked.key, at)):
            return Done(known)
        opens = isinstance(asked.commands[0], Open)
        before = None if opens else self.loaded(connection, asked.process)
        method = self._method(connection, asked, before)
        situation, due = self._elapsed(method, before, at)
        if situation and asked.expected and not asked.expected(method, situation):
            after = self._write(connection, method, before, asked.process, due)
            changed = ViewChanged("what this command was based on has changed meanwhile")
            return Done(changed, lambda: self._remember(asked.process, after))
        first = asked.process if opens else ""
        result = decide_all(method, situation, asked.commands, self._at(situation, at), self._ids(first))
        happened = due if isinstance(result, Refusal) else [*due, *result]
        after = self._write(connection, method, before, asked.process, happened)
        if isinstance(result, Refusal) or after is None:
            return Done(result, lambda: self._remember(asked.process, after))  # type: ignore[arg-type]  # a refusal
        receipt = _receipt_of(method, after.situation, asked.actor, result)
        if asked.key is not None:
            self._keep(connection, asked, asked.key, receipt, at)
        return Done(receipt, lambda: self._remember(asked.process, after))

    def advance(self, connection: Connection, process: str) -> Done[int]:
        """Let what came due in a process happen; answers how many events that were."""
        before = self.loaded(connection, process)
        method = self.library.get(connection, before.situation.method, before.situation.version)
        _, due = self._elapsed(method, before, self.now())
        after = self._write(connection, method, before, process, due)
        return Done(len(due), lambda: self._remember(process, after))

    def _method(self, connection: Connection, asked: Asked, before: Loaded | None) -> Method:
        first = asked.commands[0]
        if before is None and isinstance(first, Open):
            return self.library.get(connection, first.method, first.version)
        assert before is not None  # noqa: S101 - only `open` comes without a process
        return self.library.get(connection, before.situation.method, before.situation.version)

    def _elapsed(self, method: Method, before: Loaded | None, at: datetime) -> tuple[Situation | None, list[Event]]:
        if before is None:
            return None, []
        due = list(elapse(method, before.situation, self._at(before.situation, at), self._ids("")))
        return fold_all(before.situation, due), due

    def _at(self, situation: Situation | None, at: datetime) -> datetime:
        """Return the instant of what happens next, never earlier than the last event, whatever the clock says."""
        return max(at, situation.at) if situation else at

    def _ids(self, first: str) -> Iterator[str]:
        """Yield random ids; a process that is opened takes the first, which was chosen for it."""
        if first:
            yield first
        while True:
            yield self.ids()

    def _write(
        self, connection: Connection, method: Method, before: Loaded | None, process: str, happened: Sequence[Event]
    ) -> Loaded | None:
        """Write events and all that follows from them; None when nothing happened."""
        if not happened:
            return None
        situation, head = (before.situation, before.head) if before else (None, NO_DIGEST)
        rows, contents, snapshot = [], [], None
        for event in happened:
            situation = fold(situation, event)
            number = situation.counts[event.label]
            encoded = encode(event, process, number, self.salt)
            head = link(head, encoded.skeleton)
            rows.append(_event_row(event, process, situation.order, number, encoded.skeleton, head))
            contents += [(one.commitment, LOCAL, process, one.about, one.salt, one.data) for one in encoded.contents]
            snapshot = situation if situation.order % SNAPSHOT_EVERY == 0 else snapshot
        assert situation is not None  # noqa: S101 - at least one event was folded
        _insert(connection, rows, contents)
        write_row(connection, method, situation, head)
        if snapshot:
            write_snapshot(connection, snapshot)
        return Loaded(situation, head)

    def _remember(self, process: str, after: Loaded | None) -> None:
        if after:
            self.cache.put(process, after)

    def _receipt(self, connection: Connection, asked: Asked, key: str, at: datetime) -> Receipt | None:
        query = "SELECT body, answer FROM receipt WHERE organisation=? AND actor=? AND key=? AND kept_until>?"
        row = connection.execute(query, (LOCAL, asked.actor, key, instant_text(at))).fetchone()
        if row is None:
            return None
        if bytes(row[0]) != asked.body():
            raise KeyReused(key)
        return Receipt(**json.loads(row[1]))

    def _keep(self, connection: Connection, asked: Asked, key: str, receipt: Receipt, at: datetime) -> None:
        connection.execute("DELETE FROM receipt WHERE kept_until<=?", (instant_text(at),))
        row = (LOCAL, asked.actor, key, asked.body(), canonical(asdict(receipt)), instant_text(at + KEPT))
        connection.execute(
            "INSERT INTO receipt(organisation, actor, key, body, answer, kept_until) VALUES(?,?,?,?,?,?)", row
        )


def decide_all(
    method: Method, situation: Situation | None, commands: Sequence[Command], at: datetime, ids: Iterator[str]
) -> list[Event] | Refusal:
    """Decide several commands, each on what the ones before it made; the first refusal refuses them all."""
    happened: list[Event] = []
    for index, command in enumerate(commands):
        caused = decide(method, situation, command, at, ids)
        if isinstance(caused, Refusal):
            return replace(caused, index=index)
        situation = fold_all(situation, caused)
        happened += caused
    return happened


def write_snapshot(connection: Connection, situation: Situation) -> None:
    """Keep a situation, so that loading need not begin at the first event."""
    row = (situation.process, LOCAL, situation.order, FOLD_VERSION, encode_situation(situation))
    connection.execute(
        "INSERT OR REPLACE INTO snapshot(process, organisation, length, fold_version, bytes) VALUES(?,?,?,?,?)", row
    )


def reader_of(situation: Situation, participant: str) -> Reader:
    """Return a participant as a reader of the process."""
    person = situation.participants[participant]
    return Reader(LOCAL, person.id, person.party, tuple(roles_of(situation, person.id)))


def _receipt_of(method: Method, situation: Situation, actor: str, happened: Sequence[Event]) -> Receipt:
    sight = sight_of(method, situation, reader_of(situation, actor))
    known = [scalars(event) for event in happened if sight.may_know(event.label)]
    return Receipt(situation.process, known, sight.revision(situation))


def _event_row(event: Event, process: str, seq: int, number: int, skeleton: bytes, digest: bytes) -> tuple[object, ...]:
    due_at = instant_text(event.due_at) if event.due_at else None
    return (
        process, seq, LOCAL, event.label, number, event.type, event.body.VERSION, instant_text(event.at), due_at,
        event.actor, event.role, skeleton, digest,
    )  # fmt: skip


def _insert(connection: Connection, rows: Sequence[tuple[object, ...]], contents: Sequence[tuple[object, ...]]) -> None:
    connection.executemany(
        "INSERT INTO event(process, seq, organisation, label, n, type, version, at, due_at, actor, role, skeleton,"
        " digest) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
        rows,
    )
    connection.executemany(
        "INSERT INTO content(commitment, organisation, process, about, salt, bytes) VALUES(?,?,?,?,?,?)", contents
    )
