"""Hard situation 16: a Dutch user, and a text that is there in English alone.

It is refused when the method is published, at its place, and so never shown: nothing falls back to the other language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Engine
from tests.factories import Part, a_method

HEADERS = {"Accept-Language": "nl", "Content-Type": "application/yaml"}
BOTH = {"en": "A small method.", "nl": "Een kleine methode."}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with (
        Engine.open(f"sqlite:///{tmp_path}/texts.db") as engine,
        TestClient(create_app(engine, Settings()), headers=HEADERS) as client,
    ):
        yield client


def bilingual(**told: Part) -> bytes:
    """Return a method in Dutch and English, in which texts are as told."""
    declared = json.loads(a_method().source)
    texts = {"title": {"en": "Small", "nl": "Klein"}, "summary": BOTH, **told}
    roles = {
        name: {**one, "title": {"en": one["title"], "nl": one["title"]}} for name, one in declared["roles"].items()
    }
    (phase,) = declared["phases"].values()
    (move,) = phase["moves"].values()
    for one in (phase, move, declared["ends"]["finished"]):
        one["title"] = {"en": one["title"], "nl": one["title"]}
    return json.dumps({**declared, "languages": ["en", "nl"], "roles": roles, **texts}).encode()


@pytest.mark.parametrize(("there", "missing"), [("en", "nl"), ("nl", "en")])
def test_a_method_with_a_text_in_one_language_alone_is_refused_when_it_is_published(
    client: TestClient, there: str, missing: str
) -> None:
    answer = client.post("/v1/methods", content=bilingual(title={there: "Small"}))

    assert answer.status_code == 422
    (found,) = answer.json()["errors"]
    assert (found["path"], f"'{missing}'" in found["detail"]) == ("title", True), found
    assert client.get("/v1/methods").json()["items"] == []


def test_with_the_text_in_both_languages_it_is_published_and_shown_in_dutch(client: TestClient) -> None:
    assert client.post("/v1/methods", content=bilingual()).status_code == 201

    assert client.get("/v1/methods/small").json()["summary"] == BOTH["nl"]
