from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.backup.keeping import Installation
from tests.engine.journal.neighbours import two_stores


@pytest.fixture(params=["sqlite", "postgres"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    folder = tmp_path / "place"
    folder.mkdir()
    postgres = request.getfixturevalue("postgres") if request.param == "postgres" else None
    return Installation(folder, postgres, two_stores(request, folder))
