"""What the machine can do at best: one act is kept by one UPDATE and one INSERT, and nothing else is done."""

from __future__ import annotations

import json
import sqlite3
import time
from itertools import count
from pathlib import Path

import psycopg

PROCESSES = 200
PROCESS = "id TEXT PRIMARY KEY, phase TEXT, version INTEGER, state TEXT, changed DOUBLE PRECISION"
ACT = "process TEXT, number INTEGER, at DOUBLE PRECISION, actor TEXT, told TEXT, PRIMARY KEY(process, number)"
TABLES = (f"CREATE TABLE floor_process({PROCESS})", f"CREATE TABLE floor_act({ACT})")
STATE = json.dumps({"parties": [{"id": f"p{one}", "confirmed": one % 2 == 0} for one in range(12)]})
TOLD = json.dumps({"party": "p3", "value": True, "note": "confirmed by hand"})
ROW = "INSERT INTO floor_process VALUES({0},'work',0,{0},0)"
UPDATE = "UPDATE floor_process SET phase={0}, version={0}, state={0}, changed={0} WHERE id={0}"
INSERT = "INSERT INTO floor_act VALUES({0},{0},{0},{0},{0})"


class Floor:
    """The floor on SQLite with the standard library's driver, synced at each commit."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        for table in TABLES:
            self._connection.execute(table)
        self._connection.executemany(ROW.format("?"), [(str(one), STATE) for one in range(PROCESSES)])
        self._numbers, self._update, self._insert = count(1), UPDATE.format("?"), INSERT.format("?")

    def __call__(self) -> None:
        """Keep one act."""
        number, do = next(self._numbers), self._connection.execute
        process, at = str(number % PROCESSES), time.time()
        do("BEGIN IMMEDIATE")
        do(self._update, ("round", number, STATE, at, process))
        do(self._insert, (process, number, at, "alice", TOLD))
        do("COMMIT")

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()


class PostgresFloor:
    """The floor on PostgreSQL: the same two statements, sent together, on one connection."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        for table in TABLES:
            self._connection.execute(table.encode())
        with self._connection.cursor() as cursor:
            cursor.executemany(ROW.format("%s").encode(), [(str(one), STATE) for one in range(PROCESSES)])
        self._numbers, self._update, self._insert = count(1), UPDATE.format("%s"), INSERT.format("%s")

    def __call__(self) -> None:
        """Keep one act."""
        number, do = next(self._numbers), self._connection.execute
        process, at = str(number % PROCESSES), time.time()
        with self._connection.pipeline(), self._connection.transaction():
            do(self._update.encode(), ("round", number, STATE, at, process))
            do(self._insert.encode(), (process, number, at, "alice", TOLD))

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()
