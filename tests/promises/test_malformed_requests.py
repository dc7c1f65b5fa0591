"""What is no request is answered with a problem or not at all, never with an error of ours, and tells nothing of us."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from random import Random

import pytest
from starlette.testclient import TestClient

from api import intake
from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.language import read_method
from tests.api.conftest import METHOD, OPENING, Table
from tests.api.headers import faults
from tests.listening import served
from tests.promises.malformed import EVERY, Case, a_case, ask
from tests.promises.sizes import Rounds

pytestmark = pytest.mark.P13
SOON = 0.3
INSIDE = re.compile(
    r"Traceback|File \"|\.py\b|site-packages|/home|/root|/tmp|SELECT |INSERT |sqlite|psycopg|uvicorn|starlette|"
    rf"fastapi|pydantic|h11|python|{re.escape(version('sluis'))}|(?<!\w)engine/|0x[0-9a-f]{{8}}",
    re.IGNORECASE,
)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Table, int]]:
    monkeypatch.setattr(intake, "SLOWEST", SOON)
    with Engine.open(f"sqlite:///{tmp_path / 'sluis.db'}") as engine:
        engine.publish(read_method(METHOD, "small.yaml"))
        app = create_app(engine, Settings())
        table = Table(TestClient(app), TestClient(app).post("/v1/processes", json=OPENING).json()["process"])
        table.party()
        with served(app) as port:
            yield table, port


def wrong_with(port: int, case: Case) -> list[str]:
    """Return what is wrong with the answer to a case."""
    answer = ask(port, case)
    if answer.status is None:
        return [f"half an answer: {answer.body!r}"] if answer.body else []
    if not 400 <= answer.status < 500:
        return [f"answered with {answer.status}"]
    told = json.loads(answer.body)
    found = faults(told["instance"] or "/v1/", answer.status, answer.headers)
    sent = case.sent.decode("latin-1")
    found += [f"tells {one}" for one in INSIDE.findall(answer.body.decode()) if one not in sent]
    return found if told["status"] == answer.status else [*found, f"says {told['status']} of {answer.status}"]


def test_what_is_no_request_is_never_an_error_of_ours(
    table: tuple[Table, int], rounds: Rounds, caplog: pytest.LogCaptureFixture
) -> None:
    (here, port), ways = table, Counter[str]()
    before = here.client.get(here.url).json()

    for chance in rounds(500):
        case = a_case(chance, here.process)
        assert wrong_with(port, case) == [], (case.way, case.sent[:2_000])
        ways[case.way] += 1

    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []
    assert here.client.get(here.url).json() == before
    print(dict(ways))


@pytest.mark.parametrize("name", [name for name, _ in EVERY])
def test_each_kind_of_what_is_no_request_is_answered_so(
    table: tuple[Table, int], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    (here, port), way = table, dict(EVERY)[name]

    for number in range(3):
        case = Case(name, way(Random(number), f"{here.url}/commands?dry_run=true"))
        assert wrong_with(port, case) == [], case.sent[:2_000]

    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []


def test_a_body_that_does_not_come_is_told_so_and_headers_that_do_not_come_end_the_connection(
    table: tuple[Table, int],
) -> None:
    (here, port), ways = table, dict(EVERY)
    cases = [Case(name, ways[name](Random(1), f"{here.url}/commands")) for name in ("slow_body", "slow_headers")]
    answers = [ask(port, case) for case in cases]

    assert [one.status for one in answers] == [408, None]
    assert ("connection", "close") in answers[0].headers
