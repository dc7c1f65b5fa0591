"""Every status that the OpenAPI document says a server with accounts may answer is its answer to something."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.openapi import DOCUMENTED
from api.problems import MEDIA_TYPE
from engine import Engine
from engine.errors import StoreBusy
from tests.api.access.people import OPENING, Person
from tests.api.conftest import METHOD

YAML = {"content-type": "application/yaml"}
NOTE = {"do": "note", "text": "Mine"}
Ask = Callable[[Person, str, pytest.MonkeyPatch], Response]


def _from_elsewhere(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return owner.client.post("/v1/processes", json=OPENING, headers={"Origin": "https://evil.example"})


def _by_nobody(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return TestClient(owner.client.app).get("/v1/me")


def _by_a_token_to_read(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return owner.by(owner.token("read")).client.post("/v1/processes", json=OPENING)


def _of_what_never_was(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return owner.client.get("/v1/processes/never")


def _in_a_way_there_is_not(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return owner.client.put("/v1/me", json={})


def _too_slowly(owner: Person, path: str, patch: pytest.MonkeyPatch) -> Response:
    def over(_: float) -> None:
        raise TimeoutError

    patch.setattr("api.intake.asyncio.timeout_at", over)
    return owner.client.post(path, json=NOTE)


def _with_the_gate_shut(owner: Person, path: str, _: pytest.MonkeyPatch) -> Response:
    return owner.client.post(path, json={"do": "move", "move": "deepen"})


def _by_a_link_that_is_none(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return owner.client.post("/v1/invitations/look", json={"token": "never"})


def _after_it_changed(owner: Person, path: str, _: pytest.MonkeyPatch) -> Response:
    return owner.client.post(path, json=NOTE, headers={"If-Match": '"old"'})


def _with_too_much(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return owner.client.post("/v1/methods", content=b" " * 300_000, headers=YAML)


def _at_a_long_address(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return owner.client.get("/v1/readings", params={"process": "x" * 9_000})


def _as_what_it_is_not(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return owner.client.post("/v1/methods", content=METHOD)


def _without_its_shape(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return owner.client.post("/v1/tokens", json={"title": "A script"})


def _for_the_sixth_time(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return [owner.client.post("/v1/session/proof", json={"password": "a guess"}) for _ in range(6)][-1]


def _with_long_headers(owner: Person, _: str, __: pytest.MonkeyPatch) -> Response:
    return owner.client.get("/v1/me", headers={"X": "x" * 17_000})


def _of_a_busy_store(owner: Person, path: str, patch: pytest.MonkeyPatch) -> Response:
    def busy(*_: object, **__: object) -> None:
        raise StoreBusy("the queue is full")

    patch.setattr(Engine, "submit", busy)
    return owner.client.post(path, json=NOTE)


ASKED: dict[int, Ask] = {
    400: _from_elsewhere, 401: _by_nobody, 403: _by_a_token_to_read, 404: _of_what_never_was,
    405: _in_a_way_there_is_not, 408: _too_slowly, 409: _with_the_gate_shut, 410: _by_a_link_that_is_none,
    412: _after_it_changed, 413: _with_too_much, 414: _at_a_long_address, 415: _as_what_it_is_not,
    422: _without_its_shape, 429: _for_the_sixth_time, 431: _with_long_headers, 503: _of_a_busy_store,
}  # fmt: skip


@pytest.mark.parametrize("status", sorted(DOCUMENTED))
def test_every_documented_status_is_the_answer_to_something(
    owner: Person, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/v1/processes/{owner.open()}/commands"

    answer = ASKED[status](owner, path, monkeypatch)

    told = answer.json()
    assert (answer.status_code, told["status"]) == (status, status)
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert told["title"]
    assert told["detail"]
