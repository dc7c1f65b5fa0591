"""What the demo serves, and where it keeps it: a folder with a name that everybody on the machine can foresee."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from api.demo import FolderUnsafe, demo_engine, own_folder
from api.settings import Settings
from engine.errors import StoreLocked
from engine.process.commands import Leave


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"sluis-demo-{os.getuid()}"


def test_the_folder_is_made_for_ourselves_alone_whatever_the_umask(folder: Path) -> None:
    before = os.umask(0)
    try:
        assert own_folder() == folder
    finally:
        os.umask(before)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_of_our_own_is_used_again(folder: Path) -> None:
    (own_folder() / "kept").touch()

    assert [one.name for one in own_folder().iterdir()] == ["kept"]


def test_a_link_is_refused_also_to_a_folder_of_our_own(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(FolderUnsafe, match=f"^the demo keeps its database in {folder}, but that is a link: remove it"):
        own_folder()


def test_a_file_in_its_place_is_refused(folder: Path) -> None:
    folder.touch(mode=0o600)

    with pytest.raises(FolderUnsafe, match="that is no folder"):
        own_folder()


@pytest.mark.parametrize("mode", [0o701, 0o710, 0o720, 0o740, 0o755, 0o777])
def test_a_folder_that_is_open_to_others_is_refused(folder: Path, mode: int) -> None:
    folder.mkdir()
    folder.chmod(mode)

    with pytest.raises(FolderUnsafe, match="that is open to others"):
        own_folder()


def test_a_folder_of_somebody_else_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = os.getuid() + 1
    folder.with_name(f"sluis-demo-{other}").mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: other)

    with pytest.raises(FolderUnsafe, match=r"that belongs to somebody else: remove it, or name a place .* \(TMPDIR="):
        own_folder()


@pytest.mark.parametrize(("number", "is_kept"), [(0, False), (1, True)])
def test_it_begins_anew_once_something_was_done_in_the_process_of_the_walk(
    folder: Path, number: int, is_kept: bool
) -> None:
    engine, shown = demo_engine(Settings(), "")
    leave = Leave(do="leave", actor=shown[number].people["els"])
    with engine:
        engine.submit(shown[number].id, leave)

    again, _ = demo_engine(Settings(), "")

    with again:
        person = again.situation(shown[number].id)[1].participants[leave.actor]
    assert (person.left_at is not None) == is_kept


def test_a_second_demo_is_told_where_the_first_one_is(folder: Path) -> None:
    engine, _ = demo_engine(Settings(), "http://127.0.0.1:8420")

    with engine, pytest.raises(StoreLocked, match=r"SLUIS_SERVER=http://127\.0\.0\.1:8420"):
        demo_engine(Settings(), "http://127.0.0.1:8421")
