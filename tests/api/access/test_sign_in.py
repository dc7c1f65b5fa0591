"""Signing in and out, proving who one is, and links to sign in by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.access.people import Person, a_person
from tests.api.headers import lasting
from tests.engine.access.people import PASSWORD
from tests.mailing import Post


@contextmanager
def later(person: Person, by: timedelta) -> Iterator[None]:
    """Let the clock of sessions stand later for a while."""
    store = person.engine.access._desk.journal.store  # noqa: SLF001 - the tests look behind the door
    now = store.now
    store.now = lambda connection: now(connection) + by  # type: ignore[method-assign]
    try:
        yield
    finally:
        store.now = now  # type: ignore[method-assign]


def sent(client: TestClient, email: str, password: str, **more: str) -> Any:
    return client.post("/v1/session", json={"email": email, "password": password, **more})


def test_whoever_signs_in_is_known_by_a_cookie_that_tells_nothing(app: FastAPI) -> None:
    anna = a_person(app, "anna", "observer")
    answer = anna.sign_in()

    assert set(answer.json()) == {"account", "organisation", "ends_at"}
    secret = anna.client.cookies["sluis"]
    assert len(secret) >= 43
    assert secret not in answer.text
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert anna.get("/v1/me")["account"]["email"] == "anna@local.example"


def test_signing_in_anew_gives_a_new_id_and_ends_the_session_of_before(app: FastAPI) -> None:
    anna = a_person(app, "anna")
    before = anna.client.cookies["sluis"]
    anna.sign_in()

    assert anna.client.cookies["sluis"] != before
    assert TestClient(app, cookies={"sluis": before}).get("/v1/me").status_code == 401
    assert len(anna.get("/v1/sessions")) == 1


def test_a_wrong_password_and_no_account_are_refused_in_the_same_words(app: FastAPI, nobody: TestClient) -> None:
    a_person(app, "anna")
    wrong = sent(nobody, "anna@local.example", "another boat")
    none = sent(nobody, "nora@local.example", PASSWORD)
    elsewhere = sent(nobody, "anna@local.example", PASSWORD, organisation="village")

    assert [one.status_code for one in (wrong, none, elsewhere)] == [401] * 3
    assert wrong.content == none.content == elsewhere.content
    assert lasting(wrong.headers) == lasting(none.headers)
    assert wrong.json()["type"] == "/problems/sign-in-refused"
    assert nobody.get("/problems/sign-in-refused").status_code == 200
    assert "set-cookie" not in wrong.headers
    dutch = nobody.post(
        "/v1/session", json={"email": "a@b", "password": "x"}, headers={"Accept-Language": "nl"}
    )  # fmt: skip
    assert dutch.json()["detail"] == "Met dit adres en wachtwoord komt hier niemand binnen"


def test_a_body_that_cannot_be_read_tells_no_password_back(nobody: TestClient) -> None:
    answer = nobody.post("/v1/session", json={"email": 5, "password": "a secret boat", "more": "a secret boat"})
    assert answer.status_code == 422
    assert "secret" not in answer.text
    long = nobody.post("/v1/session", json={"email": "a@b", "password": "secret" * 400})
    assert long.status_code == 422
    assert "secret" not in long.text


def test_an_account_is_tried_five_times_a_minute_whether_it_is_there_or_not(app: FastAPI, nobody: TestClient) -> None:
    a_person(app, "anna")
    mine = [sent(nobody, "anna@local.example", "wrong boat").status_code for _ in range(5)]
    none = [sent(nobody, " NORA@local.example", "wrong boat").status_code for _ in range(6)]

    assert mine == [401] * 4 + [429]  # the fifth try was to be one too many: signing in above counts
    assert none == [401] * 5 + [429]
    answer = sent(nobody, "nora@local.example", PASSWORD)
    assert answer.json()["type"] == "/problems/too-often"
    assert 1 <= int(answer.headers["retry-after"]) <= 60


def test_an_address_tries_twenty_times_a_minute(app: FastAPI) -> None:
    one, other = (TestClient(app, client=(address, 1)) for address in ("192.0.2.1", "192.0.2.2"))
    found = [sent(one, f"n{n}@local.example", "wrong boat").status_code for n in range(21)]
    assert found == [401] * 20 + [429]
    assert sent(other, "n@local.example", "wrong boat").status_code == 401


def test_whoever_signs_out_is_known_no_more(app: FastAPI) -> None:
    anna = a_person(app, "anna")
    secret = anna.client.cookies["sluis"]
    answer = anna.client.delete("/v1/session")

    assert answer.status_code == 204
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert TestClient(app, cookies={"sluis": secret}).get("/v1/me").status_code == 401


def test_one_sees_and_ends_ones_own_sessions_and_nobody_elses(app: FastAPI) -> None:
    anna, bert = a_person(app, "anna"), a_person(app, "bert")
    phone = Person("anna", TestClient(app, headers={"User-Agent": "a phone"}), anna.engine)
    phone.sign_in()

    told = anna.get("/v1/sessions")
    assert [(one["about"], one["is_this"]) for one in told] == [("a phone", False), ("testclient", True)]
    theirs = bert.client.delete(f"/v1/sessions/{told[0]['id']}")
    never = bert.client.delete("/v1/sessions/never")
    assert theirs.status_code == never.status_code == 404
    assert theirs.text.replace(told[0]["id"], "never") == never.text
    assert anna.client.delete(f"/v1/sessions/{told[0]['id']}").status_code == 204
    phone.get("/v1/me", 401)


def test_a_session_ends_when_it_is_not_used_and_at_its_latest_instant(app: FastAPI) -> None:
    guest = a_person(app, "anna")
    with later(guest, timedelta(hours=7)):
        guest.get("/v1/me")
    with later(guest, timedelta(days=8)):
        guest.get("/v1/me", 401)


def test_whoever_is_disabled_is_out_at_once(app: FastAPI, owner: Person) -> None:
    anna = a_person(app, "anna")
    account = anna.get("/v1/me")["account"]["id"]
    token = anna.by(anna.token("read"))
    token.get("/v1/me")

    answer = owner.client.patch(f"/v1/accounts/{account}", json={"disabled": True})
    assert answer.json()["disabled_at"]
    anna.get("/v1/me", 401)
    token.get("/v1/me", 401)
    anna.sign_in(status=401)


@pytest.fixture
def post(app: FastAPI) -> Post:
    """Return what is mailed."""
    return Post(app)


def test_a_link_signs_in_once_and_nobody_is_told_whether_there_is_an_account(
    app: FastAPI, nobody: TestClient, post: Post
) -> None:
    a_person(app, "anna")
    mine = nobody.post("/v1/sign-in-links", json={"email": "anna@local.example"})
    none = nobody.post("/v1/sign-in-links", json={"email": "nora@local.example"})

    assert (mine.status_code, mine.content, none.status_code, none.content) == (202, b"", 202, b"")
    assert [one.to for one in post.sent()] == ["anna@local.example"]
    secret = post.secret()
    used = [nobody.post("/v1/sign-in-links/use", json={"token": secret}) for _ in range(2)]
    assert [one.status_code for one in used] == [201, 410]
    assert used[1].json()["type"] == "/problems/link-unusable"
    assert nobody.get("/v1/me").status_code == 200


def test_what_weighs_heavily_asks_who_it_is_once_more_after_ten_minutes(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    assert owner.client.get(f"/v1/processes/{process}/export").status_code == 200
    with later(owner, timedelta(minutes=11)):
        answer = owner.client.get(f"/v1/processes/{process}/export")
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/proof-needed")
        waived = owner.do(process, "waive", 403, reason="x", condition="mandate")
        assert waived["type"] == "/problems/proof-needed"
        owner.get(f"/v1/processes/{process}")

        wrong = owner.client.post("/v1/session/proof", json={"password": "wrong boat"})
        assert (wrong.status_code, wrong.json()["type"]) == (401, "/problems/sign-in-refused")
        assert owner.client.get(f"/v1/processes/{process}/export").status_code == 403
        assert owner.client.post("/v1/session/proof", json={"password": PASSWORD}).status_code == 204
        assert owner.client.get(f"/v1/processes/{process}/export").status_code == 200


def test_proofs_are_tried_five_times_a_minute(owner: Person) -> None:
    found = [owner.client.post("/v1/session/proof", json={"password": "wrong boat"}).status_code for _ in range(6)]
    assert found == [401] * 5 + [429]


def test_no_token_proves_anything(owner: Person) -> None:
    program = owner.by(owner.token("read", "act", "export"))
    process = owner.open()
    program.post("/v1/session/proof", {"password": PASSWORD}, 403)
    program.do(process, "waive", 403, reason="x", condition="mandate")
    assert program.client.get(f"/v1/processes/{process}/export").status_code == 200
