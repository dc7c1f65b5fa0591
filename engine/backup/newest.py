"""Which list of erasures a restore goes by: one that is known to be at least as new as any other in sight."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.backup.folder import manifest_beside
from engine.backup.manifest import BackupUnusable
from engine.journal.erasure_file import read_file
from engine.journal.erasures import fits, mark_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backup.manifest import Manifest
    from engine.journal.erasures import Entry

KNOWINGLY = "--without-newer-erasures restores all the same, and what was erased after the backup comes back"

OF_THE_DISK = "lost+found"  # nobody's backup, and only root may enter it


@dataclass(frozen=True, slots=True)
class Lists:
    """Where lists may be: the file that was `given`, and the one that stands where the store is to be.

    `knowingly`: the operator knows that there may be newer erasures, and restores without them.
    """

    given: Path | None
    beside: Path | None
    knowingly: bool = False


def newest_list(folder: Path, manifest: Manifest, lists: Lists) -> Sequence[Entry] | None:
    """Return the list to go by; None where the operator knows that there is none. Raises BackupUnusable, ListUnfit."""
    there = [one for one in (lists.given, lists.beside) if one is not None and (one == lists.given or _is(one))]
    if not there:
        if lists.knowingly:
            return None
        raise BackupUnusable(
            "which erasures came after this backup is not known: name the newest list of the store that was lost "
            f"(--erasures FILE; it stood beside it as ….erasures). {KNOWINGLY}"
        )
    found = read_file(there[0])
    _must_fit(found, manifest, there[0])
    if len(there) > 1:
        _must_be_newest(found, read_file(there[1]), there[0], there[1])
    if not lists.knowingly:
        _must_know_others(found, folder, manifest, there[0])
    return found


def _must_fit(found: Sequence[Entry], manifest: Manifest, path: Path) -> None:
    if mark_of(found) != manifest.installation:
        raise BackupUnusable(f"{path} is the list of another installation than this backup is of")
    if len(found) <= manifest.erasures:
        raise BackupUnusable(f"{path} is older than the backup, which knows of more erasures: name the newest list")
    if found[manifest.erasures].digest.hex() != manifest.erased:
        raise BackupUnusable(f"{path} went another way than the store of this backup: it is no list for it")


def _must_be_newest(given: Sequence[Entry], beside: Sequence[Entry], path: Path, other: Path) -> None:
    if fits(beside, given):
        return
    if fits(given, beside):
        raise BackupUnusable(f"{path} is older than {other}: leave it out, and that one is used")
    raise BackupUnusable(f"{path} and {other} are lists of different stores: put the one that is wrong elsewhere")


def _must_know_others(found: Sequence[Entry], folder: Path, manifest: Manifest, path: Path) -> None:
    """See that no backup that stands beside this one knows of more erasures than the list does."""
    for name, other in _others(folder):
        if other.installation == manifest.installation and other.erasures > found[-1].n:
            raise BackupUnusable(
                f"{path} is not the newest list: the backup {name} knows of {other.erasures - found[-1].n} erasures "
                f"more. {KNOWINGLY}"
            )


def _others(folder: Path) -> Iterator[tuple[Path, Manifest]]:
    """Yield the backups that stand beside one, and itself. Raises BackupUnusable for one that cannot be read."""
    for one in sorted(folder.absolute().parent.iterdir()):
        if one.is_dir() and not one.is_symlink() and one.name != OF_THE_DISK:
            try:
                found = manifest_beside(one)
            except BackupUnusable as error:
                raise BackupUnusable(
                    f"{error}; it may know of newer erasures: move it elsewhere if it is none. {KNOWINGLY}"
                ) from error
            if found is not None:
                yield one, found


def _is(path: Path) -> bool:
    return os.path.lexists(path)
