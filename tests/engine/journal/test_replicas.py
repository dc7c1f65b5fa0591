"""Several replicas on one PostgreSQL database: they wait for one another, lose their line, and go on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from engine import Engine, Receipt
from engine.errors import MethodUnknown, OutcomeUnknown, ProcessUnknown, SluisError, StoreBusy, VersionTaken
from engine.journal import postgres as adapter
from engine.journal.loading import load
from engine.journal.postgres import PostgresStore
from tests.engine.journal.gathering import PATIENCE, gathering, told
from tests.engine.journal.neighbours import a_command, a_method, accepted, an_open_process, an_opening
from tests.engine.journal.statements import Watch, watched
from tests.postgres import all_seeing

if TYPE_CHECKING:
    from engine.journal.store import Connection
    from engine.process.commands import Command
    from tests.postgres import Server

ROOT = "SELECT 1 FROM process WHERE id=? FOR UPDATE"
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname=current_database() AND pid <> pg_backend_pid() AND query NOT LIKE '%pg_terminate_backend%'"
)


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.database()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    with Engine.open(url) as opened:
        yield opened


@pytest.fixture
def other(url: str) -> Iterator[Engine]:
    """Yield a second replica."""
    with Engine.open(url) as opened:
        yield opened


@pytest.fixture
def watch(engine: Engine) -> Iterator[Watch]:
    with watched(engine) as watch:
        yield watch


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as callers:
        yield callers


def joining(name: str, **given: Any) -> Command:
    return a_command("join", participant=name, name=name, **given)


def names(engine: Engine, process: str) -> set[str]:
    return set(engine.situation(process)[1].participants) - {"anna"}


def cut(beside: Connection) -> None:
    """Let the server drop every line but this one."""
    beside.execute(CUT)


def until_it_works(engine: Engine, process: str, command: Command, key: str) -> list[str]:
    """Submit a command under a key until it is accepted; returns what was said before, in kinds."""
    said: list[str] = []
    for _ in range(10):
        try:
            accepted(engine.submit(process, command, key=key))
        except (StoreBusy, OutcomeUnknown) as error:
            said.append(type(error).__name__)
        else:
            return said
    raise AssertionError(f"it did not recover: {said}")


# -------------------------------------------------------------------- a line that is cut


def test_a_replica_whose_line_was_cut_opens_another_by_itself(engine: Engine, beside: Connection) -> None:
    process = an_open_process(engine)

    for number in range(3):
        cut(beside)
        said = until_it_works(engine, process, joining(f"p{number}"), f"k{number}")

        assert said in ([], ["StoreBusy"])
    assert names(engine, process) == {"p0", "p1", "p2"}


def test_a_line_that_is_cut_under_a_group_loses_nothing_and_hangs_nobody(engine: Engine, beside: Connection) -> None:
    process = an_open_process(engine)
    with gathering(engine) as group:
        answers = [group.send(process, joining(f"p{number}"), key=f"k{number}") for number in range(10)]
        cut(beside)

    written = {f"p{number}" for number, one in enumerate(answers) if isinstance(told(one), Receipt)}
    assert all(isinstance(told(one), Receipt | StoreBusy | OutcomeUnknown) for one in answers)
    assert written <= set(load(beside, process).situation.participants)
    for number in range(10):
        until_it_works(engine, process, joining(f"p{number}"), f"k{number}")
    assert len(names(engine, process)) == 10


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_line_that_is_cut_at_any_statement_leaves_all_or_nothing(
    engine: Engine, beside: Connection, watch: Watch, when: Any
) -> None:
    process = an_open_process(engine)
    for place in range(1, 100):
        watch.at(place, when, lambda: cut(beside))
        said = until_it_works(engine, process, joining(f"p{place}"), f"k{place}")

        assert names(engine, process) == {f"p{number}" for number in range(1, place + 1)}
        assert load(beside, process).situation == engine.situation(process)[1]
        if not watch.has_come:
            assert said == []
            break
    assert place > 8


def test_reading_goes_on_after_every_line_was_cut(engine: Engine, beside: Connection, pool: ThreadPoolExecutor) -> None:
    process = an_open_process(engine)
    assert {one.order for _, one in pool.map(lambda _: engine.situation(process), range(32))}

    cut(beside)

    assert [engine.situation(process)[1].state for _ in range(20)] == ["open"] * 20
    assert [len(engine.processes().items) for _ in range(20)] == [1] * 20


# ------------------------------------------------------------------- a lock somebody holds


def test_a_command_waits_for_the_lock_on_its_family_and_is_done(
    engine: Engine, beside: Connection, pool: ThreadPoolExecutor
) -> None:
    held, free = an_open_process(engine), an_open_process(engine)
    beside.execute("BEGIN")
    beside.execute(ROOT, (held,))

    waiting = pool.submit(engine.submit, held, joining("Ben"))
    meanwhile = pool.submit(engine.submit, free, joining("Ben"))
    time.sleep(0.3)

    assert not waiting.done()
    beside.execute("COMMIT")
    assert isinstance(waiting.result(PATIENCE), Receipt)
    assert isinstance(meanwhile.result(PATIENCE), Receipt)
    assert names(engine, held) == {"Ben"}


def test_while_a_family_is_held_for_a_moment_the_others_go_on(engine: Engine, beside: Connection) -> None:
    held, free = an_open_process(engine), an_open_process(engine)
    beside.execute("BEGIN")
    beside.execute(ROOT, (held,))

    with gathering(engine) as group:
        first = group.send(held, joining("Ben"))
        others = [group.send(free, joining(f"p{number}")) for number in range(5)]
        others[-1].add_done_callback(lambda _: beside.execute("COMMIT"))

    assert all(isinstance(told(one), Receipt) for one in (*others, first))


def test_a_lock_that_is_never_let_go_is_busy_for_now_and_nothing_hangs(
    url: str, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "LOCK_SECONDS", 0.05)
    with Engine.open(url) as engine, closing(all_seeing(PostgresStore(url, None))) as outside:
        process, free = an_open_process(engine), an_open_process(engine)
        outside.execute("BEGIN")
        outside.execute("SELECT 1 FROM process WHERE id=? FOR UPDATE", (process,))

        with pytest.raises(StoreBusy, match="lock timeout"):
            engine.submit(process, joining("Ben"))
        accepted(engine.submit(free, joining("Ben")))

        outside.execute("ROLLBACK")
        accepted(engine.submit(process, joining("Ben")))


def test_a_row_that_was_made_anew_while_a_command_waited_for_it_is_found(
    engine: Engine, beside: Connection, pool: ThreadPoolExecutor
) -> None:
    process = an_open_process(engine)
    beside.execute("BEGIN")
    beside.execute("CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM process WHERE id=?", (process,))
    beside.execute("DELETE FROM process WHERE id=?", (process,))
    beside.execute("INSERT INTO process SELECT * FROM kept")

    waiting = pool.submit(engine.submit, process, joining("Ben"))
    time.sleep(0.3)
    beside.execute("COMMIT")

    assert isinstance(waiting.result(PATIENCE), Receipt)


def test_commands_that_meet_everywhere_are_all_done(engine: Engine, other: Engine, pool: ThreadPoolExecutor) -> None:
    processes = [an_open_process(engine) for _ in range(4)]

    def join_all(caller: int) -> list[Receipt]:
        door = (engine, other)[caller % 2]
        return [accepted(door.submit(one, joining(f"p{caller}-{n}"))) for n in range(5) for one in processes]

    receipts = [receipt for done in pool.map(join_all, range(8)) for receipt in done]

    assert len(receipts) == 160
    for process in processes:
        assert len(names(other, process)) == 40
        assert engine.situation(process)[1] == other.situation(process)[1]


# ------------------------------------------------------------------ rows made anew, methods


def test_rows_are_made_anew_while_another_replica_writes_and_both_are_right(
    engine: Engine, other: Engine, watch: Watch, beside: Connection, pool: ThreadPoolExecutor
) -> None:
    process = an_open_process(engine)
    accepted(other.submit(process, joining("first")))
    writing: list[Future[Any]] = []

    def write_meanwhile() -> None:
        writing.append(pool.submit(other.submit, process, joining("meanwhile")))
        time.sleep(0.3)

    watch.at(1, "before", write_meanwhile, word="DELETE FROM process")
    engine.rebuild()

    assert isinstance(writing[0].result(PATIENCE), Receipt)
    assert (
        beside.execute("SELECT length FROM process").fetchall()
        == beside.execute("SELECT max(seq) FROM event").fetchall()
    )
    for replica in (engine, other):
        accepted(replica.submit(process, joining(f"p{id(replica)}")))
    assert len(names(engine, process)) == 4


def test_rows_are_made_anew_again_and_again_among_the_commands_of_others(
    engine: Engine, other: Engine, pool: ThreadPoolExecutor
) -> None:
    processes = [an_open_process(engine) for _ in range(3)]
    is_over = threading.Event()

    def write(caller: int) -> int:
        number = 0
        while not is_over.is_set():
            number += 1
            door = (engine, other)[(caller + number) % 2]
            accepted(door.submit(processes[number % 3], joining(f"p{caller}-{number}")))
        return number

    writing = [pool.submit(write, caller) for caller in range(4)]
    for _ in range(8):
        engine.rebuild()
    is_over.set()

    written = sum(one.result(PATIENCE) for one in writing)
    assert written > 8
    assert sum(len(names(other, one)) for one in processes) == written
    other.rebuild()


def test_replicas_that_publish_the_same_at_once_both_succeed(
    engine: Engine, other: Engine, pool: ThreadPoolExecutor
) -> None:
    for number in range(10):
        method = a_method(version=f"1.{number}.0")
        answers = [pool.submit(one.publish, method) for one in (engine, other)]

        assert sorted(one.result(PATIENCE) for one in answers) == [False, True]


def test_the_methods_of_an_organisation_that_another_replica_deleted_are_forgotten(
    engine: Engine, other: Engine
) -> None:
    for one in (engine, engine.of("town")):
        one.publish(a_method())
        assert other.of(one.organisation).method("neighbours", "1.0.0").digest == a_method().digest
    kept = other.method("neighbours", "1.0.0")

    engine.access.keeping.delete_organisation("town")
    other.tick()

    with pytest.raises(MethodUnknown):
        other.of("town").method("neighbours", "1.0.0")
    assert other.method("neighbours", "1.0.0") is kept
    engine.of("town").publish(a_method(title="Anew"))
    assert other.of("town").method("neighbours", "1.0.0").digest == a_method(title="Anew").digest


def test_methods_that_are_published_anew_before_a_replica_looks_are_read_anew(engine: Engine, other: Engine) -> None:
    engine.publish(a_method())
    other.method("neighbours", "1.0.0")
    engine.access.keeping.delete_organisation("local")
    engine.publish(a_method(title="Anew"))

    other.tick()

    assert other.method("neighbours", "1.0.0").digest == a_method(title="Anew").digest


def test_a_method_that_was_never_published_is_not_remembered(engine: Engine, other: Engine, watch: Watch) -> None:
    mine, theirs, accept_theirs = a_method(title="Mine"), a_method(title="Theirs"), list[bool]()
    with gathering(engine) as group:
        published = group.publish(mine)
        opened = group.send(None, an_opening())
        unknown = group.send("no-such-process", joining("Ben"))
        watch.at(1, "after", lambda: accept_theirs.append(other.publish(theirs)), word="ROLLBACK")

    with pytest.raises(VersionTaken):
        published.result(PATIENCE)
    assert accept_theirs == [True]
    assert isinstance(told(unknown), ProcessUnknown)
    receipt = told(opened)
    assert isinstance(receipt, Receipt)
    assert engine.situation(receipt.process)[1].digest == theirs.digest
    assert engine.method("neighbours").digest == theirs.digest


def test_a_method_whose_group_the_database_refused_is_not_remembered(
    engine: Engine, other: Engine, watch: Watch
) -> None:
    mine, theirs, accept_theirs = a_method(title="Mine"), a_method(title="Theirs"), list[bool]()

    def refuse() -> None:
        watch.at(1, "after", lambda: accept_theirs.append(other.publish(theirs)), word="ROLLBACK")
        raise psycopg.InternalError("the disk burns")

    with gathering(engine) as group:
        published, opened = group.publish(mine), group.send(None, an_opening())
        watch.at(1, "before", refuse, word="INSERT INTO event")

    with pytest.raises(VersionTaken):
        published.result(PATIENCE)
    assert accept_theirs == [True]
    receipt = told(opened)
    assert isinstance(receipt, Receipt)
    assert engine.situation(receipt.process)[1].digest == theirs.digest


def test_what_two_replicas_do_to_one_key_at_once_is_done_once(
    engine: Engine, other: Engine, pool: ThreadPoolExecutor
) -> None:
    engine.publish(a_method())
    for number in range(20):
        answers = [pool.submit(one.submit, None, an_opening(), key=f"k{number}") for one in (engine, other) * 3]

        first, *again = [accepted(one.result(PATIENCE)) for one in answers]
        assert again == [first] * 5
    assert len(engine.processes(limit=100).items) == 20


def test_a_replica_that_is_closed_refuses_and_the_other_goes_on(engine: Engine, other: Engine) -> None:
    process = an_open_process(engine)
    engine.close()

    with pytest.raises(SluisError, match="closing"):
        engine.submit(process, joining("Ben"))
    accepted(other.submit(process, joining("Ben")))
