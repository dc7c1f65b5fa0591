from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from engine import Engine
from tests.api.access.people import ALL, Person, a_person, an_app, invited
from tests.engine.access.people import with_quick_passwords
from tests.sqlite import a_file


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Yield an engine in which passwords cost little."""
    with Engine.open(a_file(tmp_path / "sluis.db")) as opened:
        yield with_quick_passwords(opened)


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    return an_app(engine)


@pytest.fixture
def owner(app: FastAPI) -> Person:
    """Return an owner who writes methods and facilitates as well."""
    person = a_person(app, "olga", *ALL)
    assert person.engine.access.organisations.begin("local") is None
    return person


@pytest.fixture
def nobody(app: FastAPI) -> TestClient:
    """Return a client that nobody is signed in with."""
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def process(owner: Person) -> str:
    """Return a process of the small method, which the owner opened."""
    return owner.open(title="Along the river")


@pytest.fixture
def rik(app: FastAPI, owner: Person, process: str) -> Person:
    """Return a representative of Town in that process, by an account of his own."""
    return invited(app, owner, process, "rik")
