from __future__ import annotations

from pathlib import Path
from random import Random

from tests.promises.durability.power import LOSSES, SECTOR, Folder, Loss
from tests.promises.durability.traces import HEADER, Record, read_trace

TRIES = 200
OLD, NEW = b"o" * 2 * SECTOR, b"n" * 2 * SECTOR


def opened(name: str, file: int, *, is_new: bool) -> Record:
    return Record("O", file, int(is_new), name.encode())


def synced(file: int, number: int) -> list[Record]:
    return [Record("S", file, number), Record("E", file, number)]


# A folder with one file, both safe.
BEGUN = [
    Record("L"),
    opened("", 1, is_new=False),
    opened("a.db", 2, is_new=True),
    Record("W", 2, 0, OLD),
    *synced(2, 1),
    *synced(1, 2),
]
WRITE_NEW = Record("W", 2, 0, NEW)


def found(*happened: Record, loss: Loss | None = "everything", chance: Random | None = None) -> dict[str, bytes]:
    folder = Folder()
    for record in (*BEGUN, *happened):
        folder.apply(record)
    return folder.after(loss, chance or Random())


def all_found(*happened: Record, loss: Loss) -> set[bytes]:
    return {found(*happened, loss=loss).get("a.db", b"") for _ in range(TRIES)}


def test_what_was_synced_survives_every_loss() -> None:
    assert {found(WRITE_NEW, *synced(2, 3), loss=loss)["a.db"] for loss in LOSSES} == {NEW}


def test_without_a_loss_all_that_was_written_is_there() -> None:
    assert found(WRITE_NEW, loss=None) == {"a.db": NEW}


def test_what_was_not_synced_may_be_lost_or_not() -> None:
    assert all_found(WRITE_NEW, loss="everything") == {OLD}
    assert all_found(WRITE_NEW, loss="something") == {OLD, NEW}


def test_a_torn_write_leaves_some_of_its_sectors() -> None:
    half = SECTOR * b"o", SECTOR * b"n"

    assert all_found(WRITE_NEW, loss="torn") == {OLD, NEW, half[0] + half[1], half[1] + half[0]}


def test_a_write_is_torn_where_the_sectors_of_the_file_end() -> None:
    seen = all_found(Record("W", 2, SECTOR - 2, b"nnnn"), loss="torn")

    assert {data[SECTOR - 2 : SECTOR + 2] for data in seen} == {b"oooo", b"nnoo", b"oonn", b"nnnn"}


def test_a_later_write_may_survive_an_earlier_one_that_is_lost() -> None:
    seen = all_found(WRITE_NEW, Record("W", 2, len(NEW), b"end"), loss="something")

    assert OLD + b"end" in seen


def test_a_file_may_be_cut_or_not() -> None:
    assert all_found(Record("T", 2, 5), loss="something") == {OLD, OLD[:5]}


def test_what_is_written_while_a_sync_runs_is_not_safe_by_it() -> None:
    begins, ends = synced(2, 3)

    assert found(begins, WRITE_NEW, ends)["a.db"] == OLD


def test_two_syncs_of_a_file_at_once_each_cover_what_was_there_when_they_began() -> None:
    (first, first_ends), (second, second_ends) = synced(2, 3), synced(2, 4)
    more = Record("W", 2, len(NEW), b"end")

    assert found(first, WRITE_NEW, second, more, first_ends)["a.db"] == OLD
    assert found(first, WRITE_NEW, second, more, second_ends, first_ends)["a.db"] == NEW


def test_what_a_failed_sync_covered_is_not_safe_by_the_next_one_unless_it_is_written_again() -> None:
    failed = [Record("S", 2, 3), Record("F", 2, 3)]

    assert found(WRITE_NEW, *failed, *synced(2, 4))["a.db"] == OLD
    assert found(WRITE_NEW, *failed, WRITE_NEW, *synced(2, 4))["a.db"] == NEW


def test_a_new_file_is_lost_with_its_name_until_its_folder_is_synced() -> None:
    new = [opened("b.db", 3, is_new=True), Record("W", 3, 0, NEW), *synced(3, 3)]

    assert "b.db" not in found(*new)
    assert found(*new, *synced(1, 4))["b.db"] == NEW


def test_a_file_that_was_taken_away_may_be_there_again_as_it_was() -> None:
    gone = Record("U", data=b"a.db")

    assert all_found(gone, loss="something") == {OLD, b""}
    assert found(gone, *synced(1, 3)) == {}


def test_a_file_made_anew_under_a_name_is_another_file() -> None:
    anew = [Record("U", data=b"a.db"), opened("a.db", 3, is_new=True), Record("W", 3, 0, b"new"), *synced(3, 3)]

    assert all_found(*anew, loss="something") == {OLD, b"new", b""}


def test_a_trace_is_read_as_it_is_written(tmp_path: Path) -> None:
    records = [Record("L"), opened("a.db", 1, is_new=True), Record("W", 1, 4096, NEW), Record("S", 1, 2**40)]
    written = b"".join(
        HEADER.pack(one.kind.encode(), one.file, one.offset, len(one.data)) + one.data for one in records
    )
    (tmp_path / "trace").write_bytes(written)

    assert read_trace(tmp_path / "trace") == records
