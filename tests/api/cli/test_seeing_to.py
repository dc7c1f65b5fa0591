"""`sluis user` and `sluis token` on the database itself, and the first start of a server with accounts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.app import create_app
from api.cli import app
from api.cli.asking import asking
from api.cli.serving import _invite_owner
from api.cli.terminal import Unanswered
from api.client import TokenUnsealed, client_for
from api.settings import Settings
from engine import Engine
from engine.language import read_method
from tests.api.conftest import METHOD, OPENING
from tests.engine.access.people import PASSWORD, with_quick_passwords

ACCOUNTS = Settings(access="accounts")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SLUIS_DATABASE_URL", found := f"sqlite:///{tmp_path / 'sluis.db'}")
    monkeypatch.setenv("SLUIS_ACCESS", "accounts")
    return found


def sluis(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def told(*words: str) -> str:
    done = sluis(*words)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def why(*words: str) -> str:
    """Return why a command was refused."""
    done = sluis(*words)
    assert isinstance(done.exception, Unanswered), done.output
    return done.exception.sentence


@pytest.fixture
def olga(url: str) -> str:
    """Make an owner, and return the link by which she signs in."""
    return told("user", "add", "olga@local.example", "--name", "Olga", "--role", "owner", "--role", "facilitator")


def test_the_first_start_prints_a_link_until_there_is_an_owner(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Engine.open(url) as engine:
        client = TestClient(create_app(with_quick_passwords(engine), ACCOUNTS), follow_redirects=False)
        links = []
        for _ in range(2):
            _invite_owner(engine, ACCOUNTS)
            found = re.search(r"http://127\.0\.0\.1:8420(/invitation\?t=\S+)", capsys.readouterr().out)
            assert found is not None
            links.append(found[1])
        body = {"name": "Olga", "password": PASSWORD, "email": "olga@local.example"}
        statuses = [
            client.post("/v1/invitations/accept", json=body | {"token": one.partition("t=")[2]}).status_code
            for one in links
        ]
        assert statuses == [410, 201]
        assert client.get("/v1/me").json()["account"]["roles"] == ["author", "facilitator", "owner"]
        _invite_owner(engine, ACCOUNTS)
        assert capsys.readouterr().out == ""


def test_people_are_added_listed_given_roles_and_let_in_no_more(url: str, olga: str) -> None:
    link = told("user", "add", "Bo@local.example", "--name", "Bo Smit")
    assert link.startswith("http://127.0.0.1:8420/sign-in/link?t=")
    told("user", "role", "bo@local.example", "--give", "author", "--give", "observer")
    told("user", "role", "bo@local.example", "--take", "observer")
    listed = {one["email"]: one["roles"] for one in json.loads(told("user", "list", "--json"))}
    assert listed == {"olga@local.example": ["facilitator", "owner"], "bo@local.example": ["author"]}
    assert "disabled" in told("user", "disable", "bo@local.example")
    assert "bo@local.example  Bo Smit  author  ·  disabled" in told("user", "list")
    assert "nobody who may come in" in why("user", "link", "bo@local.example")
    assert "author" in told("user", "disable", "bo@local.example", "--undo")
    assert "at least one owner" in why("user", "role", "olga@local.example", "--take", "owner")
    assert "no role king" in why("user", "role", "bo@local.example", "--give", "king")
    assert "nobody in local has the address" in why("user", "role", "never@local.example", "--give", "author")


def test_a_link_that_was_printed_signs_in_and_an_invitation_lets_in(url: str, olga: str) -> None:
    invitation = told("user", "invite", "di@local.example", "--role", "observer", "--days", "3").strip()
    with Engine.open(url) as engine:
        served = create_app(with_quick_passwords(engine), ACCOUNTS)
        client = TestClient(served)
        signed = client.post("/v1/sign-in-links/use", json={"token": olga.strip().partition("t=")[2]})
        assert signed.status_code == 201
        assert client.get("/v1/me").json()["account"]["name"] == "Olga"
        body = {"token": invitation.partition("t=")[2], "name": "Di", "password": PASSWORD}
        assert TestClient(served).post("/v1/invitations/accept", json=body).status_code == 201


def test_tokens_are_made_listed_and_ended(url: str, olga: str) -> None:
    secret = told(
        "token", "make", "olga@local.example", "--title", "Script", "--scope", "read", "--scope", "act"
    ).strip()
    assert re.fullmatch(r"sluis_[0-9a-z]+_[A-Za-z0-9_-]{43}", secret)
    (listed,) = json.loads(told("token", "list", "--json"))
    assert listed["scopes"] == ["act", "read"]
    assert secret not in told("token", "list")
    with Engine.open(url) as engine:
        client = TestClient(create_app(engine, ACCOUNTS), headers={"Authorization": f"Bearer {secret}"})
        assert client.get("/v1/me").status_code == 200
    told("token", "revoke", listed["id"])
    assert "no token" in why("token", "revoke", listed["id"])
    assert "Only an author" in why("token", "make", "olga@local.example", "--title", "P", "--scope", "publish")


def test_organisations_are_apart_on_the_command_line_too(url: str, olga: str) -> None:
    told("user", "add", "olga@local.example", "--name", "Another", "--organisation", "town")
    assert "Another" not in told("user", "list")
    assert "Olga" not in told("user", "list", "--organisation", "town")
    assert "no organisation village" in why("user", "list", "--organisation", "village")


def test_nothing_is_made_where_there_is_no_database(url: str, tmp_path: Path) -> None:
    assert "there is no database" in why("user", "list")
    assert list(tmp_path.iterdir()) == []


def test_while_a_server_has_the_database_it_says_what_to_do(url: str, olga: str) -> None:
    with Engine.open(url, url_of_server="http://127.0.0.1:1"):
        done = sluis("user", "list")
    assert isinstance(done.exception, Unanswered)
    assert "in use" in done.exception.sentence
    assert any("/v1/accounts" in one for one in done.exception.help)


def test_without_a_server_the_command_line_acts_for_everybody(url: str) -> None:
    with Engine.open(url) as engine:
        engine.publish(read_method(METHOD, "small.yaml"))
    with asking() as client:
        assert client.post("/v1/processes", json=OPENING).status_code == 201
        assert client.get("/v1/processes").json()["items"][0]["title"] == OPENING["title"]


def test_a_token_is_not_sent_where_others_could_read_it() -> None:
    settings = Settings(server="http://sluis.example.org", token="sluis_a_b")
    with pytest.raises(TokenUnsealed, match="others could read it"), client_for(settings):
        pass
    assert "sluis_a_b" not in repr(settings)
    with client_for(settings.model_copy(update={"server": "https://sluis.example.org"})) as client:
        assert client.where == "https://sluis.example.org"
