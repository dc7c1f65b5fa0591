from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import StoreLocked
from engine.journal.lock import FileLock, Holder, holder_of, lock_path

HOLD = """
import sys
from pathlib import Path
from engine.journal.lock import FileLock
lock = FileLock(Path(sys.argv[1]), "http://127.0.0.1:8000")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_opener_is_told_who_holds_the_file_and_what_to_do(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "a.db", "http://127.0.0.1:8000")

    with pytest.raises(StoreLocked) as refusal:
        FileLock(tmp_path / "a.db")

    assert f"process {os.getpid()}, which serves http://127.0.0.1:8000" in str(refusal.value)
    assert "SLUIS_SERVER=http://127.0.0.1:8000" in str(refusal.value)
    lock.release()


def test_a_holder_that_serves_nobody_is_to_be_stopped(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "a.db")

    with pytest.raises(StoreLocked, match="stop that process, or name another database"):
        FileLock(tmp_path / "a.db")

    lock.release()


def test_the_lock_file_tells_where_the_server_is(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "a.db", "http://127.0.0.1:8000")

    assert holder_of(tmp_path / "a.db") == Holder(os.getpid(), "http://127.0.0.1:8000")
    lock.release()


def test_nobody_holds_a_file_that_was_released_or_never_opened(tmp_path: Path) -> None:
    FileLock(tmp_path / "a.db").release()

    assert holder_of(tmp_path / "a.db") is None
    assert holder_of(tmp_path / "never.db") is None


@pytest.mark.parametrize("left", ['{"pid": 1, "url": "http://gone"}', "not json", "[]", ""])
def test_what_a_dead_holder_left_in_the_lock_file_is_harmless(tmp_path: Path, left: str) -> None:
    lock_path(tmp_path / "a.db").write_text(left, encoding="utf-8")

    assert holder_of(tmp_path / "a.db") is None
    lock = FileLock(tmp_path / "a.db", "http://new")
    assert holder_of(tmp_path / "a.db") == Holder(os.getpid(), "http://new")
    lock.release()


def test_another_process_holds_the_lock_until_it_dies(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreLocked, match=f"process {other.pid}"):
            FileLock(path)
        other.kill()
        other.wait()

    FileLock(path).release()


def test_a_file_under_another_name_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "a.db")
    lock = FileLock(tmp_path / "a.db")

    with pytest.raises(StoreLocked):
        FileLock(tmp_path / "link.db")

    lock.release()


def test_a_lock_is_released_once(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "a.db")
    lock.release()
    other = FileLock(tmp_path / "b.db", "http://other")

    lock.release()

    assert holder_of(tmp_path / "b.db") == Holder(os.getpid(), "http://other")
    other.release()
