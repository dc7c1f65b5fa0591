"""Two doors to one store: two replicas on PostgreSQL; on SQLite, which one process owns, one engine for all threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from engine import Engine, Receipt, Refusal
from tests.postgres import all_seeing

if TYPE_CHECKING:
    from engine.journal.store import Connection

T = TypeVar("T")
Doors = tuple[Engine, Engine]
Answer = Receipt | Refusal | Exception
TABLES = {"event": "process, seq", "content": "commitment", "process": "id", "snapshot": "process",
          "receipt": "organisation, actor, key", "method": "organisation, id, version",
          "ballot_box": "process, run"}  # fmt: skip
FOLLOWS = ("process", "snapshot")


@contextmanager
def two_doors(url: str, now: Callable[[], datetime] | None = None) -> Iterator[Doors]:
    """Open a store for two, each with its own writer, cache and connections where the store allows it."""
    with Engine.open(url, now=now) as one:
        if one._journal.store.shares:  # noqa: SLF001 - from behind the door
            with Engine.open(url, now=now) as other:
                yield one, other
        else:
            yield one, one


@contextmanager
def beside(engine: Engine) -> Iterator[Connection]:
    """Yield a connection beside the engine's own."""
    connection = all_seeing(engine._journal.store)  # noqa: SLF001 - the same
    try:
        yield connection
    finally:
        connection.close()


def answered(ask: Callable[[], T]) -> T | Exception:
    """Return what is answered; also an error, be it one of ours or not, is an answer to be judged."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - whatever is raised is judged
        return error


def told(answer: Answer) -> str:
    """Return an answer in short: what a refusal names, or what was raised."""
    match answer:
        case Receipt():
            return "accepted"
        case Refusal(kind=kind, gate=gate) if gate:
            return f"{kind}: {' '.join(one.part.id for one in gate.conditions if one.verdict != 'met')}"
        case Refusal(kind=kind, message=message, values=values):
            named = [str(values[name]) for name in ("state", "latest", "end", "missing") if name in values]
            return " ".join([f"{kind}:", message, *named])
        case _:
            return f"{type(answer).__name__}: {answer}"


def rows(connection: Connection, *tables: str) -> dict[str, list[Any]]:
    """Return every column of every row, of all tables or of some."""
    return {
        table: [
            tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY {TABLES[table]}").fetchall()  # noqa: S608 - our own words
        ]
        for table in tables or TABLES
    }


def differs_when_made_anew(engine: Engine) -> list[str]:
    """Make anew what follows from the logs, which checks their chains, and tell which rows are not what they were."""
    with beside(engine) as connection:
        before = rows(connection, *FOLLOWS)
        engine.rebuild()
        after = rows(connection, *FOLLOWS)
    return [f"made anew otherwise: {table}" for table in FOLLOWS if before[table] != after[table]]
