"""The store as a whole: its database, the writer, what is remembered, and rows made anew from the log."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.errors import ProcessUnknown, StoreBusy, StoreUnusable
from engine.journal.cache import Cache
from engine.journal.erasure_file import ErasureFile
from engine.journal.erasures import BEGUN, OF_ALL, Gone, last_entry
from engine.journal.group import SNAPSHOT_EVERY, UPSERT_SNAPSHOT, Group, snapshot_row
from engine.journal.ledger import Ledger
from engine.journal.library import Libraries
from engine.journal.loading import AT_ONCE, caught_up, load, organisation_of, replayed
from engine.journal.rows import Stood, write_rows
from engine.journal.signing import SigningKey
from engine.journal.store import EVERYBODY, NOBODY
from engine.journal.stores import open_store, utc_now
from engine.journal.tables import LOCAL, instant_text
from engine.journal.versions import Versions
from engine.journal.writer import Done, Writer

if TYPE_CHECKING:
    from datetime import datetime

    from engine.journal.loading import Loaded
    from engine.journal.store import Claim, Clock, Connection, Everybody, Store, Whose

T = TypeVar("T")
SALT, MARK = 16, 16
DUE = (  # what is due comes first and alone, or SQLite looks through all that waits, organisation by organisation
    "WITH waiting AS MATERIALIZED (SELECT id, organisation, next_due FROM process WHERE next_due<=?)"
    " SELECT id, organisation FROM (SELECT id, organisation, next_due, row_number() OVER"
    " (PARTITION BY organisation ORDER BY next_due) AS turn FROM waiting) AS turns ORDER BY turn, next_due LIMIT ?"
)
UNPLANNED = "SELECT id, organisation FROM process WHERE planned_by<? ORDER BY planned_by LIMIT ?"
PLANNED = "SELECT planned_by FROM process WHERE id=?"
KEEP_PLANNED = "UPDATE process SET planned_by=? WHERE id=? AND next_due IS NOT NULL"


def random_salt() -> bytes:
    """Return 16 fresh bytes."""
    return os.urandom(SALT)


def random_mark() -> str:
    """Return by what the list of erasures of a new store is known from those of all others."""
    return secrets.token_hex(MARK)


class Journal:
    """An open database: that of a URL, or one that was prepared and is nobody's to serve yet. Close it to let it go."""

    def __init__(
        self, place: str | Store, now: Clock | None, ids: Callable[[], str], url_of_server: str = "",
        signing_key: Path | None = None, migrate_url: str | None = None, erasure_list: Path | None = None,
    ) -> None:  # fmt: skip
        self._closed, self._now = False, now or utc_now
        self.libraries, self.cache, self.ledger = Libraries(), Cache(), Ledger(ids)
        is_prepared = not isinstance(place, str)
        self.store = open_store(place, now, url_of_server, migrate_url) if isinstance(place, str) else place
        self._key_file = signing_key or self.store.key_file
        self._key: SigningKey | None = None
        self.erasures = ErasureFile(self.store, erasure_list or self.store.erasure_file)
        try:
            if not is_prepared:
                self.store.upgrade()
            with self.reading(NOBODY) as connection:  # stays open: where none can write, another could not be opened
                connection.execute("SELECT 1 FROM process LIMIT 1").fetchone()
            self.writer = Writer(self.store, self._group, self.forget)
            self._versions = Versions(self.store) if self.store.shares else None
            self._begin_list()
        except BaseException:
            self.store.close()
            raise

    def reading(self, whose: Whose) -> AbstractContextManager[Connection]:
        """Lend a connection that sees one consistent state of what is theirs and cannot write. Raises StoreBusy."""
        return self.store.reading(whose)

    def do(
        self, work: Callable[[Group], Done[T]], process: str | None = None, organisation: str | Everybody = LOCAL,
        within: float | None = None,
    ) -> T:  # fmt: skip
        """Do a piece of work in the writer's next group and return its answer. Raises as `Writer.do` does.

        Where it is not done `within` so many seconds, StoreBusy is raised, and it is done when its turn comes.
        """
        try:
            return self.writer.send(work, process, organisation).result(within)
        except TimeoutError as error:
            raise StoreBusy("the database takes long") from error

    def has(self, process: str, organisation: str) -> bool:
        """Tell whether an organisation has such a process. Whose it is never changes."""
        if known := self.cache.get(process):
            return known.organisation == organisation
        with self.reading(organisation) as connection:
            return organisation_of(connection, process) == organisation

    def loaded(self, process: str, organisation: str) -> Loaded:
        """Return how a process of an organisation stands, with everything that was acknowledged.

        Raises ProcessUnknown, also where it is another's; LogBroken.
        """
        return self.loaded_at(process, organisation)[0]

    def loaded_at(self, process: str, organisation: str) -> tuple[Loaded, datetime]:
        """Return how a process of an organisation stands, and what time it was, by the clock that decides.

        Raises as `loaded` does.
        """
        known = self.cache.get(process)
        if known and known.organisation != organisation:
            raise ProcessUnknown(process)
        if self._versions is None:
            return known or self._read(process, known, organisation), self._now()
        length, at = self._versions.length(process, organisation)
        if not length:
            self.cache.drop(process)
            raise ProcessUnknown(process)
        is_new = known is not None and known.situation.order >= length
        return known if known and is_new else self._read(process, known, organisation), at

    def known_at(self, process: str, organisation: str) -> tuple[Loaded, datetime] | None:
        """Return what `loaded_at` returns, where nothing of the log has to be read for it. Raises StoreBusy."""
        known = self.cache.get(process)
        if known is None or known.organisation != organisation:
            return None
        if self._versions is None:
            return known, self._now()
        length, at = self._versions.length(process, organisation)
        return (known, at) if 0 < length <= known.situation.order else None

    def forget_deleted(self) -> None:
        """Forget the processes and methods that another replica has deleted. Raises StoreBusy."""
        if self._versions is None:
            return
        with self.reading(EVERYBODY) as connection:
            self.libraries.forget_deleted(connection)
        held = self.cache.deletable()
        for start in range(0, len(held), AT_ONCE):
            some = held[start : start + AT_ONCE]
            marks = ",".join("?" * len(some))
            with self.reading(EVERYBODY) as connection:
                rows = connection.execute(f"SELECT id FROM process WHERE id IN ({marks})", some).fetchall()  # noqa: S608 - only marks
            for process in set(some) - {str(row[0]) for row in rows}:
                self.cache.drop(process)

    def due(self, most: int) -> list[tuple[str, str]]:
        """Return processes in which something came due, with their organisations, by turns of these."""
        with self.reading(EVERYBODY) as connection:
            at = instant_text(self.store.now(connection))
            rows = connection.execute(DUE, (at, most)).fetchall()
        return [(str(process), str(organisation)) for process, organisation in rows]

    def planned_before(self, edition: str, most: int) -> list[tuple[str, str]]:
        """Return processes in which something is due, planned by an older edition of the calendar, with whose it is."""
        with self.reading(EVERYBODY) as connection:
            rows = connection.execute(UNPLANNED, (edition, most)).fetchall()
        return [(str(process), str(organisation)) for process, organisation in rows]

    def now(self) -> datetime:
        """Return the present instant, by the clock that decides. Raises StoreBusy."""
        with self.reading(NOBODY) as connection:
            return self.store.now(connection)

    def signing_key(self) -> SigningKey:
        """Return the key that signs checkpoints, made where there is none yet. Raises SigningKeyUnusable."""
        if self._key is None:
            if self._key_file is None:
                raise StoreUnusable("checkpoints need a signing key: name its file in SLUIS_SIGNING_KEY")
            self._key = SigningKey.load_or_make(self._key_file)
        return self._key

    def rebuild(self) -> None:
        """Drop every row and snapshot that follows from the log and make them anew. Raises LogBroken."""
        self.writer.do(self._rebuilt, organisation=EVERYBODY)
        self.forget()

    def close(self) -> None:
        """Finish what waits and let the database go; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        self.writer.close()
        if self._versions:
            self._versions.close()
        self.store.close()

    def forget(self) -> None:
        """Forget everything that was read: it may not be there any more."""
        self.cache.clear()
        self.libraries.clear()

    def _read(self, process: str, known: Loaded | None, organisation: str) -> Loaded:
        changes = self.cache.changes
        with self.reading(organisation) as connection:
            loaded = caught_up(connection, known) if known else load(connection, process, organisation)
        self.cache.offer(process, loaded, changes)
        return loaded

    def _begin_list(self) -> None:
        """See that the list of erasures fits, and begin it with the mark of the installation where there is no line.

        Raises StoreUnusable, ListUnfit.
        """
        with self.reading(EVERYBODY) as connection:
            is_begun = last_entry(connection) is not None
        try:
            if is_begun or self.erasures.has_begun():
                self.erasures.check()
            else:
                self.writer.do(_begun, organisation=EVERYBODY)
        except BaseException:
            self.writer.close()
            raise

    def _group(self, connection: Connection, claim: Claim) -> Group:
        if self.erasures.is_behind:
            self.erasures.catch_up()
        at = self.store.now(connection)
        return Group(connection, claim, at, self.cache, self.libraries, random_salt, self.erasures)

    def _rebuilt(self, group: Group) -> Done[None]:
        group.touch()
        group.flush()
        connection = group.connection
        self.store.exclude(connection)
        connection.execute("DELETE FROM snapshot")
        processes = connection.execute("SELECT id FROM process UNION SELECT process FROM event ORDER BY 1").fetchall()
        for (process,) in processes:
            self._rebuild_one(connection, process)
        return Done(None)

    def _rebuild_one(self, connection: Connection, process: str) -> None:
        planned = connection.execute(PLANNED, (process,)).fetchone()
        loaded = snapshot = None
        for loaded in replayed(connection, process):
            snapshot = loaded if loaded.situation.order % SNAPSHOT_EVERY == 0 else snapshot
        connection.execute("DELETE FROM process WHERE id=?", (process,))
        if loaded:
            situation = loaded.situation
            library = self.libraries.of(loaded.organisation)
            method = library.get(connection, situation.method, situation.version)
            write_rows(connection, [Stood(method, loaded)])
            edition = str(planned[0]) if planned and planned[0] is not None else ""
            connection.execute(KEEP_PLANNED, (edition, process))  # nothing was planned anew here
        if snapshot:
            connection.execute(UPSERT_SNAPSHOT, snapshot_row(snapshot))


def _begun(group: Group) -> Done[None]:
    group.turn_to(EVERYBODY)
    if last_entry(group.connection) is None:  # else another server was first
        group.lose(Gone(BEGUN, OF_ALL, random_mark()))
    return Done(None)
