"""The one door: open a store, publish methods, submit commands, view processes. Composes the rooms below."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from engine.access.access import Access
from engine.access.acting import roles_now
from engine.errors import NotLetIn, OutcomeUnknown, ProcessUnknown, SluisError, StoreBusy
from engine.journal.counting import Count, count_rows, count_turns
from engine.journal.documents import document_at
from engine.journal.due import Timekeeper
from engine.journal.exporting import checkpoint_for, export_for
from engine.journal.families import has_family
from engine.journal.health import faults_of, figures_of
from engine.journal.journal import Journal
from engine.journal.ledger import Asked, Expected, Receipt
from engine.journal.loading import Stored, caught_up, history, known_history
from engine.journal.rows import Filters, Page, list_rows
from engine.journal.store import key_as_kept, storable
from engine.journal.stores import utc_now
from engine.journal.tables import LOCAL, instant_text
from engine.journal.trail import Trail, trail_of
from engine.journal.trying import Supposed, supposed
from engine.journal.writer import Done
from engine.outbox.mail.mailer import Mailer
from engine.outbox.outbox import Outbox
from engine.process.commands import Open
from engine.process.process_ids import RANDOM_BYTES, process_id
from engine.process.refusal import Refusal, Refused, refuse
from engine.process.sight import Reader, sight_of
from engine.process.view import Say, as_id, progress, telling_for

if TYPE_CHECKING:
    from types import TracebackType

    from engine.access.identity import Identity
    from engine.journal.group import Group
    from engine.journal.health import Figures
    from engine.journal.library import Library, Published
    from engine.journal.loading import Loaded
    from engine.language import Method
    from engine.outbox.mail.shapes import Office
    from engine.outbox.outbox import Post
    from engine.process.commands import Command
    from engine.process.situation import Situation
    from engine.process.view.shapes import Progress

READERS_WAIT = 2.0  # seconds, for what came due to be written


def random_id() -> str:
    """Return a random id, which says nothing of when or where it was made."""
    return str(uuid4())


class Engine:
    """The methods and processes of one organisation in a store. Every method may be called from any thread.

    `access` tells who somebody is, in every organisation of the store.
    """

    def __init__(
        self, journal: Journal, ids: Callable[[], str], process_ids: Callable[[], str], organisation: str = LOCAL,
        access: Access | None = None,
    ) -> None:  # fmt: skip
        self._journal, self._ids, self._process_ids = journal, ids, process_ids
        self.organisation, self.access = organisation, access or Access(journal)
        self._timekeeper = Timekeeper(journal)

    def of(self, organisation: str) -> Self:
        """Return the same store for another organisation, which notices nothing of this one. Closing either closes it.

        There is no organisation that is not there: whether somebody may ask in its name is for whoever lets them in.
        """
        return type(self)(self._journal, self._ids, self._process_ids, organisation, self.access)

    @classmethod
    def open(  # noqa: PLR0913 - all but the first by name
        cls,
        url: str = "sqlite:///sluis.db",
        *,
        now: Callable[[], datetime] | None = None,
        ids: Callable[[], str] = random_id,
        process_ids: Callable[[], str] | None = None,
        url_of_server: str = "",
        signing_key: Path | None = None,
        migrate_url: str | None = None,
        erasure_list: Path | None = None,
    ) -> Self:
        """Open a database: a SQLite file, made where there is none, or PostgreSQL. Raises StoreLocked, StoreUnusable.

        `now` gives aware instants, in place of this machine's clock or the server's; `url_of_server` is what others are
        told who want to open the same file. `signing_key` is the file of the key for checkpoints, made on first use; by
        default it stands beside a SQLite file. `migrate_url` is that of the role that owns the tables of a PostgreSQL
        database, where that of `url` does not. `erasure_list` is the file of the list of what was erased; by default it
        stands beside a SQLite file too.
        """
        clock = now or utc_now
        journal = Journal(url, now, ids, url_of_server, signing_key, migrate_url, erasure_list)
        return cls(journal, ids, process_ids or (lambda: process_id(clock(), os.urandom(RANDOM_BYTES))))

    def publish(self, method: Method, by: Identity | None = None) -> bool:
        """Publish a method; False when the very same bytes were there. `by` is who asks, and must be an author then.

        Raises VersionTaken, or MethodInvalid; NotLetIn and Refused for who may not.
        """
        self._must_be_of_here(None, by)
        return self._journal.do(partial(_published, self.organisation, method, by), organisation=self.organisation)

    def methods(self) -> list[Published]:
        """Return every published version."""
        with self._journal.reading(self.organisation) as connection:
            return self._library.published(connection)

    def method(self, method: str, version: str | None = None) -> Method:
        """Return a published method, its newest version where none is named. Raises MethodUnknown."""
        with self._journal.reading(self.organisation) as connection:
            return self._library.get(connection, method, version)

    def former(self, situation: Situation) -> tuple[tuple[int, Method], ...]:
        """Return the versions by which a process went before, each with the place in its log at which it ended."""
        return tuple((one.order, self.method(situation.method, one.before)) for one in situation.adopted)

    def newest(self, method: str) -> Method | None:
        """Return the newest version of a published method, for those that run it; None where there is none."""
        with self._journal.reading(self.organisation) as connection:
            return self._library.newest(connection, method)

    def submit(
        self,
        process: str | None,
        commands: Command | Sequence[Command],
        *,
        key: str | None = None,
        expected: Expected | None = None,
        by: Identity | None = None,
    ) -> Receipt | Refusal:
        """Carry out one command, or several together or not at all; `None` as process for `open`.

        With `key`, the same command again gives the same receipt for 24 hours. `expected` is asked of the situation
        right before. `by` is who asks: he acts from his own seat, and has one in what he opens; without, whoever has
        the engine may act for everybody. Raises ProcessUnknown, MethodUnknown, KeyReused, ViewChanged, NotLetIn,
        StoreBusy, OutcomeUnknown.
        """
        self._must_be_of_here(process, by)
        family = None if process is None else storable(process)
        several = _checked(process, commands)
        asked = Asked(family or self._process_ids(), several, key_as_kept(key), expected, self.organisation, by)
        ledger = self._journal.ledger
        if family and not self._journal.has(family, self.organisation):
            family = None  # where it is another's it is as one that never was, and nobody waits for its lock
        try:
            return self._journal.do(lambda group: ledger.submit(group, asked), family, self.organisation)
        except Refused as no:  # what would follow from it comes to no end, so nothing of it was written
            return no.refusal

    def dry_run(
        self, process: str | None, commands: Command | Sequence[Command], by: Identity | None = None
    ) -> Supposed | Refusal:
        """Tell what commands would lead to; none is carried out. Raises ProcessUnknown, MethodUnknown, NotLetIn.

        What nobody may see before a vote is closed is not told by trying to close it either.
        """
        self._must_be_of_here(process, by)
        several = _checked(process, commands)
        first = several[0]
        if by and (no := self._refusal(by, process, several)):
            return no
        standing: tuple[Method, Situation | None]
        if isinstance(first, Open):
            standing = self.method(first.method, first.version), None
        else:
            known = self._loaded(storable(str(process))).situation
            standing = self.method(known.method, known.version), known
            if has_family(standing[0], known):  # what came due elsewhere is no part of what is tried
                standing = self.situation(str(process))
        return supposed(self._journal, self._library, standing, several, self._journal.now(), iter(self._ids, None))

    def situation(self, process: str) -> tuple[Method, Situation]:
        """Return how a process stands now, after what came due. Raises ProcessUnknown.

        Where that cannot be written now, how it stood before: what is overdue says so itself, and reading goes on.
        """
        method, loaded = self._standing(process)
        return method, loaded.situation

    def at_once(self, process: str) -> tuple[Method, Situation] | None:
        """Return what `situation` returns, where that is known and nothing came due; else None. Raises StoreBusy."""
        known = self._journal.known_at(storable(process), self.organisation)
        if known is None:
            return None
        situation = known[0].situation
        method = self.method(situation.method, situation.version)
        return None if self._is_late(method, situation, known[1]) else (method, situation)

    def view(self, process: str, reader: Reader | None = None, say: Say = as_id) -> Progress:
        """Return what a reader may see of where a process stands. Raises ProcessUnknown."""
        reader = self._reader(process, reader)
        method, situation = self.situation(process)
        return progress(telling_for(method, situation, reader, say, self.former(situation)))

    def history(self, process: str, after: int = 0, limit: int = -1) -> list[Stored]:
        """Return the events of a process behind a place, of every label. Raises ProcessUnknown, LogBroken."""
        self._loaded(storable(process))
        with self._journal.reading(self.organisation) as connection:
            return list(history(connection, process, after, limit=limit))

    def log(self, process: str, since: Mapping[str, int], limit: int = -1) -> list[Stored]:
        """Return the events of the labels in `since` behind the number given for each, in the order they happened.

        There are none of a process that is not there, or is another organisation's.
        """
        if not self._journal.has(process, self.organisation):
            return []
        with self._journal.reading(self.organisation) as connection:
            return list(known_history(connection, process, since, limit))

    def document(self, process: str, document: str, reader: Reader | None = None) -> dict[str, Any] | None:
        """Return name, type and bytes (in base64) of a document; None where the reader may not see it, or it is gone.

        Raises ProcessUnknown, LogBroken.
        """
        reader = self._reader(process, reader)
        method, loaded = self._standing(process)
        sight, known = sight_of(method, loaded.situation, reader), loaded.situation.documents.get(document)
        if known is None or not any(sight.may_know(label) for label in known.labels):
            return None
        with self._journal.reading(self.organisation) as connection:
            return document_at(connection, loaded.situation.process, known.order)

    def checkpoint(self, process: str, reader: Reader | None = None) -> dict[str, Any]:
        """Return the signed ends of the chains a reader may read. Raises ProcessUnknown, SigningKeyUnusable."""
        reader = self._reader(process, reader)
        method, loaded = self._standing(process)
        sight = sight_of(method, loaded.situation, reader)
        return checkpoint_for(loaded, sight, self._journal.signing_key())

    def export(self, process: str, reader: Reader | None = None) -> dict[str, Any]:
        """Return a reader's whole log, to be verified and kept elsewhere. Raises ProcessUnknown, SigningKeyUnusable."""
        reader = self._reader(process, reader)
        method, loaded = self._standing(process)
        key = self._journal.signing_key()
        with self._journal.reading(self.organisation) as connection:
            loaded = caught_up(connection, loaded)  # what was erased meanwhile is erased in the log as well
            return export_for(connection, loaded, sight_of(method, loaded.situation, reader), key)

    def processes(self, filters: Filters | None = None, after: str | None = None, limit: int = 50) -> Page:
        """Return a page of processes, the newest first, from behind the cursor `after`."""
        with self._journal.reading(self.organisation) as connection:
            return list_rows(connection, self.organisation, filters or Filters(), after, limit)

    def counts(self, filters: Filters | None = None) -> list[Count]:
        """Return how many processes are alike, by method, version, state and phases."""
        with self._journal.reading(self.organisation) as connection:
            return count_rows(connection, self.organisation, filters or Filters())

    def turns(self, roles: Sequence[str], filters: Filters | None = None) -> dict[str, int]:
        """Return in how many processes it is the turn of each of some roles."""
        with self._journal.reading(self.organisation) as connection:
            return count_turns(connection, self.organisation, filters or Filters(), roles)

    def trail(self, filters: Filters, days: int) -> Trail:
        """Return when processes were opened, went through their phases and ended, in so many days until now."""
        with self._journal.reading(self.organisation) as connection:
            until = self._journal.store.now(connection)
            return trail_of(connection, self.organisation, filters, until, days)

    def tick(self) -> int:
        """Let what came due happen in every process, and return in how many; one that is broken stops no other.

        That is in every organisation, by turns. What another replica has deleted is forgotten here too, and what is
        kept no longer goes. What an older calendar has planned is planned anew, before that comes due.
        """
        self._journal.forget_deleted()
        self._timekeeper.plan_anew()
        done = self._timekeeper.come_due()
        with suppress(SluisError):  # what another server erased stands on the list beside ours as well
            self._journal.erasures.catch_up()
        with suppress(StoreBusy, OutcomeUnknown):
            self.access.keeping.sweep()
        return done

    def outbox(self, wire: Post) -> Outbox:
        """Return what tells webhooks of changes, in every organisation; it delivers once it is started."""
        return Outbox(self._journal, wire)

    def mailer(self, office: Office) -> Mailer:
        """Return what tells people by mail, in every organisation; it sends once it is started."""
        return Mailer(self._journal, office)

    def warnings(self) -> list[str]:
        """Return what whoever runs the database should know. Raises StoreUnusable."""
        return self._journal.store.warnings()

    def faults(self) -> list[str]:
        """Return what is wrong with the database, though it answers. Raises StoreBusy where it does not."""
        return faults_of(self._journal)

    def figures(self) -> Figures:
        """Return figures of the whole store, for whoever runs it. Raises StoreBusy."""
        return figures_of(self._journal)

    def rebuild(self) -> None:
        """Make everything that follows from the log anew. Raises LogBroken where the log was altered."""
        self._journal.rebuild()

    def close(self) -> None:
        """Finish what waits and let the database go."""
        self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _library(self) -> Library:
        return self._journal.libraries.of(self.organisation)

    def _loaded(self, process: str) -> Loaded:
        return self._journal.loaded(process, self.organisation)

    def _reader(self, process: str, reader: Reader | None) -> Reader:
        """Return whoever reads, by default one who sees what the process as a whole sees. Raises ProcessUnknown."""
        if reader is None:
            return Reader(self.organisation)
        if reader.organisation != self.organisation:
            raise ProcessUnknown(process)
        return reader

    def _must_be_of_here(self, process: str | None, by: Identity | None) -> None:
        """Raise ProcessUnknown for somebody of another organisation, NotLetIn where he would open a process."""
        if by and by.organisation != self.organisation:
            raise NotLetIn if process is None else ProcessUnknown(process)

    def _refusal(self, by: Identity, process: str | None, commands: Sequence[Command]) -> Refusal | None:
        if process is not None:
            process = self._loaded(storable(process)).situation.process
        return self.access.refusal(by, process, commands)

    def _standing(self, process: str) -> tuple[Method, Loaded]:
        process = storable(process)
        loaded, at = self._journal.loaded_at(process, self.organisation)
        method = self.method(loaded.situation.method, loaded.situation.version)
        if not self._is_late(method, loaded.situation, at):
            return method, loaded
        with suppress(StoreBusy, OutcomeUnknown, Refused):
            self._advance(process, self.organisation, within=READERS_WAIT)
        loaded = self._loaded(process)
        return self.method(loaded.situation.method, loaded.situation.version), loaded

    def _is_late(self, method: Method, situation: Situation, at: datetime) -> bool:
        """Tell whether something came due in a process, or in its family, by now of which nobody has heard yet."""
        due = situation.next_due()
        if due and due <= at:
            return True
        if not has_family(method, situation):
            return False
        with self._journal.reading(self.organisation) as connection:
            query = "SELECT 1 FROM process WHERE root_id=? AND next_due<=? LIMIT 1"
            return connection.execute(query, (situation.root, instant_text(at))).fetchone() is not None

    def _advance(self, process: str, organisation: str, within: float | None = None) -> None:
        ledger = self._journal.ledger
        self._journal.do(lambda group: ledger.advance(group, process), process, organisation, within)


def _published(organisation: str, method: Method, by: Identity | None, group: Group) -> Done[bool]:
    if by and "author" not in roles_now(group.connection, by):
        raise refuse("not-yours", "publish_is_for_authors_here")
    group.touch()
    return Done(group.library(organisation).publish(group.connection, method, group.at))


def _checked(process: str | None, commands: Command | Sequence[Command]) -> tuple[Command, ...]:
    several = tuple(commands) if isinstance(commands, Sequence) else (commands,)
    if not several or any(
        isinstance(one, Open) != (process is None and index == 0) for index, one in enumerate(several)
    ):
        raise ValueError("`open` comes first and without a process, every other command with one")
    return several
