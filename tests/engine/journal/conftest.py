from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import Engine
from engine.journal.sqlite import connect
from tests.engine.journal.neighbours import Time, counted_ids

if TYPE_CHECKING:
    from sqlite3 import Connection


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "sluis.db"


@pytest.fixture
def engine(database: Path, time: Time) -> Iterator[Engine]:
    """Yield an engine on a file of its own, whose clock the test moves."""
    with Engine.open(f"sqlite:///{database}", now=time, ids=counted_ids()) as opened:
        yield opened


@pytest.fixture
def reopened(database: Path, time: Time) -> Iterator[Callable[[], Engine]]:
    """Yield a way to open the same file again, once the engine before it is closed."""
    opened: list[Engine] = []

    def open_again() -> Engine:
        opened.append(Engine.open(f"sqlite:///{database}", now=time, ids=counted_ids(len(opened) + 1)))
        return opened[-1]

    yield open_again
    for one in opened:
        one.close()


@pytest.fixture
def beside(database: Path, engine: Engine) -> Iterator[Connection]:
    """Yield a connection beside the engine's own, to see what stands in the file and to tamper with it."""
    connection = connect(database)
    yield connection
    connection.close()
