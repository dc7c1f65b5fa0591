"""What a line says whatever is sent, that reads write none, and that an answer is found in the log by its name."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from api.security.events import ACTS, COMMANDS
from api.security.output import written
from engine import Engine
from engine.access.access import Access
from engine.errors import StoreBusy
from engine.process.commands import COMMANDS as ALL_COMMANDS
from tests.api.access.people import Person, a_person, invited

FORGED = '"}\r\n{"event":"forged"}\u2028\x1b[2J\x85\x7f'


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Write the security log to a file meanwhile."""
    with written(tmp_path / "security.log"):
        yield tmp_path / "security.log"


def lines(log: Path) -> list[dict[str, Any]]:
    """Return what was written, and begin anew."""
    found = [json.loads(one) for one in log.read_text().splitlines()]
    log.write_text("")
    return found


def test_every_act_is_of_a_route_and_a_command_that_are_there(app: FastAPI) -> None:
    routes = {(verb, one.path) for one in iter_route_contexts(app.routes) for verb in one.methods or ()}
    assert set(ACTS) - routes == set()
    assert set(COMMANDS) - set(ALL_COMMANDS) == set()


def test_nothing_from_outside_ends_or_forges_a_line(app: FastAPI, owner: Person, log: Path) -> None:
    hostile = TestClient(app, raise_server_exceptions=False, client=(FORGED, 1))
    known = owner.client.cookies
    sent = [
        hostile.request("BREW\n", "/v1/me"),
        hostile.get("/v1/processes/%0d%0a%7b%22event%22:%22forged%22%7d"),
        hostile.get("/v1/me", headers={"Authorization": "Bearer sluis_" + "a" * 90 + "_x"}),
        hostile.get("/v1/me", headers={"Host": "evil\x1b[2J"}),
        hostile.post("/v1/session", json={"email": FORGED, "password": FORGED, "organisation": FORGED[:60]}),
        hostile.post("/v1/sign-in-links", json={"email": FORGED, "organisation": FORGED[:60]}),
        hostile.post("/v1/invitations/accept", json={"token": FORGED, "name": FORGED, "email": FORGED}),
    ]
    hostile.cookies.update(known)
    sent += [
        hostile.get("/v1/processes/%0d%0a%7b%22event%22:%22forged%22%7d"),
        hostile.delete("/v1/sessions/%0a%1b"),
        hostile.patch(f"/v1/accounts/{owner.get('/v1/me')['account']['id']}", json={"roles": ["owner", FORGED]}),
    ]
    text = log.read_bytes()

    assert len(text.splitlines()) == len(sent) == text.count(b"\n"), text.decode()
    assert re.fullmatch(rb"[ -~\n]+", text)
    told = lines(log)
    assert {one["request"] for one in told} == {one.headers["sluis-request"] for one in sent}
    assert "forged" not in {one["event"] for one in told} | {one.get("organisation") for one in told}
    assert "forged" not in "".join(value for one in told for name, value in one.items() if name != "address")
    assert told[0]["method"] == "other"


def test_a_read_writes_nothing_but_that_somebody_with_a_seat_began_to(
    app: FastAPI, owner: Person, log: Path
) -> None:  # fmt: skip
    process, watcher = owner.open(), a_person(app, "walt", "observer")
    lines(log)
    for _ in range(3):
        owner.get(f"/v1/processes/{process}")
        watcher.get(f"/v1/processes/{process}")
        watcher.get("/v1/me")
        watcher.client.get("/healthz")

    (only,) = lines(log)
    assert (only["event"], only["by"], only["process"]) == ("reading", "process", process)


def test_a_dry_run_tells_of_nothing_that_was_done(owner: Person, log: Path) -> None:
    process = owner.open()
    lines(log)
    body = {"do": "redact", "content": "noor", "reason": "why"}
    owner.post(f"/v1/processes/{process}/commands?dry_run=true", body, 200)
    assert lines(log) == []
    owner.post(f"/v1/processes/{process}/commands", [body, {"do": "move", "move": "never"}], 422)
    (only,) = lines(log)
    assert (only["event"], only["outcome"]) == ("redact", "refused")


