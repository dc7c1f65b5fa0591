"""Webhooks: of an account and never more than that, made by people, each with a secret that stands nowhere."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine import Engine
from engine.access.identity import Identity, operator_of
from engine.access.webhooks import Asked, Change, secret_of
from engine.errors import NotLetIn, ProcessUnknown
from engine.journal.store import Connection
from tests.engine.access.people import (
    a_person,
    a_token,
    an_organisation,
    by_token,
    granted,
    message,
    opened_by,
    seated,
    signed_in,
)
from tests.engine.access.test_at_rest import faces_of
from tests.engine.journal.neighbours import Time, a_command, accepted

pytestmark = pytest.mark.P14
HOOK = Asked("https://hook.example/x", "A hook")


@pytest.fixture(autouse=True)
def key(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Name a signing key, as on PostgreSQL a setting does."""
    engine._journal._key_file = tmp_path_factory.mktemp("key") / "signing.key"  # noqa: SLF001 - the tests look behind the door


@pytest.fixture
def town(engine: Engine) -> Engine:
    return an_organisation(engine)


@pytest.fixture
def anna(town: Engine) -> Identity:
    return a_person(town, "anna", "facilitator")


def test_a_webhook_is_made_by_a_person_who_has_just_proved_who_he_is(town: Engine, anna: Identity, time: Time) -> None:
    rooms = town.access.webhooks
    token = by_token(town, a_token(anna, town, "read", "act", "export"))
    for one in (token, operator_of("town")):
        assert message(rooms.make(one, HOOK)) == "webhooks_are_made_by_people"

    made = granted(rooms.make(anna, HOOK))

    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", made.secret)
    assert rooms.of(anna) == [made.webhook]
    time.pass_by(minutes=11)
    assert message(rooms.make(anna, HOOK)) == "proof_needed"
    assert message(rooms.renew(anna, made.webhook.id)) == "proof_needed"


def test_every_webhook_and_every_renewal_has_a_secret_of_its_own_which_stands_nowhere(
    town: Engine, anna: Identity, beside: Connection
) -> None:
    made = [granted(town.access.webhooks.make(anna, HOOK)) for _ in range(2)]
    renewed = granted(town.access.webhooks.renew(anna, made[0].webhook.id))
    assert renewed is not None
    secrets = [made[0].secret, made[1].secret, renewed.secret]

    assert len(set(secrets)) == 3
    key = town._journal.signing_key()  # noqa: SLF001 - the tests look behind the door
    assert secret_of(key, renewed.webhook.id, 2) == renewed.secret
    kept = repr([beside.execute(f"SELECT * FROM {one}").fetchall() for one in ("webhook", "webhook_place")]).encode()  # noqa: S608 - our own names
    assert [one for one in secrets for face in faces_of(one.removeprefix("whsec_")) if face in kept] == []


def test_a_guest_names_a_process_that_he_may_know_of(town: Engine, anna: Identity) -> None:
    process, other = opened_by(town, anna), opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    rooms = town.access.webhooks

    assert message(rooms.make(bo, HOOK)) == "webhook_needs_process"
    for one in (other, "never"):
        with pytest.raises(ProcessUnknown):
            rooms.make(bo, Asked(HOOK.url, "x", one))
    assert granted(rooms.make(bo, Asked(HOOK.url, "x", process))).webhook.process == process
    eve = a_person(an_organisation(town, "water"), "eve", "owner")
    with pytest.raises(ProcessUnknown):
        rooms.make(eve, Asked(HOOK.url, "x", process))


def test_an_account_has_at_most_twenty(town: Engine, anna: Identity) -> None:
    for _ in range(20):
        granted(town.access.webhooks.make(anna, HOOK))

    assert message(town.access.webhooks.make(anna, HOOK)) == "webhooks_many"
    granted(town.access.webhooks.make(a_person(town, "bea", "observer"), HOOK))


def test_one_sees_to_ones_own_and_an_owner_pauses_and_ends_those_of_others(town: Engine, anna: Identity) -> None:
    hook = granted(town.access.webhooks.make(anna, HOOK)).webhook
    olga, eve = a_person(town, "olga", "owner"), a_person(town, "eve", "observer")
    other = a_person(an_organisation(town, "water"), "olga", "owner")
    rooms = town.access.webhooks

    assert [rooms.of(one) for one in (eve, other)] == [[], []]
    (shown,) = rooms.of(olga)
    assert (shown.id, shown.url, shown.key) == (hook.id, "https://hook.example", "")
    for one in (eve, other):
        assert rooms.one(one, hook.id) is None
        assert rooms.change(one, hook.id, Change(paused=True)) is None
        assert rooms.renew(one, hook.id) is None
        assert not rooms.end(one, hook.id)
    assert rooms.renew(olga, hook.id) is None
    for change in (Change(title="x"), Change(paused=False)):
        assert message(rooms.change(olga, hook.id, change)) == "webhook_is_anothers"
    paused = granted(rooms.change(olga, hook.id, Change(paused=True)))
    assert paused is not None
    assert (paused.url, paused.paused_at is not None) == ("https://hook.example", True)
    assert granted(rooms.change(anna, hook.id, Change(paused=False))) == hook
    assert rooms.end(olga, hook.id)
    assert not rooms.end(olga, hook.id)
    assert rooms.of(anna) == []


def test_who_is_disabled_or_gets_another_address_has_webhooks_no_more(town: Engine, anna: Identity) -> None:
    granted(town.access.webhooks.make(anna, HOOK))
    granted(town.access.accounts.change_email(operator_of("town"), str(anna.account), "new@town.example"))
    assert town.access.webhooks.of(operator_of("town")) == []
    anna = signed_in(town, "new")
    granted(town.access.webhooks.make(anna, HOOK))
    granted(town.access.accounts.disable(operator_of("town"), str(anna.account)))
    assert town.access.webhooks.of(operator_of("town")) == []
    with pytest.raises(NotLetIn):
        town.access.webhooks.make(anna, HOOK)


@pytest.mark.parametrize("process", ["a\0b", "\ud800", "", "x" * 10_000])
def test_an_id_that_no_process_has_is_that_of_none(town: Engine, anna: Identity, process: str) -> None:
    with pytest.raises(ProcessUnknown):
        town.access.webhooks.make(anna, Asked(HOOK.url, "x", process))


def test_what_was_made_is_among_what_one_can_have_of_oneself(town: Engine, anna: Identity) -> None:
    granted(town.access.webhooks.make(anna, HOOK))

    kept: dict[str, Any] = town.access.accounts.about(anna)
    (told,) = kept["webhooks"]
    assert (told["url"], told["title"], told["process"]) == (HOOK.url, HOOK.title, None)


def test_without_a_key_there_is_none_and_what_helps_is_said(town: Engine, anna: Identity) -> None:
    town._journal._key_file = None  # noqa: SLF001 - as on PostgreSQL where no setting names one

    assert message(town.access.webhooks.make(anna, HOOK)) == "webhooks_need_key"


def test_what_happened_in_the_same_group_of_writes_before_is_no_news(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    accepted(town.submit(process, a_command("note", "anna", text="Before")))
    granted(town.access.webhooks.make(anna, HOOK))

    with town._journal.reading("town") as connection:  # noqa: SLF001 - the tests look behind the door
        row = connection.execute("SELECT start, length, vector, participant FROM webhook_place").fetchone()
    length = len(town.history(process))
    assert row == (length, length, None, "anna")
