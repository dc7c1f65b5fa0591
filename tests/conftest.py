"""How every test runs: Hypothesis prints how to repeat what it finds, and how long an example takes decides nothing.

A test of a promise has `rounds`, and what was tried of each promise is told at the end.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient

from api.places import OWN_NAMES
from tests.postgres import Server, server
from tests.promises.sizes import PROMISES, Rounds, Size, size_of_this_run, table

SIZE = pytest.StashKey[Size]()
TRIED = pytest.StashKey[list[Rounds]]()

os.environ["SLUIS_ACCESS"] = "open"  # what is tried with accounts says so
OWN_NAMES.add("testserver")  # what starlette's test client calls the server it asks
settings.register_profile(
    "sluis",
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("sluis")


@pytest.fixture(scope="session", autouse=True)
def _one_loop_for_all() -> Iterator[None]:
    """Let all clients of a run ask in one event loop: one of its own for each request takes three times as long."""
    with start_blocking_portal() as portal:
        TestClient.portal = portal
        yield
        TestClient.portal = None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Lend a PostgreSQL server that all tests share; each makes a database of its own on it."""
    with server() as running:
        yield running


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> Iterator[Rounds]:
    """Yield the rounds of a test, which is marked with the promise it is about."""
    (promise,) = (mark.name for mark in request.node.iter_markers() if mark.name in PROMISES)
    stash = request.config.stash
    here = Rounds(promise, request.node.name, stash.setdefault(SIZE, size_of_this_run()))
    stash.setdefault(TRIED, []).append(here)
    yield here
    print(here.told())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """End with what was tried of each promise, and what that shows."""
    if tried := config.stash.get(TRIED, []):
        terminalreporter.section("promises")
        for line in table(tried):
            terminalreporter.write_line(line)
