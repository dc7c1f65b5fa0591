"""The list of what was erased or deleted, by ids alone, so that a restored backup loses it again.

Each entry is bound to all before it, and the first to the installation: a list of another installation, one that was
altered, or one that went another way after a restore fits no store but its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.errors import SluisError
from engine.journal.codec import NO_DIGEST, canonical
from engine.journal.store import EVERYBODY
from engine.journal.tables import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from engine.journal.store import Connection, Row, Store

BEGUN, CONTENT, PROCESS, ACCOUNT, ORGANISATION = KINDS = ("begun", "content", "process", "account", "organisation")
OF_ALL = "(all)"  # whose the first entry is; no organisation is called so
COLUMNS = "n, organisation, kind, subject, part, at, digest"
INSERT = f"INSERT INTO erasure_list({COLUMNS}) VALUES(?,?,?,?,?,?,?)"
AFTER = f"SELECT {COLUMNS} FROM erasure_list WHERE n>=? ORDER BY n"  # noqa: S608 - only our own words
LAST = f"SELECT {COLUMNS} FROM erasure_list ORDER BY n DESC LIMIT 1"  # noqa: S608 - the same
LOCK = "SELECT 1 FROM erasure_list WHERE n=0 FOR UPDATE"


class ListUnfit(SluisError):
    """A list of erasures cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What is gone: content of a process (`part` is its commitment), a process with its family, an account, or all."""

    kind: str
    organisation: str
    subject: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the list. `digest` stands for the list up to it."""

    n: int
    gone: Gone
    at: str
    digest: bytes

    def row(self) -> tuple[object, ...]:
        """Return it as the store has it."""
        gone = self.gone
        return (self.n, gone.organisation, gone.kind, gone.subject, gone.part, self.at, self.digest)

    def line(self) -> bytes:
        """Return it as the file beside the store has it."""
        return canonical(self._told() | {"digest": self.digest.hex()}) + b"\n"

    def _told(self) -> dict[str, object]:
        gone = self.gone
        return {
            "at": self.at, "kind": gone.kind, "n": self.n, "organisation": gone.organisation, "part": gone.part,
            "subject": gone.subject,
        }  # fmt: skip

    def follows(self, before: Entry | None) -> bool:
        """Tell whether it is what comes behind another, or the first."""
        is_next = self.n == (before.n + 1 if before else 0) and (self.gone.kind == BEGUN) == (before is None)
        return is_next and self.digest == _digest(before, self._told())


def next_entry(before: Entry | None, gone: Gone, at: datetime) -> Entry:
    """Return the entry that comes behind another, or the first."""
    bare = Entry(before.n + 1 if before else 0, gone, instant_text(at), b"")
    return Entry(bare.n, gone, bare.at, _digest(before, bare._told()))  # noqa: SLF001 - its own


def _digest(before: Entry | None, told: dict[str, object]) -> bytes:
    return sha256((before.digest if before else NO_DIGEST) + canonical(told)).digest()


def checked(entries: Sequence[Entry], name: str) -> Sequence[Entry]:
    """Return a whole list when each entry follows from the one before it. Raises ListUnfit."""
    before: Entry | None = None
    for one in entries:
        if not one.follows(before):
            raise ListUnfit(f"{name} was altered: its entry {one.n} does not follow from what stands before it")
        before = one
    if before is None:
        raise ListUnfit(f"{name} is empty: a list begins with the mark of its installation")
    return entries


def read_list(data: bytes, name: str) -> Sequence[Entry]:
    """Return the entries of a file, without a line that was cut off when power was lost. Raises ListUnfit."""
    whole = data[: data.rfind(b"\n") + 1].splitlines()
    return checked([entry_of(line, name) for line in whole], name)


def entry_of(line: bytes, name: str) -> Entry:
    """Return the entry on a line. Raises ListUnfit."""
    try:
        told = json.loads(line)
        gone = Gone(*(_text(told[key]) for key in ("kind", "organisation", "subject", "part")))
        found = Entry(int(told["n"]), gone, _text(told["at"]), bytes.fromhex(told["digest"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ListUnfit(f"{name} is no list of erasures: one of its lines is {line[:80]!r}") from error
    if gone.kind not in KINDS:
        raise ListUnfit(f"{name} has an entry {gone.kind!r}, which a newer release wrote: upgrade")
    return found


def fits(shorter: Sequence[Entry], longer: Sequence[Entry]) -> bool:
    """Tell whether one list is how another was before."""
    return len(shorter) <= len(longer) and shorter[-1].digest == longer[len(shorter) - 1].digest


def mark_of(entries: Sequence[Entry]) -> str:
    """Return the mark of the installation whose list it is."""
    return entries[0].gone.subject


def entries_from(connection: Connection, n: int) -> list[Entry]:
    """Return the entries of a store from a place on."""
    return [_entry(row) for row in connection.execute(AFTER, (n,)).fetchall()]


def stored_list(store: Store, n: int = 0) -> list[Entry]:
    """Return the entries of a store from a place on, of all organisations: they are one list."""
    with store.reading(EVERYBODY) as connection:
        return entries_from(connection, n)


def last_entry(connection: Connection) -> Entry | None:
    """Return the newest entry of a store."""
    row = connection.execute(LAST).fetchone()
    return _entry(row) if row else None


def append(connection: Connection, gone: Iterable[Gone], at: datetime, *, shares: bool) -> None:
    """Write down what is gone, behind what another server wrote meanwhile."""
    if shares:
        connection.execute(LOCK)
    before, new = last_entry(connection), []
    for one in dict.fromkeys(gone):
        before = next_entry(before, one, at)
        new.append(before.row())
    connection.executemany(INSERT, new)


def _entry(row: Row) -> Entry:
    n, organisation, kind, subject, part, at, digest = row
    return Entry(int(n), Gone(str(kind), str(organisation), str(subject), str(part)), str(at), bytes(digest))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
