"""Accounts and what they are in their organisation: owners see to them, and always one is left."""

from __future__ import annotations

from typing import Any

import pytest

from engine import Engine
from engine.access.accounts import Account
from engine.access.identity import ROLES, Identity, operator_of
from engine.access.invitations import Wished
from engine.access.organisations import Changes
from engine.access.readings import Reading
from engine.errors import NotLetIn
from engine.journal.store import Connection
from tests.engine.access.people import (
    PASSWORD,
    a_guest,
    a_participant,
    a_person,
    a_token,
    an_account,
    an_invitation,
    an_organisation,
    by_token,
    granted,
    message,
    opened_by,
    seated,
    signed_in,
    written,
)
from tests.engine.journal.neighbours import Time, a_command, accepted, allow_writing, forbid_writing


def managing(engine: Engine, by: Identity, account: str) -> dict[str, Any]:
    """Return what an owner may do, by name, tried by somebody."""
    rooms = engine.access.accounts
    return {
        "all": rooms.all(by),
        "make": rooms.make(by, "new@town.example", "New"),
        "give_role": rooms.give_role(by, account, "owner"),
        "take_role": rooms.take_role(by, account, "observer"),
        "disable": rooms.disable(by, account),
        "enable": rooms.enable(by, account),
        "erase": rooms.erase(by, account),
        "readings": engine.access.readings.of(by),
        "rename": engine.access.organisations.change(by, Changes("Another name")),
    }


def test_only_owners_who_are_signed_in_see_to_accounts(town: Engine, olga: Identity) -> None:
    ole = an_account(town, "ole", "observer")
    others = [a_person(town, role, role) for role in ROLES if role != "owner"]
    others += [a_person(town, "eve"), by_token(town, a_token(olga, town, "read", "act", "export"))]

    for by in others:
        assert {message(one) for one in managing(town, by, ole.id).values()} == {"for_owners"}
    assert town.access.accounts.own(signed_in(town, "ole")) == ole


def test_accounts_of_another_organisation_are_as_unknown_as_those_that_never_were(town: Engine, olga: Identity) -> None:
    other = an_account(an_organisation(town, "water"), "wim", "owner", "observer")

    for account in (other.id, "never"):
        told = managing(town, olga, account)
        for name in ("give_role", "take_role", "disable", "enable", "erase"):
            assert (message(told[name]), told[name].values) == ("account_unknown", {"account": account})
    assert signed_in(town.of("water"), "wim").roles == {"owner", "observer"}


def test_an_owner_who_is_none_any_more_sees_to_nothing(town: Engine, olga: Identity) -> None:
    an_account(town, "ot", "owner")
    granted(town.access.accounts.take_role(operator_of("town"), str(olga.account), "owner"))

    assert message(town.access.accounts.all(olga)) == "for_owners"
    granted(town.access.accounts.disable(operator_of("town"), str(olga.account)))
    with pytest.raises(NotLetIn):
        town.access.accounts.all(olga)


def test_an_organisation_keeps_an_owner(town: Engine, olga: Identity) -> None:
    rooms, account = town.access.accounts, str(olga.account)

    for answer in (rooms.take_role(olga, account, "owner"), rooms.disable(olga, account), rooms.erase(olga, account)):
        assert message(answer) == "last_owner"
    ot = a_person(town, "ot", "owner")
    granted(rooms.disable(ot, account))
    assert message(rooms.take_role(ot, str(ot.account), "owner")) == "last_owner"  # one who is disabled is none


def test_roles_come_and_go(town: Engine, olga: Identity) -> None:
    bo = an_account(town, "bo")
    rooms = town.access.accounts

    granted(rooms.give_role(olga, bo.id, "author"))
    granted(rooms.give_role(olga, bo.id, "author"))
    granted(rooms.give_role(olga, bo.id, "observer"))
    granted(rooms.take_role(olga, bo.id, "facilitator"))

    assert granted(rooms.take_role(olga, bo.id, "observer")).roles == {"author"}
    assert message(rooms.give_role(olga, bo.id, "king")) == "member_role_unknown"  # type: ignore[arg-type]  # over HTTP


