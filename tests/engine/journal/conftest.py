from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine import Engine
from engine.journal.store import Connection
from tests.engine.journal.neighbours import Time, counted_ids, two_stores
from tests.postgres import all_seeing


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty store of either kind: what is promised is promised on both."""
    return two_stores(request, tmp_path)


@pytest.fixture
def engine(url: str, time: Time) -> Iterator[Engine]:
    """Yield an engine on a store of its own, whose clock the test moves."""
    with Engine.open(url, now=time, ids=counted_ids()) as opened:
        yield opened


@pytest.fixture
def reopened(url: str, time: Time) -> Iterator[Callable[[], Engine]]:
    """Yield a way to open the same store again, once the engine before it is closed."""
    opened: list[Engine] = []

    def open_again() -> Engine:
        opened.append(Engine.open(url, now=time, ids=counted_ids(len(opened) + 1)))
        return opened[-1]

    yield open_again
    for one in opened:
        one.close()


@pytest.fixture
def beside(engine: Engine) -> Iterator[Connection]:
    """Yield a connection beside the engine's own, to see what stands in the database and to tamper with it."""
    connection = all_seeing(engine._journal.store)  # noqa: SLF001 - the tests look behind the door
    yield connection
    connection.close()
