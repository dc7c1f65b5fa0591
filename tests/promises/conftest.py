from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.journal.neighbours import two_stores
from tests.promises.shim import build
from tests.promises.sizes import PROMISES, Rounds, Size, size_of_this_run, table
from tests.promises.stage import SNAPSHOT_EVERY, Stage, a_stage

SIZE = pytest.StashKey[Size]()
TRIED = pytest.StashKey[list[Rounds]]()


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> Iterator[Rounds]:
    """Yield the rounds of a test, which is marked with the promise it is about."""
    (promise,) = (mark.name for mark in request.node.iter_markers() if mark.name in PROMISES)
    stash = request.config.stash
    here = Rounds(promise, request.node.name, stash.setdefault(SIZE, size_of_this_run()))
    stash.setdefault(TRIED, []).append(here)
    yield here
    print(here.told())


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the library that watches a disk, compiled."""
    return build(tmp_path_factory.mktemp("shim"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """End with what was tried, and what that shows."""
    if tried := config.stash.get(TRIED, []):
        terminalreporter.section("promises")
        for line in table(tried):
            terminalreporter.write_line(line)


@pytest.fixture(params=["postgres", "sqlite"])
def stage(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Yield a stage on which every statement can fail; snapshots are written often."""
    for module in ("group", "journal"):
        monkeypatch.setattr(f"engine.journal.{module}.SNAPSHOT_EVERY", SNAPSHOT_EVERY)
    with a_stage(request.param, two_stores(request, tmp_path)) as opened:
        yield opened
