"""What is here needs the generated client and its environment, and so runs by `make client`, not by `make test`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from api import sign_ins
from api.app import create_app
from api.settings import Settings
from engine import Engine
from tests.client.stage import OWNER, ByClient, Program, a_program, coming_in
from tests.engine.access.people import an_account, an_organisation, with_quick_passwords
from tests.listening import served
from tests.sqlite import a_file

collect_ignore_glob = [] if "SLUIS_CLIENT" in os.environ else ["test_*.py"]
UNLIMITED = Settings(access="accounts", commands_per_minute=0, reads_per_minute=0)


PLAYED: list[ByClient] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was sent by the client."""
    sent = Counter(do for stage in PLAYED for do in stage.done)
    refused = sum(len(stage.refused) for stage in PLAYED)
    unsent = sum(stage.unsent for stage in PLAYED)
    terminalreporter.write_line(
        f"by the generated client: {sent.total()} commands of {len(sent)} kinds, {refused} refusals; "
        f"{unsent} lists of several people were to be refused, which nobody can send"
    )


@pytest.fixture
def clock() -> list[datetime]:
    return [datetime.fromisoformat("2026-01-01T00:00:00+00:00")]


@pytest.fixture(scope="session")
def program() -> Iterator[Program]:
    with a_program() as program:
        yield program


@pytest.fixture
def stage(
    tmp_path: Path, clock: list[datetime], program: Program, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ByClient]:
    """Serve an organisation of which the owner alone is known, with a clock that stands still until it is moved."""
    monkeypatch.setattr(sign_ins, "AT_ACCOUNT", ())  # the days of a story are seconds here
    monkeypatch.setattr(sign_ins, "FROM_ADDRESS", ())
    with Engine.open(a_file(tmp_path / "sluis.db"), now=lambda: clock[0]) as opened:
        engine = with_quick_passwords(opened)
        an_organisation(engine, "local")
        an_account(engine, OWNER, "owner", "author", "facilitator")
        with served(create_app(engine, UNLIMITED), UNLIMITED) as port:
            url = f"http://127.0.0.1:{port}"
            program.ask("begin", url=url)
            program.ask("know", who=OWNER, **coming_in(OWNER, "read", "publish"))
            stage = ByClient(program, engine, clock, url)
            yield stage
            PLAYED.append(stage)
