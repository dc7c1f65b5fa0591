"""Who is not known comes nowhere, and who may not know of a thing is answered as if it had never been."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Engine
from tests.api.access.people import Person, a_person, an_app, invited
from tests.api.headers import faults, lasting

OPEN = {
    ("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/problems"), ("GET", "/problems/{kind}"),
    ("GET", "/static/sluis.css"), ("GET", "/static/sluis.svg"), ("GET", "/static/process.css"),
    ("GET", "/static/live.js"), ("GET", "/metrics"),
    ("GET", "/static/methods.css"), ("GET", "/static/workbench.js"), ("GET", "/static/codemirror.js"),
    ("POST", "/v1/session"), ("POST", "/v1/sign-in-links"), ("POST", "/v1/sign-in-links/use"),
    ("POST", "/v1/invitations/look"), ("POST", "/v1/invitations/accept"),
    ("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/sign-in/link"), ("POST", "/sign-in/link"),
    ("GET", "/invitation"), ("POST", "/invitation"), ("GET", "/invitation/method"),
    ("GET", "/sign-in/ask"), ("POST", "/sign-in/ask"), ("GET", "/no-more-mail"), ("POST", "/no-more-mail"),
}  # fmt: skip
NEVER = "01900000-0000-7000-8000-000000000000"


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Return verb and path of everything that the running router answers."""
    return [
        (verb, str(one.path)) for one in iter_route_contexts(app.routes) for verb in sorted(one.methods or ())
    ]  # fmt: skip


def test_every_route_of_the_running_router_but_a_short_list_asks_who_it_is(app: FastAPI, nobody: TestClient) -> None:
    found = routes_of(app)
    assert len(found) > 50
    closed = []
    for verb, path in found:
        answer = nobody.request(verb, re.sub(r"\{[^}]*\}", "rule", path), follow_redirects=False)
        if answer.status_code == 401 and answer.headers["content-type"] == "application/problem+json":
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert faults(path, 401, answer.headers.multi_items()) == []
            if verb != "HEAD":
                kind = answer.json()["type"]
                assert kind == "/problems/sign-in-needed"
            closed.append((verb, path))
    assert {one for one in found if one not in closed and one[0] != "HEAD"} == OPEN
    assert nobody.get("/problems/sign-in-needed").status_code == 200


def test_the_document_says_where_nothing_is_asked_for_and_by_what_one_comes_in(
    engine: Engine, app: FastAPI, nobody: TestClient
) -> None:
    document = app.openapi()
    told = {(verb.upper(), path): one for path, several in document["paths"].items() for verb, one in several.items()}
    asked = {one: nobody.request(one[0], re.sub(r"\{[^}]*\}", "rule", one[1])) for one in told}

    assert document["security"] == [{"session": []}, {"token": []}]
    closed = {one for one, answer in asked.items() if answer.json()["type"] == "/problems/sign-in-needed"}
    assert {one for one, operation in told.items() if operation.get("security") == []} == told.keys() - closed
    assert len(closed) > 45
    served = create_app(engine, Settings(access="accounts", url="https://sluis.example")).openapi()
    names = [one.openapi()["components"].get("securitySchemes", {}) for one in (app, create_app(engine, Settings()))]
    assert names[0]["session"]["name"] == "sluis"
    assert names[1] == {}
    assert served["components"]["securitySchemes"]["session"]["name"] == "__Host-sluis"


def test_what_is_no_route_asks_who_it_is_too_however_it_is_asked(nobody: TestClient) -> None:
    for verb in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "BREW"):
        for path in ("/v1/nothing", "/v1/processes/", "/", "/v1//session", "/v1/session/x", "/V1/session"):
            assert nobody.request(verb, path, follow_redirects=False).status_code == 401, (verb, path)


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer sluis_abc_def"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic b2xnYTpib2F0"},
        {"Authorization": "sluis"},
        {"Cookie": "sluis=abc"},
        {"Sluis-Actor": "noor"},
        {"X-User": "olga"},
    ],
)
def test_what_lets_nobody_in_is_as_if_nothing_came_along(nobody: TestClient, headers: dict[str, str]) -> None:
    bare, answer = nobody.get("/v1/processes"), nobody.get("/v1/processes", headers=headers)
    assert (answer.status_code, answer.content) == (401, bare.content)