def test_an_address_is_one_account_in_an_organisation_and_may_be_another_elsewhere(
    town: Engine, olga: Identity
) -> None:
    an_account(town, "bo")
    water = an_organisation(town, "water")

    assert message(town.access.accounts.make(olga, " BO@town.example", "Bo")) == "email_taken"
    other = granted(water.access.accounts.make(operator_of("water"), "bo@town.example", "Bo"))
    assert other.id not in {one.id for one in granted(town.access.accounts.all(olga))}


@pytest.mark.parametrize(
    "email", ["", "bo", "bo@", "@town", "bo @town.example", "bo@town\n.example", f"{'x' * 250}@t.nl", "bo@t.\ufffe"]
)
def test_what_is_no_address_is_refused(email: str, town: Engine, olga: Identity) -> None:
    assert message(town.access.accounts.make(olga, email, "Bo")) == "email_wrong"


@pytest.mark.parametrize(
    "email",
    [
        "wei\u00df@town.example", "\ufb01ona@town.example", "\u017fam@town.example", "\u212aim@town.example",
        "\uff45ve@town.example", "a\u2460b@town.example", "bo@stra\u00dfe.example", "bo@\uff58.example",
        "bo\0@town.example", "e\u0301@town.example",
    ],
)  # fmt: skip
def test_an_address_that_would_become_anothers_is_refused(email: str, town: Engine, olga: Identity) -> None:
    assert message(town.access.accounts.make(olga, email, "Bo")) == "email_wrong"
    assert message(town.access.invitations.make(olga, Wished(email, ("observer",)))) == "email_wrong"


def test_an_address_is_kept_in_small_letters(town: Engine, olga: Identity) -> None:
    assert granted(town.access.accounts.make(olga, " Bo.De.Wit@Town.Example ", "Bo")).email == "bo.de.wit@town.example"


@pytest.mark.parametrize("name", ["", "  ", "Bo\x07", "x" * 201, "Bo\u202eeve"])
def test_what_is_no_name_is_refused(name: str, town: Engine, olga: Identity) -> None:
    assert message(town.access.accounts.make(olga, "bo@town.example", name)) == "name_wrong"


def test_one_gives_oneself_another_name_and_the_process_keeps_the_one_it_knows(town: Engine) -> None:
    anna = a_person(town, "anna", "facilitator")
    process = opened_by(town, anna)

    renamed = granted(town.access.accounts.rename(anna, " Anna de Vries "))

    assert renamed.name == "Anna de Vries"
    assert town.situation(process)[1].participants["anna"].name == "Anna"


def test_only_the_operator_gives_an_account_another_address(town: Engine, olga: Identity) -> None:
    bo = an_account(town, "bo")
    an_account(town, "cas")
    change, operator = town.access.accounts.change_email, operator_of("town")

    assert message(change(olga, bo.id, "olga@evil.example")) == "for_operators"
    assert message(change(operator, bo.id, "cas@town.example")) == "email_taken"
    assert message(change(operator, "never", "x@town.example")) == "account_unknown"
    assert granted(change(operator, bo.id, "Bo@Elsewhere.example")).email == "bo@elsewhere.example"


def test_an_erased_account_leaves_an_id_and_nothing_of_the_person(
    town: Engine, olga: Identity, beside: Connection
) -> None:
    anna = a_person(town, "anna", "facilitator")
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    a_token(bo, town, "read")
    town.access.links.ask("town", "bo@town.example")
    an_invitation(town, olga, "bo@town.example", roles=["observer"])

    erased = granted(town.access.accounts.erase(olga, str(bo.account)))

    assert (erased.name, erased.email, erased.has_password, erased.roles) == (None, None, False, frozenset())
    for table in ("session", "token", "sign_in_link", "member"):
        query = f"SELECT 1 FROM {table} WHERE account=?"  # noqa: S608 - our own names
        assert beside.execute(query, (bo.account,)).fetchall() == []
    for table, column in (("account", "email"), ("invitation", "email")):
        query = f"SELECT 1 FROM {table} WHERE {column}='bo@town.example'"  # noqa: S608 - our own names
        assert beside.execute(query).fetchall() == []
    assert message(town.access.accounts.enable(olga, str(bo.account))) == "account_unknown"
    assert message(town.access.accounts.give_role(olga, str(bo.account), "owner")) == "account_unknown"
    assert town.situation(process)[1].participants["bo"].name == "Bo"  # that is the process's, and `redact` erases it
    again = granted(town.access.accounts.make(olga, "bo@town.example", "Bo"))
    assert again.id != bo.account


