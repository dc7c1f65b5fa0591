"""Brings a database to the schema of this release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.journal.sqlite import StoreUnusable, connect, database_engine

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"
SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(path: Path) -> None:
    """Upgrade a database file, made when absent; nothing is done where it is up to date. Raises StoreUnusable."""
    revision = revision_of(path)
    if revision == HEAD:
        return
    if revision is not None and revision not in known_revisions():
        msg = f"the database {path} was written by a newer release (schema {revision}); this one knows up to {HEAD}"
        raise StoreUnusable(msg)
    _run(path)


def revision_of(path: Path) -> str | None:
    """Return the schema revision of a database; None where there is none yet."""
    connection = connect(path)
    try:
        table = connection.execute("SELECT 1 FROM sqlite_master WHERE name='alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if table else None
    finally:
        connection.close()
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


def _run(path: Path) -> None:
    from alembic import command  # noqa: PLC0415 - the same

    config, engine = alembic_config(), database_engine(path)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # the driver itself begins none for changes of the schema
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
