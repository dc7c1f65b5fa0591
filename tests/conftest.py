"""How every test runs: Hypothesis prints how to repeat what it finds, and how long an example takes decides nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from api.places import OWN_NAMES
from tests.postgres import Server, server

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


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Lend a PostgreSQL server that all tests share; each makes a database of its own on it."""
    with server() as running:
        yield running
