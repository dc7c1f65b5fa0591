"""Making a store of a backup, where there is none. Nobody is served by it before it is checked and erased anew."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING

from engine.backup.folder import copied, manifest_in, sync
from engine.backup.manifest import POSTGRES, SQLITE, BackupUnusable
from engine.backup.newest import Lists, newest_list
from engine.backup.overdue import overdue_in
from engine.backup.reapplying import reapply, seal
from engine.backup.recounting import recount
from engine.journal.erasure_file import write_file
from engine.journal.erasures import checked, fits, mark_of, stored_list
from engine.journal.journal import Journal
from engine.journal.lock import FileLock
from engine.journal.migrate import (
    drop_restored,
    known_revisions,
    release_restored,
    revision_of,
    upgrade_file,
    upgrade_restored,
)
from engine.journal.sqlite import SqliteStore
from engine.journal.sqlite_file import PREFIX, DatabaseError, connect, path_of
from engine.journal.stores import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.backup.manifest import Manifest
    from engine.backup.overdue import Overdue
    from engine.backup.reapplying import Reapplied, Sealed
    from engine.journal.erasures import Entry
    from engine.journal.store import Clock, Store

RELATIONS = (
    "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' LIMIT 1"
)
UNDER_WAY = ".restoring"
BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is to be. `ids` makes the ids of events by which content goes."""

    url: str
    migrate_url: str | None
    ids: Callable[[], str]
    now: Clock | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored. `erased` is what was erased anew; None where there was no list.

    `overdue` is what happens at the first start, without what was done after the backup.
    """

    manifest: Manifest
    erased: Reapplied | None
    sealed: Sealed
    overdue: tuple[Overdue, ...]


def restore(folder: Path, place: Place, lists: Lists) -> Restored:
    """Make a store of a backup, in a place where nothing is. Raises BackupUnusable, ListUnfit, StoreUnusable."""
    manifest = manifest_in(folder)
    kind = SQLITE if place.url.startswith(PREFIX) else POSTGRES
    if manifest.kind != kind:
        raise BackupUnusable(f"this backup is of {manifest.kind}, and the database to be made is {kind}")
    if manifest.schema not in known_revisions():
        raise BackupUnusable(
            f"this backup was made by a newer release ({manifest.release}, schema {manifest.schema}): "
            "restored by this one it would lose what that one wrote; install that release"
        )
    file = path_of(place.url) if kind == SQLITE else None
    lists = Lists(lists.given, lists.beside or (file and file.with_name(f"{file.name}.erasures")), lists.knowingly)
    entries = newest_list(folder, manifest, lists)
    way = _to_file if kind == SQLITE else _to_server
    return way(folder, manifest, place, entries, lists.beside)


def _to_file(
    folder: Path, manifest: Manifest, place: Place, entries: Sequence[Entry] | None, listed: Path | None
) -> Restored:
    target = path_of(place.url)
    target.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(target)
    try:
        for one in (target, *(target.with_name(f"{target.name}{end}") for end in BESIDE)):
            if os.path.lexists(one):
                raise BackupUnusable(f"{one} is there: a backup is restored only where no database is; move it away")
        with _workplace(target) as beside:
            copy = beside / "store.db"
            copied(folder, manifest, copy)
            _check_file(copy, manifest)
            upgrade_file(copy)
            done, kept = _made_ready(SqliteStore(f"{PREFIX}{copy}", place.now or utc_now), manifest, place, entries)
            with _list_beside(listed, kept):
                _put(copy, target)
    finally:
        lock.release()
    return done


def _to_server(
    folder: Path, manifest: Manifest, place: Place, entries: Sequence[Entry] | None, listed: Path | None
) -> Restored:
    from engine.backup.postgres import load  # noqa: PLC0415 - its driver is loaded where it is used
    from engine.journal.postgres import PostgresConnection, PostgresStore, libpq_url  # noqa: PLC0415 - the same

    owner = place.migrate_url or place.url
    with closing(PostgresConnection(libpq_url(place.url))) as connection:
        (role,) = connection.execute("SELECT current_user").fetchall()[0]
        found = connection.execute(RELATIONS).fetchall()
    if found:
        raise BackupUnusable(f"the database is not empty, it has {found[0][0]}: restore into an empty one")
    with TemporaryDirectory(prefix="sluis-restoring-") as folder_of_ours:  # mode 0700
        beside = Path(folder_of_ours)
        copied(folder, manifest, beside / manifest.file)
        load(libpq_url(owner), beside / manifest.file)
    try:
        upgrade_restored(libpq_url(owner), manifest.schema)
        done, kept = _made_ready(PostgresStore(owner, place.now), manifest, place, entries)
        with _list_beside(listed, kept):
            release_restored(libpq_url(owner), str(role))
    except BaseException:
        drop_restored(libpq_url(owner))
        raise
    return done


def _made_ready(
    store: Store, manifest: Manifest, place: Place, entries: Sequence[Entry] | None
) -> tuple[Restored, Sequence[Entry]]:
    """Check a store that was copied, erase anew, and end what lets people in. Raises BackupUnusable; closes it."""
    with closing(Journal(store, None, place.ids)) as journal:
        own = checked(stored_list(store), "the list of erasures in the backup")
        if (mark_of(own), own[-1].n, own[-1].digest.hex()) != (
            manifest.installation, manifest.erasures, manifest.erased
        ):  # fmt: skip
            raise BackupUnusable("the list of erasures in the backup is another than its manifest says")
        recount(store, manifest)
        erased = None if entries is None else reapply(journal, entries)
        sealed = seal(journal)
        overdue = overdue_in(store)
        kept = stored_list(store)
        if entries is not None and not fits(entries, kept):
            raise BackupUnusable("the list of erasures was not written down whole")
    return Restored(manifest, erased, sealed, overdue), kept


@contextmanager
def _list_beside(path: Path | None, kept: Sequence[Entry]) -> Iterator[None]:
    """Write the list of a store before anybody is served by it, where there is none yet; it goes where that fails.

    Left without its store it would be taken for the newest by the next restore. Raises StoreUnusable.
    """
    is_new = path is not None and not os.path.lexists(path)
    if path is not None and is_new:
        write_file(path, kept)
    try:
        yield
    except BaseException:
        if path is not None and is_new:
            path.unlink(missing_ok=True)
        raise


def _check_file(copy: Path, manifest: Manifest) -> None:
    """See that a file is a whole database of the schema that its manifest says. Raises BackupUnusable."""
    try:
        with closing(connect(copy)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
            loose = connection.execute("PRAGMA foreign_key_check").fetchall()
    except DatabaseError as error:
        raise BackupUnusable(f"the database in this backup cannot be read: {error}") from error
    if found != [("ok",)] or loose:
        raise BackupUnusable(f"the database in this backup is damaged: {(found + loose)[0]}")
    if revision_of(copy) != manifest.schema:
        raise BackupUnusable(f"the database in this backup has another schema than {manifest.schema}")


@contextmanager
def _workplace(beside: Path) -> Iterator[Path]:
    """Lend a private folder beside a place, gone in the end, as is what a restore left that was killed.

    Whoever comes here holds the lock of the place.
    """
    for left in beside.parent.glob(f".{beside.name}.*{UNDER_WAY}"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        made = Path(mkdtemp(prefix=f".{beside.name}.", suffix=UNDER_WAY, dir=beside.parent))
    except OSError as error:
        raise BackupUnusable(f"nothing can be written beside {beside}: {error.strerror or error}") from error
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _put(copy: Path, target: Path) -> None:
    """Give a finished database its name, unlike a rename never over another. Raises BackupUnusable."""
    left = [end for end in BESIDE if os.path.lexists(f"{copy}{end}")]
    if left:
        raise BackupUnusable(f"the restored database was not closed in order: {copy.name}{left[0]} is left")
    descriptor = os.open(copy, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(copy, target)
    except OSError as error:
        raise BackupUnusable(f"{target} cannot be made: {error.strerror or error}") from error
    sync(target.parent)
