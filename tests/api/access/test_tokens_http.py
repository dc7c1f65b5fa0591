"""Tokens over HTTP: each is of an account and never more than that."""

from __future__ import annotations

from fastapi import FastAPI

from tests.api.access.people import OPENING, Person, a_person, invited


def test_a_token_is_shown_once_and_listed_without_its_secret(owner: Person) -> None:
    made = owner.post("/v1/tokens", {"title": "Board", "scopes": ["dashboard"], "days": 30})
    secret = made["secret"]
    assert secret.startswith("sluis_")
    listed = owner.client.get("/v1/tokens")
    assert listed.json() == [made["token"]]
    assert secret.split("_", 2)[2] not in listed.text
    board = owner.by(secret)
    board.get("/v1/processes")
    owner.client.patch("/v1/me", json={"name": "Olga"})  # written behind what is noted
    assert owner.get("/v1/tokens")[0]["used_at"]
    assert owner.client.delete(f"/v1/tokens/{made['token']['id']}").status_code == 204
    board.get("/v1/processes", 401)


def test_a_token_does_what_it_is_for_and_no_more(owner: Person) -> None:
    process = owner.open()
    path, yaml = f"/v1/processes/{process}", {"content-type": "application/yaml"}
    text = owner.client.get("/v1/methods/small/1.0.0/source").text
    found = {}
    for scopes in ("read", "act", "publish", "export", "dashboard"):
        client = owner.by(owner.token(scopes)).client
        found[scopes] = (
            client.get(path).status_code,
            client.get("/v1/processes").status_code,
            client.post(f"{path}/commands", json={"do": "note", "text": "A note"}).status_code,
            client.post("/v1/processes?dry_run=true", json=OPENING).status_code,
            client.post("/v1/methods", content=text, headers=yaml).status_code,
            client.get(f"{path}/export").status_code,
            client.get("/v1/accounts").status_code,
            client.post("/v1/tokens", json={"title": "B", "scopes": ["read"], "days": 1}).status_code,
        )
    assert found == {
        "read": (200, 200, 403, 403, 403, 403, 403, 403),
        "act": (200, 200, 200, 200, 403, 403, 403, 403),
        "publish": (404, 403, 403, 403, 200, 404, 403, 403),
        "export": (200, 200, 403, 403, 403, 200, 403, 403),
        "dashboard": (200, 200, 403, 403, 403, 403, 403, 403),
    }


def test_a_dashboard_sees_what_the_process_as_a_whole_sees(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    owner.do(process, "note", text="Between us")
    board = owner.by(owner.token("dashboard", process=process))
    other = owner.open(title="Elsewhere")
    assert board.get(f"/v1/processes/{process}/notes") == []
    assert len(owner.get(f"/v1/processes/{process}/notes")) == 1
    assert [one["id"] for one in board.get("/v1/processes")["items"]] == [process]
    board.get(f"/v1/processes/{other}", 404)
    assert board.client.get(f"/v1/processes/{process}").headers["etag"]
    board.get("/v1/me", 403)


def test_a_token_of_one_process_knows_no_other_method(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    text = owner.client.get("/v1/methods/small/1.0.0/source").text.replace("method: small", "method: other")
    owner.client.post("/v1/methods", content=text, headers={"content-type": "text/yaml"})
    program = owner.by(owner.token("read", process=process))
    assert [one["id"] for one in program.get("/v1/methods")["items"]] == ["small"]
    program.get("/v1/methods/other/1.0.0", 404)


def test_a_guest_makes_tokens_of_his_own_seat_and_ends_nobody_elses(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    program = rik.by(rik.token("read", "act", process=process))
    assert program.get(f"/v1/processes/{process}/participants")
    assert program.do(process, "note", text="Mine")["events"]
    theirs = owner.post("/v1/tokens", {"title": "B", "scopes": ["read"], "days": 1})["token"]["id"]
    assert [one["title"] for one in rik.get("/v1/tokens")] == ["A script"]
    answers = [rik.client.delete(f"/v1/tokens/{one}") for one in (theirs, "never")]
    assert [one.status_code for one in answers] == [404, 404]
    refused = rik.post("/v1/tokens", {"title": "B", "scopes": ["publish"], "days": 1}, 403)
    assert refused["type"] == "/problems/not-allowed"
    assert rik.post("/v1/tokens", {"title": "B", "scopes": ["read"], "days": 367}, 422)["pointer"] == "/days"
    assert rik.post("/v1/tokens", {"title": " ", "scopes": ["read"], "days": 1}, 422)["pointer"] == "/title"


def test_an_account_is_one_caller_and_another_has_its_own_allowance(app: FastAPI, owner: Person) -> None:
    first, second = (owner.by(owner.token("read")) for _ in range(2))
    statuses = [first.client.get("/v1/me").status_code for _ in range(301)]
    assert (statuses.count(200), statuses[-1]) == (300, 429)
    second.get("/v1/me", 429)
    watcher = a_person(app, "walt", "observer")
    watcher.get("/v1/me")


def test_a_title_that_is_none_is_pointed_at_by_its_own_name(owner: Person) -> None:
    for title in ("", "x" * 201, "a\0b"):
        told = owner.post("/v1/tokens", {"title": title, "scopes": ["read"], "days": 1}, 422)
        assert told["pointer"] == "/title"
