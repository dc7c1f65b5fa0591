"""SQLite files that have our tables already: copies of one that is made once, as databases on the tests' server are."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.journal.migrate import upgrade_file
from engine.journal.sqlite_file import connect


def a_file(path: Path) -> str:
    """Make a database with our tables and nothing in them, and return its URL."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_template())
    return f"sqlite:///{path}"


@cache
def _template() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        upgrade_file(path)
        with closing(connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.read_bytes()
