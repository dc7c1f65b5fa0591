"""What SQLite leaves of rows where it moves them is cleared from the file, and the file stays whole."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from engine.journal.leftovers import Leftovers, free_space, logged_pages
from engine.journal.sqlite import MOST_LOGGED, SqliteStore
from engine.journal.sqlite_file import connect
from engine.journal.store import EVERYBODY
from engine.journal.writer import Done
from tests.engine.journal.neighbours import Time
from tests.engine.journal.test_sqlite import a_journal
from tests.sqlite import a_file

if TYPE_CHECKING:
    from engine.journal.group import Group
    from engine.journal.journal import Journal

INSERT = "INSERT INTO receipt VALUES ('local','a',?,zeroblob(32),?,'2026',NULL)"
KEYS = "SELECT key FROM receipt"
ALL = ("SELECT * FROM one ORDER BY 1", "SELECT * FROM two ORDER BY 1")
ROWS, SEEDS = 400, (1, 2, 3, 4)


def canary(number: int) -> bytes:
    return b"canary-%05d-" % number


def written(journal: Journal, numbers: range, chance: Random) -> None:
    """Write rows of some lengths in one transaction, each with its canary."""

    def work(group: Group) -> Done[None]:
        rows = [(str(one), canary(one) * chance.randrange(4, 60)) for one in numbers]
        group.connection.executemany(INSERT, rows)
        return Done(None)

    journal.do(work)


def erased(journal: Journal, numbers: list[int], *, is_last: bool = True) -> None:
    """Delete rows in one transaction."""

    def work(group: Group) -> Done[None]:
        group.connection.executemany("DELETE FROM receipt WHERE key=?", [(str(one),) for one in numbers])
        group.has_erased = is_last
        return Done(None)

    journal.do(work)


def left_in(folder: Path, numbers: list[int]) -> list[int]:
    """Return which canaries stand in the bytes of any file of a folder."""
    files = [path.read_bytes() for path in folder.iterdir() if path.is_file()]
    return [one for one in numbers if any(canary(one) in each for each in files)]


def some_go(folder: Path, chance: Random) -> list[int]:
    """Delete all rows, some at a time in an order by chance, and return which were found after they had gone."""
    folder.mkdir(exist_ok=True)
    order, found = chance.sample(range(ROWS), ROWS), []
    with a_journal(folder / "a.db") as journal:
        written(journal, range(ROWS), chance)
        for start in range(0, ROWS, 20):
            erased(journal, order[start : start + 20])
            found += left_in(folder, order[: start + 20])
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_deleted_is_nowhere_in_the_files_though_its_page_was_joined_with_others_before(
    tmp_path: Path, seed: int
) -> None:
    assert some_go(tmp_path, Random(seed)) == []


def test_control_without_clearing_the_pages_copies_of_what_is_deleted_are_found(tmp_path: Path) -> None:
    with patch.object(Leftovers, "clear"):
        assert [one for seed in SEEDS for one in some_go(tmp_path / str(seed), Random(seed))] != []


def test_what_moves_while_nothing_is_erased_leaves_nothing_behind_either(tmp_path: Path) -> None:
    chance = Random(2)
    with a_journal(tmp_path / "a.db") as journal:
        for start in range(0, ROWS * 20, ROWS):
            written(journal, range(start, start + ROWS), chance)
            erased(journal, chance.sample(range(start, start + ROWS), ROWS * 3 // 4), is_last=False)
        rest = [int(one) for (one,) in journal.do(lambda group: Done(group.connection.execute(KEYS).fetchall()))]
        erased(journal, rest)

        assert left_in(tmp_path, rest) == []


def test_pages_go_into_the_file_when_many_wait_whoever_reads_meanwhile(tmp_path: Path) -> None:
    log, sizes = tmp_path / "a.db-wal", []
    with a_journal(tmp_path / "a.db") as journal:
        for start in range(0, ROWS * 60, ROWS):
            written(journal, range(start, start + ROWS), Random(3))
            with journal.reading(EVERYBODY) as connection:
                connection.execute(KEYS).fetchall()
            sizes.append(log.stat().st_size)

    assert MOST_LOGGED * 4_096 < max(sizes) < MOST_LOGGED * 4_096 * 3 < sum(sizes)


def test_a_file_that_an_earlier_release_left_is_cleared_when_it_is_opened(tmp_path: Path) -> None:
    gone = with_leftovers(tmp_path)

    with a_journal(tmp_path / "a.db"):
        assert left_in(tmp_path, gone) == []


def with_leftovers(folder: Path) -> list[int]:
    """Make a file in which something is left of rows that are gone, and return which are gone."""
    chance = Random(6)
    a_file(folder / "a.db")
    with closing(connect(folder / "a.db")) as connection:
        while True:
            connection.execute("DELETE FROM receipt")
            rows = [(str(one), canary(one) * chance.randrange(4, 60)) for one in range(ROWS)]
            connection.executemany(INSERT, rows)
            gone: list[int] = []
            for key, _ in chance.sample(rows, ROWS):
                connection.execute("DELETE FROM receipt WHERE key=?", (key,))
                gone.append(int(key))
                if len(gone) % 20 == 0:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                    if left_in(folder, gone):
                        return gone


def test_a_file_is_looked_through_once_and_again_only_where_a_server_was_stopped(tmp_path: Path) -> None:
    looked: list[bool] = []
    real = Leftovers.clear

    def clear(leftovers: Leftovers, pages: frozenset[int] | None = None) -> None:
        looked.append(pages is None)
        real(leftovers, pages)

    def all_of(number: int) -> bool:
        looked.clear()
        with a_journal(tmp_path / "a.db") as journal:
            written(journal, range(number, number + 1), Random(5))
            erased(journal, [number])
        return any(looked)

    with patch.object(Leftovers, "clear", clear):
        assert [all_of(number) for number in range(3)] == [True, False, False]
        with patch.object(SqliteStore, "wipe"):  # it is stopped: nobody sees to the file at the end
            all_of(3)
        assert not (tmp_path / "a.db-wal").exists()
        assert [all_of(number) for number in range(4, 6)] == [True, False]


@pytest.mark.parametrize("moves", [0, 1, 2])
@pytest.mark.parametrize("size", [512, 4_096, 65_536])
def test_a_file_of_any_kind_is_whole_after_all_its_pages_were_cleared(tmp_path: Path, size: int, moves: int) -> None:
    path, chance = tmp_path / "a.db", Random(size + moves)
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute(f"PRAGMA page_size={size}")
        connection.execute(f"PRAGMA auto_vacuum={moves}")
        connection.execute("VACUUM")
        connection.execute("CREATE TABLE one(a TEXT PRIMARY KEY, b BLOB)")
        connection.execute("CREATE TABLE two(a BLOB PRIMARY KEY, b TEXT) WITHOUT ROWID")
        for number in range(600):
            told = chance.randbytes(chance.choice((3, 40, 300, 5_000, 70_000 if number < 20 else 9)))
            connection.execute("INSERT INTO one VALUES(?,?)", (str(chance.random()), told))
            connection.execute("INSERT INTO two VALUES(?,?)", (told[:2_000], str(number)))
            connection.execute("DELETE FROM one WHERE rowid=?", (chance.randrange(1, number + 2),))
        before = [connection.execute(one).fetchall() for one in ALL]
        assert connection.execute("PRAGMA auto_vacuum").fetchall() == [(moves,)]
        assert connection.execute("PRAGMA page_size").fetchall() == [(size,)]
    free = Leftovers(path)

    free.clear()

    free.close()
    with closing(connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert [connection.execute(one).fetchall() for one in ALL] == before


def test_a_page_that_is_none_of_a_table_or_says_what_cannot_be_has_no_free_space() -> None:
    cells, begin = b"\x00\x03", b"\x00\x20"
    assert free_space(b"\x0d\0\0" + cells + begin + bytes(505)) == range(14, 32)
    assert free_space(b"\x05\0\0" + cells + begin + bytes(505)) == range(18, 32)
    assert free_space(b"\x0d\0\0" + cells + b"\0\0" + bytes(505)) == range(0)  # 65,536, beyond its end
    assert free_space(b"\x0d\0\0" + cells + b"\0\x05" + bytes(505)) == range(0)
    assert free_space(b"\x00\0\0" + cells + begin + bytes(505)) == range(0)
    assert free_space(b"") == range(0)


def test_where_there_is_no_log_or_nothing_in_it_no_page_stands_in_it(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()

    assert logged_pages(empty) == logged_pages(tmp_path / "none") == frozenset()


def test_a_store_that_was_not_written_leaves_its_file_alone(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"nothing of ours")
    store = SqliteStore(f"sqlite:///{tmp_path / 'a.db'}", Time())

    store.close()

    assert (tmp_path / "a.db").read_bytes() == b"nothing of ours"
