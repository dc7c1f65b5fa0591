from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Engine
from engine.access.identity import Identity
from engine.journal.store import Connection
from tests.engine.access.people import a_person, an_organisation, with_quick_passwords
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
    """Yield an engine on a store of its own, whose clock the test moves, and in which passwords cost little."""
    with Engine.open(url, now=time, ids=counted_ids()) as opened:
        yield with_quick_passwords(opened)


@pytest.fixture
def town(engine: Engine) -> Engine:
    return an_organisation(engine)


@pytest.fixture
def anna(town: Engine) -> Identity:
    """Return a facilitator who opens processes as `anna`, and is convener there."""
    return a_person(town, "anna", "facilitator")


@pytest.fixture
def olga(town: Engine) -> Identity:
    return a_person(town, "olga", "owner")


@pytest.fixture
def beside(engine: Engine) -> Iterator[Connection]:
    """Yield a connection beside the engine's own, to see what stands in the database."""
    connection = all_seeing(engine._journal.store)  # noqa: SLF001 - the tests look behind the door
    yield connection
    connection.close()
