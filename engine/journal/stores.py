"""Which store a database URL names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from engine.errors import StoreUnusable
from engine.journal.sqlite import SqliteStore
from engine.journal.sqlite_file import PREFIX

if TYPE_CHECKING:
    from engine.journal.store import Clock, Store

WAYS = "write sqlite:///path/to/file.db, or postgresql+psycopg://user@host/name"


def open_store(url: str, now: Clock | None, url_of_server: str = "", migrate_url: str | None = None) -> Store:
    """Open the store that a URL names; `now` is its clock, by default this machine's or the server's.

    `migrate_url` is that of the role that owns the tables, where it is another; a file has none.

    Raises StoreUnusable, StoreLocked.
    """
    if url.startswith(PREFIX):
        return SqliteStore(url, now or utc_now, url_of_server)
    if url.startswith("postgresql"):
        from engine.journal.postgres import PostgresStore  # noqa: PLC0415 - its driver is loaded where it is used

        return PostgresStore(url, now, migrate_url)
    raise StoreUnusable(f"'{url}' names no database that can be used: {WAYS}")


def utc_now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)
