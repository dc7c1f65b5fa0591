"""The people of an organisation over HTTP, and oneself."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from engine.language import read_method
from tests.api.access.people import OPENING, Person, a_person, invited
from tests.api.conftest import METHOD
from tests.engine.access.people import PASSWORD, an_organisation


def test_owners_give_and_take_roles_and_each_holds_at_once(app: FastAPI, owner: Person) -> None:
    anna = a_person(app, "anna")
    account = anna.get("/v1/me")["account"]["id"]
    told = owner.client.patch(f"/v1/accounts/{account}", json={"roles": ["author", "observer"]}).json()
    assert told["roles"] == ["author", "observer"]
    assert anna.get("/v1/me")["account"]["roles"] == ["author", "observer"]
    told = owner.client.patch(f"/v1/accounts/{account}", json={"roles": []}).json()
    assert told["roles"] == []
    wrong = owner.client.patch(f"/v1/accounts/{account}", json={"roles": ["king"]})
    assert (wrong.status_code, wrong.json()["pointer"]) == (422, "/roles")


def test_the_last_owner_stays_one(owner: Person) -> None:
    account = owner.get("/v1/me")["account"]["id"]
    changes: list[dict[str, object]] = [{"roles": []}, {"disabled": True}]
    for change in changes:
        answer = owner.client.patch(f"/v1/accounts/{account}", json=change)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/rule")
    assert "owner" in owner.get("/v1/me")["account"]["roles"]


def test_accounts_are_for_owners_and_those_of_elsewhere_never_were(app: FastAPI, owner: Person) -> None:
    an_organisation(owner.engine, "town")
    stranger = a_person(app, "tom", "owner", organisation="town")
    theirs = stranger.get("/v1/me")["account"]["id"]
    for verb, body in (("PATCH", {"roles": ["observer"]}), ("DELETE", None)):
        answers = [owner.client.request(verb, f"/v1/accounts/{one}", json=body) for one in (theirs, "never")]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].text.replace(theirs, "never") == answers[1].text
    assert [one["name"] for one in owner.get("/v1/accounts")] == ["Olga"]
    watcher = a_person(app, "walt", "observer")
    own = owner.get("/v1/me")["account"]["id"]
    for one in (own, theirs, "never"):
        assert watcher.client.patch(f"/v1/accounts/{one}", json={"roles": []}).status_code == 403
    watcher.get("/v1/accounts", 403)


def test_whoever_is_of_another_organisation_works_there_and_not_in_the_first(app: FastAPI, owner: Person) -> None:
    an_organisation(owner.engine, "town").publish(read_method(METHOD, "small.yaml"))
    theirs = a_person(app, "tom", "owner", "facilitator", organisation="town")
    opened = theirs.client.post("/v1/processes", json=OPENING)
    assert opened.status_code == 201
    assert [one["id"] for one in theirs.get("/v1/processes")["items"]] == [opened.json()["process"]]
    assert owner.get("/v1/processes")["items"] == []


def test_an_erased_account_is_gone_with_all_by_which_it_came_in(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    account = rik.get("/v1/me")["account"]["id"]
    told = owner.client.delete(f"/v1/accounts/{account}").json()
    assert (told["name"], told["email"]) == (None, None)
    rik.get("/v1/me", 401)
    assert "rik@" not in owner.client.get("/v1/accounts").text


def test_one_changes_ones_own_name_and_password_and_other_sessions_end(app: FastAPI) -> None:
    anna = a_person(app, "anna")
    phone = Person("anna", type(anna.client)(app), anna.engine)
    phone.sign_in()
    assert anna.client.patch("/v1/me", json={"name": "Anna Visser"}).json()["name"] == "Anna Visser"
    assert anna.client.patch("/v1/me", json={"password": "another boat"}).status_code == 200
    phone.get("/v1/me", 401)
    anna.get("/v1/me")
    phone.sign_in(PASSWORD, 401)
    phone.sign_in("another boat")
    weak = anna.client.patch("/v1/me", json={"password": "12345678"})
    assert (weak.status_code, weak.json()["pointer"]) == (422, "/password")
    token = anna.by(anna.token("read", "act"))
    assert token.client.patch("/v1/me", json={"name": "A program"}).status_code == 403


def test_one_reads_all_that_is_kept_about_oneself_and_nothing_of_others(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    told = rik.get("/v1/me/data")
    assert (told["email"], [one["process"] for one in told["seats"]]) == ("rik@local.example", [process])
    assert "olga" not in str(told)
    rik.by(rik.token("read")).get("/v1/me/data", 403)


def test_an_owner_makes_an_account_without_a_password(owner: Person) -> None:
    told = owner.post("/v1/accounts", {"email": "Carl@Local.example", "name": "Carl", "roles": ["observer"]})
    assert (told["email"], told["has_password"]) == ("carl@local.example", False)
    again = owner.post("/v1/accounts", {"email": "carl@local.example", "name": "Carl"}, 409)
    assert again["type"] == "/problems/rule"


def test_an_owner_says_what_the_organisation_is_called_for_whoever_is_invited(app: FastAPI, owner: Person) -> None:
    told = owner.client.patch("/v1/organisation", json={"name": "Gemeente Hillewoude"})
    assert told.json() == {"id": "local", "name": "Gemeente Hillewoude", "keeps_days": None}
    link = owner.post("/v1/invitations", {"email": "bo@local.example", "roles": ["observer"]})["link"]
    found = owner.post("/v1/invitations/look", {"token": link.partition("t=")[2]}, 200)
    assert found["organisation"] == "Gemeente Hillewoude"
    watcher = a_person(app, "walt", "observer")
    assert watcher.client.patch("/v1/organisation", json={"name": "Mine"}).status_code == 403
    assert owner.client.patch("/v1/organisation", json={"name": " "}).status_code == 422


@pytest.mark.parametrize("told", [0, 1, "yes", "false", 0.0])
def test_what_is_not_true_or_false_lets_nobody_out_or_in(owner: Person, told: object) -> None:
    account = owner.post("/v1/accounts", {"email": "rik@local.example", "name": "Rik"})["id"]
    for before in (False, True):
        owner.client.patch(f"/v1/accounts/{account}", json={"disabled": before})
        refused = owner.client.patch(f"/v1/accounts/{account}", json={"disabled": told})

        assert refused.status_code == 422
        assert [one["pointer"] for one in refused.json()["errors"]] == ["/disabled"]
        (found,) = (one for one in owner.get("/v1/accounts") if one["id"] == account)
        assert (found["disabled_at"] is not None) == before


@pytest.mark.parametrize("days", ["9", 9.5, True])
def test_days_are_not_taken_from_what_is_no_whole_number(owner: Person, days: object) -> None:
    token = owner.client.post("/v1/tokens", json={"title": "A script", "scopes": ["read"], "days": days})
    invitation = owner.client.post("/v1/invitations", json={"email": "eva@local.example", "roles": [], "days": days})

    for one in (token, invitation):
        assert one.status_code == 422
        assert [wrong["pointer"] for wrong in one.json()["errors"]] == ["/days"]


@pytest.mark.parametrize("told", [1.5, -0.0, 1e30, 1])
def test_a_number_is_no_name_and_no_address(owner: Person, told: float) -> None:
    before = owner.get("/v1/me")["account"]
    answers = [
        owner.client.patch("/v1/me", json={"name": told}),
        owner.client.patch("/v1/organisation", json={"name": told}),
        owner.client.post("/v1/accounts", json={"email": "rik@local.example", "name": told}),
        owner.client.post("/v1/tokens", json={"title": told, "scopes": ["read"], "days": 1}),
        owner.client.patch("/v1/me", json={"password": told}),
    ]

    assert [one.status_code for one in answers] == [422] * 5
    assert owner.get("/v1/me")["account"] == before