def test_a_token_that_does_not_hold_is_not_made_good_by_a_session(owner: Person) -> None:
    owner.get("/v1/processes")
    owner.get("/v1/processes", 401, headers={"Authorization": "Bearer sluis_abc_def"})


def test_a_session_of_one_server_is_no_token_and_a_token_no_session(owner: Person, nobody: TestClient) -> None:
    secret = owner.client.cookies["sluis"]
    token = owner.token("read")
    assert nobody.get("/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert nobody.get("/v1/me", headers={"Cookie": f"sluis={token}"}).status_code == 401
    assert nobody.get("/v1/me", headers={"Cookie": f"__Host-sluis={secret}"}).status_code == 401
    assert nobody.get("/v1/me", headers={"Cookie": f"sluis={secret}"}).status_code == 200


def test_over_tls_the_cookie_is_for_this_host_alone(engine: Engine) -> None:
    app = an_app(engine, Settings(access="accounts", url="https://testserver"))
    person = a_person(app, "anna")
    cookie = person.sign_in().headers["set-cookie"]
    assert cookie.startswith("__Host-sluis=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= {one.strip() for one in cookie.split(";")}
    assert len(cookie) < 300


def test_a_process_one_may_not_know_of_is_answered_as_one_that_never_was(app: FastAPI, owner: Person) -> None:
    process, other = owner.open(), owner.open(title="Elsewhere")
    guest = invited(app, owner, process, "rik")
    guest.get(f"/v1/processes/{process}")

    for path in ("", "/log", "/stream", "/records", "/export", "/checkpoint", "/parties", "/seats", "/diagram.svg"):
        mine = guest.client.get(f"/v1/processes/{other}{path}")
        never = guest.client.get(f"/v1/processes/{NEVER}{path}")
        assert mine.status_code == 404
        assert mine.text.replace(other, NEVER) == never.text
        assert lasting(mine.headers) == lasting(never.headers)
    for extra in ({}, {"If-Match": "*"}, {"If-Match": '"a"'}, {"Idempotency-Key": "k"}):
        for query in ("", "?dry_run=true"):
            sent = [
                guest.client.post(
                    f"/v1/processes/{one}/commands{query}", json={"do": "hold", "reason": "x"}, headers=extra
                )
                for one in (other, NEVER)
            ]
            assert [one.status_code for one in sent] == [404, 404]
            assert sent[0].text.replace(other, NEVER) == sent[1].text


def test_a_guest_lists_the_processes_and_methods_of_his_seats_alone(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    owner.open(title="Elsewhere")
    text = (owner.client.get("/v1/methods/small/1.0.0/source").text).replace("method: small", "method: other")
    assert owner.client.post("/v1/methods", content=text, headers={"content-type": "text/yaml"}).status_code == 201
    guest = invited(app, owner, process, "rik")

    assert [one["id"] for one in guest.get("/v1/processes")["items"]] == [process]
    assert [one["id"] for one in guest.get("/v1/methods")["items"]] == ["small"]
    assert guest.get("/v1/methods/small")["version"] == "1.0.0"
    never = guest.client.get("/v1/methods/never/1.0.0")
    for path in ("/v1/methods/other", "/v1/methods/other/1.0.0", "/v1/methods/other/1.0.0/diagram.svg"):
        assert guest.client.get(path).status_code == 404
    assert guest.client.get("/v1/methods/other/1.0.0").text.replace("other", "never") == never.text
    assert len(owner.get("/v1/methods")["items"]) == 2


def test_a_browser_is_shown_where_to_sign_in_and_then_goes_on(nobody: TestClient) -> None:
    answer = nobody.get("/me", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fme")
    assert nobody.get("/v1/me", headers={"Accept": "text/html"}, follow_redirects=False).status_code == 401


def test_open_access_has_no_routes_of_accounts(engine: Engine) -> None:
    client = TestClient(an_app(engine, Settings(access="open")))
    assert client.get("/v1/me").status_code == client.get("/sign-in").status_code == 404
    assert client.get("/v1/processes").status_code == 200
