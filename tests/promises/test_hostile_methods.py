"""A hostile method file is answered with complaints at line and column; reading it touches and runs nothing."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.worker import Worker
from engine import Engine
from engine.language.children import nothing
from tests.api.conftest import METHOD
from tests.engine.language.fuzzed import TEXTS, enlarged, mutated, noise
from tests.engine.language.worst import SHAPES
from tests.promises.hostile import harmless, refused
from tests.promises.sizes import Rounds

pytestmark = pytest.mark.P12
YAML = {"content-type": "application/yaml"}
MOST_MEGABYTES = 64
LONGEST = 1_000  # a dozen names of the longest kind are told


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with Engine.open(f"sqlite:///{tmp_path / 'sluis.db'}") as engine:
        app = create_app(engine, Settings())
        yield TestClient(app)
        app.state.worker.close()


def checked(client: TestClient, sent: bytes) -> dict[str, Any] | None:
    """Return what is said about a file, None where it is no text."""
    answer = client.post("/v1/methods/check", content=sent, headers=YAML)
    told: dict[str, Any] = answer.json()
    if answer.status_code == 422:
        assert told["type"] == "/problems/malformed", sent
        return None
    assert answer.status_code == 200, (told, sent)
    assert all(one["line"] >= 1 and one["column"] >= 1 and one["message"] for one in told["diagnostics"]), sent
    assert all(len(one["message"]) <= LONGEST for one in told["diagnostics"]), sent
    assert told["publishable"] == all(one["severity"] == "warning" for one in told["diagnostics"]), sent
    return told


def broken(chance: Random) -> bytes:
    """Return a file that is broken by chance, or bytes that are no text."""
    text = mutated(chance.choice(TEXTS), chance)
    match chance.choices(("mutated", "noise", "enlarged", "bytes"), (80, 10, 2, 8))[0]:
        case "noise":
            text = noise(chance)
        case "enlarged":
            text = enlarged(text)
        case "bytes":
            return chance.randbytes(chance.randrange(400))
        case _:
            pass
    return text.encode("utf-8", chance.choice(("surrogatepass", "replace")))[: 256 * 1024]


def peak_megabytes(worker: Worker) -> int:
    """Return the most memory that a worker ever held."""
    status = Path(f"/proc/{worker.pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) // 1024


def test_files_broken_by_chance_are_answered_with_places_and_touch_nothing(
    client: TestClient, rounds: Rounds, caplog: pytest.LogCaptureFixture
) -> None:
    worker: Worker = client.app.state.worker  # type: ignore[attr-defined]  # starlette's type is narrower
    checked(client, METHOD.encode())
    at_rest, slowest = peak_megabytes(worker), 0.0

    for chance in rounds(500):
        sent, began = broken(chance), time.perf_counter()
        checked(client, sent)
        slowest = max(slowest, time.perf_counter() - began)
        assert caplog.messages == [], sent

    print(f"slowest {slowest * 1000:.0f} ms; memory {at_rest} MB at rest, {peak_megabytes(worker)} MB at most")


def test_files_written_to_do_harm_are_refused_at_a_place_and_touch_nothing(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    texts = list(refused())
    assert len(set(texts)) >= 200

    for text in texts:
        told = checked(client, text.encode("utf-8", "surrogatepass"))
        assert told is None or not told["publishable"], text[:2_000]

    assert caplog.messages == []


def test_what_would_do_harm_as_more_than_text_is_text(client: TestClient) -> None:
    for number, (text, method) in enumerate(harmless()):
        told = checked(client, method.encode())
        assert told is not None
        assert told["publishable"], text
        published = client.post("/v1/methods", content=method.replace("1.0.0", f"1.0.{number}"), headers=YAML)
        assert published.status_code == 201, text
        assert client.get("/v1/methods/small", headers={"Accept-Language": "en"}).json()["title"] == text


def test_the_worst_of_shapes_take_no_more_memory_than_a_file_may(client: TestClient) -> None:
    worker: Worker = client.app.state.worker  # type: ignore[attr-defined]  # starlette's type is narrower
    checked(client, METHOD.encode())
    at_rest = peak_megabytes(worker)

    for name, text in SHAPES.items():
        checked(client, text.encode())
        assert peak_megabytes(worker) - at_rest <= MOST_MEGABYTES, name

    print(f"{at_rest} MB at rest, {peak_megabytes(worker)} MB at most")


def test_a_file_that_touches_something_would_be_noticed(caplog: pytest.LogCaptureFixture) -> None:
    class Touching(Worker):
        def _answered(self, job: dict[str, Any], newest: object) -> dict[str, Any]:
            return {"publishable": True, "diagnostics": [], "touched": ["open"]}

    with caplog.at_level(logging.WARNING):
        Touching().check("", nothing)

    assert caplog.messages == ["reading a method touched open"]
