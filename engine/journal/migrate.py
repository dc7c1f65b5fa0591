"""Brings a database to the schema of this release: wholly, or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import StoreUnusable
from engine.journal.sqlite_file import AT_WORK, connect, database_engine

if TYPE_CHECKING:
    from sqlite3 import Connection as SqliteConnection

    from alembic.config import Config
    from sqlalchemy import Connection as DatabaseConnection

HEAD = "0011"
SCRIPTS = Path(__file__).parent / "migrations"
MOST_TRIES = 5
PAUSE_SECONDS = 0.2
LOCK_SECONDS = 2.0  # for one table: whoever comes later waits behind us as long as we wait for it
DENIED = "42501"
IN_USE = "55P03"
ADVICE = {
    DENIED: "; name the role that owns its tables in SLUIS_MIGRATE_URL",
    IN_USE: "; somebody is at work in its tables: stop the servers of the release before, and upgrade again",
}
RESTORING = "restoring"  # no revision, so every server takes it for that of another release, and keeps away


def upgrade_file(path: Path) -> None:
    """Upgrade a database file, made when absent; nothing is done where it is up to date. Raises StoreUnusable."""
    if not is_behind(revision_of(path), f"the database {path}"):
        return
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - slow to load, and only needed where the schema changes

    engine = database_engine(path)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # the driver itself begins none for changes of the schema
            connection.exec_driver_sql(f"PRAGMA user_version={AT_WORK}")
            _run(connection)
    except DBAPIError as error:
        raise StoreUnusable(f"the database {path} cannot be upgraded: {error.orig}") from error
    finally:
        engine.dispose()


def upgrade_server(url: str, name: str, role: str) -> None:
    """Upgrade a PostgreSQL database, and let a role read and write it; of replicas that start together one does it.

    The others wait. Nobody who is at work in the tables is waited for for long. Raises StoreUnusable.
    """
    from sqlalchemy import create_engine  # noqa: PLC0415 - slow to load, and only needed where the schema changes
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - the same

    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        for attempt in range(1, MOST_TRIES + 1):
            try:
                with engine.begin() as connection:
                    _upgrade_alone(connection, name)
                    _let_in(connection, role)
            except DBAPIError as error:  # two replicas that make the same first table
                state = str(getattr(error.orig, "sqlstate", None))
                if attempt == MOST_TRIES or state == DENIED:
                    told = str(error.orig).partition("\n")[0]
                    raise StoreUnusable(f"{name} cannot be opened: {told}{ADVICE.get(state, '')}") from error
                time.sleep(PAUSE_SECONDS * attempt)
            else:
                return
    finally:
        engine.dispose()


def upgrade_restored(url: str, revision: str) -> None:
    """Bring what was restored to the schema of this release, and mark it so that no server takes it for whole yet."""
    with _changing(url) as connection:
        connection.exec_driver_sql("SET LOCAL sluis.organisations = '*'")
        connection.exec_driver_sql("INSERT INTO alembic_version(version_num) VALUES (%s)", (revision,))
        if revision != HEAD:
            _run(connection)
        connection.exec_driver_sql("UPDATE alembic_version SET version_num=%s", (RESTORING,))


def release_restored(url: str, role: str) -> None:
    """Let servers come in, by a role that reads and writes: everything is as it is to be."""
    with _changing(url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num=%s", (HEAD,))
        _let_in(connection, role)


def drop_restored(url: str) -> None:
    """Take away all that a restore made in a database that was empty."""
    from engine.access.tables import EVERY_TABLE  # noqa: PLC0415 - only needed where the schema changes

    with _changing(url) as connection:
        for table in (*reversed(EVERY_TABLE), "alembic_version"):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table} CASCADE")


@contextmanager
def _changing(url: str) -> Iterator[DatabaseConnection]:
    """Lend a transaction that changes the schema of a PostgreSQL database."""
    from sqlalchemy import create_engine  # noqa: PLC0415 - slow to load, and only needed where the schema changes

    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _upgrade_alone(connection: DatabaseConnection, name: str) -> None:
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL,"
        " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchone()
    if is_behind(row[0] if row else None, name):
        connection.exec_driver_sql("SET LOCAL sluis.organisations = '*'")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(1_000 * LOCK_SECONDS)}")
        _run(connection)


def _let_in(connection: DatabaseConnection, role: str) -> None:
    """Let the role of the servers read and write every table, and own none, where it is another than ours."""
    from engine.access.tables import EVERY_TABLE  # noqa: PLC0415 - only needed where the schema changes
    from engine.journal.tables import RIGHTS  # noqa: PLC0415 - the same

    if connection.exec_driver_sql("SELECT current_user").scalar_one() == role:
        return
    to = connection.dialect.identifier_preparer.quote_identifier(role)
    for table in EVERY_TABLE:
        connection.exec_driver_sql(f"GRANT {', '.join(RIGHTS)} ON {table} TO {to}")
    connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {to}")


def is_behind(revision: str | None, name: str) -> bool:
    """Tell whether a database is to be upgraded. Raises StoreUnusable where a newer release wrote it, or it is half."""
    if revision == RESTORING:
        raise StoreUnusable(f"a restore into {name} did not come to its end: restore anew, into an empty one")
    if revision is not None and revision not in known_revisions():
        msg = f"{name} was written by a newer release (schema {revision}); this one knows up to {HEAD}"
        raise StoreUnusable(msg)
    return revision != HEAD


def revision_of(path: Path) -> str | None:
    """Return the schema revision of a database; None where there is none yet."""
    with closing(connect(path)) as connection:
        return revision_in(connection)


def revision_in(connection: SqliteConnection) -> str | None:
    """Return the schema revision that a connection finds in a file; None where there is none yet."""
    table = connection.execute("SELECT 1 FROM sqlite_master WHERE name='alembic_version'").fetchone()
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if table else None
    return str(row[0]) if row else None


def known_revisions() -> set[str]:
    """Return the revisions this release can upgrade from."""
    return {path.name.split("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*.py")}


def alembic_config() -> Config:
    """Return alembic's configuration, made here so that an installed wheel needs no file for it."""
    from alembic.config import Config  # noqa: PLC0415 - slow to load, and only needed where the schema changes

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def _run(connection: DatabaseConnection) -> None:
    from alembic import command  # noqa: PLC0415 - the same

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
