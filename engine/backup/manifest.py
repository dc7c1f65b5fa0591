"""What a backup says of itself: which store it is of, when and by what it was made, and the digest of each file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine.errors import SluisError

FORMAT = 1
NAME = "manifest.json"
SQLITE, POSTGRES = "sqlite", "postgresql"
FILES = {SQLITE: "store.sqlite", POSTGRES: "store.pgdump"}
MOST_BYTES = 64 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


class BackupUnusable(SluisError):
    """A backup cannot be made or restored; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in `manifest.json`.

    `schema` is the revision of the tables. `installation` is the mark of the store, `erasures` the place of the last
    entry of its list and `erased` the digest of that. `files` are digests (SHA-256, in hexadecimal) by name.
    """

    format: int
    kind: str
    release: str
    schema: str
    made_at: str
    installation: str
    erasures: int
    erased: str
    processes: int
    events: int
    files: Mapping[str, str]

    @property
    def file(self) -> str:
        """The name of the file that holds the store."""
        return FILES[self.kind]

    def written(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self), indent=2, sort_keys=True).encode() + b"\n"


def read_manifest(data: bytes, where: str) -> Manifest:
    """Return what a manifest says. Raises BackupUnusable for what is none, or is a newer release's."""
    try:
        told: dict[str, Any] = json.loads(data)
        if int(told["format"]) > FORMAT:
            raise BackupUnusable(f"{where} has format {told['format']}, which a newer release wrote: upgrade")
        found = Manifest(**told)
        _check(found)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BackupUnusable(f"{where} is no manifest of a backup: {type(error).__name__}: {error}"[:300]) from error
    return found


def _check(found: Manifest) -> None:
    """See that everything is what it should be. Raises ValueError, TypeError, KeyError."""
    texts = (found.kind, found.release, found.schema, found.made_at, found.installation, found.erased)
    numbers = (found.format, found.erasures, found.processes, found.events)
    if not all(isinstance(one, str) for one in texts) or not all(type(one) is int and one >= 0 for one in numbers):
        raise TypeError("a value is of another kind")
    if set(found.files) != {found.file} or not all(_DIGEST.fullmatch(one) for one in found.files.values()):
        raise ValueError("it names other files, or no digests")
