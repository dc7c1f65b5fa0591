"""The list of erasures beside the store: a file that only grows, on disk before an erasure is answered.

It is what is left when the store is lost. What stands in it stands in the store as well, which is written first.
"""

from __future__ import annotations

import fcntl
import logging
import os
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SluisError, StoreUnusable
from engine.journal.erasures import ListUnfit, checked, entry_of, fits, read_list, stored_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.journal.erasures import Entry
    from engine.journal.store import Store

TAIL = 4_096
MODE = 0o600
PATIENCE, NO_PATIENCE, PAUSE = 2.0, 0.1, 0.02  # seconds for a lock that others have, and between two tries
LOG = logging.getLogger("sluis.erasures")


class ErasureFile:
    """The file of a store's list; without a path there is none. Several servers may share it."""

    def __init__(self, store: Store, path: Path | None) -> None:
        self.store, self.path = store, path
        self.is_behind, self._turn = False, threading.Lock()
        self._synced: tuple[int, ...] | None = None  # how the file was when we last saw it reach the disk

    def has_begun(self) -> bool:
        """Tell whether there is one with a line already. Raises ListUnfit."""
        return self.path is not None and os.path.lexists(self.path) and not _has_no_line(self.path)

    def check(self) -> None:
        """See that the store is not older than its file, and bring the file up to date. Raises StoreUnusable."""
        if self.path is None:
            return
        kept = read_file(self.path) if self.has_begun() else None  # before the store: others may erase meanwhile
        stored = stored_list(self.store)
        if kept is None and len(stored) > 1 and os.path.lexists(self.path):
            kept = read_file(self.path)
        if kept is not None:
            _compare(kept, stored, self.path, self.store.name)
        self.catch_up()

    def catch_up(self) -> None:
        """Write what the store has more, and wait for the disk. Raises StoreUnusable, StoreBusy, ListUnfit."""
        if self.path is None:
            return
        with self._turn:
            try:
                self._bring_up_to_date(self.path)
            except SluisError as error:
                self._note(str(error))
                raise
            except BaseException as error:
                self._note(type(error).__name__)
                raise
            self._note(None)

    def _note(self, fault: str | None) -> None:
        """Keep whether the file lacks something, and tell whoever runs the server when that begins and when it ends."""
        if fault is not None and not self.is_behind:
            LOG.error("nothing is written until the list of erasures is up to date: %s", fault)
        if fault is None and self.is_behind:
            LOG.warning("the list of erasures is up to date again")
        self.is_behind = fault is not None

    def _bring_up_to_date(self, path: Path) -> None:
        try:
            with _opened(path, NO_PATIENCE if self.is_behind else PATIENCE) as descriptor:
                self._append(descriptor, path)
        except OSError as error:
            raise StoreUnusable(
                f"the list of erasures {path} cannot be written: {error.strerror or error}; "
                "nothing else is written until it can"
            ) from error

    def _append(self, descriptor: int, path: Path) -> None:
        last = _last(descriptor, path)
        new = stored_list(self.store, last.n if last else 0)
        if last is not None:
            if not new or new[0] != last:
                raise StoreUnusable(f"{self.store.name} and its list of erasures {path} went different ways")
            new = new[1:]
        if new or self._synced != _state(descriptor):  # what another wrote may be in memory alone
            self._write_through(descriptor, b"".join(one.line() for one in new), path.parent)

    def _write_through(self, descriptor: int, data: bytes, folder: Path) -> None:
        """Write at the end and wait for the disk. Where that fails nothing of it stays: it may never get there."""
        before = os.fstat(descriptor).st_size
        try:
            _write(descriptor, data)
            os.fsync(descriptor)
            _sync_folder(folder)
        except BaseException:
            self._synced = None
            with suppress(OSError):
                os.ftruncate(descriptor, before)
            raise
        self._synced = _state(descriptor)


def read_file(path: Path) -> Sequence[Entry]:
    """Return the list in a file. Raises ListUnfit, also for what is no file but a link to one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ListUnfit(f"{path} is not a file")
            return read_list(file.read(), str(path))
    except OSError as error:
        raise ListUnfit(f"the list of erasures {path} cannot be read: {error.strerror or error}") from error


def _has_no_line(path: Path) -> bool:
    """Tell whether the power went when a file was begun: nothing had been erased, as the first line comes before."""
    try:
        return stat.S_ISREG(path.lstat().st_mode) and b"\n" not in path.read_bytes()
    except OSError as error:
        raise ListUnfit(f"the list of erasures {path} cannot be read: {error.strerror or error}") from error


def write_file(path: Path, entries: Sequence[Entry]) -> None:
    """Write a whole list where there is no file yet. Raises StoreUnusable."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, MODE)
        try:
            _write(descriptor, b"".join(one.line() for one in checked(entries, str(path))))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _sync_folder(path.parent)
    except OSError as error:
        raise StoreUnusable(f"the list of erasures {path} cannot be made: {error.strerror or error}") from error


def _compare(kept: Sequence[Entry], stored: Sequence[Entry], path: Path, name: str) -> None:
    """See that a file is how the list of its store is, or was before. Raises StoreUnusable."""
    advice = "restore a backup with `sluis restore`, which erases it anew, or put the newer database back"
    if stored and fits(kept, stored):
        return
    if not stored or fits(stored, kept):
        number = len(kept) - len(stored)
        raise StoreUnusable(
            f"{name} is older than its list of erasures {path}, which has {number} more: what was erased since may "
            f"be in it again; {advice}"
        )
    raise StoreUnusable(f"the list of erasures {path} is of another database than {name}: one of them is misplaced")


@contextmanager
def _opened(path: Path, patience: float) -> Iterator[int]:
    """Lend the file, made where there is none, while no other server writes to it. Raises StoreUnusable, OSError."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    descriptor = os.open(path, flags, MODE)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StoreUnusable(f"the list of erasures {path} is not a file")
        _lock(descriptor, path, patience)
        yield descriptor
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path, patience: float) -> None:
    """Wait for other servers, which are quick, and not for whoever else keeps the file."""
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise StoreUnusable(
                    f"the list of erasures {path} is locked by another program; nothing else is written meanwhile"
                ) from error
            time.sleep(PAUSE)
        else:
            return


def _last(descriptor: int, path: Path) -> Entry | None:
    """Return the last entry, and take off what was cut off behind it, or what a disk without power left there."""
    size = os.fstat(descriptor).st_size
    length = min(TAIL, size)
    tail = os.pread(descriptor, length, size - length)
    while tail.count(b"\n") <= 1 and length < size:  # the last line may begin before it
        length = min(2 * length, size)
        tail = os.pread(descriptor, length, size - length)
    whole = tail[: tail.rfind(b"\n") + 1]
    if len(whole) < len(tail):
        os.ftruncate(descriptor, size - len(tail) + len(whole))
    lines = whole.splitlines()
    return entry_of(lines[-1], str(path)) if lines else None


def _state(descriptor: int) -> tuple[int, ...]:
    """Return by what to know that a file was not written since."""
    found = os.fstat(descriptor)
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _write(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
