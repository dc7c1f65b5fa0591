from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.errors import OutcomeUnknown, SluisError, StoreBusy
from engine.journal.sqlite_file import DatabaseError, connect
from engine.journal.store import EVERYBODY, Claim, Everybody, Whose
from engine.journal.store import Connection as AnyConnection
from engine.journal.writer import Done, Writer
from tests.engine.journal.neighbours import START

if TYPE_CHECKING:
    from sqlite3 import Connection

# A row in `doubt` breaks a rule that SQLite looks at only when it commits: a real error at COMMIT.
SCHEMA = """
CREATE TABLE said (word TEXT NOT NULL);
CREATE TABLE known (id INTEGER PRIMARY KEY);
CREATE TABLE doubt (id INTEGER REFERENCES known DEFERRABLE INITIALLY DEFERRED);
"""


class File:
    """A store that is a file and nothing more; `opened` counts its connections."""

    errors = DatabaseError
    shares = False
    name = "a file"
    key_file: Path | None = None
    erasure_file: Path | None = None

    def __init__(self, path: Path, busy_ms: int = 5_000) -> None:
        self.path, self.busy_ms, self.opened = path, busy_ms, 0

    def upgrade(self) -> None:
        """Do nothing: the table is there."""

    def connect(self) -> Connection:
        self.opened += 1
        connection = connect(self.path)
        connection.execute(f"PRAGMA busy_timeout={self.busy_ms}")
        return connection

    def warnings(self) -> list[str]:
        return []

    def reading(self, whose: Whose) -> AbstractContextManager[Connection]:
        return closing(connect(self.path))

    def claim(
        self, connection: AnyConnection, processes: Collection[str], whose: frozenset[str], *, patiently: bool
    ) -> Claim:
        connection.execute("BEGIN IMMEDIATE")
        return Claim(whose=whose)

    def keep_to(self, connection: AnyConnection, whose: Whose) -> None:
        """Do nothing: it keeps nothing apart."""

    def exclude(self, connection: AnyConnection) -> None:
        """Do nothing."""

    def now(self, connection: AnyConnection) -> datetime:
        return START

    def drift(self, connection: object) -> timedelta:
        """Return none."""
        return timedelta()

    def may_pass(self, error: Exception) -> bool:
        return False

    def is_undone(self, error: Exception) -> bool:
        return False

    def wipe(self, connection: AnyConnection) -> None:
        """Do nothing."""

    def unload(self, connection: AnyConnection) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Pen:
    """What a piece of work writes with: the connection itself, at once. `shown` is done after the commit."""

    def __init__(self, connection: AnyConnection, claim: Claim) -> None:
        self.connection, self.shown = connection, list[Callable[[], None]]()
        self.is_dirty = True
        self.claim, self.whose = claim, list[str | Everybody]()

    def turn_to(self, whose: str | Everybody) -> None:
        self.whose.append(whose)

    def flush(self) -> None:
        """Do nothing: it is written."""

    def publish(self) -> None:
        for show in self.shown:
            show()

    def settle(self) -> None:
        """Do nothing: it stands nowhere else."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    connection = connect(tmp_path / "a.db")
    connection.executescript(SCHEMA)
    connection.close()
    return tmp_path / "a.db"


@pytest.fixture
def forgotten() -> list[str]:
    return []


@pytest.fixture
def writer(path: Path, forgotten: list[str]) -> Iterator[Writer[Pen]]:
    writer = Writer(File(path), Pen, lambda: forgotten.append("everything"), waiting=3)
    yield writer
    writer.close()


def say(word: str, publish: Callable[[], None] = lambda: None) -> Callable[[Pen], Done[str]]:
    def work(pen: Pen) -> Done[str]:
        pen.connection.execute("INSERT INTO said VALUES (?)", (word,))
        pen.shown.append(publish)
        return Done(f"said {word}")

    return work


def said(path: Path) -> list[str]:
    connection = connect(path)
    try:
        return [word for (word,) in connection.execute("SELECT word FROM said ORDER BY rowid")]
    finally:
        connection.close()


def doubt(pen: Pen) -> Done[None]:
    pen.connection.execute("INSERT INTO said VALUES ('doubtful')")
    pen.connection.execute("INSERT INTO doubt VALUES (1)")
    return Done(None)


def break_off(pen: Pen) -> Done[None]:
    pen.connection.execute("INSERT INTO said VALUES ('half')")
    pen.connection.execute("INSERT INTO said VALUES (NULL)")
    return Done(None)


def object_to(pen: Pen) -> Done[None]:
    pen.connection.execute("INSERT INTO said VALUES ('half')")
    raise SluisError("no")


class Gate:
    """Work that keeps the writer busy until it is let through."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, _pen: Pen) -> Done[str]:
        self.reached.set()
        assert self.opened.wait(10)
        return Done("through")


def test_an_answer_comes_when_the_work_is_in_the_file(writer: Writer[Pen], path: Path) -> None:
    assert writer.do(say("hello")) == "said hello"
    assert said(path) == ["hello"]


