"""A build that has forgotten that organisations are apart: in every statement, and wherever it would compare them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.journal.group import Group
from engine.journal.journal import Journal
from engine.journal.loading import Loaded, load

if TYPE_CHECKING:
    from datetime import datetime

    import pytest

    from engine import Engine
    from engine.journal.store import Connection, Cursor, Whose

OF_WHOM = re.compile(r"\b(?:\w+\.)?organisation ?= ?\?")


def forgotten(sql: str) -> str:
    """Return a statement that finds the rows of every organisation."""
    return OF_WHOM.sub(lambda found: f"({found[0]} OR 1=1)", sql)


class Forgetful:
    """A connection whose statements ask for no organisation."""

    def __init__(self, inner: Connection) -> None:
        self.inner = inner

    @property
    def in_transaction(self) -> bool:
        return self.inner.in_transaction

    def execute(self, sql: str, values: Sequence[object] = (), /) -> Cursor:
        return self.inner.execute(forgotten(sql), values)

    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> object:
        return self.inner.executemany(forgotten(sql), rows)

    def close(self) -> None:
        self.inner.close()


def forget_organisations(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an engine that is at rest forget it. What it says of itself to the database stays: for whom it works."""
    store, writer = engine._journal.store, engine._journal.writer  # noqa: SLF001 - from behind the door
    lend, connect = store.reading, store.connect

    @contextmanager
    def reading(whose: Whose) -> Iterator[Connection]:
        with lend(whose) as connection:
            yield Forgetful(connection)

    monkeypatch.setattr(store, "reading", reading)
    monkeypatch.setattr(store, "connect", lambda: Forgetful(connect()))
    assert writer._connection is not None  # noqa: SLF001 - the same
    monkeypatch.setattr(writer, "_connection", Forgetful(writer._connection))  # noqa: SLF001 - the same
    monkeypatch.setattr(Journal, "has", lambda *_: True)
    monkeypatch.setattr(Journal, "loaded_at", _loaded_at)
    monkeypatch.setattr(Group, "own", lambda group, process, _organisation: group.loaded(process))


def _loaded_at(journal: Journal, process: str, organisation: str) -> tuple[Loaded, datetime]:
    """Return how a process stands, whosever it is, and when."""
    with journal.reading(organisation) as connection:
        return load(connection, process), journal.store.now(connection)
