from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from engine import Engine
from engine.access.identity import Identity
from engine.access.webhooks import Asked, Made
from engine.outbox.outbox import Outbox
from engine.outbox.wire import Answer
from tests.engine.access.people import a_person, an_organisation, granted, with_quick_passwords
from tests.engine.journal.neighbours import Time, counted_ids, two_stores
from tests.receiving import Got

FAILED = Answer("answered", 500)


@dataclass(slots=True)
class Told:
    """A way out that leads nowhere: what would have been sent, and how that goes."""

    answers: list[Answer] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.urls.append(url)
        self.got.append(Got(headers, body))
        return self.answers.pop(0) if self.answers else Answer(status=204)

    def close(self) -> None:
        pass

    def events(self) -> list[str]:
        return [one for got in self.got for one in got.events]


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty store of either kind: what is promised is promised on both."""
    return two_stores(request, tmp_path)


@pytest.fixture
def engine(url: str, time: Time, tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(url, now=time, ids=counted_ids(), signing_key=tmp_path / "signing.key") as opened:
        yield with_quick_passwords(opened)


@pytest.fixture
def town(engine: Engine) -> Engine:
    return an_organisation(engine)


@pytest.fixture
def anna(town: Engine) -> Identity:
    return a_person(town, "anna", "facilitator")


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def outbox(engine: Engine, told: Told) -> Outbox:
    return engine.outbox(told)


def a_webhook(town: Engine, by: Identity, process: str | None = None, url: str = "https://hook.example/x") -> Made:
    """Make a webhook of somebody."""
    return granted(town.access.webhooks.make(by, Asked(url, "A hook", process)))
