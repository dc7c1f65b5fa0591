"""Power loss, played on a trace: what was synced survives, of the rest what chance leaves.

A name counts as safe once its folder was synced, as POSIX has it; names not yet safe are lost from the last one back,
as on a file system with a journal. What a failed sync covered is never safe: the kernel may have dropped it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Literal

from tests.promises.durability.traces import Record

SECTOR = 512
Loss = Literal["everything", "something", "torn"]
LOSSES: tuple[Loss, ...] = ("everything", "something", "torn")


@dataclass(slots=True)
class Change:
    """Bytes written at an offset; or none: the file was cut or stretched to it."""

    offset: int
    data: bytes | None
    fate: Literal["open", "safe", "doubtful"] = "open"

    def apply(self, held: bytearray) -> None:
        """Change what a file holds."""
        held.extend(bytes(max(0, self.offset - len(held))))
        if self.data is None:
            del held[self.offset :]
        else:
            held[self.offset : self.offset + len(self.data)] = self.data

    def sectors(self) -> Iterator[Change]:
        """Yield the parts that a disk writes one by one."""
        if self.data is None:
            yield self
            return
        end = self.offset + len(self.data)
        edges = [self.offset, *range((self.offset // SECTOR + 1) * SECTOR, end, SECTOR), end]
        for start, stop in pairwise(edges):
            yield Change(start, self.data[start - self.offset : stop - self.offset])


@dataclass(slots=True)
class File:
    """What of a file is safe, and what came after: `begun` says of each running sync how many changes it covers."""

    safe: bytearray = field(default_factory=bytearray)
    later: list[Change] = field(default_factory=list)
    folded: int = 0
    begun: dict[int, int] = field(default_factory=dict)

    def begin_sync(self, number: int) -> None:
        """Begin a sync, which covers all there is."""
        self.begun[number] = self.folded + len(self.later)

    def end_sync(self, number: int, fate: Literal["safe", "doubtful"]) -> None:
        """End a sync; what it covers is safe now, unless an earlier sync lost it."""
        for change in self.later[: self.begun.pop(number) - self.folded]:
            change.fate = fate if change.fate == "open" else change.fate
        sure = next((index for index, one in enumerate(self.later) if one.fate != "safe"), len(self.later))
        for change in self.later[:sure]:
            change.apply(self.safe)
        self.later, self.folded = self.later[sure:], self.folded + sure

    def after(self, loss: Loss | None, chance: Random) -> bytes:
        """Return what the file holds after a loss; without one, all that was written."""
        held, odds = bytearray(self.safe), chance.random()
        for change in self.later:
            if loss is None or change.fate == "safe":
                change.apply(held)
            elif loss != "everything":
                for part in change.sectors() if loss == "torn" else (change,):
                    if chance.random() < odds:
                        part.apply(held)
        return bytes(held)


class Folder:
    """A folder under a trace: its files by name, as programs see it and as it is safe."""

    def __init__(self) -> None:
        self._seen: dict[str, File] = {}
        self._safe: dict[str, File] = {}
        self._later: list[tuple[str, File | None]] = []
        self._begun: dict[int, int] = {}
        self._open: dict[int, File | None] = {}

    def apply(self, record: Record) -> None:
        """Let something happen."""
        match record:
            case Record("L"):
                self._open = {}
            case Record("O"):
                self._open[record.file] = self._opened(record.data.decode(), is_new=bool(record.offset))
            case Record("U"):
                self._rename(record.data.decode(), None)
            case Record("W" | "T"):
                self._file(record).later.append(Change(record.offset, record.data if record.kind == "W" else None))
            case Record("S" | "E" | "F"):
                self._sync(record)
            case _:
                assert record.kind == "M", f"unknown kind of record: {record.kind}"

    def after(self, loss: Loss | None, chance: Random) -> dict[str, bytes]:
        """Return the files as they are found after a loss; without one, as they are."""
        names, kept = dict(self._safe), len(self._later)
        if loss is not None:
            kept = 0 if loss == "everything" else chance.randint(0, kept)
        _rename_all(names, self._later[:kept])
        return {name: file.after(loss, chance) for name, file in names.items()}

    def _opened(self, name: str, *, is_new: bool) -> File | None:
        if not name:
            return None
        if is_new:
            self._rename(name, File())
        return self._seen[name]

    def _rename(self, name: str, file: File | None) -> None:
        self._later.append((name, file))
        _rename_all(self._seen, self._later[-1:])

    def _file(self, record: Record) -> File:
        file = self._open[record.file]
        assert file, f"a folder cannot be written: {record}"
        return file

    def _sync(self, record: Record) -> None:
        file = self._open[record.file]
        if file is None:
            self._sync_names(record)
        elif record.kind == "S":
            file.begin_sync(record.offset)
        else:
            file.end_sync(record.offset, "safe" if record.kind == "E" else "doubtful")

    def _sync_names(self, record: Record) -> None:
        if record.kind == "S":
            self._begun[record.offset] = len(self._later)
            return
        covered = self._begun.pop(record.offset)
        if record.kind == "E":
            _rename_all(self._safe, self._later[:covered])
            self._later = self._later[covered:]
            self._begun = {number: max(0, count - covered) for number, count in self._begun.items()}


def _rename_all(names: dict[str, File], changes: Iterable[tuple[str, File | None]]) -> None:
    for name, file in changes:
        if file is None:
            del names[name]
        else:
            names[name] = file


def is_kept(name: str) -> bool:
    """Tell whether a file outlives a power loss; the shared memory of SQLite and a lock do not."""
    return not re.search(r"-shm$|\.lock$", name)
