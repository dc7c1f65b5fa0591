"""PostgreSQL as the store: who holds which family, replicas that start together, and connections that break."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from engine import Engine
from engine.errors import OutcomeUnknown, StoreBusy, StoreUnusable
from engine.journal import postgres as adapter
from engine.journal.postgres import PostgresConnection, PostgresStore, libpq_url
from engine.journal.store import EVERYBODY, Claim
from engine.journal.stores import open_store
from engine.journal.tables import Table
from tests.engine.journal.neighbours import a_command, a_method, accepted, an_open_process, an_opening
from tests.postgres import Server, all_seeing

OURS = frozenset({"local"})


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.database()


@pytest.fixture
def store(url: str) -> Iterator[PostgresStore]:
    opened = PostgresStore(url, None)
    yield opened
    opened.close()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    with Engine.open(url) as opened:
        yield opened


@pytest.fixture
def hands(store: PostgresStore) -> Iterator[list[PostgresConnection]]:
    """Yield two connections that write."""
    pair = [store.connect(), store.connect()]
    yield pair
    for one in pair:
        one.close()


def claimed(store: PostgresStore, hand: PostgresConnection, *processes: str) -> Claim:
    return store.claim(hand, processes, OURS, patiently=False)


def test_what_one_replica_works_on_another_misses_and_gets_afterwards(
    engine: Engine, store: PostgresStore, hands: list[PostgresConnection]
) -> None:
    one, other = an_open_process(engine), an_open_process(engine)
    mine, theirs = hands

    assert set(claimed(store, mine, one).lengths or ()) == {one}
    second = claimed(store, theirs, one, other)
    mine.execute("COMMIT")
    theirs.execute("COMMIT")

    assert second.missed == {one}
    assert set(second.lengths or ()) == {other}
    assert claimed(store, theirs, one).missed == frozenset()


def test_a_family_is_held_as_a_whole(engine: Engine, store: PostgresStore, hands: list[PostgresConnection]) -> None:
    parent, child = an_open_process(engine), an_open_process(engine)
    mine, theirs = hands
    with closing(all_seeing(store)) as beside:
        beside.execute("UPDATE process SET root_id=? WHERE id=?", (parent, child))

    held = claimed(store, mine, child)
    missed = claimed(store, theirs, parent)

    assert set(held.lengths or ()) == {parent, child}
    assert missed.missed == {parent}


def test_patience_waits_for_whoever_holds_it(
    engine: Engine, store: PostgresStore, hands: list[PostgresConnection]
) -> None:
    process = an_open_process(engine)
    mine, theirs = hands
    claimed(store, mine, process)
    letting_go = threading.Timer(0.2, mine.execute, ("COMMIT",))
    letting_go.start()

    claim = store.claim(theirs, [process], OURS, patiently=True)
    letting_go.join()

    assert claim.missed == frozenset()
    assert set(claim.lengths or ()) == {process}


def test_a_claim_tells_what_is_committed_and_not_what_was_when_it_began_to_wait(
    engine: Engine, store: PostgresStore, hands: list[PostgresConnection]
) -> None:
    process = an_open_process(engine)
    mine, theirs = hands
    before = (claimed(store, mine, process).lengths or {})[process]
    mine.execute("UPDATE process SET length = length + 5 WHERE id=?", (process,))
    letting_go = threading.Timer(0.2, mine.execute, ("COMMIT",))
    letting_go.start()

    claim = store.claim(theirs, [process], OURS, patiently=True)
    letting_go.join()

    assert claim.lengths == {process: before + 5}


def test_what_is_not_there_is_neither_held_nor_missed(store: PostgresStore, hands: list[PostgresConnection]) -> None:
    assert claimed(store, hands[0], "nothing") == Claim({}, whose=OURS)


def test_replicas_that_start_together_on_an_empty_database_make_its_tables_once(postgres: Server) -> None:
    empty = postgres.empty()

    with ThreadPoolExecutor(6) as starting:
        opened = list(starting.map(lambda _number: Engine.open(empty), range(6)))

    assert [one.publish(a_method()) for one in opened].count(True) == 1
    process = accepted(opened[0].submit(None, an_opening())).process
    assert {one.view(process).title for one in opened} == {"The dike"}
    for one in opened:
        one.close()


def test_the_migrations_make_exactly_the_declared_tables(url: str) -> None:
    database = create_engine(url)
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Table.metadata)
    database.dispose()

    assert differences == []


def test_a_database_of_a_newer_release_is_refused(url: str) -> None:
    with closing(all_seeing(PostgresStore(url, None))) as beside:
        beside.execute("UPDATE alembic_version SET version_num='9999'")

    with pytest.raises(StoreUnusable, match="newer release"):
        Engine.open(url)


def test_a_server_that_is_not_there_is_said_to_be_so_without_a_password() -> None:
    with pytest.raises(StoreUnusable, match="cannot be opened") as refused:
        Engine.open("postgresql+psycopg://sluis:secret@127.0.0.1:1/sluis")

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["mysql://x/y", "postgres", "", "sqlite://", "file.db"])
def test_a_url_that_names_no_database_is_refused_with_the_ways_to_write_one(url: str) -> None:
    with pytest.raises(StoreUnusable, match=r"write sqlite:///|write postgresql\+psycopg://"):
        open_store(url, None)


def test_both_ways_to_write_the_url_mean_the_same() -> None:
    assert libpq_url("postgresql+psycopg://a@b/c") == libpq_url("postgresql://a@b/c") == "postgresql://a@b/c"


def test_a_connection_that_reads_cannot_write(store: PostgresStore) -> None:
    with pytest.raises(StoreBusy, match="read-only"), store.reading(EVERYBODY) as connection:
        connection.execute("DELETE FROM event")


def test_a_reader_sees_one_state_while_others_write(engine: Engine, store: PostgresStore) -> None:
    process = an_open_process(engine)
    with store.reading(EVERYBODY) as connection:
        before = connection.execute("SELECT count(*) FROM event").fetchall()

        accepted(engine.submit(process, a_command("join", participant="ben", name="Ben")))

        assert connection.execute("SELECT count(*) FROM event").fetchall() == before


def test_the_clock_of_the_server_decides(engine: Engine, url: str) -> None:
    process = an_open_process(engine)

    with psycopg.connect(libpq_url(url)) as connection:
        (now,) = connection.execute("SELECT clock_timestamp()").fetchone() or (None,)

    assert isinstance(now, datetime)
    assert timedelta() <= now.astimezone(UTC) - engine.situation(process)[1].at < timedelta(seconds=30)


def test_a_writer_and_readers_whose_connections_are_cut_recover_by_themselves(engine: Engine, url: str) -> None:
    process = an_open_process(engine)
    engine.situation(process)
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname=current_database() AND pid <> pg_backend_pid()"
        )

    told = []
    for _ in range(3):
        try:
            told.append(engine.submit(process, a_command("join", participant="ben", name="Ben"), key="k"))
        except StoreBusy as busy:
            told.append(busy)  # type: ignore[arg-type]  # what was told
    for _ in range(20):
        try:
            names = [one.name for one in engine.situation(process)[1].present()]
        except StoreBusy:
            continue
    assert not isinstance(told[-1], StoreBusy)
    assert names == ["Anna", "Ben"]


def test_a_connection_that_is_cut_at_the_commit_leaves_the_outcome_open(engine: Engine, store: PostgresStore) -> None:
    """The server may have written it: only the same key can tell, so nothing is tried again by itself."""
    process = an_open_process(engine)
    writer = engine._journal.writer  # noqa: SLF001 - the test looks behind the door
    inner = writer._connection  # noqa: SLF001 - the same
    assert isinstance(inner, PostgresConnection)
    raw = inner.raw

    class Cut(PostgresConnection):
        def __init__(self) -> None:
            self.raw = raw

        def execute(self, sql: str, values: Sequence[object] = (), /) -> psycopg.Cursor[Any]:
            found = super().execute(sql, values)
            if sql == "COMMIT":
                raise psycopg.OperationalError("server closed the connection unexpectedly")
            return found

    writer._connection = Cut()  # noqa: SLF001 - the same
    joining = a_command("join", participant="ben", name="Ben")

    with pytest.raises(OutcomeUnknown, match="same key"):
        engine.submit(process, joining, key="k")

    again = accepted(engine.submit(process, joining, key="k"))
    assert [one.name for one in engine.situation(process)[1].present()] == ["Anna", "Ben"]
    assert again.events[0]["type"] == "ParticipantJoined"
    assert store.is_undone(psycopg.errors.SerializationFailure())
    assert not store.is_undone(psycopg.errors.AdminShutdown())


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "CONNECT_SECONDS", 2)  # the least that libpq waits
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+psycopg://sluis@127.0.0.1:{silent.getsockname()[1]}/sluis"

        with pytest.raises(StoreUnusable, match="timeout"):
            PostgresStore(url, None).connect()