def test_a_flood_of_the_same_refusal_is_told_once_a_minute(
    app: FastAPI, nobody: TestClient, log: Path
) -> None:  # fmt: skip
    for _ in range(30):
        nobody.get("/v1/me", headers={"Host": "evil.example"})
        nobody.post("/v1/invitations/look", json={"token": "x"})
        nobody.get("/v1/me", headers={"Authorization": "Bearer sluis_0123456789abcdef_x"})
    other = TestClient(app, client=("192.0.2.7", 1))
    other.get("/v1/me", headers={"Host": "evil.example"})

    told = [(one["event"], one["address"]) for one in lines(log) if one["event"] != "invitation-look"]
    assert told == [
        ("place", "testclient"), ("token-use", "testclient"), ("rate-limit", "testclient"), ("place", "192.0.2.7"),
    ]  # fmt: skip


def test_the_name_of_a_request_is_made_here_and_by_chance(nobody: TestClient) -> None:
    names = [nobody.get("/healthz", headers={"Sluis-Request": "0" * 16}).headers["sluis-request"] for _ in range(5)]
    assert len(set(names)) == 5
    assert "0" * 16 not in names


def test_a_fault_of_the_server_is_answered_with_the_name_that_the_log_has(
    app: FastAPI, owner: Person, nobody: TestClient, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def fails(*_: object, **__: object) -> None:
        raise ValueError("what somebody wrote")

    process = owner.open()
    lines(log)
    monkeypatch.setattr(Engine, "submit", fails)
    answer = owner.client.post(
        f"/v1/processes/{process}/commands", json={"do": "redact", "content": "noor", "reason": "why"}
    )
    assert answer.status_code == 503
    assert answer.json()["request"] == answer.headers["sluis-request"]
    error, redact = lines(log)
    assert (error["event"], error["outcome"], error["request"]) == ("error", "failed", answer.json()["request"])
    assert (redact["event"], redact["outcome"], redact["request"]) == ("redact", "failed", answer.json()["request"])
    assert error["error"].startswith("ValueError at ")
    assert "wrote" not in str(error)

    monkeypatch.setattr(Access, "identity", lambda *_, **__: (_ for _ in ()).throw(StoreBusy("full")))
    busy = owner.client.get("/v1/me")
    assert busy.json()["request"] == busy.headers["sluis-request"]
    assert lines(log) == [], "that it is busy is foreseen"
    assert "request" not in nobody.get("/v1/nothing", headers={"Host": "evil.example"}).json()


def test_pages_tell_what_programs_tell(
    app: FastAPI, owner: Person, log: Path
) -> None:  # fmt: skip
    process = owner.open()
    invited(app, owner, process, "rik")
    lines(log)
    page = TestClient(app, follow_redirects=False)
    page.post("/sign-in", data={"email": "rik@local.example", "password": "wrong boat"})
    page.post("/sign-in", data={"email": "rik@local.example", "password": "a boat in a lock"})
    page.post("/prove", data={"password": "wrong boat"})
    page.post("/prove", data={"password": "a boat in a lock"})
    page.get("/invitation?t=never")
    page.get("/invitation")
    page.post("/invitation", data={"name": "Rik"})
    page.post("/sign-in/link")
    page.post("/sign-out")
    page.get("/me", headers={"Accept": "text/html"})

    told = [(one["event"], one["outcome"], one.get("reason"), "account" in one) for one in lines(log)]
    assert told == [
        ("sign-in", "refused", "sign-in-refused", True), ("sign-in", "done", None, True),
        ("proof", "refused", "sign-in-refused", True), ("proof", "done", None, True),
        ("invitation-look", "refused", "invitation-unusable", True),
        ("invitation-accept", "refused", "invitation-unusable", True),
        ("sign-in", "refused", "link-unusable", True), ("sign-out", "done", None, True),
    ]  # fmt: skip


def test_nothing_is_made_ready_for_a_log_that_nobody_keeps(nobody: TestClient) -> None:
    assert not logging.getLogger("sluis.security").isEnabledFor(logging.INFO)
    assert nobody.get("/v1/me").status_code == 401
