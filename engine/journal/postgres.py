"""PostgreSQL as the store: several replicas write, each locking the families it works on.

Isolation is READ COMMITTED; what keeps two replicas apart is the lock on the row of a family's root process. What keeps
organisations apart, beside our own statements, are the policies of the database: each transaction says for whom it is,
in a setting that ends with it, so that nothing is left in a connection that is lent to the next.
"""

from __future__ import annotations

import queue
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.sql import quote

from engine.errors import StoreBusy, StoreUnusable
from engine.journal.store import Claim, Clock, Everybody
from engine.journal.tables import RIGHTS

if TYPE_CHECKING:
    from engine.journal import store
    from engine.journal.store import Whose

PREFIXES = ("postgresql+psycopg://", "postgresql://")
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL sluis.organisations = "
KEEP_TO = "SELECT set_config('sluis.organisations', ?, true)"
IDLE = 8
LOCK_SECONDS = 2
CONNECT_SECONDS = 5
LOCK = "SELECT id FROM process WHERE id IN (SELECT root_id FROM process WHERE id = ANY(?)) ORDER BY id FOR UPDATE"
LOCK_FREE = f"{LOCK} SKIP LOCKED"
UNDONE = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected, psycopg.errors.UniqueViolation)
PASSING = (*UNDONE, psycopg.OperationalError)
ROLE = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
OURS = (
    "FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'organisation'"
    " WHERE relkind = 'r' AND pg_table_is_visible(pg_class.oid)"
)
UNKEPT = f"SELECT relname {OURS} AND NOT row_security_active(pg_class.oid) ORDER BY 1"
MAY_ALL = " AND ".join(f"has_table_privilege(pg_class.oid, '{one}')" for one in RIGHTS)
SHUT = f"SELECT count(*) {OURS} AND NOT ({MAY_ALL})"


