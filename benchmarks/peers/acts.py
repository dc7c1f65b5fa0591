"""The rows that peers keep: those of the floor, each process in one of eight phases."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from benchmarks.floors import PROCESSES, STATE

PHASES = ("picture", "clarify", "propose", "react", "amend", "object_", "integrate", "celebrate")
UPDATE = "UPDATE process SET phase=?, version=?, state=?, changed=? WHERE id=?"
INSERT = "INSERT INTO act(process, number, at, actor, told) VALUES(?,?,?,?,?)"
TABLES = """\
CREATE TABLE process(id TEXT PRIMARY KEY, phase TEXT, version INTEGER, state TEXT, changed REAL);
CREATE TABLE act(id INTEGER PRIMARY KEY, process TEXT, number INTEGER, at REAL, actor TEXT, told TEXT);
"""


def a_file(folder: Path) -> Path:
    """Make a database with processes in their first phase, and return its file."""
    file = folder / "peer.db"
    connection = connected(file)
    connection.executescript(TABLES)
    rows = [(str(one), PHASES[0], 0, STATE, 0.0) for one in range(PROCESSES)]
    connection.executemany("INSERT INTO process VALUES(?,?,?,?,?)", rows)
    connection.close()
    return file


def connected(file: Path) -> sqlite3.Connection:
    """Open a database as durable as ours: each commit waits for the disk."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection
