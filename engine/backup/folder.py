"""The folder of a backup: made under another name and renamed when it is whole; read without following any link."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from engine.backup.manifest import MOST_BYTES, NAME, BackupUnusable, Manifest, read_manifest

PIECE = 1024 * 1024
READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
PRIVATE = 0o600


@contextmanager
def made_whole(folder: Path) -> Iterator[Path]:
    """Lend a private folder beside where a new one is to be; it takes that name in the end. Raises BackupUnusable."""
    if os.path.lexists(folder):
        raise BackupUnusable(f"{folder} is there already, and nothing is written over it: name another folder")
    try:
        beside = Path(mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))  # mode 0700
        try:
            yield beside
            sync(beside)
            beside.rename(folder)
            sync(folder.parent)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise BackupUnusable(f"{folder} cannot be made: {error.strerror or error}") from error


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that only its owner may read, and wait for the disk."""
    descriptor = os.open(path, MAKE, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read, for another program to fill."""
    os.close(os.open(path, MAKE, PRIVATE))


def digest_of(path: Path) -> str:
    """Return the digest of a file of ours, which is on the disk then."""
    descriptor = os.open(path, READ)
    with os.fdopen(descriptor, "rb") as file:
        found = sha256()
        while piece := file.read(PIECE):
            found.update(piece)
        os.fsync(file.fileno())
    return found.hexdigest()


def manifest_in(folder: Path) -> Manifest:
    """Return what a backup says of itself. Raises BackupUnusable where there is none, or more than it says."""
    with _entered(folder) as inside:
        found = read_manifest(_small(inside, folder), str(folder / NAME))
        with os.scandir(inside) as there:
            others = sorted({one.name for one in there} - {NAME, found.file})
    if others:
        raise BackupUnusable(f"{folder} holds {others[0]!r}, which is no part of a backup: nothing is restored from it")
    return found


def manifest_beside(folder: Path) -> Manifest | None:
    """Return what another backup says of itself, whatever else is in its folder; None where that is no backup.

    Raises BackupUnusable where it cannot be told.
    """
    with _entered(folder) as inside:
        with os.scandir(inside) as there:
            if NAME not in {one.name for one in there}:
                return None
        return read_manifest(_small(inside, folder), str(folder / NAME))


def copied(folder: Path, manifest: Manifest, to: Path) -> None:
    """Copy the store of a backup, and see that what was copied is what was written then. Raises BackupUnusable."""
    found = sha256()
    with _entered(folder) as inside, _file(inside, manifest.file, folder) as source:
        make_private(to)
        with to.open("wb") as target:
            while piece := os.read(source, PIECE):
                found.update(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
    if found.hexdigest() != manifest.files[manifest.file]:
        raise BackupUnusable(f"{folder / manifest.file} is not what was written: its digest is another")


def sync(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _small(inside: int, folder: Path) -> bytes:
    with _file(inside, NAME, folder) as descriptor:
        data = os.read(descriptor, MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise BackupUnusable(f"{folder / NAME} is too large for a manifest")
    return data


@contextmanager
def _entered(folder: Path) -> Iterator[int]:
    """Lend a folder itself, whatever its name stands for meanwhile. Raises BackupUnusable."""
    try:
        inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise BackupUnusable(f"{folder} is no folder of a backup: {error.strerror or error}") from error
    try:
        yield inside
    finally:
        os.close(inside)


@contextmanager
def _file(inside: int, name: str, folder: Path) -> Iterator[int]:
    try:
        descriptor = os.open(name, READ, dir_fd=inside)
    except OSError as error:
        raise BackupUnusable(f"{folder / name} cannot be read, or is a link: {error.strerror or error}") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BackupUnusable(f"{folder / name} is not a file")
        yield descriptor
    finally:
        os.close(descriptor)
