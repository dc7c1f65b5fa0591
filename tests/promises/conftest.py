from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.journal.neighbours import two_stores
from tests.promises.shim import build
from tests.promises.stage import SNAPSHOT_EVERY, Stage, a_stage


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the library that watches a disk, compiled."""
    return build(tmp_path_factory.mktemp("shim"))


@pytest.fixture(params=["postgres", "sqlite"])
def stage(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Yield a stage on which every statement can fail; snapshots are written often."""
    for module in ("group", "journal"):
        monkeypatch.setattr(f"engine.journal.{module}.SNAPSHOT_EVERY", SNAPSHOT_EVERY)
    with a_stage(request.param, two_stores(request, tmp_path)) as opened:
        yield opened
