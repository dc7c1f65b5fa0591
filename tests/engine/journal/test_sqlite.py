from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2 as driver

from engine.errors import StoreUnusable
from engine.journal import sqlite_file
from engine.journal.journal import Journal
from engine.journal.sqlite_file import OLDEST, DatabaseError, connect, database_engine, path_of
from engine.journal.store import EVERYBODY
from engine.journal.writer import Done
from tests.engine.journal.neighbours import Time, counted_ids

FULL, ON = 2, 1
DURABLE = {"journal_mode": "wal", "synchronous": FULL, "foreign_keys": ON}


def settings_of(ask: Callable[[str], Any]) -> dict[str, object]:
    return {name: ask(f"PRAGMA {name}").fetchone()[0] for name in DURABLE}


@contextmanager
def a_journal(path: Path) -> Iterator[Journal]:
    journal = Journal(f"sqlite:///{path}", Time(), counted_ids())
    try:
        yield journal
    finally:
        journal.close()


def test_the_connection_that_writes_waits_for_the_disk(tmp_path: Path) -> None:
    with a_journal(tmp_path / "a.db") as journal:
        found = journal.do(lambda group: Done(settings_of(group.connection.execute)))

    assert found == DURABLE


def test_a_connection_that_reads_has_the_same_settings_and_cannot_write(tmp_path: Path) -> None:
    with a_journal(tmp_path / "a.db") as journal, journal.reading(EVERYBODY) as connection:
        assert settings_of(connection.execute) == DURABLE
        with pytest.raises(DatabaseError, match="readonly"):
            connection.execute("DELETE FROM event")


def test_the_connection_of_migrations_has_the_same_settings(tmp_path: Path) -> None:
    engine = database_engine(tmp_path / "a.db")
    with engine.connect() as connection:
        assert settings_of(connection.exec_driver_sql) == DURABLE
    engine.dispose()


@pytest.mark.parametrize("read_only", [True, False])
def test_a_connection_waits_a_while_for_others_and_leaves_transactions_to_us(tmp_path: Path, read_only: bool) -> None:
    connection = connect(tmp_path / "a.db", read_only=read_only)

    assert connection.execute("PRAGMA busy_timeout").fetchone()[0] == sqlite_file.BUSY_MS
    assert connection.isolation_level is None
    connection.close()


def test_readers_see_one_state_while_others_write(tmp_path: Path) -> None:
    with a_journal(tmp_path / "a.db") as journal, journal.reading(EVERYBODY) as connection:
        before = connection.execute("SELECT count(*) FROM receipt").fetchone()
        add = "INSERT INTO receipt VALUES ('local','a','k',zeroblob(32),x'00','2026',NULL)"

        journal.do(lambda group: Done(group.connection.execute(add).fetchall()))

        assert connection.execute("SELECT count(*) FROM receipt").fetchone() == before


def test_the_sqlite_that_is_used_has_the_fix_of_its_log() -> None:
    assert driver.sqlite_version_info >= OLDEST >= (3, 51, 3)


def test_an_sqlite_without_the_fix_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "OLDEST", (99, 0, 0))

    with pytest.raises(StoreUnusable, match=r"SQLite 3\.\d+\.\d+ can corrupt its log; at least 99\.0\.0 is needed"):
        connect(tmp_path / "a.db")


@pytest.mark.parametrize("url", ["", "a.db", "sqlite:///", "sqlite:///:memory:", "postgresql://host/name"])
def test_a_url_that_names_no_sqlite_file_is_refused_with_the_way_to_write_one(url: str) -> None:
    with pytest.raises(StoreUnusable, match=r"write sqlite:///path/to/file\.db"):
        path_of(url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear all, " * 200, encoding="utf-8")

    with pytest.raises(StoreUnusable, match="cannot be opened: file is not a database"):
        connect(path)


def test_what_parties_trusted_it_with_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    with a_journal(tmp_path / "a.db") as journal:
        journal.do(lambda group: Done(group.connection.execute("DELETE FROM receipt").fetchall()))

        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}

    assert set(modes) >= {"a.db", "a.db-wal", "a.db-shm", "a.db.lock"}
    assert set(modes.values()) == {0o600}
