"""One process owns a database file. The lock is a file beside it: closing the database would drop SQLite's own."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engine.errors import StoreLocked


@dataclass(frozen=True, slots=True)
class Holder:
    """Who owns a file; `url` is empty where it serves nobody."""

    pid: int
    url: str


class FileLock:
    """The lock on a database, held until `release` or the end of this process."""

    def __init__(self, database: Path, url: str = "") -> None:
        self._path = lock_path(database)
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise StoreLocked(_advice(database)) from error
        self._is_held = True
        with suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, json.dumps({"pid": os.getpid(), "url": url}).encode(), 0)

    def release(self) -> None:
        """Let others open the database. Once is enough: the descriptor may be another file's by then."""
        if self._is_held:
            self._is_held = False
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)


def lock_path(database: Path) -> Path:
    """Return the file that holds the lock of a database, by whatever name it is reached."""
    file = database.resolve()
    return file.with_name(f"{file.name}.lock")


def holder_of(database: Path) -> Holder | None:
    """Return who holds a database now; None when nobody does, whatever a dead holder left in the file."""
    try:
        descriptor = os.open(lock_path(database), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(descriptor)
    finally:
        os.close(descriptor)
    return None


def _read(descriptor: int) -> Holder:
    try:
        told = json.loads(os.pread(descriptor, 4096, 0))
        return Holder(int(told["pid"]), str(told["url"]))
    except (ValueError, KeyError, TypeError):
        return Holder(0, "")


def _advice(database: Path) -> str:
    holder = holder_of(database)
    who = f"process {holder.pid}" if holder and holder.pid else "another process"
    where = f", which serves {holder.url}" if holder and holder.url else ""
    way = f"use that server (SLUIS_SERVER={holder.url})" if holder and holder.url else "stop that process"
    return f"the database {database} is in use by {who}{where}: {way}, or name another database"