def test_nobody_takes_the_place_of_a_participant_whose_account_was_erased(
    town: Engine, olga: Identity, beside: Connection
) -> None:
    anna = a_person(town, "anna", "facilitator")
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    a_participant(town, process, anna, "cas", "Water")
    waiting = an_invitation(town, olga, "cas@town.example", process, "cas")
    beside.execute("UPDATE invitation SET participant='bo' WHERE participant='cas'")  # as if it had been sent for him

    granted(town.access.accounts.erase(olga, str(bo.account)))

    wished = Wished("sock@town.example", (), process, "bo")
    for one in (olga, anna):
        assert message(town.access.invitations.make(one, wished)) == "participant_seated"
    assert message(town.access.invitations.accept(waiting.secret, a_guest())) == "invitation_unusable"
    found = beside.execute("SELECT account FROM seat WHERE participant='bo'").fetchall()
    assert [row[0] for row in found] == [bo.account]


def test_what_redact_erases_in_a_process_the_account_keeps(town: Engine) -> None:
    anna = a_person(town, "anna", "facilitator")
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")

    accepted(town.submit(process, a_command("redact", content=["bo"], reason="Asked for it"), by=anna))

    assert town.situation(process)[1].participants["bo"].name is None
    assert town.access.accounts.own(bo).name == "Bo"
    assert town.access.seat(bo, process) == "bo"


def test_a_person_gets_all_that_is_kept_of_him_and_nothing_secret(town: Engine, time: Time) -> None:
    anna = a_person(town, "anna", "facilitator")
    process = opened_by(town, anna)
    made = a_token(anna, town, "read")
    town.access.readings.note(anna, process, "log", time.at)
    written(town)

    told: dict[str, Any] = town.access.accounts.about(anna)

    assert told["email"] == "anna@town.example"
    assert [one["participant"] for one in told["seats"]] == ["anna"]
    assert [one["title"] for one in told["tokens"]] == ["A script"]
    assert [one["about"] for one in told["sessions"]] == ["a browser"]
    assert [one["kind"] for one in told["readings"]] == ["log"]
    assert made.secret.split("_", 2)[2] not in str(told)
    assert "argon2" not in str(told)
    assert "hash" not in str(told)


def test_who_reads_what_few_may_see_is_told_to_owners_once_in_ten_minutes(
    town: Engine, olga: Identity, time: Time
) -> None:
    anna = a_person(town, "anna", "facilitator")
    process, other = opened_by(town, anna), opened_by(town, anna)
    start = time.at
    for _ in range(3):
        town.access.readings.note(anna, process, "process", time.at)
    town.access.readings.note(anna, process, "export", time.at)
    town.access.readings.note(operator_of("town"), process, "export", time.at)
    time.pass_by(minutes=10)
    town.access.readings.note(anna, process, "process", time.at)
    town.access.readings.note(anna, other, "log", time.at)
    account = str(anna.account)

    assert {(one.kind, one.at) for one in granted(town.access.readings.of(olga, process))} == {
        ("process", start),
        ("export", start),
        ("process", time.at),
    }
    assert Reading(account, other, "log", time.at) in granted(town.access.readings.of(olga))
    water = a_person(an_organisation(town, "water"), "olga", "owner")
    assert town.access.readings.of(water) == town.access.readings.of(water, process) == []


def test_what_could_not_be_noted_is_noted_with_the_next_reading(
    town: Engine, olga: Identity, time: Time, beside: Connection
) -> None:
    process = opened_by(town, a_person(town, "anna", "facilitator"))
    forbid_writing(town, beside, "reading")
    town.access.readings.note(olga, process, "log", time.at)
    written(town)
    allow_writing(town, beside, "reading")
    assert town.access.readings.of(olga) == []

    for _ in range(2):
        town.access.readings.note(olga, process, "log", time.at)

    assert [one.kind for one in granted(town.access.readings.of(olga))] == ["log"]


def test_an_account_made_with_a_bad_password_is_not_made(town: Engine, olga: Identity) -> None:
    assert message(town.access.accounts.make(olga, "bo@town.example", "Bo", password="password")) == "password_common"
    made = town.access.accounts.make(olga, "bo@town.example", "Bo", password=PASSWORD)
    assert isinstance(made, Account)
