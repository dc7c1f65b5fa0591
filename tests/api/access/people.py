"""People before an application with accounts: each has a client of his own, and so cookies of his own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.access.identity import Role
from engine.language import read_method
from tests.api.conftest import METHOD
from tests.engine.access.people import PASSWORD, an_account, an_organisation

ACCOUNTS = Settings(access="accounts")
OPENING = {"method": "small", "title": "Along the river", "name": "Noor", "actor": "noor", "case": {"occasion": "now"}}
ALL: tuple[Role, ...] = ("owner", "author", "facilitator")


def an_app(engine: Engine, settings: Settings = ACCOUNTS) -> FastAPI:
    """Return an application with accounts, and one published method in its first organisation."""
    an_organisation(engine, "local")
    engine.publish(read_method(METHOD, "small.yaml"))
    return create_app(engine, settings)


@dataclass(slots=True)
class Person:
    """Somebody with a browser."""

    name: str
    client: TestClient
    engine: Engine

    @property
    def email(self) -> str:
        return f"{self.name}@{self.engine.organisation}.example"

    def sign_in(self, password: str = PASSWORD, status: int = 201) -> Response:
        body = {"email": self.email, "password": password, "organisation": self.engine.organisation}
        answer = self.client.post("/v1/session", json=body)
        assert answer.status_code == status, answer.text
        return answer

    def get(self, path: str, status: int = 200, **options: Any) -> Any:
        answer = self.client.get(path, **options)
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(self, path: str, body: object, status: int = 201, **options: Any) -> Any:
        answer = self.client.post(path, json=body, **options)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def send(self, path: str, data: dict[str, str], shown: str | None = None, **options: Any) -> Response:
        """Fill in a form of the page on which it is shown, as a browser does, and send it."""
        page = self.client.get(shown or path, headers={"Accept": "text/html"}).text
        return self.client.post(path, data=mark_in(page, path) | data, **options)

    def do(self, process: str, do: str, status: int = 200, **rest: object) -> Any:
        return self.post(f"/v1/processes/{process}/commands", {"do": do, **rest}, status)

    def open(self, **given: object) -> str:
        return str(self.post("/v1/processes", OPENING | given)["process"])

    def token(self, *scopes: str, process: str | None = None) -> str:
        """Make a token, and return its secret."""
        body = {"title": "A script", "scopes": list(scopes), "days": 30, "process": process}
        return str(self.post("/v1/tokens", body)["secret"])

    def by(self, token: str) -> Person:
        """Return a program of this person, which comes in by a token."""
        client = TestClient(self.client.app, headers={"Authorization": f"Bearer {token}"})
        return Person(self.name, client, self.engine)


def mark_in(page: str, path: str) -> dict[str, str]:
    """Return what binds the form of a page to whoever it was drawn for; nothing where it has no such form."""
    form = page.partition(f'<form method="post" action="{path}"')[2].partition("</form>")[0]
    mark = form.partition('name="mark" value="')[2].partition('"')[0]
    return {"mark": mark} if mark else {}


def a_person(app: FastAPI, name: str, *roles: Role, organisation: str = "local") -> Person:
    """Make an account, and sign it in."""
    engine: Engine = app.state.engine
    own = engine.of(organisation)
    an_account(own, name, *roles)
    person = Person(name, TestClient(app, raise_server_exceptions=False), own)
    person.sign_in()
    return person


def in_a_browser(person: Person) -> Person:
    """Let a person ask for pages, and see where he is sent on to instead of going there."""
    person.client.headers.update({"Accept": "text/html"})
    person.client.follow_redirects = False
    return person


def invited(app: FastAPI, by: Person, process: str, name: str, party: str | None = "Town", role: str = "") -> Person:
    """Admit a participant, invite a person for it, and let that person accept."""
    given: dict[str, Any] = {"party": party, "roles": [role or "representative"]} if party else {}
    by.do(process, "join", participant=name, name=name.title(), **given)
    email = f"{name}@{by.engine.organisation}.example"
    link = by.post("/v1/invitations", {"email": email, "process": process, "participant": name})["link"]
    guest = Person(name, TestClient(app, raise_server_exceptions=False), by.engine)
    secret = link.partition("t=")[2]
    guest.post("/v1/invitations/accept", {"token": secret, "name": name.title(), "password": PASSWORD})
    return guest
