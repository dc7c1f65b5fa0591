"""Ids of processes: UUIDs of version 7 (RFC 9562), so that ids sort by the time of opening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RANDOM_BYTES = 10


def process_id(at: datetime, random: bytes) -> str:
    """Return an id that says when a process was opened, and ten random bytes."""
    milliseconds = (at - EPOCH) // timedelta(milliseconds=1)
    number = milliseconds << 80 | int.from_bytes(random[:RANDOM_BYTES])
    number = number & ~(0xF << 76) | 0x7 << 76
    digits = f"{number & ~(0x3 << 62) | 0x2 << 62:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def process_id_from(at: datetime, identity: str) -> str:
    """Return such an id with the chance that is in another, random one."""
    return process_id(at, sha256(identity.encode()).digest())
