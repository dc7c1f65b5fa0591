"""Every header and cookie of the checklist, on every route of the running router and every status it answers with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.language import read_method
from tests.api.conftest import OPENING, Table
from tests.api.headers import cookie_faults, faults
from tests.api.test_documents import SOURCE, a_document
from tests.sqlite import a_file
from tests.streamed import quick, streamed

JSON, YAML = {"content-type": "application/json"}, {"content-type": "application/yaml"}
RIK = {"Sluis-Actor": "rik"}
OUTSIDE = {"url": "https://sluis.example.org", "cors_origins": ("https://board.example",)}
ODD = {"host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"X-Long": "x" * 17_000}
COOKIE = "__Host-sluis=abc; Path=/; Secure; HttpOnly; SameSite=Lax"
FILLED = {"method": "small", "version": "1.0.0", "record": "mandate", "ending": "svg", "kind": "rule"}
SENT = {
    "/v1/processes": (JSON, OPENING),
    "/v1/processes/{process}/commands": (JSON, {"do": "join", "actor": "noor", "name": "Bo"}),
    "/v1/methods": (YAML, SOURCE.replace("1.0.0", "1.0.1")),
    "/v1/methods/check": (YAML, SOURCE),
}


@pytest.fixture(params=[False, True], ids=["on this machine", "outside"])
def https(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def table(tmp_path: Path, https: bool) -> Iterator[Table]:
    settings = Settings().model_copy(update=OUTSIDE if https else {})
    with Engine.open(a_file(tmp_path / "sluis.db")) as engine:
        engine.publish(read_method(SOURCE, "small.yaml"))
        app = create_app(engine, settings)
        app.state.streams = quick()
        client = TestClient(app, raise_server_exceptions=False)
        table = Table(client, client.post("/v1/processes", json=OPENING).json()["process"])
        table.party()
        yield table


def routes_of(table: Table) -> list[tuple[str, str]]:
    """Return verb and path of everything that the running router answers, however deep it is included."""
    app = table.client.app
    assert isinstance(app, FastAPI)
    found = [(verb, str(one.path)) for one in iter_route_contexts(app.routes) for verb in sorted(one.methods or ())]
    return [(verb, path) for verb, path in found if verb != "HEAD"]


def asked(table: Table, verb: str, path: str, filled: dict[str, str]) -> Iterator[Response]:
    """Yield the answers of a route to what it is for and to what goes wrong, each in its way."""
    client, address = table.client, re.sub(r"{(\w+)}", lambda name: filled[name[1]], path)
    headers, body = SENT.get(path, (JSON, {})) if verb == "POST" else ({}, None)
    content = body if isinstance(body, str) else None
    good = client.request(verb, address, headers=RIK | headers, content=content, json=None if content else body)
    yield good
    if tag := good.headers.get("etag"):
        yield client.request(verb, address, headers=RIK | {"If-None-Match": tag})
    yield client.request("PROPFIND", address)
    yield client.request(verb, f"{address}?q={'x' * 9_000}")
    yield client.request(verb, re.sub(r"{\w+}", "nothing", path))
    yield client.request(verb, address, params={"limit": "many", "width": "many", "format": "none"})
    yield from (client.request(verb, address, headers=odd) for odd in ODD)
    if verb == "POST":
        yield client.post(address, content=b"{", headers=headers)
        yield client.post(address, content=b" " * 9_000_000, headers=headers)
        yield client.post(address, content=b"x")


def told(path: str, answer: Response) -> tuple[str, int, list[tuple[str, str]]]:
    return path, answer.status_code, list(answer.headers.multi_items())


def test_every_answer_of_every_route_carries_what_the_checklist_asks(table: Table, https: bool) -> None:
    document, routes = a_document(table), routes_of(table)
    table.do("noor", "plan", session="evening", title="An evening", starts_at="2026-03-01T19:00:00Z")
    table.do("noor", "propose", decision="start", run="evening_vote")
    filled = FILLED | {"process": table.process, "document": document, "session": "evening", "run": "evening_vote"}
    assert len(routes) > 25
    answers = [
        told(path, one) for verb, path in routes if "stream" not in path for one in asked(table, verb, path, filled)
    ]
    stream = streamed(table.client.app, f"{table.url}/stream")  # type: ignore[arg-type]  # starlette's type is wider
    answers.append(("/v1/processes/{process}/stream", stream.status, list(stream.headers.items())))
    answers.append(told("/absent", table.client.get("/absent")))
    shut = {"do": "move", "move": "deepen", "actor": "noor"}
    answers.append(told("/v1/processes", table.client.post(f"{table.url}/commands", json=shut)))

    wrong = [fault for path, status, headers in answers for fault in faults(path, status, headers, https=https)]

    assert wrong == []
    statuses = {status for _, status, _ in answers}
    assert statuses >= {200, 201, 304, 400, 404, 405, 409, 413, 414, 415, 422, 431}


def test_an_error_that_nobody_foresaw_is_a_problem_with_all_headers_and_tells_nothing(
    table: Table, https: bool, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("SELECT secret FROM /home/sluis")

    for name in ("situation", "methods", "method", "submit", "processes", "newest", "faults"):
        monkeypatch.setattr(Engine, name, fail)

    for verb, path in (
        ("GET", table.url),
        ("GET", "/v1/methods"),
        ("POST", f"{table.url}/commands"),
        ("GET", "/readyz"),
    ):
        answer = table.client.request(verb, path, json={"do": "leave", "actor": "rik"} if verb == "POST" else None)
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/busy")
        assert faults(*told(path, answer), https=https) == []
        assert not re.search("SELECT|secret|home|Error|Traceback|0\\.1", answer.text)


@pytest.mark.parametrize(
    ("cookie", "fault"),
    [
        (COOKIE, None),
        (COOKIE.replace("Lax", "Strict"), None),
        (COOKIE.replace("__Host-", ""), "no __Host- cookie"),
        (COOKIE.replace(" Secure;", ""), "not secure"),
        (COOKIE.replace(" HttpOnly;", ""), "not httponly"),
        (COOKIE.replace("Path=/;", "Path=/v1;"), "not path=/"),
        (COOKIE.replace("Lax", "None"), "goes along"),
        (COOKIE + "; Domain=example.org", "has a domain"),
        (COOKIE.replace("abc", "a" * 5_000), "too large"),
    ],
)
def test_a_cookie_that_others_could_have_or_set_is_a_fault(cookie: str, fault: str | None) -> None:
    found = cookie_faults(cookie)

    assert (fault is None) == (found == [])
    assert fault is None or fault in found[0]


def test_the_judge_of_headers_finds_what_is_missing() -> None:
    assert len(faults("/v1/methods", 429, [("content-type", "text/html")])) == 11