class PostgresConnection:
    """A psycopg connection that takes the statements of the journal, written with `?`."""

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self.raw = psycopg.connect(_timed(url), autocommit=True)
        self.raw.execute(f"SET lock_timeout='{LOCK_SECONDS}s'")
        self.raw.execute("SET synchronous_commit=on")
        if read_only:
            self.raw.execute("SET default_transaction_read_only=on")

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, broken, or lost with the connection: whoever rolls it back finds out."""
        return self.raw.info.transaction_status != TransactionStatus.IDLE

    def execute(self, sql: str, values: Sequence[object] = (), /) -> psycopg.Cursor[Any]:
        """Run one statement."""
        return self.raw.execute(_translated(sql), values or None)

    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> None:
        """Run one statement for each row."""
        with self.raw.cursor() as cursor:
            cursor.executemany(_translated(sql), rows)

    def begin_reading(self, whose: Whose) -> None:
        """Begin a transaction that reads one state of what is of some organisations: one way to the server and back."""
        self.raw.execute(_beginning(whose))

    def close(self) -> None:
        """Let it go."""
        self.raw.close()


class PostgresStore:
    """A database that replicas share. Its own clock decides, unless a clock is given, as tests do."""

    errors: type[Exception] = psycopg.Error
    shares = True
    key_file: Path | None = None
    erasure_file: Path | None = None

    def __init__(self, url: str, now: Clock | None, migrate_url: str | None = None) -> None:
        self._now, self._url = now, libpq_url(url)
        self._migrate_url = libpq_url(migrate_url) if migrate_url else self._url
        self._idle: queue.LifoQueue[PostgresConnection] = queue.LifoQueue(IDLE)
        told = psycopg.conninfo.conninfo_to_dict(self._url)
        self.name = f"the database {told.get('dbname', '')} at {told.get('host', 'this machine')}"

    def upgrade(self) -> None:
        """Bring the schema to that of this release; replicas that start together wait for one another.

        That is done by the role of `migrate_url` where there is one, which then lets ours read and write the tables;
        also where that was forgotten: whoever owns them upgraded alone.
        """
        from engine.journal.migrate import is_behind, upgrade_server  # noqa: PLC0415 - slow to load, and only needed here

        with closing(self.connect()) as connection:
            (role,) = connection.execute("SELECT current_user").fetchall()[0]
            revision = _revision(connection)
            (shut,) = connection.execute(SHUT).fetchall()[0]
        if is_behind(revision, self.name) or shut:
            upgrade_server(self._migrate_url, self.name, str(role))

    def warnings(self) -> list[str]:
        """Return why the policies do not hold for our role, or for which tables. Raises StoreUnusable."""
        with closing(self.connect()) as connection:
            role, is_super, bypasses = connection.execute(ROLE).fetchall()[0]
            tables = [str(row[0]) for row in connection.execute(UNKEPT).fetchall()]
        if not tables:
            return []
        why = "is a superuser" if is_super else "has BYPASSRLS" if bypasses else f"is let into {', '.join(tables)}"
        told = f"PostgreSQL does not keep the rows of organisations apart, only Sluis does: its role {role} {why}."
        return [f"{told} Give Sluis a role of its own (docs/how-to/use-postgresql.md)."]

    def connect(self) -> PostgresConnection:
        """Open a connection that writes. Raises StoreUnusable."""
        try:
            return PostgresConnection(self._url)
        except psycopg.Error as error:
            raise StoreUnusable(f"{self.name} cannot be opened: {_line(error)}") from error

    @contextmanager
    def reading(self, whose: Whose) -> Iterator[PostgresConnection]:
        """Lend a connection that sees one consistent state of what is theirs and cannot write. Raises StoreBusy."""
        connection = self._borrowed(whose)
        try:
            yield connection
        except psycopg.Error as error:
            raise StoreBusy(f"the database cannot be read now: {_line(error)}") from error
        finally:
            self._give_back(connection)

    def claim(
        self, connection: store.Connection, processes: Collection[str], whose: frozenset[str], *, patiently: bool
    ) -> Claim:
        """Begin a transaction and lock the root of each family that no other replica is at work on."""
        connection.execute("BEGIN")
        self.keep_to(connection, whose)
        if not processes:
            return Claim({}, whose=whose)
        wanted = list(processes)
        locked = [row[0] for row in connection.execute(LOCK if patiently else LOCK_FREE, (wanted,))]
        rows = connection.execute("SELECT id, length FROM process WHERE root_id = ANY(?)", (locked,)).fetchall()
        lengths: dict[str, int] = dict(rows)
        others = [one for one in wanted if one not in lengths]
        there = connection.execute("SELECT id FROM process WHERE id = ANY(?)", (others,)).fetchall() if others else []
        return Claim(lengths, frozenset(row[0] for row in there), whose)

    def keep_to(self, connection: store.Connection, whose: Whose) -> None:
        """Say for whom the transaction is from here on; the policies of the database go by it."""
        connection.execute(KEEP_TO, (setting_for(whose),))

    def exclude(self, connection: store.Connection) -> None:
        """Wait for whoever writes, and lock the table in which every command locks or makes a row."""
        connection.execute("LOCK TABLE process IN EXCLUSIVE MODE")

    def now(self, connection: store.Connection) -> datetime:
        """Return the present instant by the database's clock, which all replicas share."""
        if self._now:
            return self._now()
        row = connection.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None  # noqa: S101 - a clock always shows something
        at: datetime = row[0]
        return at.astimezone(UTC)

    def drift(self, connection: store.Connection) -> timedelta:
        """Return how far the server's clock is ahead of this machine's, unless a clock was given."""
        return timedelta() if self._now else self.now(connection) - datetime.now(UTC)

    def may_pass(self, error: Exception) -> bool:
        """Tell whether two replicas met (a lock, a deadlock, the same key written twice) or a connection was cut."""
        return isinstance(error, PASSING)

    def is_undone(self, error: Exception) -> bool:
        """Tell whether the server itself said that it wrote nothing; a connection that was cut says nothing."""
        return isinstance(error, UNDONE)

    def wipe(self, connection: store.Connection) -> None:
        """Leave it to the server: rows are gone now, their bytes after VACUUM FULL (docs/explanation/promises.md)."""

    def unload(self, connection: store.Connection) -> None:
        """Do nothing: the server sees to its log."""

    def close(self) -> None:
        """Close what reads."""
        while not self._idle.empty():
            self._idle.get().close()

    def _borrowed(self, whose: Whose) -> PostgresConnection:
        """Return a connection in a transaction. Whoever lay idle while its line was cut is replaced unnoticed."""
        while True:
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                return self._connected(whose)
            with suppress(psycopg.Error):
                connection.begin_reading(whose)
                return connection
            connection.close()

    def _connected(self, whose: Whose) -> PostgresConnection:
        try:
            connection = PostgresConnection(self._url, read_only=True)
            connection.begin_reading(whose)
        except psycopg.Error as error:
            raise StoreBusy(f"the database cannot be reached now: {_line(error)}") from error
        return connection

    def _give_back(self, connection: PostgresConnection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._idle.put_nowait(connection)
        except (psycopg.Error, queue.Full):
            connection.close()


@lru_cache(maxsize=1_024)
def _beginning(whose: Whose) -> bytes:
    return f"{READ}{quote(setting_for(whose))}".encode()


def setting_for(whose: Whose) -> str:
    """Return what the policies go by: an array of organisations, or a star, which is none, for all of them."""
    if isinstance(whose, Everybody):
        return "*"
    several = (whose,) if isinstance(whose, str) else sorted(whose)
    quoted = ('"' + one.replace("\\", "\\\\").replace('"', '\\"') + '"' for one in several)
    return "{" + ",".join(quoted) + "}"


def _revision(connection: PostgresConnection) -> str | None:
    """Return the revision of the schema; None where there is none, or our role was not let in yet."""
    try:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchall()[0][0])
    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege, IndexError):
        return None


def _timed(url: str) -> str:
    """Return where to connect, so that a server that never answers is given up, unless the URL says after how long."""
    told = {key: str(value) for key, value in psycopg.conninfo.conninfo_to_dict(url).items() if value is not None}
    return psycopg.conninfo.make_conninfo(**{"connect_timeout": str(CONNECT_SECONDS), **told})


def libpq_url(url: str) -> str:
    """Return a database URL as libpq reads it. Raises StoreUnusable for what is none."""
    for prefix in PREFIXES:
        if url.startswith(prefix):
            return f"postgresql://{url.removeprefix(prefix)}"
    raise StoreUnusable(f"'{url}' is not the URL of a PostgreSQL database; write postgresql+psycopg://user@host/name")


@lru_cache(maxsize=512)
def _translated(sql: str) -> str:
    """Return a statement in PostgreSQL's words: `%s` for values, and strpos where SQLite says instr."""
    return sql.replace("%", "%%").replace("?", "%s").replace("instr(", "strpos(")


def _line(error: Exception) -> str:
    """Return an error's first line: what follows repeats the statement and its values."""
    return str(error).partition("\n")[0]
