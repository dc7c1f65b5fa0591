"""An organisation begins with a link for its first owner, which is good once."""

from __future__ import annotations

import pytest

from engine import Engine
from engine.access.identity import operator_of
from engine.access.invitations import Guest, Invited
from engine.access.organisations import Changes
from engine.journal.rows import Filters
from tests.engine.access.people import (
    a_guest,
    a_person,
    an_account,
    an_organisation,
    granted,
    known,
    message,
    signed_in,
)
from tests.engine.journal.neighbours import Time, a_method, an_open_process


def test_the_first_start_makes_a_link_for_an_owner_until_there_is_one(engine: Engine) -> None:
    organisations, invitations = engine.access.organisations, engine.access.invitations
    first, second = (organisations.begin("local", "The town") for _ in range(2))
    assert isinstance(first, Invited)
    assert isinstance(second, Invited)

    assert message(invitations.accept(first.secret, a_guest(email="o@town.example"))) == "invitation_unusable"
    came = granted(invitations.accept(second.secret, a_guest("Olga", email="o@town.example")))

    assert came.signed_in is not None
    owner = known(engine, came.signed_in)
    assert owner.roles == {"owner", "author", "facilitator"}
    assert organisations.begin("local") is None
    assert organisations.name("local") == "The town"
    assert organisations.change(owner, Changes("The city")) is None
    assert [(one.id, one.name) for one in organisations.all()] == [("local", "The city")]


def test_a_link_for_the_first_owner_waits_for_an_address(engine: Engine) -> None:
    sent = engine.access.organisations.begin("local")
    assert isinstance(sent, Invited)

    assert message(engine.access.invitations.accept(sent.secret, a_guest())) == "email_wrong"
    granted(engine.access.invitations.accept(sent.secret, a_guest(email="o@town.example")))


def test_a_link_for_an_owner_raises_who_is_there_already(engine: Engine) -> None:
    bo = a_person(an_organisation(engine, "local"), "bo")
    sent = engine.access.organisations.begin("local")
    assert isinstance(sent, Invited)

    granted(engine.access.invitations.accept(sent.secret, Guest(already=bo)))

    assert "owner" in signed_in(engine, "bo").roles


def test_where_the_only_owner_was_disabled_a_new_link_is_made(engine: Engine, time: Time) -> None:
    town = an_organisation(engine)
    olga, other = an_account(town, "olga", "owner"), an_account(town, "ot", "owner")
    assert engine.access.organisations.begin("town") is None
    for one in (olga, other):
        engine.access.accounts.disable(operator_of("town"), one.id)

    assert engine.access.organisations.begin("town") is None  # the last one stays
    assert signed_in(town, "ot").roles == {"owner"}


@pytest.mark.parametrize("identity", ["", "Town", "town hall", "1town", "t" * 64, "town/../x", "tówn"])
def test_an_organisation_has_a_plain_id(identity: str, engine: Engine) -> None:
    assert message(engine.access.organisations.begin(identity)) == "organisation_wrong"
    assert engine.access.organisations.name(identity) is None


def test_what_was_there_before_accounts_belongs_to_the_first_organisation(engine: Engine) -> None:
    process = an_open_process(engine)
    sent = engine.access.organisations.begin("local")
    assert isinstance(sent, Invited)

    granted(engine.access.invitations.accept(sent.secret, a_guest("Olga", email="olga@local.example")))
    olga = signed_in(engine, "olga")

    assert engine.access.may_know(olga, process)
    assert [one.id for one in engine.processes(engine.access.narrowed(olga, Filters())).items] == [process]
    assert engine.method("neighbours") == engine.method("neighbours", a_method().version)
