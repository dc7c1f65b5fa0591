"""Three organisations, six roles, every operation of the API, and ids of five kinds.

What is another organisation's is answered as what never was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.access.identity import Role
from engine.language import read_method
from tests.api.access.people import OPENING, Person
from tests.api.conftest import METHOD
from tests.api.headers import lasting
from tests.engine.access.people import PASSWORD, an_account, an_organisation, granted, with_quick_passwords

ORGANISATIONS = ("local", "townn", "vilge")
ROLES: dict[str, tuple[Role, ...]] = {
    "owner": ("owner",), "author": ("author",), "facilitator": ("facilitator",), "observer": ("observer",),
    "participant": (), "none": (),
}  # fmt: skip
KINDS = ("own", "other role's", "other organisation's", "never existed", "deleted")
NEVER = {
    "process": "01900000-0000-7000-8000-000000000000", "account": "01900000-0000-7000-8000-000000000000",
    "session": "0123456789abcdef", "token": "0123456789abcdef", "invitation": "0123456789abcdef",
    "webhook": "0123456789abcdef",
    "method": "method-never", "document": "01900000-0000-7000-8000-000000000000",
}  # fmt: skip
FIXED = {"version": "1.0.0", "record": "mandate", "ending": "svg"}
RATES = {"commands_per_minute": 0, "reads_per_minute": 0, "exports_per_hour": 0, "streams_each": 0}
COMMAND = {"do": "hold", "reason": "x", "actor": "rik"}
WRITES: dict[tuple[str, str], tuple[str | None, dict[str, Any]]] = {
    ("post", "/v1/processes/{process}/commands"): (None, COMMAND),
    ("patch", "/v1/accounts/{account}"): (None, {"roles": ["observer"]}),
    ("delete", "/v1/processes/{process}"): (None, {}),
    ("put", "/v1/processes/{process}/archive"): (None, {}),
    ("delete", "/v1/processes/{process}/archive"): (None, {}),
    ("delete", "/v1/accounts/{account}"): (None, {}),
    ("delete", "/v1/sessions/{session}"): (None, {}),
    ("delete", "/v1/tokens/{token}"): (None, {}),
    ("delete", "/v1/invitations/{invitation}"): (None, {}),
    ("patch", "/v1/webhooks/{webhook}"): (None, {"title": "T"}),
    ("post", "/v1/webhooks/{webhook}/rotate"): (None, {}),
    ("post", "/v1/webhooks/{webhook}/test"): (None, {}),
    ("delete", "/v1/webhooks/{webhook}"): (None, {}),
    ("post", "/v1/processes"): ("method", OPENING),
    ("post", "/v1/invitations"): ("process", {"email": "bo@local.example", "participant": "pia"}),
    ("post", "/v1/tokens"): ("process", {"title": "T", "scopes": ["read"], "days": 1}),
    ("post", "/v1/webhooks"): ("process", {"title": "T", "url": "https://hook.example/"}),
}  # each with the part of the body that is an id, where it has one
READS = {"/v1/processes": ("family", "cursor", "method"), "/v1/readings": ("process",)}
WITHOUT = {  # these name nothing that somebody else could have
    ("post", "/v1/session"), ("delete", "/v1/session"), ("post", "/v1/session/proof"), ("post", "/v1/sign-in-links"),
    ("post", "/v1/sign-in-links/use"), ("post", "/v1/invitations/look"), ("post", "/v1/invitations/accept"),
    ("post", "/v1/accounts"), ("patch", "/v1/me"), ("patch", "/v1/me/mail"), ("patch", "/v1/organisation"),
    ("post", "/v1/methods"), ("post", "/v1/methods/check"),
}  # fmt: skip


@dataclass(slots=True)
class Town:
    """An organisation with people of every role, and one of each thing that has an id."""

    engine: Engine
    people: dict[str, Person] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    deleted: dict[str, str] = field(default_factory=dict)
    over: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Town]]:
    folder: Path = tmp_path_factory.mktemp("towns")
    with ExitStack() as stack:
        engine = stack.enter_context(Engine.open(f"sqlite:///{folder / 'sluis.db'}"))
        app = create_app(with_quick_passwords(engine), Settings(access="accounts", **RATES))  # type: ignore[arg-type]  # numbers by name
        yield {name: _a_town(engine, name, app) for name in ORGANISATIONS}


def _a_town(engine: Engine, name: str, app: object) -> Town:
    town = Town(an_organisation(engine, name))
    for method in ("small", f"method-{name}"):
        town.engine.publish(read_method(METHOD.replace("method: small", f"method: {method}"), "small.yaml"))
    for role, held in ROLES.items():
        town.people[role] = _signed_in(town, role, held, app)
    assert engine.access.organisations.begin(name) is None  # there is an owner: no link makes another
    _fill(town)
    return town


def _signed_in(town: Town, name: str, roles: tuple[Role, ...], app: object) -> Person:
    an_account(town.engine, name, *roles)
    person = Person(name, TestClient(app, raise_server_exceptions=False), town.engine)  # type: ignore[arg-type]  # an application
    access, organisation = town.engine.access, town.engine.organisation
    begun = granted(access.sessions.sign_in(organisation, person.email, PASSWORD, "a browser"))
    person.client.cookies.set("sluis", begun.secret)
    return person


def _fill(town: Town) -> None:
    fred, owner, rik = town.people["facilitator"], town.people["owner"], town.people["participant"]
    title = f"Secret of {town.engine.organisation}"
    process, other = fred.open(title=title), fred.open(title=title)
    for one in (process, other):
        for who, role in (("rik", "representative"), ("pia", "principal")):
            fred.do(one, "join", participant=who, name=who.title(), party="Town", roles=[role])
    link = fred.post("/v1/invitations", {"email": rik.email, "process": process, "participant": "rik"})["link"]
    rik.post("/v1/invitations/accept", {"token": link.partition("t=")[2]})
    gone = fred.open(title=title, rehearsal=True)
    fred.do(gone, "delete")
    ended, over = fred.open(title=title), fred.open(title=title)
    for one in (ended, over):
        fred.do(one, "cancel", reason="It is over")
        assert fred.client.put(f"/v1/processes/{one}/archive").status_code == 200
    assert owner.client.delete(f"/v1/processes/{over}").status_code == 200
    waiting = owner.post("/v1/invitations", {"email": f"bo@{owner.engine.organisation}.example", "roles": ["author"]})
    token = owner.post("/v1/tokens", {"title": title, "scopes": ["read"], "days": 9})["token"]["id"]
    no_more = owner.post("/v1/tokens", {"title": title, "scopes": ["read"], "days": 9})["token"]["id"]
    owner.client.delete(f"/v1/tokens/{no_more}")
    hooks = [
        owner.post("/v1/webhooks", {"title": title, "url": f"https://{title[10:]}.example/"})["webhook"]["id"]
        for _ in "ab"
    ]
    owner.client.delete(f"/v1/webhooks/{hooks[1]}")
    account = owner.get("/v1/me")["account"]["id"]
    method, session = f"method-{town.engine.organisation}", owner.get("/v1/sessions")[0]["id"]
    town.own = {
        "process": process, "account": account, "method": method, "session": session, "token": token,
        "invitation": waiting["invitation"]["id"], "document": NEVER["document"],
        "webhook": hooks[0],
    }  # fmt: skip
    town.others, town.ended = town.own | {"process": other}, town.own | {"process": ended}
    town.deleted = NEVER | {"process": gone, "token": no_more, "webhook": hooks[1]}
    town.over = NEVER | {"process": over}


def _operations(town: Town) -> list[tuple[str, str]]:
    document = town.people["owner"].get("/openapi.json")
    return [(verb, path) for path, told in document["paths"].items() for verb in told if verb != "parameters"]


def _ids(path: str) -> list[str]:
    return [one.partition("}")[0] for one in path.split("{")[1:]]


def _asked(person: Person, verb: str, path: str, ids: dict[str, str]) -> Iterator[tuple[str, Response]]:
    """Yield each way in which an operation can name an id, and its answer."""
    named = [one for one in _ids(path) if one not in FIXED]
    url = path.format_map(FIXED | ids)
    if verb == "get":
        if named:
            yield path, person.client.get(url)
        for name in READS.get(path, ()):
            yield f"{path}?{name}", person.client.get(url, params={name: ids[name if name == "method" else "process"]})
        return
    key, body = WRITES[verb, path]
    sent = body | ({key: ids[key]} if key else {})
    for query in ("", "?dry_run=true") if "processes" in path else ("",):
        yield path + query, person.client.request(verb, url + query, json=sent)


def _told(answer: Response, ids: dict[str, str]) -> tuple[int, str, str]:
    """Return all of an answer but the ids that were asked for."""
    text, headers = answer.text, "\n".join(f"{name}: {value}" for name, value in sorted(lasting(answer.headers)))
    for name, one in ids.items():
        text, headers = text.replace(one, f"<{name}>"), headers.replace(one, f"<{name}>")
    return answer.status_code, text, headers


def _beside(ids: dict[str, str]) -> dict[str, str]:
    """Return ids that never were, each right beside one that is, so that lists have them at the same place."""
    return {name: one[:-1] + ("0" if one[-1] != "0" else "1") for name, one in ids.items()}


def _is_whole(town: Town) -> None:
    """See that nobody did away with anything."""
    owner = town.people["owner"]
    assert [one["id"] for one in owner.get("/v1/invitations")] == [town.own["invitation"]]
    assert town.own["webhook"] in {one["id"] for one in owner.get("/v1/webhooks")}
    assert town.own["token"] in {one["id"] for one in owner.get("/v1/tokens")}
    assert owner.get("/v1/me")["account"]["roles"] == ["owner"]
    assert len(owner.get("/v1/accounts")) == len(ROLES)
    away = owner.get("/v1/processes", params={"archived": "true"})["items"]
    assert [one["id"] for one in away] == [town.ended["process"]]


def _names_something(verb: str, path: str) -> bool:
    return any(one not in FIXED for one in _ids(path)) or (verb, path) in WRITES or path in READS


@pytest.mark.P8
def test_every_operation_is_in_the_matrix(towns: dict[str, Town]) -> None:
    found = _operations(towns["local"])
    assert len(found) > 45
    for verb, path in found:
        assert set(_ids(path)) <= set(FIXED) | set(NEVER), path
        assert verb == "get" or (verb, path) in WRITES or (verb, path) in WITHOUT, (verb, path)


@pytest.mark.P8
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_what_is_another_organisations_is_answered_as_what_never_was(
    towns: dict[str, Town], organisation: str, role: str
) -> None:
    town, compared = towns[organisation], 0
    person = town.people[role]
    others = [towns[one] for one in ORGANISATIONS if one != organisation]
    strangers = [ids for one in others for ids in (one.own, one.ended)]
    for verb, path in _operations(towns["local"]):
        if not _names_something(verb, path) or (verb, path) in WITHOUT:
            continue
        for ids in strangers:
            beside = _beside(ids)
            never = {way: _told(answer, beside) for way, answer in _asked(person, verb, path, beside)}
            for way, answer in _asked(person, verb, path, ids):
                assert _told(answer, ids) == never[way], (verb, way)
                assert answer.status_code < 500
                compared += 1
    assert compared > 70
    for one in ORGANISATIONS:
        _is_whole(towns[one])


@pytest.mark.P8
@pytest.mark.parametrize("role", ROLES)
def test_what_is_read_of_ones_own_tells_nothing_of_another_organisation(towns: dict[str, Town], role: str) -> None:
    town, statuses = towns["local"], []
    person = town.people[role]
    foreign = [value for one in ORGANISATIONS[1:] for key, value in towns[one].own.items() if key != "document"]
    secrets = [*foreign, *(f"Secret of {one}" for one in ORGANISATIONS[1:]), "@townn.example", "@vilge.example"]
    for verb, path in _operations(town):
        if verb != "get" or path.endswith("/stream"):
            continue
        for ids in (town.own, town.others, town.deleted):
            answer = person.client.get(path.format_map(FIXED | ids))
            assert [one for one in secrets if one in answer.text or one in str(answer.headers)] == [], path
            assert answer.status_code < 500
            statuses.append(answer.status_code)
    assert statuses.count(200) > 5
    seats = {"facilitator": [200, 200, 404], "participant": [200, 404, 404], "none": [404, 404, 404]}
    wanted = seats.get(role, [200, 200, 404])
    kinds = (town.own, town.others, town.deleted)
    assert [person.client.get(f"/v1/processes/{ids['process']}").status_code for ids in kinds] == wanted


@pytest.mark.P8
def test_a_process_that_was_deleted_is_answered_as_one_that_never_was(towns: dict[str, Town]) -> None:
    town = towns["local"]
    for role in ROLES:
        for verb, path in _operations(town):
            if "{process}" not in path:
                continue
            for gone in (town.deleted, town.over):
                beside = _beside(gone)
                never = {way: _told(answer, beside) for way, answer in _asked(town.people[role], verb, path, beside)}
                for way, answer in _asked(town.people[role], verb, path, gone):
                    assert _told(answer, gone) == never[way], (role, verb, way)


@pytest.mark.P8
def test_a_session_and_a_token_are_of_one_organisation_whatever_is_asked_of_another(towns: dict[str, Town]) -> None:
    local, other = towns["local"], towns["townn"]
    owner = local.people["owner"]
    token = owner.by(owner.token("read", "act", "export"))
    for one in (owner, token):
        for key in ("organisation", "Sluis-Organisation", "X-Organisation"):
            told = one.client.get("/v1/processes", params={}, headers={key: "townn"})
            assert {item["id"] for item in told.json()["items"]} == {local.own["process"], local.others["process"]}
            assert one.client.get(f"/v1/processes/{other.own['process']}", headers={key: "townn"}).status_code == 404