def test_what_others_may_see_is_published_after_the_commit_and_before_the_answer(
    writer: Writer[Pen], path: Path
) -> None:
    seen: list[list[str]] = []

    writer.do(say("hello", lambda: seen.append(said(path))))

    assert seen == [["hello"]]


def test_work_that_objects_writes_nothing_and_publishes_nothing(writer: Writer[Pen], path: Path) -> None:
    with pytest.raises(SluisError, match="no"):
        writer.do(object_to)

    assert said(path) == []


def test_an_objection_makes_nobody_forget_what_is_known(writer: Writer[Pen], forgotten: list[str]) -> None:
    with pytest.raises(SluisError):
        writer.do(object_to)

    assert forgotten == []


def test_an_error_of_the_database_writes_nothing_and_says_so(
    writer: Writer[Pen], path: Path, forgotten: list[str]
) -> None:
    with pytest.raises(StoreBusy, match="nothing was written"):
        writer.do(break_off)

    assert said(path) == []
    assert forgotten == ["everything"]


def test_an_error_at_the_commit_leaves_the_outcome_open_and_says_how_to_find_out(
    writer: Writer[Pen], forgotten: list[str]
) -> None:
    with pytest.raises(OutcomeUnknown, match="retry with the same key"):
        writer.do(doubt)

    assert forgotten == ["everything"]


@pytest.mark.parametrize("broken", [doubt, break_off, object_to])
def test_after_whatever_went_wrong_the_next_work_succeeds(
    writer: Writer[Pen], path: Path, broken: Callable[[Pen], Done[None]]
) -> None:
    with pytest.raises(SluisError):
        writer.do(broken)

    assert writer.do(say("again")) == "said again"
    assert said(path) == ["again"]


def test_the_connection_is_opened_again_after_an_error_at_the_commit(path: Path) -> None:
    store = File(path)
    writer = Writer(store, Pen, lambda: None)
    with pytest.raises(OutcomeUnknown):
        writer.do(doubt)
    writer.do(say("again"))
    writer.close()

    assert store.opened == 2


def test_a_piece_is_done_for_its_organisation_and_the_group_begun_for_all_of_them(writer: Writer[Pen]) -> None:
    pens, busy, opened = list[Pen](), threading.Event(), threading.Event()

    def hold(pen: Pen) -> Done[None]:
        busy.set()
        assert opened.wait(5)
        return Done(None)

    def work(pen: Pen) -> Done[str | Everybody]:
        pens.append(pen)
        return Done(pen.whose[-1])

    writer.send(hold)
    assert busy.wait(5)
    told = [writer.send(work, organisation=one) for one in ("town", EVERYBODY, "water")]
    opened.set()

    assert [one.result(5) for one in told] == ["town", EVERYBODY, "water"]
    assert pens[0] is pens[1] is pens[2]
    assert pens[0].claim.whose == {"town", "water"}


def test_a_locked_file_is_busy_for_now_and_written_later(path: Path) -> None:
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")

    writer = Writer(File(path, busy_ms=1), Pen, lambda: None)
    with pytest.raises(StoreBusy, match="database is locked"):
        writer.do(say("early"))
    other.execute("ROLLBACK")
    writer.do(say("later"))
    writer.close()
    other.close()

    assert said(path) == ["later"]


def test_no_more_waits_than_there_is_room_for(writer: Writer[Pen], path: Path) -> None:
    gate = Gate()
    first = writer.send(gate)
    assert gate.reached.wait(10)
    waiting = [writer.send(say(word)) for word in ("one", "two", "three")]

    with pytest.raises(StoreBusy, match="too many commands are waiting"):
        writer.do(say("one too many"))

    gate.opened.set()
    assert [one.result(10) for one in (first, *waiting)] == ["through", "said one", "said two", "said three"]
    assert said(path) == ["one", "two", "three"]


def test_closing_finishes_what_waits_and_takes_nothing_more(writer: Writer[Pen], path: Path) -> None:
    gate = Gate()
    writer.send(gate)
    waiting = writer.send(say("last"))
    gate.opened.set()

    writer.close()

    assert waiting.result(0) == "said last"
    with pytest.raises(StoreBusy, match="closing"):
        writer.do(say("too late"))
    assert said(path) == ["last"]


def test_an_error_as_answer_is_raised_after_what_was_done_is_kept(writer: Writer[Pen], path: Path) -> None:
    def keep_and_object(pen: Pen) -> Done[None]:
        say("kept")(pen)
        return Done(SluisError("changed"))

    with pytest.raises(SluisError, match="changed"):
        writer.do(keep_and_object)

    assert said(path) == ["kept"]


def test_whoever_comes_while_it_closes_gets_an_answer_all_the_same(path: Path) -> None:
    for _ in range(20):
        writer = Writer(File(path), Pen, lambda: None)
        start = threading.Barrier(5)

        def knock(writer: Writer[Pen] = writer, start: threading.Barrier = start) -> str:
            start.wait(10)
            try:
                return writer.do(say("x"))
            except StoreBusy as busy:
                return str(busy)

        with ThreadPoolExecutor(5) as callers:
            answers = [callers.submit(knock) for _ in range(4)]
            start.wait(10)
            writer.close()

            assert {one.result(10) for one in answers} <= {"said x", "the store is closing"}
