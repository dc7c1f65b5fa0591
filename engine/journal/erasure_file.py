"""The list of erasures beside the store: a file that only grows, on disk before an erasure is answered.

It is what is left when the store is lost. What stands in it stands in the store as well, which is written first.
"""

from __future__ import annotations

import fcntl
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import StoreUnusable
from engine.journal.erasures import ListUnfit, checked, entry_of, fits, read_list, stored_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.journal.erasures import Entry
    from engine.journal.store import Store

TAIL = 4_096
MODE = 0o600


class ErasureFile:
    """The file of a store's list; without a path there is none. Several servers may share it."""

    def __init__(self, store: Store, path: Path | None) -> None:
        self.store, self.path = store, path
        self.is_behind, self._turn = False, threading.Lock()

    def is_there(self) -> bool:
        """Tell whether there is one already."""
        return self.path is not None and os.path.lexists(self.path)

    def check(self) -> None:
        """See that the store is not older than its file, and bring the file up to date. Raises StoreUnusable."""
        if self.path is None:
            return
        stored = stored_list(self.store)
        if self.is_there() and not (len(stored) <= 1 and _has_no_line(self.path)):
            _compare(read_file(self.path), stored, self.path, self.store.name)
        self.catch_up()

    def catch_up(self) -> None:
        """Write what the store has more, and wait for the disk. Raises StoreUnusable, StoreBusy, ListUnfit."""
        if self.path is None:
            return
        with self._turn:
            self.is_behind = True
            try:
                with _opened(self.path) as descriptor:
                    self._append(descriptor, self.path)
            except OSError as error:
                raise StoreUnusable(
                    f"the list of erasures {self.path} cannot be written: {error.strerror or error}; "
                    "nothing else is written until it can"
                ) from error
            self.is_behind = False

    def _append(self, descriptor: int, path: Path) -> None:
        last = _last(descriptor, path)
        new = stored_list(self.store, last.n if last else 0)
        if last is not None:
            if not new or new[0] != last:
                raise StoreUnusable(f"{self.store.name} and its list of erasures {path} went different ways")
            new = new[1:]
        if new:
            _write(descriptor, b"".join(one.line() for one in new))
            os.fsync(descriptor)
            _sync_folder(path.parent)


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
def _opened(path: Path) -> Iterator[int]:
    """Lend the file, made where there is none, while no other server writes to it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    descriptor = os.open(path, flags, MODE)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StoreUnusable(f"the list of erasures {path} is not a file")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _last(descriptor: int, path: Path) -> Entry | None:
    """Return the last entry, and take off a line that was cut off behind it."""
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, TAIL, max(size - TAIL, 0))
    whole = tail[: tail.rfind(b"\n") + 1]
    if len(whole) < len(tail):
        os.ftruncate(descriptor, size - len(tail) + len(whole))
    lines = whole.splitlines()
    return entry_of(lines[-1], str(path)) if lines else None


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
