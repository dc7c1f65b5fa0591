"""The trace of a disk, as `shim/disk.c` writes it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HEADER = struct.Struct("<cIQI")


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that happened; `disk.c` tells what each kind means by file, offset and data."""

    kind: str
    file: int = 0
    offset: int = 0
    data: bytes = b""


def read_trace(path: Path) -> list[Record]:
    """Return everything that happened, in order."""
    return list(_records(path.read_bytes()))


def _records(told: bytes) -> Iterator[Record]:
    place = 0
    while place < len(told):
        kind, file, offset, length = HEADER.unpack_from(told, place)
        place += HEADER.size
        yield Record(kind.decode(), file, offset, told[place : place + length])
        place += length
