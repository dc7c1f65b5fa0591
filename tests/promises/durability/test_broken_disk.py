"""A disk that is broken from the start: opening says so in our own words, and reading needs no writing."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from engine import Engine
from tests.promises.durability.acts import Stage
from tests.promises.durability.failing import Fault, Trial, read_outcomes, read_trial
from tests.promises.durability.opening import read_faults
from tests.promises.shim import run_on

FAULTS = [
    *(Fault("WRITE", nth, error, persistent=True) for error in (errno.EIO, errno.ENOSPC) for nth in (1, 2, 3, 5, 20)),
    *(Fault("SYNC", nth, errno.EIO, persistent=True) for nth in (1, 2, 3, 5)),
]


@pytest.mark.P1
def test_opening_on_a_broken_disk_says_so_and_lets_the_file_go(library: Path, tmp_path: Path) -> None:
    told = read_faults.dump_json(FAULTS).decode()

    assert run_on(library, "tests.promises.durability.opening", str(tmp_path.resolve()), told) == ""


@pytest.mark.P1
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC])
def test_reading_goes_on_where_nobody_had_read_before_the_disk_broke(library: Path, tmp_path: Path, error: int) -> None:
    store, folder = tmp_path.resolve() / "store.db", tmp_path.resolve() / "disk"
    folder.mkdir()
    with Engine.open(f"sqlite:///{store}") as engine:
        Stage(engine)
    trial = Trial(str(store), str(folder), "any", (Fault("WRITE", 1, error, persistent=True),), read_before=False)

    (outcome,) = read_outcomes.validate_json(
        run_on(library, "tests.promises.durability.failing", read_trial.dump_json(trial).decode())
    )

    assert outcome.wrong == []
