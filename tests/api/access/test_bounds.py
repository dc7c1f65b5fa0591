"""What may not be worked out or got round by whoever may come in, or may not."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.testclient import TestClient

from api.settings import Settings
from engine import Engine
from tests.api.access.people import Person, a_person, an_app, invited

FEW = Settings(access="accounts", reads_per_minute=3, commands_per_minute=0)


def test_a_tag_of_what_another_sees_is_no_tag_to_whoever_only_names_him(app: FastAPI, owner: Person) -> None:
    """With a tag that could be tried, what a party does for itself could be counted."""
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    own = rik.client.get(f"/v1/processes/{process}").headers["etag"]
    watcher = a_person(app, "walt", "observer")

    for query in ("?dry_run=true", ""):
        tried = watcher.client.post(
            f"/v1/processes/{process}/commands{query}", json={"do": "leave", "actor": "rik"}, headers={"If-Match": own}
        )
        other = watcher.client.post(
            f"/v1/processes/{process}/commands{query}",
            json={"do": "leave", "actor": "rik"},
            headers={"If-Match": '"x"'},
        )
        assert (tried.status_code, tried.content) == (other.status_code, other.content)
    kept = rik.client.post(
        f"/v1/processes/{process}/commands?dry_run=true", json={"do": "leave"}, headers={"If-Match": own}
    )
    assert kept.status_code == 200


def test_no_spelling_of_an_address_gives_more_tries(app: FastAPI, nobody: TestClient) -> None:
    for number in range(6):
        email = "nora" + "\0" * number + "@local.example"
        answer = nobody.post("/v1/session", json={"email": email, "password": "wrong boat", "organisation": "local"})
    assert answer.status_code == 429


def test_an_account_has_one_allowance_however_many_tokens_it_has(engine: Engine) -> None:
    app = an_app(engine, FEW)
    anna = a_person(app, "anna", "observer")
    programs = [anna.by(anna.token("read")) for _ in range(2)]
    statuses = [one.client.get("/v1/me").status_code for one in (*programs, *programs)]

    assert statuses == [200, 200, 200, 429]


def test_whoever_is_not_known_is_not_asked_who_he_is_for_ever(engine: Engine) -> None:
    app = an_app(engine, FEW)
    stranger = TestClient(app, raise_server_exceptions=False, client=("192.0.2.1", 1))
    found = [stranger.get("/v1/me", headers={"Authorization": f"Bearer sluis_{n}_x"}) for n in range(5)]

    assert [one.status_code for one in found] == [401, 401, 401, 429, 429]
    assert int(found[-1].headers["retry-after"]) >= 1
    elsewhere = TestClient(app, client=("192.0.2.2", 1)).get("/v1/me")
    assert elsewhere.status_code == 401
    assert stranger.get("/sign-in").status_code == 200


def test_an_export_that_is_refused_is_not_noted_as_one(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    reader = owner.by(owner.token("read"))
    assert reader.client.get(f"/v1/processes/{process}/export").status_code == 403

    assert "export" not in {one["kind"] for one in owner.get("/v1/readings")}


def test_a_link_with_strange_letters_is_a_link_that_does_not_hold(nobody: TestClient) -> None:
    answer = nobody.get("/invitation?t=%D9%A3")

    assert answer.status_code < 500
