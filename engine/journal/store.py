"""What the journal asks of a database, and the two that answer: SQLite in a file, PostgreSQL for several replicas.

SQL is written once, with `?` for values. Nothing above this module and its two adapters knows which database it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

LONGEST_KEY = 255
Row = tuple[Any, ...]
Clock = Callable[[], datetime]


class Everybody(Enum):
    """All organisations at once: for the few who do not know yet whose it is, or see to all of them."""

    EVERYBODY = "everybody"


EVERYBODY = Everybody.EVERYBODY
NOBODY: frozenset[str] = frozenset()
Whose = str | frozenset[str] | Everybody


def storable(text: str) -> str:
    """Return a text that every database takes; one with a NUL or half a character in it finds nothing."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def key_as_kept(key: str | None) -> str | None:
    """Return an idempotency key as it is kept: itself, or its digest where it is long or not every database takes it.

    Unlike what `storable` returns, no two keys become the same.
    """
    if key is None or (len(key) <= LONGEST_KEY and storable(key) == key):
        return key
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


class Cursor(Protocol):
    """What a statement found."""

    def fetchone(self) -> Row | None:
        """Return the next row."""

    def fetchall(self) -> list[Row]:
        """Return the rows that are left."""

    def __iter__(self) -> Iterator[Row]: ...


class Connection(Protocol):
    """A connection on which transactions begin and end where we say."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def execute(self, sql: str, values: Sequence[object] = (), /) -> Cursor:
        """Run one statement."""

    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> object:
        """Run one statement for each row."""

    def close(self) -> None:
        """Let it go, rolling back what was not committed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a group of commands may work on: `lengths` of the processes it holds locked, as they are committed.

    None where nobody else writes. `missed` are processes that another replica is at work on. `whose` are the
    organisations whose rows are there.
    """

    lengths: Mapping[str, int] | None = None
    missed: frozenset[str] = frozenset()
    whose: frozenset[str] = NOBODY


class Store(Protocol):
    """A database. `errors` is what its driver raises; `shares` tells whether other replicas write to it too.

    `key_file` is where the signing key stands when no other place is named, `erasure_file` where the list of erasures
    does.
    """

    errors: type[Exception]
    shares: bool
    name: str
    key_file: Path | None
    erasure_file: Path | None

    def upgrade(self) -> None:
        """Bring the schema to that of this release. Raises StoreUnusable."""

    def warnings(self) -> list[str]:
        """Return what whoever runs it should know: where it does not keep organisations apart, although it could."""

    def connect(self) -> Connection:
        """Open a connection that writes, each commit waiting for the disk. Raises StoreUnusable."""

    def reading(self, whose: Whose) -> AbstractContextManager[Connection]:
        """Lend a connection that sees one consistent state and cannot write. Raises StoreBusy.

        Where the database can keep organisations apart, rows of others than `whose` are not there.
        """

    def claim(
        self, connection: Connection, processes: Collection[str], whose: frozenset[str], *, patiently: bool
    ) -> Claim:
        """Begin a transaction for organisations and lock the families of these processes.

        `patiently` waits for whoever holds them.
        """

    def keep_to(self, connection: Connection, whose: Whose) -> None:
        """Let rows of others than `whose` not be there until the transaction ends, or it is said anew."""

    def exclude(self, connection: Connection) -> None:
        """Keep all other replicas from writing until the transaction ends; reading goes on."""

    def now(self, connection: Connection) -> datetime:
        """Return the present instant, by the clock that decides."""

    def drift(self, connection: Connection) -> timedelta:
        """Return how far the clock that decides is ahead of this machine's; none where it was given."""

    def may_pass(self, error: Exception) -> bool:
        """Tell whether the same work can succeed at another try: two replicas met, or a connection was cut."""

    def is_undone(self, error: Exception) -> bool:
        """Tell of an error at the commit whether it is sure that nothing was written."""

    def wipe(self, connection: Connection) -> None:
        """See that what was deleted leaves no bytes behind, as far as the database can."""

    def unload(self, connection: Connection) -> None:
        """See after a commit that what the database keeps for later does not grow. Raises nothing."""

    def close(self) -> None:
        """Let everything go."""
