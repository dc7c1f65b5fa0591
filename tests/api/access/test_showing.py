"""Who is shown a badge or a board: readers, and whoever has an address with a key in it."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.settings import Settings
from engine import Engine
from tests.api.access.people import ALL, Person, a_person, an_app, invited


def addresses(process: str, key: str = "") -> list[str]:
    asked = f"?key={key}" if key else ""
    return [f"/badge/{process}.svg{asked}", f"/embed/{process}{asked}"]


def statuses(client: TestClient, process: str, key: str = "", **options: Any) -> list[int]:
    return [client.get(one, follow_redirects=False, **options).status_code for one in addresses(process, key)]


def test_a_key_in_the_address_shows_one_process_to_everybody_and_is_good_for_nothing_else(
    owner: Person, nobody: TestClient
) -> None:
    process, other = owner.open(), owner.open()
    key = owner.token("embed", process=process)

    assert statuses(nobody, process, key) == [200, 200]
    assert statuses(nobody, other, key) == [404, 404]
    assert statuses(nobody, process) == [401, 401]
    for path in (f"/v1/processes/{process}", "/v1/me", "/v1/processes", "/v1/todo", "/v1/overview", "/"):
        assert nobody.get(path, headers={"Authorization": f"Bearer {key}"}).status_code == 401, path
        assert nobody.get(f"{path}?key={key}").status_code == 401, path
    refused = nobody.post(f"/v1/processes/{process}/commands?key={key}", json={"do": "hold", "reason": "x"})
    assert refused.status_code == 401


def test_whoever_makes_a_key_is_told_the_addresses_it_is_for(owner: Person, nobody: TestClient) -> None:
    process = owner.open()
    made = owner.post("/v1/tokens", {"title": "x", "scopes": ["embed"], "days": 1, "process": process})

    assert sorted(made["links"]) == ["badge", "embed"]
    assert all(one.startswith("http://127.0.0.1:8420/") for one in made["links"].values())
    assert [nobody.get(one).status_code for one in made["links"].values()] == [200, 200]
    assert owner.post("/v1/tokens", {"title": "x", "scopes": ["read"], "days": 1, "process": process})["links"] == {}


def test_other_tokens_are_not_taken_from_an_address(owner: Person, nobody: TestClient) -> None:
    process = owner.open()
    for scope in ("read", "dashboard"):
        token = owner.token(scope, process=process)
        assert statuses(nobody, process, token) == [401, 401]
        assert statuses(nobody, process, headers={"Authorization": f"Bearer {token}"}) == [200, 200]


def test_a_key_that_does_not_hold_is_not_made_good_by_a_session(owner: Person) -> None:
    process = owner.open()

    assert statuses(owner.client, process) == [200, 200]
    assert statuses(owner.client, process, "sluis_abc_def") == [401, 401]


def test_a_key_may_stand_in_any_page_and_nothing_else_may(owner: Person, nobody: TestClient) -> None:
    process = owner.open()
    badge, board = (nobody.get(one) for one in addresses(process, owner.token("embed", process=process)))
    assert badge.headers["cross-origin-resource-policy"] == "cross-origin"
    assert board.headers["content-security-policy"].endswith("frame-ancestors *")
    assert 'href="/"' not in board.text

    badge, board = (owner.client.get(one) for one in addresses(process))
    assert badge.headers["cross-origin-resource-policy"] == "same-origin"
    assert board.headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert '<a href="/">All processes</a>' in board.text


def test_a_key_holds_while_whoever_made_it_may_make_one(app: FastAPI, owner: Person, nobody: TestClient) -> None:
    fay = a_person(app, "fay", "facilitator")
    process = fay.open()
    key, account = fay.token("embed", process=process), fay.get("/v1/me")["account"]["id"]
    assert statuses(nobody, process, key) == [200, 200]

    owner.client.patch(f"/v1/accounts/{account}", json={"roles": ["observer"]})
    assert statuses(nobody, process, key) == [404, 404]
    owner.client.patch(f"/v1/accounts/{account}", json={"disabled": True})
    assert statuses(nobody, process, key) == [401, 401]


@pytest.mark.parametrize(
    ("scopes", "for_process", "status", "said"),
    [
        (["embed"], False, 422, "An address that shows a process is for one process: name it"),
        (["embed", "read"], True, 422, "A token is for some of"),
        (["embed", "dashboard"], True, 422, "A token is for some of"),
    ],
)
def test_a_key_is_for_one_process_and_nothing_beside(
    owner: Person, scopes: list[str], for_process: bool, status: int, said: str
) -> None:
    process = owner.open() if for_process else None
    problem = owner.post("/v1/tokens", {"title": "x", "scopes": scopes, "days": 1, "process": process}, status)

    assert problem["detail"].startswith(said)


def test_who_only_takes_part_makes_no_key(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")

    problem = rik.post("/v1/tokens", {"title": "x", "scopes": ["embed"], "days": 1, "process": process}, 403)
    assert problem["detail"] == "An address that shows a process is made by an owner or a facilitator"
    assert statuses(rik.client, process) == [200, 200]


def test_what_is_shown_is_what_all_see_who_take_part_whoever_asks(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    watcher = a_person(app, "walt", "observer")
    shown = [[person.client.get(one).content for one in addresses(process)] for person in (owner, rik, watcher)]

    assert shown[0] == shown[1] == shown[2]


def test_many_who_look_at_a_page_take_nothing_of_what_its_maker_may_read(engine: Engine) -> None:
    app = an_app(engine, Settings(access="accounts", reads_per_minute=10))
    owner = a_person(app, "olga", *ALL)
    process = owner.open()
    stranger, key = TestClient(app), owner.token("embed", process=process)

    assert [stranger.get(addresses(process, key)[0]).status_code for _ in range(12)] == [200] * 10 + [429] * 2
    assert owner.client.get("/v1/me").status_code == 200
