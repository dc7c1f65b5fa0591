"""Three organisations over HTTP: whatever somebody asks of what is another's is answered as for what never was.

Every path of the running router that takes an id is asked, by everybody there can be in an organisation, with ids of
the others, of what was deleted there, and of what nobody ever made. What is answered may differ in the id alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from api.settings import Settings
from api.sign_ins import Tries
from engine import Engine
from engine.language import read_method
from tests.api.access.people import ALL, Person, a_person, an_app, invited
from tests.api.conftest import METHOD
from tests.engine.access.people import an_organisation, with_quick_passwords

if TYPE_CHECKING:
    from httpx2 import Response

pytestmark = pytest.mark.P8
UNLIMITED = Settings(access="accounts", commands_per_minute=0, reads_per_minute=0, exports_per_hour=0)
ORGANISATIONS = ("local", "water", "air")
NEVER = {
    "process": "01900000-0000-7000-8000-000000000000",
    "method": "never",
    "account": "01900000-0000-7000-8000-000000000001",
    "invitation": "0123456789abcdef",
    "token": "0123456789abcdef",
    "session": "0123456789abcdef",
    "webhook": "0123456789abcdef",
    "document": "never",
    "record": "never",
    "run": "never",
}
PLAIN = {"version": "1.0.0", "ending": "svg", "kind": "unknown", "name": "sluis.css", "path": "sluis.css"}
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/v1/processes/{process}/commands"): {"do": "leave"},
    ("PATCH", "/v1/accounts/{account}"): {"disabled": True},
    ("PATCH", "/v1/webhooks/{webhook}"): {"paused": True},
}
NAMED = (
    ("GET", "/v1/processes?family={process}", None),
    ("GET", "/v1/readings?process={process}", None),
    ("POST", "/v1/processes", {"method": "{method}", "name": "X", "actor": "x", "case": {"occasion": "now"}}),
    ("POST", "/v1/invitations", {"email": "x@x.example", "process": "{process}", "participant": "noor"}),
    ("POST", "/v1/tokens", {"title": "x", "scopes": ["read"], "days": 1, "process": "{process}"}),
    ("POST", "/v1/webhooks", {"title": "x", "url": "https://hook.example/", "process": "{process}"}),
    ("POST", "/v1/processes/{process}/commands?dry_run=true", {"do": "leave"}),
    ("POST", "/v1/processes/{process}/commands", {"do": "leave", "actor": "noor"}),
)
VARYING = {"date", "age", "sluis-request"}


@dataclass(frozen=True, slots=True)
class Hall:
    """What lives in three organisations: everybody that there can be, by what he is, and ids of things by kind."""

    people: dict[str, dict[str, Person]]
    things: dict[str, dict[str, str]]


def an_inhabited(app: FastAPI, organisation: str) -> tuple[dict[str, Person], dict[str, str]]:
    """Let an organisation be lived in; returns its people by what they are, and the ids of its things."""
    app.state.tries = Tries()  # whoever comes in this often from one address would have to wait
    chief = a_person(app, "chief", *ALL, organisation=organisation)
    source = METHOD.replace("method: small", f"method: only-{organisation}")
    chief.engine.publish(read_method(source, "only.yaml"))
    process, rehearsal = chief.open(), chief.open(rehearsal=True)
    chief.do(rehearsal, "delete", actor="noor")
    people = {"everything": chief, "guest": invited(app, chief, process, "bo", party=None)}
    for role in ("owner", "author", "facilitator", "observer"):
        people[role] = a_person(app, role, role, organisation=organisation)
    people["nobody"] = a_person(app, "eve", organisation=organisation)
    for role, scopes in (("everything", ("read", "act", "publish", "export")), ("observer", ("dashboard",))):
        people[f"{role} by a token"] = people[role].by(people[role].token(*scopes))
    chief.do(process, "join", participant="cas", name="Cas")
    chief.do(process, "join", participant="rik", name="Rik", party="Town", roles=["representative"])
    chief.do(process, "propose", decision="start", run=f"{organisation}-run")
    sent = chief.post("/v1/invitations", {"email": "c@x.example", "process": process, "participant": "cas"})
    token = chief.post("/v1/tokens", {"title": "x", "scopes": ["read"], "days": 1})
    hook = chief.post("/v1/webhooks", {"title": "x", "url": "https://hook.example/"})["webhook"]
    things = {
        "process": process, "rehearsal": rehearsal, "method": f"only-{organisation}",
        "account": str(chief.get("/v1/me")["account"]["id"]), "invitation": str(ids_in(sent)),
        "run": f"{organisation}-run", "token": str(ids_in(token)), "session": str(chief.get("/v1/sessions")[0]["id"]),
        "webhook": str(hook["id"]),
    }  # fmt: skip
    return people, things


def ids_in(told: dict[str, Any]) -> str:
    """Return the id of something that was just made."""
    return str(told["id"] if "id" in told else next(one["id"] for one in told.values() if isinstance(one, dict)))


@pytest.fixture
def app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[FastAPI]:
    with Engine.open(f"sqlite:///{tmp_path / 'sluis.db'}") as engine:
        app = an_app(with_quick_passwords(engine), UNLIMITED)
        for organisation in ORGANISATIONS[1:]:
            an_organisation(engine, organisation).publish(read_method(METHOD, "small.yaml"))
        yield app


@pytest.fixture
def hall(app: FastAPI) -> Hall:
    inhabited = {organisation: an_inhabited(app, organisation) for organisation in ORGANISATIONS}
    return Hall({name: one[0] for name, one in inhabited.items()}, {name: one[1] for name, one in inhabited.items()})


def askings(app: FastAPI) -> list[tuple[str, str, Any]]:
    """Return verb, path and body of everything that takes an id: of the router, and where ids stand elsewhere."""
    found = [
        (verb, str(one.path).replace(":path}", "}"))
        for one in iter_route_contexts(app.routes)
        for verb in sorted(one.methods or ())
        if verb != "HEAD"
    ]
    taking = [(verb, path, BODIES.get((verb, path))) for verb, path in found if names_in(path) - set(PLAIN)]
    return [*taking, *NAMED]


def names_in(path: str) -> set[str]:
    return set(re.findall(r"\{([a-z_]+)\}", path))


def filled(form: Any, ids: dict[str, str]) -> Any:
    """Return a path or a body with ids in their places."""
    if isinstance(form, dict):
        return {key: filled(value, ids) for key, value in form.items()}
    if isinstance(form, list):
        return [filled(one, ids) for one in form]
    if not isinstance(form, str):
        return form
    return re.sub(r"\{([a-z_]+)\}", lambda place: (PLAIN | ids)[place[1]], form)


def asked(person: Person, asking: tuple[str, str, Any], ids: dict[str, str]) -> tuple[int, str, str]:
    """Return what somebody is answered, without the ids that he named."""
    verb, path, body = asking
    with person.client.stream(verb, filled(path, ids), json=filled(body, ids)) as answer:
        told: Response = answer
        streams = told.headers.get("content-type", "").startswith("text/event-stream")
        text = "" if streams else told.read().decode()
        headers = sorted((name, value) for name, value in told.headers.multi_items() if name not in VARYING)
        status = told.status_code
    shown = [str(headers), text]
    for one in sorted(ids.values(), key=len, reverse=True):
        shown = [part.replace(one, "ID") for part in shown]
    return status, re.sub(r"\('content-length', '\d+'\)", "", shown[0]), shown[1]


def test_every_id_that_a_path_takes_is_known_here(app: FastAPI) -> None:
    taken = set().union(*(names_in(path) for _, path, _ in askings(app)))

    assert taken - set(PLAIN) <= set(NEVER)
    assert len(askings(app)) > 30


def test_what_is_anothers_is_answered_as_what_never_was(app: FastAPI, hall: Hall) -> None:
    compared = 0
    for own in ORGANISATIONS:
        for who, person in hall.people[own].items():
            for asking in askings(app):
                never = asked(person, asking, NEVER)
                for other in ORGANISATIONS:
                    if other == own:
                        continue
                    theirs = hall.things[other]
                    for ids in (NEVER | theirs, NEVER | {"process": theirs["rehearsal"]}):
                        assert asked(person, asking, ids) == never, (own, who, asking, other)
                        compared += 1
    print(f"{compared} answers were compared with those for what never was")
    assert compared > 3_000
    for own in ORGANISATIONS:
        chief, process = hall.people[own]["everything"], hall.things[own]["process"]
        assert chief.get(f"/v1/processes/{process}")["id"] == process


def test_the_door_is_closed_for_a_token_elsewhere_and_for_nobody(app: FastAPI, hall: Hall) -> None:
    """A control: of what is one's own the answers differ from those for what never was, or this compared nothing."""
    chief = hall.people["local"]["everything"]
    ids = NEVER | hall.things["local"]

    looks = [one for one in askings(app) if one[0] == "GET"]
    differing = [one[1] for one in looks if asked(chief, one, ids) != asked(chief, one, NEVER)]

    assert len(differing) > 20
    nobody = TestClient(app, raise_server_exceptions=False)
    assert nobody.get(f"/v1/processes/{ids['process']}").status_code == 401
