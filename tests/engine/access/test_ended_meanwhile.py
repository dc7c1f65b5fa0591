"""A request takes a while: what it was let in by may have ended by the time in which it is carried out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from engine import Engine
from engine.access import sessions, tokens, webhooks
from engine.access.identity import Identity, operator_of
from engine.access.invitations import Wished
from engine.access.organisations import Changes
from engine.access.tokens import Asked
from engine.access.webhooks import Asked as Hook
from engine.access.webhooks import Change
from engine.errors import NotLetIn
from tests.engine.access.people import (
    PASSWORD,
    a_person,
    a_token,
    an_account,
    an_organisation,
    by_token,
    granted,
    opened_by,
    with_quick_passwords,
)
from tests.engine.journal.neighbours import a_command, an_opening
from tests.postgres import Server

HOOK = Hook("https://hook.example/x", "A hook")
TOKEN = Asked("A script", frozenset({"read"}), tokens.LONGEST_LIFE)
Act = Callable[[Engine, Identity, str], object]
BY_SESSION: dict[str, Act] = {
    "a token is made": lambda town, by, _: town.access.tokens.make(by, TOKEN),
    "tokens are looked at": lambda town, by, _: town.access.tokens.of(by),
    "a token is ended": lambda town, by, _: town.access.tokens.end(by, "some"),
    "a webhook is made": lambda town, by, _: town.access.webhooks.make(by, HOOK),
    "a webhook is changed": lambda town, by, _: town.access.webhooks.change(by, "some", Change(paused=True)),
    "a webhook gets another secret": lambda town, by, _: town.access.webhooks.renew(by, "some"),
    "a webhook is ended": lambda town, by, _: town.access.webhooks.end(by, "some"),
    "somebody is invited": lambda town, by, _: town.access.invitations.make(by, Wished("x@town.example", ("owner",))),
    "invitations are looked at": lambda town, by, _: town.access.invitations.of(by),
    "accounts are looked at": lambda town, by, _: town.access.accounts.all(by),
    "an account is disabled": lambda town, by, _: town.access.accounts.disable(by, str(by.account)),
    "a role is given": lambda town, by, _: town.access.accounts.give_role(by, str(by.account), "author"),
    "a name is changed": lambda town, by, _: town.access.accounts.rename(by, "Another"),
    "a password is set": lambda town, by, _: town.access.accounts.set_password(by, "another boat in a lock"),
    "an organisation is changed": lambda town, by, _: town.access.organisations.change(by, Changes(name="Mine")),
    "readings are looked at": lambda town, by, _: town.access.readings.of(by),
    "a process is opened": lambda town, by, _: town.submit(None, an_opening(), by=by),
    "a command is carried out": lambda town, by, process: town.submit(process, a_command("cancel", reason="x"), by=by),
}  # fmt: skip


@pytest.fixture
def olga(town: Engine) -> Identity:
    return a_person(town, "olga", "owner", "facilitator", "author")


@pytest.mark.parametrize("act", BY_SESSION.values(), ids=BY_SESSION)
def test_nothing_is_done_by_a_session_that_has_ended(town: Engine, olga: Identity, act: Act) -> None:
    process = opened_by(town, olga)
    assert town.access.sessions.end(olga, str(olga.session))

    with pytest.raises(NotLetIn):
        act(town, olga, process)


@pytest.mark.parametrize("what", ["a process is opened", "a command is carried out"])
def test_nothing_is_done_by_a_token_that_has_ended(town: Engine, olga: Identity, what: str) -> None:
    process = opened_by(town, olga)
    made = a_token(olga, town, "read", "act")
    program = by_token(town, made)
    assert town.access.tokens.end(olga, made.token.id)

    with pytest.raises(NotLetIn):
        BY_SESSION[what](town, program, process)


LASTING: dict[str, tuple[Any, str, Act]] = {
    "webhook": (webhooks, "checked_name", BY_SESSION["a webhook is made"]),
    "token": (tokens, "checked_name", BY_SESSION["a token is made"]),
    "session": (
        sessions, "new_secret",
        lambda town, _by, _process: town.access.sessions.sign_in("town", "rik@town.example", PASSWORD),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LASTING)
def test_what_one_server_makes_another_that_clears_the_account_does_not_miss(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Whoever has lost an account would go on by what he was making at that moment."""
    url, (module, name, make) = postgres.database(), LASTING[what]
    with (
        Engine.open(url, signing_key=tmp_path / "key") as one,
        Engine.open(url, signing_key=tmp_path / "key") as other,
        ThreadPoolExecutor(2) as pool,
    ):
        town, _ = (with_quick_passwords(engine).of("town") for engine in (one, other))
        an_organisation(one, "town")
        rik = a_person(town, "rik", "observer")
        inside, goes_on, usual = Event(), Event(), getattr(module, name)

        def slow(*given: Any) -> Any:
            inside.set()
            assert goes_on.wait(30)
            return usual(*given)

        monkeypatch.setattr(module, name, slow)
        making = pool.submit(make, other.of("town"), rik, "")
        assert inside.wait(30)
        clearing = pool.submit(
            town.access.accounts.change_email, operator_of("town"), str(rik.account), "n@town.example"
        )
        assert not clearing.done()
        goes_on.set()
        making.result(30)
        granted(clearing.result(30))

        left = town._journal.store.connect()  # noqa: SLF001 - the tests look behind the door
        town._journal.store.keep_to(left, "town")  # noqa: SLF001 - the same
        assert left.execute(f"SELECT id FROM {what}").fetchall() == []  # noqa: S608 - our own names
        left.close()


def test_somebody_else_is_not_kept_waiting(town: Engine) -> None:
    an_account(town, "bo")
    assert granted(town.access.sessions.sign_in("town", "bo@town.example", PASSWORD))
