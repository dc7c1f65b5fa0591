"""The store keeps what it acknowledged, in the order in which it happened, and notices what was altered."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from engine import Engine, Receipt, Refusal
from engine.errors import (
    KeyReused,
    LogBroken,
    StoreLocked,
    StoreUnusable,
    VersionTaken,
    ViewChanged,
)
from engine.journal.codec import canonical, decode, encode
from engine.journal.lock import FileLock, holder_of
from engine.journal.sqlite_file import connect, database_engine
from engine.journal.tables import Table
from engine.language import read_method
from engine.process.commands import Command, read_command

METHOD = """
sluis: 1
method: kept
version: 1.0.0
title: Kept
summary: A little method to keep.
languages: [en]
may: {open: chair, admit: chair}
roles:
  chair: {title: Chair}
  envoy: {title: Envoy, of: party}
records:
  note: {title: Note, many: true, fields: {text: {type: text, title: Text}}, written_by: chair, seen_by: process}
phases:
  talk: {title: Talk, open: [note], term: P1D, moves: {end: {title: End, to: end.done, by: chair}}}
ends:
  done: {title: Done, verdict: success}
"""
START = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> list[datetime]:
    return [START]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/sluis.db"


@pytest.fixture
def engine(url: str, clock: list[datetime]) -> Iterator[Engine]:
    with Engine.open(url, now=lambda: clock[0]) as opened:
        opened.publish(read_method(METHOD, "kept.yaml"))
        yield opened


def asked(**told: object) -> Command:
    return read_command.validate_python(told)


def opening(**told: object) -> Command:
    return asked(**({"do": "open", "actor": "anna", "method": "kept", "title": "Kept", "name": "Anna"} | told))


def noting(text: str = "x", **told: object) -> Command:
    return asked(**({"do": "record", "actor": "anna", "record": "note", "fields": {"text": text}} | told))


def opened(engine: Engine) -> str:
    receipt = engine.submit(None, opening())
    assert isinstance(receipt, Receipt)
    return receipt.process


def test_every_connection_waits_for_the_disk_and_minds_foreign_keys(tmp_path: Path) -> None:
    for connection in (connect(tmp_path / "a.db"), connect(tmp_path / "a.db", read_only=True)):
        asked_of = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
        connection.close()

        assert asked_of == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_migrations_make_exactly_the_declared_tables(engine: Engine, tmp_path: Path) -> None:
    database = database_engine(tmp_path / "sluis.db")
    with database.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Table.metadata)
    database.dispose()

    assert found == []


def test_a_database_of_a_newer_release_is_refused(tmp_path: Path, url: str) -> None:
    Engine.open(url).close()
    connection = connect(tmp_path / "sluis.db")
    connection.execute("UPDATE alembic_version SET version_num='9999'")
    connection.close()

    with pytest.raises(StoreUnusable, match="newer release"):
        Engine.open(url)


def test_only_a_sqlite_file_can_be_opened() -> None:
    with pytest.raises(StoreUnusable, match="sqlite:///path"):
        Engine.open("mysql://x")


def test_the_same_key_gives_the_same_receipt_and_one_event(engine: Engine) -> None:
    process = opened(engine)

    first, again = (engine.submit(process, noting(), key="k") for _ in range(2))

    assert first == again
    assert sum(one.event.type == "RecordWritten" for one in engine.history(process)) == 1


def test_a_key_for_opening_gives_one_process(engine: Engine) -> None:
    first, again = (engine.submit(None, opening(), key="k") for _ in range(2))

    assert first == again
    assert len(engine.processes().items) == 1


def test_a_key_that_comes_back_with_something_else_is_refused(engine: Engine) -> None:
    process = opened(engine)
    engine.submit(process, noting(), key="k")

    with pytest.raises(KeyReused, match="'k'"):
        engine.submit(process, noting("other"), key="k")


def test_a_key_belongs_to_its_actor_and_is_kept_for_a_day(engine: Engine, clock: list[datetime]) -> None:
    process = opened(engine)
    engine.submit(process, asked(do="join", actor="anna", participant="bo", name="Bo"), key="k")
    other = engine.submit(process, noting(actor="bo"), key="k")
    clock[0] += timedelta(hours=24)
    later = engine.submit(process, noting("later"), key="k")

    assert isinstance(other, Refusal)
    assert isinstance(later, Receipt)


def test_a_key_of_a_refused_command_stays_free(engine: Engine) -> None:
    process = opened(engine)
    refused = engine.submit(process, asked(do="move", actor="anna", move="nowhere"), key="k")

    assert isinstance(refused, Refusal)
    assert isinstance(engine.submit(process, noting(), key="k"), Receipt)


def test_the_same_key_sent_twenty_times_at_once_counts_once(engine: Engine) -> None:
    process = opened(engine)
    threads = [threading.Thread(target=engine.submit, args=(process, noting()), kwargs={"key": "k"}) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(one.event.type == "RecordWritten" for one in engine.history(process)) == 1


def test_a_list_of_commands_happens_wholly_or_not_at_all(engine: Engine) -> None:
    process = opened(engine)
    before = len(engine.history(process))

    refused = engine.submit(process, [noting(), asked(do="move", actor="anna", move="nowhere")])

    assert isinstance(refused, Refusal)
    assert refused.index == 1
    assert len(engine.history(process)) == before


def test_a_refusal_writes_nothing(engine: Engine) -> None:
    process = opened(engine)
    before = engine.history(process)

    engine.submit(process, asked(do="move", actor="anna", move="nowhere"))

    assert engine.history(process) == before


def test_a_command_based_on_something_else_is_not_carried_out(engine: Engine) -> None:
    process = opened(engine)

    with pytest.raises(ViewChanged):
        engine.submit(process, noting(), expected=lambda _method, situation: situation.order == 0)


def test_a_dry_run_tells_what_would_be_and_writes_nothing(engine: Engine) -> None:
    process = opened(engine)
    before = engine.history(process)

    supposed = engine.dry_run(process, asked(do="move", actor="anna", move="end"))

    assert not isinstance(supposed, Refusal)
    assert supposed.situation.end == "done"
    assert engine.history(process) == before


def test_a_read_past_a_due_instant_lets_it_happen_first(engine: Engine, clock: list[datetime]) -> None:
    process = opened(engine)
    clock[0] += timedelta(days=3)

    told = engine.view(process)

    assert [phase.overdue for phase in told.phases] == [True]
    overdue = engine.history(process)[-1].event
    assert (overdue.type, overdue.due_at, overdue.at) == ("PhaseOverdue", START + timedelta(days=1), clock[0])


def test_a_tick_lets_what_came_due_happen_though_nobody_reads(engine: Engine, clock: list[datetime]) -> None:
    process = opened(engine)
    clock[0] += timedelta(days=3)

    assert engine.tick() == 1
    assert engine.tick() == 0
    assert engine.history(process)[-1].event.type == "PhaseOverdue"


def test_an_event_is_never_earlier_than_the_one_before_whatever_the_clock_says(
    engine: Engine, clock: list[datetime]
) -> None:
    process = opened(engine)
    clock[0] -= timedelta(days=1)

    engine.submit(process, noting())

    assert [one.event.at for one in engine.history(process)][-1] == START


def test_what_was_acknowledged_is_there_after_opening_again(url: str, engine: Engine) -> None:
    process = opened(engine)
    for number in range(130):
        engine.submit(process, noting(str(number)))
    before = engine.situation(process)[1]
    engine.close()

    with Engine.open(url, now=lambda: START) as again:
        assert again.situation(process)[1] == before


def test_a_snapshot_that_cannot_be_read_is_no_loss(url: str, engine: Engine, tmp_path: Path) -> None:
    process = opened(engine)
    for number in range(120):
        engine.submit(process, noting(str(number)))
    before = engine.situation(process)[1]
    engine.close()
    connection = connect(tmp_path / "sluis.db")
    changed = connection.execute("UPDATE snapshot SET bytes=CAST('{}' AS BLOB)").rowcount
    connection.close()

    with Engine.open(url, now=lambda: START) as again:
        assert changed == 1
        assert again.situation(process)[1] == before


def test_an_altered_event_is_noticed(url: str, engine: Engine, tmp_path: Path) -> None:
    process = opened(engine)
    engine.submit(process, noting())
    engine.close()
    connection = connect(tmp_path / "sluis.db")
    connection.execute("UPDATE event SET skeleton=CAST(replace(skeleton, 'anna', 'ann4') AS BLOB) WHERE seq=2")
    connection.close()

    with Engine.open(url, now=lambda: START) as again, pytest.raises(LogBroken, match="event 2"):
        again.situation(process)


def test_a_missing_event_is_noticed(url: str, engine: Engine, tmp_path: Path) -> None:
    opened(engine)
    engine.close()
    connection = connect(tmp_path / "sluis.db")
    connection.execute("DELETE FROM event WHERE seq=3")
    connection.close()

    with Engine.open(url, now=lambda: START) as again, pytest.raises(LogBroken, match="lacks event 3"):
        again.rebuild()


def test_every_kind_of_event_is_the_same_after_being_kept(engine: Engine) -> None:
    process = opened(engine)
    engine.submit(process, noting())

    for stored in engine.history(process):
        kept = encode(stored.event, process, stored.n, lambda: bytes(16))
        contents = {one.commitment: one.data for one in kept.contents}

        assert decode(kept.skeleton, contents.get) == stored.event
        assert canonical(json.loads(kept.skeleton)) == kept.skeleton


def test_what_people_type_stands_behind_a_salted_commitment(engine: Engine, tmp_path: Path) -> None:
    process = opened(engine)
    engine.submit(process, noting("a secret"))
    connection = connect(tmp_path / "sluis.db", read_only=True)
    skeletons = b"".join(bytes(row[0]) for row in connection.execute("SELECT skeleton FROM event"))
    contents = [bytes(row[0]) for row in connection.execute("SELECT bytes FROM content")]
    connection.close()

    assert b"a secret" not in skeletons
    assert b"Anna" not in skeletons
    assert any(b"a secret" in one for one in contents)


def test_a_method_is_published_once_and_never_changed(engine: Engine) -> None:
    assert engine.publish(read_method(METHOD, "kept.yaml")) is False
    with pytest.raises(VersionTaken, match=r"kept 1\.0\.0"):
        engine.publish(read_method(METHOD.replace("A little", "Another"), "kept.yaml"))
    assert engine.publish(read_method(METHOD.replace("1.0.0", "1.10.0"), "kept.yaml"))
    assert engine.publish(read_method(METHOD.replace("1.0.0", "1.9.0"), "kept.yaml"))
    assert engine.method("kept").version == "1.10.0"


def test_a_second_opener_is_told_who_holds_the_file(url: str, engine: Engine) -> None:
    with pytest.raises(StoreLocked, match=f"process {os.getpid()}"):
        Engine.open(url)


def test_the_lock_tells_the_url_of_the_server_and_is_free_after_it(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "a.db", "http://127.0.0.1:1")
    held = holder_of(tmp_path / "a.db")
    lock.release()

    assert held is not None
    assert (held.pid, held.url) == (os.getpid(), "http://127.0.0.1:1")
    assert holder_of(tmp_path / "a.db") is None


def test_an_error_in_the_middle_leaves_nothing_behind(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    process = opened(engine)
    before = engine.history(process)
    monkeypatch.setattr("engine.journal.group.write_rows", lambda *_arguments: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        engine.submit(process, noting())
    monkeypatch.undo()

    assert engine.history(process) == before
    assert isinstance(engine.submit(process, noting()), Receipt)
