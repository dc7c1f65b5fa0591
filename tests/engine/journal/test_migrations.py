from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert
from sqlalchemy.exc import StatementError

import engine.access.tables  # noqa: F401 - they belong to the schema
from engine.errors import StoreUnusable
from engine.journal.migrate import HEAD, alembic_config, known_revisions, revision_of, upgrade_file
from engine.journal.sqlite_file import AT_WORK, CLEARED, connect, database_engine
from engine.journal.tables import MethodRow, Table
from tests.engine.journal.neighbours import START

if TYPE_CHECKING:
    from sqlite3 import Connection


def rows(path: Path, query: str) -> list[Any]:
    connection = connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def schema_of(path: Path) -> dict[str, str]:
    """Return what each table and index was made with, whatever the layout of the text."""
    made = rows(path, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'")
    return {name: "".join(sql.split()) for name, sql in made}


def a_file_of(folder: Path, revision: str) -> Path:
    """Make a database of an earlier schema."""
    path = folder / "old.db"
    config, engine = alembic_config(), database_engine(path)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    return path


def test_a_migrated_database_has_the_tables_that_the_code_declares(tmp_path: Path) -> None:
    upgrade_file(tmp_path / "migrated.db")

    engine = database_engine(tmp_path / "migrated.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Table.metadata)
    engine.dispose()

    assert differences == []


def test_a_migrated_database_has_the_checks_and_keys_that_the_code_declares(tmp_path: Path) -> None:
    upgrade_file(tmp_path / "migrated.db")
    engine = database_engine(tmp_path / "declared.db")
    Table.metadata.create_all(engine)
    engine.dispose()

    migrated, declared = schema_of(tmp_path / "migrated.db"), schema_of(tmp_path / "declared.db")

    assert {name: sorted(sql) for name, sql in migrated.items()} == {
        name: sorted(sql) for name, sql in declared.items()
    }


def test_every_table_but_the_methods_and_processes_themselves_names_its_organisation() -> None:
    assert [name for name, table in Table.metadata.tables.items() if "organisation" not in table.columns] == []


def test_the_newest_revision_is_the_one_the_code_knows(tmp_path: Path) -> None:
    upgrade_file(tmp_path / "new.db")

    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == HEAD
    assert revision_of(tmp_path / "new.db") == HEAD
    assert HEAD in known_revisions()


def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    upgrade_file(tmp_path / "new.db")
    before = schema_of(tmp_path / "new.db")

    upgrade_file(tmp_path / "new.db")

    assert schema_of(tmp_path / "new.db") == before


def test_the_first_revision_can_be_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    upgrade_file(path)
    config, engine = alembic_config(), database_engine(path)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    engine.dispose()

    assert schema_of(path) == {}
    assert revision_of(path) is None


def test_a_database_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    upgrade_file(path)
    rows(path, "UPDATE alembic_version SET version_num = '0999'")

    with pytest.raises(StoreUnusable, match=r"newer release \(schema 0999\)"):
        upgrade_file(path)


def test_a_migration_that_is_cut_off_leaves_nothing_behind_and_can_be_run_again(tmp_path: Path) -> None:
    path = tmp_path / "cut.db"
    rows(path, "CREATE TABLE snapshot (in_the_way TEXT)")

    with pytest.raises(Exception, match="already exists"):
        upgrade_file(path)

    assert set(schema_of(path)) == {"snapshot"}
    rows(path, "DROP TABLE snapshot")
    upgrade_file(path)
    assert revision_of(path) == HEAD


def test_an_upgraded_file_is_looked_through_anew_for_what_rows_left_behind(tmp_path: Path) -> None:
    path = a_file_of(tmp_path, "0008")
    rows(path, f"PRAGMA user_version={CLEARED}")
    assert rows(path, "PRAGMA user_version") == [(CLEARED,)]

    upgrade_file(path)

    assert rows(path, "PRAGMA user_version") == [(AT_WORK,)]


def test_processes_and_receipts_of_before_rehearsals_are_kept_and_are_of_none(tmp_path: Path) -> None:
    path = a_file_of(tmp_path, "0002")
    old = connect(path)
    insert_method(old, "0" * 64)
    old.execute(
        "INSERT INTO process VALUES ('p','p','local','m','1.0.0','d','T','en','open',NULL,'','',0,"
        "'2026','2026',NULL,NULL,1,zeroblob(32))"
    )
    old.execute("INSERT INTO snapshot VALUES ('p','local',1,4,zeroblob(32),'{}',x'00')")
    old.execute("INSERT INTO receipt VALUES ('local','a','k',zeroblob(32),x'00','2026')")
    old.close()

    upgrade_file(path)

    assert rows(path, "SELECT id, rehearsal FROM process") == [("p", 0)]
    assert rows(path, "SELECT key, process FROM receipt") == [("k", None)]
    assert rows(path, "SELECT process FROM snapshot") == [("p",)]


def insert_method(connection: Connection, digest: str) -> None:
    row = ("local", "m", "1.0.0", digest, b"", "2026-11-02T09:00:00.000000Z")
    connection.execute("INSERT INTO method VALUES (?,?,?,?,?,?)", row)


def test_a_column_that_breaks_its_rule_is_refused_by_the_database(tmp_path: Path) -> None:
    upgrade_file(tmp_path / "new.db")
    connection = connect(tmp_path / "new.db")

    insert_method(connection, "0" * 64)
    with pytest.raises(Exception, match="ck_method_digest"):
        insert_method(connection, "short")

    connection.close()


@pytest.mark.parametrize("naive", [True, False])
def test_an_instant_needs_a_zone_to_be_kept(tmp_path: Path, naive: bool) -> None:
    def published(at: datetime) -> Any:
        return insert(MethodRow).values(id="m", version="1.0.0", digest="0" * 64, source=b"", published_at=at)

    upgrade_file(tmp_path / "new.db")
    engine = database_engine(tmp_path / "new.db")
    with engine.begin() as connection:
        if naive:
            with pytest.raises(StatementError, match="no time zone"):
                connection.execute(published(START.replace(tzinfo=None)))
        else:
            connection.execute(published(START).values(organisation="local"))
            assert connection.execute(MethodRow.__table__.select()).one().published_at == START  # type: ignore[attr-defined]  # SQLModel does not declare it
    engine.dispose()


def test_whoever_was_there_before_there_was_mail_is_told_of_what_happens_from_now_on(tmp_path: Path) -> None:
    path = a_file_of(tmp_path, "0008")
    old = connect(path)
    insert_method(old, "0" * 64)
    old.execute(
        "INSERT INTO process SELECT 'p','p','local','m','1.0.0','d','T','en','open',NULL,'','',0,"
        "'2026','2026',NULL,NULL,7,zeroblob(32),0"
    )
    old.execute("INSERT INTO organisation(organisation, name, made_at) VALUES('local', 'Town', '2026')")
    for one, email in (("anna", "a@b"), ("erased", None)):
        made = "INSERT INTO account(id, organisation, email, name, made_at) VALUES(?, 'local', ?, 'Anna', '2026')"
        seat = "INSERT INTO seat(process, participant, organisation, account, given_at) VALUES('p',?,'local',?,'2026')"
        old.execute(made, (one, email))
        old.execute(seat, (one, one))
    old.close()

    upgrade_file(path)

    assert rows(path, "SELECT account, how, turn FROM mailbox") == [("anna", "at_once", 0)]
    assert rows(path, "SELECT account, process, length, participant FROM mail_place") == [("anna", "p", 7, "anna")]
