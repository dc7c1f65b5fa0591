"""Every kind of problem is the answer to something, with its status, which the OpenAPI document knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.openapi import DOCUMENTED
from api.problems import MEDIA_TYPE, STATUS
from api.settings import Settings
from api.streams import Streams
from api.worker import Worker
from engine import Engine
from engine.access.identity import Scope
from engine.errors import OutcomeUnknown, StoreBusy
from tests.api.conftest import METHOD, OPENING, Table
from tests.engine.access.people import a_person, a_token, an_organisation, with_quick_passwords

YAML = {"content-type": "application/yaml"}
MOVE = {"do": "move", "move": "deepen", "actor": "noor"}
JOIN = {"do": "join", "actor": "noor", "name": "Bo"}
Ask = Callable[[Table, pytest.MonkeyPatch], Response]


def _told(table: Table, **body: Any) -> Response:
    return table.client.post(f"{table.url}/commands", json=body)


def _gate_shut(table: Table, _: pytest.MonkeyPatch) -> Response:
    return _told(table, **MOVE)


def _not_open_here(table: Table, _: pytest.MonkeyPatch) -> Response:
    table.mandate()
    _told(table, **MOVE)
    return _told(table, do="record", actor="rik", record="mandate", subject=table.party_id(), fields={"bounds": "x"})


def _not_yours(table: Table, _: pytest.MonkeyPatch) -> Response:
    return _told(table, **MOVE | {"actor": "rik"})


def _unknown_thing(table: Table, _: pytest.MonkeyPatch) -> Response:
    return _told(table, do="share", actor="rik", id="absent", version=1)


def _stale_version(table: Table, _: pytest.MonkeyPatch) -> Response:
    identity = table.mandate(confirmed=False)
    return _told(table, do="confirm", actor="pia", id=identity, version=7)


def _not_now(table: Table, _: pytest.MonkeyPatch) -> Response:
    return _told(table, do="move", move="finish", actor="noor")


def _rule(table: Table, _: pytest.MonkeyPatch) -> Response:
    return _told(table, do="join", actor="noor", name="Bo", participant="rik")


def _process_ended(table: Table, _: pytest.MonkeyPatch) -> Response:
    table.do("noor", "cancel", reason="Enough")
    return _told(table, **JOIN)


def _malformed(table: Table, _: pytest.MonkeyPatch) -> Response:
    return _told(table, do="move")


def _unknown(table: Table, _: pytest.MonkeyPatch) -> Response:
    return table.client.get("/v1/processes/absent")


def _view_changed(table: Table, _: pytest.MonkeyPatch) -> Response:
    return table.client.post(f"{table.url}/commands", json=JOIN, headers={"If-Match": '"old"'})


def _key_reused(table: Table, _: pytest.MonkeyPatch) -> Response:
    headers = {"Idempotency-Key": "once"}
    table.client.post(f"{table.url}/commands", json=JOIN, headers=headers)
    return table.client.post(f"{table.url}/commands", json=JOIN | {"name": "Di"}, headers=headers)


def _version_taken(table: Table, _: pytest.MonkeyPatch) -> Response:
    return table.client.post("/v1/methods", content=f"{METHOD}# more\n", headers=YAML)


def _method_invalid(table: Table, _: pytest.MonkeyPatch) -> Response:
    return table.client.post("/v1/methods", content="sluis: 1\n", headers=YAML)


def _busy(table: Table, patch: pytest.MonkeyPatch) -> Response:
    return _failing(table, patch, StoreBusy("the queue is full"))


def _outcome_unknown(table: Table, patch: pytest.MonkeyPatch) -> Response:
    return _failing(table, patch, OutcomeUnknown("nobody knows"))


def _failing(table: Table, patch: pytest.MonkeyPatch, error: Exception) -> Response:
    def fail(*_: object, **__: object) -> None:
        raise error

    patch.setattr(Engine, "submit", fail)
    return _told(table, **JOIN)


def _too_large(table: Table, _: pytest.MonkeyPatch) -> Response:
    return table.client.post("/v1/methods", content=b" " * 300_000, headers=YAML)


def _unsupported_media(table: Table, _: pytest.MonkeyPatch) -> Response:
    return table.client.post("/v1/methods", content=METHOD)


def _method_not_allowed(table: Table, _: pytest.MonkeyPatch) -> Response:
    return table.client.delete("/v1/methods")


def _refused_origin(table: Table, _: pytest.MonkeyPatch) -> Response:
    return table.client.post("/v1/processes", json=OPENING, headers={"Origin": "https://evil.example"})


def _too_slow(table: Table, patch: pytest.MonkeyPatch) -> Response:
    def over(_: float) -> None:
        raise TimeoutError

    patch.setattr("api.intake.asyncio.timeout_at", over)
    return _told(table, **JOIN)


def _address_too_long(table: Table, _: pytest.MonkeyPatch) -> Response:
    return table.client.get("/v1/methods", params={"q": "x" * 9_000})


def _headers_too_large(table: Table, _: pytest.MonkeyPatch) -> Response:
    return table.client.get("/v1/methods", headers={"X": "x" * 17_000})


def _too_often(table: Table, _: pytest.MonkeyPatch) -> Response:
    engine: Engine = table.client.app.state.engine  # type: ignore[attr-defined]  # starlette's type is narrower
    client = TestClient(create_app(engine, Settings(reads_per_minute=1)))
    client.get("/v1/methods")
    return client.get("/v1/methods")


def _too_many(table: Table, _: pytest.MonkeyPatch) -> Response:
    streams = Streams(each=1)
    streams.take_seat("testclient")
    table.client.app.state.streams = streams  # type: ignore[attr-defined]  # the same
    return table.client.get(f"{table.url}/stream")


def _too_heavy(table: Table, _: pytest.MonkeyPatch) -> Response:
    table.client.app.state.worker = Worker(seconds=0)  # type: ignore[attr-defined]  # the same
    return table.client.post("/v1/methods/check", content=METHOD, headers=YAML)


def _with_accounts(table: Table, **headers: str) -> TestClient:
    engine: Engine = table.client.app.state.engine  # type: ignore[attr-defined]  # the same
    return TestClient(create_app(with_quick_passwords(engine), Settings(access="accounts")), headers=headers)


def _sign_in_needed(table: Table, _: pytest.MonkeyPatch) -> Response:
    return _with_accounts(table).get("/v1/processes")


def _sign_in_refused(table: Table, _: pytest.MonkeyPatch) -> Response:
    return _with_accounts(table).post("/v1/session", json={"email": "a@b.example", "password": "a boat"})


def _link_unusable(table: Table, _: pytest.MonkeyPatch) -> Response:
    return _with_accounts(table).post("/v1/sign-in-links/use", json={"token": "never"})


def _not_allowed(table: Table, _: pytest.MonkeyPatch) -> Response:
    return _by_token(table, "read").post("/v1/processes", json=OPENING)


def _proof_needed(table: Table, _: pytest.MonkeyPatch) -> Response:
    client = _by_token(table, "act")
    process = client.post("/v1/processes", json=OPENING).json()["process"]
    url = f"/v1/processes/{process}/commands"
    return client.post(url, json={"do": "waive", "condition": "mandate", "reason": "x"})


def _by_token(table: Table, scope: Scope) -> TestClient:
    client = _with_accounts(table)
    engine: Engine = table.client.app.state.engine  # type: ignore[attr-defined]  # the same
    an_organisation(engine, "local")
    made = a_token(a_person(engine, "olga", "facilitator"), engine, scope)
    client.headers["Authorization"] = f"Bearer {made.secret}"
    return client


ASKED: dict[str, Ask] = {
    name.removeprefix("_").replace("_", "-"): one
    for name, one in list(globals().items())
    if name.removeprefix("_").replace("_", "-") in STATUS
}


@pytest.mark.parametrize("kind", sorted(STATUS))
def test_every_kind_of_problem_is_the_answer_to_something(
    table: Table, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ASKED[kind](table, monkeypatch)

    told = answer.json()
    assert (told["type"], answer.status_code, told["status"]) == (f"/problems/{kind}", STATUS[kind], STATUS[kind])
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert STATUS[kind] in DOCUMENTED
    assert told["title"] != f"problem_{kind}"
    assert told["detail"]
    assert ("retry-after" in answer.headers) == (STATUS[kind] in (429, 503))


def test_what_holds_for_the_request_as_a_whole_is_told_in_the_reader_s_language(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.client.headers["Accept-Language"] = "nl"
    told = [_view_changed(table, monkeypatch), _key_reused(table, monkeypatch), table.client.get("/nowhere")]

    assert [one.json()["detail"] for one in told] == [
        "Waar deze opdracht op steunt is intussen veranderd: lees opnieuw en besluit opnieuw",
        "De sleutel once is voor een andere opdracht gebruikt",
        "Op /nowhere is niets",
    ]


@pytest.mark.parametrize(
    "error", [StoreBusy("the reason", why="/a/place"), OutcomeUnknown("the reason", why="/a/place")]
)
def test_what_is_for_whoever_runs_the_server_stands_in_its_log_alone(
    table: Table, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    answer = _failing(table, monkeypatch, error)

    assert answer.status_code == 503
    assert answer.json()["detail"] == "the reason"
    assert "/a/place" not in answer.text
    assert "/a/place" in caplog.text
