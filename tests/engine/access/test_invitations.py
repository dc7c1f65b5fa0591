"""An invitation is good once, for one person, for a limited time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from engine import Engine, Refusal
from engine.access.identity import Identity, Role, Scope, operator_of
from engine.access.invitations import Accepted, Guest, Wished
from engine.errors import ProcessUnknown
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
    known,
    message,
    opened_by,
    seated,
    signed_in,
    with_quick_passwords,
)
from tests.engine.journal.neighbours import Time, a_command, accepted

REFUSED = Refusal("unknown-thing", "invitation_unusable")


def at_once(acts: list[Callable[[], Accepted | Refusal]]) -> list[Accepted | Refusal]:
    """Do several things at the same moment, and return their answers."""
    gate = threading.Barrier(len(acts))

    def do(act: Callable[[], Accepted | Refusal]) -> Accepted | Refusal:
        gate.wait(10)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


@pytest.mark.P18
def test_of_twenty_who_accept_one_invitation_at_once_one_comes_in(
    town: Engine, anna: Identity, beside: Connection
) -> None:
    process = opened_by(town, anna)
    a_participant(town, process, anna, "bo")
    sent = an_invitation(town, anna, "bo@town.example", process, "bo")

    answers = at_once([partial(town.access.invitations.accept, sent.secret, a_guest(f"Bo {n}")) for n in range(20)])

    came = [one for one in answers if isinstance(one, Accepted)]
    assert len(answers) == 20
    assert len(came) == 1
    assert [one for one in answers if one != came[0]] == [REFUSED] * 19
    rows = beside.execute("SELECT account FROM seat WHERE process=? AND participant='bo'", (process,)).fetchall()
    assert [row[0] for row in rows] == [came[0].account]
    assert len(beside.execute("SELECT id FROM account").fetchall()) == 2


@pytest.mark.P18
def test_an_invitation_is_accepted_once_also_where_two_replicas_are_asked(town: Engine, url: str, time: Time) -> None:
    chance = Random(18)
    with ExitStack() as stack:
        doors = [town]
        if town._journal.store.shares:  # noqa: SLF001 - a file has one owner, and all that ask are asked there
            other = stack.enter_context(Engine.open(url, now=time))
            doors.append(with_quick_passwords(other).of("town"))
        for number in range(10):
            wished = Wished(f"p{number}@town.example", ("observer",))
            sent = granted(town.access.invitations.make(operator_of("town"), wished))
            doors_asked = [chance.choice(doors) for _ in range(6)]
            answers = at_once([partial(one.access.invitations.accept, sent.secret, a_guest()) for one in doors_asked])
            assert len([one for one in answers if isinstance(one, Accepted)]) == 1
            assert answers.count(REFUSED) == 5


def test_whoever_accepts_for_a_participant_is_that_participant(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)

    bo = seated(town, anna, process, "bo")

    assert town.access.seat(bo, process) == "bo"
    assert bo.roles == frozenset()
    record = a_command("record", "bo", record="mandate", fields={"level": "commit"})
    accepted(town.submit(process, record, by=bo))
    assert town.access.reader(bo, town.situation(process)[1]).participant == "bo"


def test_looking_at_a_link_changes_nothing(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    a_participant(town, process, anna, "bo")
    sent = an_invitation(town, anna, "bo@town.example", process, "bo")

    looks = [town.access.invitations.look_at(sent.secret) for _ in range(3)]

    assert looks == [sent.invitation] * 3
    granted(town.access.invitations.accept(sent.secret, a_guest()))
    assert town.access.invitations.look_at(sent.secret) is None


def expired(town: Engine, secret: str, time: Time) -> Guest:
    time.pass_by(days=14)
    return a_guest()


def used(town: Engine, secret: str, time: Time) -> Guest:
    granted(town.access.invitations.accept(secret, a_guest()))
    return a_guest()


def revoked(town: Engine, secret: str, time: Time) -> Guest:
    one = town.access.invitations.look_at(secret)
    assert one is not None
    assert town.access.invitations.revoke(operator_of("town"), one.id)
    return a_guest()


def forwarded(town: Engine, secret: str, time: Time) -> Guest:
    return Guest(already=a_person(town, "eve", "observer"))


def of_somebody_who_has_an_account(town: Engine, secret: str, time: Time) -> Guest:
    an_account(town, "bo")
    return a_guest()


def by_somebody_of_another_organisation(town: Engine, secret: str, time: Time) -> Guest:
    other = an_organisation(town, "water")
    operator = operator_of("water")
    granted(other.access.accounts.make(operator, "bo@town.example", "Bo", ["owner"], PASSWORD))
    return Guest(already=known(other, granted(other.access.sessions.sign_in("water", "bo@town.example", PASSWORD))))


def by_a_token(town: Engine, secret: str, time: Time) -> Guest:
    bo = a_person(town, "bo")
    return Guest(already=by_token(town, a_token(bo, town, "act")))


def by_somebody_disabled(town: Engine, secret: str, time: Time) -> Guest:
    bo = a_person(town, "bo")
    granted(town.access.accounts.disable(operator_of("town"), str(bo.account)))
    return Guest(already=bo)


def of_an_inviter_who_was_disabled(town: Engine, secret: str, time: Time) -> Guest:
    one = town.access.invitations.look_at(secret)
    assert one is not None
    granted(town.access.accounts.disable(operator_of("town"), str(one.made_by)))
    return a_guest()


def after_the_password_was_reset(town: Engine, secret: str, time: Time) -> Guest:
    bo = a_person(town, "bo")
    granted(town.access.accounts.set_password(bo, "quite another one"))
    return Guest(already=bo)


def after_the_address_changed(town: Engine, secret: str, time: Time) -> Guest:
    bo = an_account(town, "bo")
    granted(town.access.accounts.change_email(operator_of("town"), bo.id, "bo@elsewhere.example"))
    granted(town.access.accounts.change_email(operator_of("town"), bo.id, "bo@town.example"))
    return Guest(already=signed_in(town, "bo"))


def for_somebody_who_left(town: Engine, secret: str, time: Time) -> Guest:
    one = town.access.invitations.look_at(secret)
    assert one is not None
    accepted(town.submit(str(one.process), a_command("leave", "bo")))
    return a_guest()


SPOILT = [
    expired, used, revoked, forwarded, of_somebody_who_has_an_account, by_somebody_of_another_organisation, by_a_token,
    by_somebody_disabled, of_an_inviter_who_was_disabled, after_the_password_was_reset, after_the_address_changed,
    for_somebody_who_left,
]  # fmt: skip


@pytest.mark.P18
@pytest.mark.parametrize("spoil", SPOILT, ids=lambda one: one.__name__)
def test_whatever_is_wrong_with_an_invitation_it_is_refused_alike(
    spoil: Callable[[Engine, str, Time], Guest], town: Engine, anna: Identity, time: Time, beside: Connection
) -> None:
    process = opened_by(town, anna)
    a_participant(town, process, anna, "bo")
    sent = an_invitation(town, anna, "bo@town.example", process, "bo")
    guest = spoil(town, sent.secret, time)
    before = beside.execute("SELECT count(*) FROM seat").fetchall()

    assert town.access.invitations.accept(sent.secret, guest) == REFUSED
    assert town.access.invitations.accept("nobody-ever-made-this", guest) == REFUSED
    assert beside.execute("SELECT count(*) FROM seat").fetchall() == before


def test_whoever_is_signed_in_accepts_with_the_account_he_has(town: Engine, anna: Identity, beside: Connection) -> None:
    process = opened_by(town, anna)
    bo = a_person(town, "bo")
    a_participant(town, process, anna, "bo")
    sent = an_invitation(town, anna, "bo@town.example", process, "bo")

    came = granted(town.access.invitations.accept(sent.secret, Guest(already=bo)))

    assert (came.account, came.signed_in) == (bo.account, None)
    assert town.access.seat(bo, process) == "bo"


def test_nobody_is_two_participants_of_one_process(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    a_participant(town, process, anna, "bob", "Water")
    sent = an_invitation(town, anna, "bo@town.example", process, "bob")

    assert town.access.invitations.accept(sent.secret, Guest(already=bo)) == REFUSED


def test_an_expired_invitation_is_gone_after_the_next_was_made(town: Engine, time: Time, beside: Connection) -> None:
    operator = operator_of("town")
    beside.execute("DELETE FROM invitation")
    granted(town.access.invitations.make(operator, Wished("bo@town.example", ("observer",)), timedelta(days=1)))
    time.pass_by(days=1)
    granted(town.access.invitations.make(operator, Wished("cas@town.example", ("observer",))))

    assert [row[0] for row in beside.execute("SELECT email FROM invitation").fetchall()] == ["cas@town.example"]


@pytest.mark.parametrize(
    ("wished", "days", "why"),
    [
        (Wished("bo@town.example", ("observer",)), 15, "lasts_wrong"),
        (Wished("bo@town.example", ("observer",)), 0, "lasts_wrong"),
        (Wished("bo@town.example"), 14, "invitation_to_nothing"),
        (Wished("nobody", ("observer",)), 14, "email_wrong"),
        (Wished(None, ("observer",)), 14, "email_wrong"),
        (Wished("bo@town.example", ("king",)), 14, "member_role_unknown"),  # type: ignore[arg-type]  # what comes in over HTTP
        (Wished("bo@town.example", (), "p", None), 14, "invitation_to_nothing"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(wished: Wished, days: int, why: str, town: Engine) -> None:
    answer = town.access.invitations.make(operator_of("town"), wished, timedelta(days=days))

    assert message(answer) == why


def test_only_an_owner_invites_members(town: Engine, anna: Identity) -> None:
    wished = Wished("bo@town.example", ("observer",))
    owner = a_person(town, "olga", "owner")

    assert message(town.access.invitations.make(anna, wished)) == "for_owners"
    assert message(town.access.invitations.make(by_token(town, a_token(owner, town, "act")), wished)) == "for_owners"
    came = granted(
        town.access.invitations.accept(granted(town.access.invitations.make(owner, wished)).secret, a_guest())
    )
    assert signed_in(town, "bo").roles == {"observer"}
    assert came.signed_in is not None


def test_who_may_invite_for_a_participant(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    a_participant(town, process, anna, "cas", "Water")
    wished = Wished("cas@town.example", (), process, "cas")
    make = town.access.invitations.make

    assert message(make(a_person(town, "fred", "facilitator"), wished)) == "invite_is_for_who_admits"  # has no seat
    assert message(make(bo, wished)) == "invite_is_for_who_admits"  # is no facilitator
    granted(town.access.accounts.give_role(operator_of("town"), str(bo.account), "facilitator"))
    assert message(make(signed_in(town, "bo"), wished)) == "invite_is_for_who_admits"  # may not admit there
    with pytest.raises(ProcessUnknown):
        make(a_person(town, "eve"), wished)
    granted(make(anna, wished))
    granted(make(a_person(town, "olga", "owner"), wished))


def demoted(town: Engine, by: Identity, _process: str) -> None:
    granted(town.access.accounts.take_role(operator_of("town"), str(by.account), "owner"))


def erased(town: Engine, by: Identity, _process: str) -> None:
    granted(town.access.accounts.erase(operator_of("town"), str(by.account)))


@pytest.mark.P18
@pytest.mark.parametrize("end", [demoted, erased], ids=lambda one: one.__name__)
@pytest.mark.parametrize("what", ["roles", "seat", "both"])
def test_what_somebody_may_give_no_more_his_invitations_do_not_give(
    what: str, end: Callable[[Engine, Identity, str], None], town: Engine, anna: Identity
) -> None:
    process = opened_by(town, anna)
    a_participant(town, process, anna, "bo")
    mal = a_person(town, "mal", "owner")
    a_person(town, "olga", "owner")
    roles: tuple[Role, ...] = () if what == "seat" else ("owner",)
    place = (None, None) if what == "roles" else (process, "bo")
    sent = granted(town.access.invitations.make(mal, Wished("mal2@town.example", roles, *place)))

    end(town, mal, process)

    assert town.access.invitations.accept(sent.secret, a_guest()) == REFUSED


def has_left(town: Engine, by: Identity, process: str) -> None:
    accepted(town.submit(process, a_command("leave", "anna"), by=by))


def is_no_facilitator(town: Engine, by: Identity, _process: str) -> None:
    granted(town.access.accounts.take_role(operator_of("town"), str(by.account), "facilitator"))


@pytest.mark.P18
@pytest.mark.parametrize("end", [has_left, is_no_facilitator], ids=lambda one: one.__name__)
def test_an_invitation_is_worth_nothing_once_whoever_made_it_admits_nobody_any_more(
    end: Callable[[Engine, Identity, str], None], town: Engine, anna: Identity
) -> None:
    process = opened_by(town, anna)
    a_participant(town, process, anna, "bo")
    sent = an_invitation(town, anna, "bo@town.example", process, "bo")

    end(town, anna, process)

    assert town.access.invitations.accept(sent.secret, a_guest()) == REFUSED


def test_a_program_invites_nobody(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    a_participant(town, process, anna, "bo")
    token = by_token(town, a_token(anna, town, "act", "read"))

    answer = town.access.invitations.make(token, Wished("x@town.example", (), process, "bo"))

    assert message(answer) == "for_people"


def test_who_may_not_invite_is_not_told_which_participants_have_an_account(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    granted(town.access.accounts.give_role(operator_of("town"), str(bo.account), "facilitator"))
    told = town.access.seats_in

    assert [one.participant for one in told(anna, process)] == ["anna", "bo"]
    assert told(signed_in(town, "bo"), process) == []  # may not admit there
    every: tuple[tuple[Scope, ...], ...] = (("dashboard",), ("read",), ("act", "read", "export"))
    for scopes in every:
        assert told(by_token(town, a_token(anna, town, *scopes)), process) == []


def test_whose_invitation_is_for_anothers_process_waits_for_nobody_there(
    town: Engine, anna: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = opened_by(town, anna)
    other = a_person(an_organisation(town, "water"), "olga", "owner")
    locks: list[object] = []
    journal = town._journal  # noqa: SLF001 - which lock is asked for can be seen behind the door alone
    do = journal.do

    def noted(work: Any, family: str | None, organisation: str) -> Any:
        locks.append(family)
        return do(work, family, organisation)

    monkeypatch.setattr(journal, "do", noted)
    for one in (process, "ne\0ver"):
        with pytest.raises(ProcessUnknown):
            town.access.invitations.make(other, Wished("x@town.example", (), one, "anna"))

    assert process not in locks


def test_nobody_is_invited_for_whom_there_is_not_or_who_is_somebody_already(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    seated(town, anna, process, "bo")
    make = town.access.invitations.make

    assert message(make(anna, Wished("x@town.example", (), process, "bo"))) == "participant_seated"
    assert message(make(anna, Wished("x@town.example", (), process, "nobody"))) == "participant_unknown"


def test_a_process_of_another_organisation_is_as_one_that_never_was(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    other = a_person(an_organisation(town, "water"), "olga", "owner")

    for one in (process, "never"):
        with pytest.raises(ProcessUnknown):
            town.access.invitations.make(other, Wished("x@town.example", (), one, "anna"))


def test_one_sees_and_takes_back_ones_own_invitations_and_an_owner_all(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    a_participant(town, process, anna, "bo")
    sent = an_invitation(town, anna, "bo@town.example", process, "bo").invitation
    fred, olga = a_person(town, "fred", "facilitator"), a_person(town, "olga", "owner")
    rooms = town.access.invitations

    assert rooms.of(anna) == [sent]
    assert rooms.of(fred) == []
    assert sent in rooms.of(olga)
    assert rooms.of(a_person(an_organisation(town, "water"), "olga", "owner")) == rooms.of(operator_of("water"))
    assert rooms.revoke(fred, sent.id) is False
    assert rooms.revoke(a_person(an_organisation(town, "air"), "olga", "owner"), sent.id) is False
    assert rooms.revoke(anna, sent.id) is True
    assert rooms.revoke(anna, sent.id) is False


def test_a_password_that_is_not_taken_uses_nothing_up(town: Engine) -> None:
    sent = granted(town.access.invitations.make(operator_of("town"), Wished("bo@town.example", ("observer",))))

    assert message(town.access.invitations.accept(sent.secret, a_guest(password="short"))) == "password_short"
    assert message(town.access.invitations.accept(sent.secret, a_guest(name=" "))) == "name_wrong"
    granted(town.access.invitations.accept(sent.secret, a_guest()))


def test_what_is_erased_of_a_person_takes_the_address_of_an_invitation_along(
    town: Engine, anna: Identity, beside: Connection
) -> None:
    process = opened_by(town, anna)
    a_participant(town, process, anna, "bo")
    an_invitation(town, anna, "bo@town.example", process, "bo")

    accepted(town.submit(process, a_command("redact", content=["bo"], reason="Asked for it"), by=anna))

    assert beside.execute("SELECT id FROM invitation WHERE email='bo@town.example'").fetchall() == []
