"""Signing in and out: who has a session, for how long, and what ends it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from engine import Engine, Refusal
from engine.access.identity import operator_of
from engine.access.sessions import SignedIn
from engine.journal.store import Connection
from tests.engine.access.people import (
    PASSWORD,
    a_person,
    a_token,
    an_account,
    an_organisation,
    by_token,
    granted,
    known,
    message,
    signed_in,
    written,
)
from tests.engine.journal.neighbours import Time

REFUSED = Refusal("not-yours", "sign_in_refused")


def begun(engine: Engine, name: str) -> SignedIn:
    email = f"{name}@{engine.organisation}.example"
    return granted(engine.access.sessions.sign_in(engine.organisation, email, PASSWORD, "a browser"))


def test_somebody_who_signs_in_is_known_by_the_secret_alone(town: Engine) -> None:
    account = an_account(town, "bo", "observer")

    session = begun(town, "bo")

    found = known(town, session)
    assert (found.organisation, found.account, found.roles) == ("town", account.id, frozenset({"observer"}))
    for wrong in ("", session.session, session.secret[:-1], session.secret.upper(), "\ud800", session.secret * 9):
        assert town.access.identity(session=wrong) is None
    assert town.access.identity() is None
    assert town.access.identity(token=session.secret) is None


@pytest.mark.parametrize(
    ("organisation", "email", "password"),
    [
        ("town", "bo@town.example", "not that one"),
        ("town", "bo@town.example", ""),
        ("town", "nobody@town.example", PASSWORD),
        ("town", "cas@town.example", PASSWORD),
        ("town", "dis@town.example", PASSWORD),
        ("water", "bo@town.example", PASSWORD),
        ("nowhere", "bo@town.example", PASSWORD),
        ("town", "\0\ud800", PASSWORD),
        ("town", "bo@town.example", "\ud800"),
    ],
)
def test_whatever_is_wrong_at_signing_in_is_refused_alike(
    organisation: str, email: str, password: str, town: Engine, beside: Connection
) -> None:
    an_organisation(town, "water")
    an_account(town, "bo")
    an_account(town, "cas", password=None)
    disabled = an_account(town, "dis")
    granted(town.access.accounts.disable(operator_of("town"), disabled.id))

    assert town.access.sessions.sign_in(organisation, email, password) == REFUSED
    assert beside.execute("SELECT count(*) FROM session").fetchall()[0][0] == 0


def test_a_password_is_compared_also_where_there_is_none(town: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    an_account(town, "bo")
    compared: list[object] = []
    passwords = town.access._desk.passwords  # noqa: SLF001 - the test looks behind the door
    hasher = passwords._hash  # noqa: SLF001 - the same
    verify = hasher.verify

    def noticed(password: str, kept: str) -> bool:
        compared.append(password)
        return bool(verify(password, kept))

    monkeypatch.setattr(hasher, "verify", noticed)

    for name in ("bo", "nobody"):
        assert town.access.sessions.sign_in("town", f"{name}@town.example", "not that one") == REFUSED

    assert len(compared) == 2


def test_an_address_is_the_same_however_it_is_written(town: Engine) -> None:
    an_account(town, "bo")

    assert isinstance(town.access.sessions.sign_in("town", "  BO@Town.EXAMPLE ", PASSWORD), SignedIn)


@pytest.mark.parametrize(
    ("roles", "idle", "absolute"),
    [
        (("facilitator",), timedelta(hours=1), timedelta(hours=12)),
        (("owner",), timedelta(hours=1), timedelta(hours=12)),
        (("observer",), timedelta(hours=8), timedelta(days=7)),
        ((), timedelta(hours=8), timedelta(days=7)),
    ],
)
def test_a_session_ends_unused_and_at_last(
    roles: tuple[str, ...], idle: timedelta, absolute: timedelta, town: Engine, time: Time
) -> None:
    an_account(town, "bo", *roles)  # type: ignore[arg-type]  # they come as words
    unused, start = begun(town, "bo"), time.at
    time.at = start + idle - timedelta(seconds=1)
    kept = begun(town, "bo")
    time.at = start + idle

    assert town.access.identity(session=unused.secret) is None
    while time.at < start + idle + absolute - idle:
        assert town.access.identity(session=kept.secret) is not None
        written(town)
        time.at += idle / 2
    assert town.access.identity(session=kept.secret) is not None
    time.at = start + idle + absolute
    assert town.access.identity(session=kept.secret) is None


def test_a_session_becomes_as_short_as_a_role_that_is_given_asks(town: Engine, time: Time) -> None:
    account, session = an_account(town, "bo"), begun(town, "bo")
    time.pass_by(hours=2)
    assert town.access.identity(session=session.secret) is not None
    written(town)
    granted(town.access.accounts.give_role(operator_of("town"), account.id, "owner"))
    time.pass_by(hours=1)

    assert town.access.identity(session=session.secret) is None


def test_one_sees_and_ends_ones_own_sessions_and_no_others(town: Engine) -> None:
    an_account(town, "bo")
    first, second = begun(town, "bo"), begun(town, "bo")
    bo, eve = known(town, first), a_person(town, "eve", "owner")
    other = a_person(an_organisation(town, "water"), "bo", "owner")
    rooms = town.access.sessions

    assert {(one.id, one.is_this, one.about) for one in rooms.of(bo)} == {
        (first.session, True, "a browser"),
        (second.session, False, "a browser"),
    }
    assert rooms.end(eve, second.session) is False
    assert rooms.end(other, second.session) is False
    assert rooms.end(bo, second.session) is True
    assert rooms.end(bo, second.session) is False
    assert town.access.identity(session=second.secret) is None
    assert town.access.identity(session=first.secret) is not None


def test_disabling_an_account_ends_its_sessions_tokens_and_links_at_once(town: Engine) -> None:
    bo = a_person(town, "bo")
    session, token = begun(town, "bo"), a_token(bo, town, "read")
    link = town.access.links.ask("town", "bo@town.example")
    assert link is not None
    owner = a_person(town, "olga", "owner")

    granted(town.access.accounts.disable(owner, str(bo.account)))

    assert town.access.identity(session=session.secret) is None
    assert town.access.identity(token=token.secret) is None
    assert message(town.access.links.use(link.secret)) == "link_unusable"
    assert town.access.sessions.sign_in("town", "bo@town.example", PASSWORD) == REFUSED
    granted(town.access.accounts.enable(owner, str(bo.account)))
    assert town.access.identity(session=session.secret) is None
    assert town.access.identity(token=token.secret) is None
    assert signed_in(town, "bo").account == bo.account


def test_who_one_is_must_be_proved_anew_after_ten_minutes(town: Engine, time: Time) -> None:
    an_account(town, "bo")
    session = begun(town, "bo")
    time.pass_by(minutes=10)
    assert known(town, session).is_proven(time.at)
    time.pass_by(seconds=1)

    bo = known(town, session)

    assert bo.lacks_proof("redact", time.at)
    assert not bo.lacks_proof("vote", time.at)
    assert town.access.sessions.prove(bo, "not that one") == REFUSED
    assert known(town, session).lacks_proof("redact", time.at)
    assert town.access.sessions.prove(bo, PASSWORD) is None
    assert not known(town, session).lacks_proof("redact", time.at)


def test_a_token_proves_nothing(town: Engine, time: Time) -> None:
    bo = a_person(town, "bo")
    acting, exporting = by_token(town, a_token(bo, town, "act")), by_token(town, a_token(bo, town, "export"))

    assert acting.lacks_proof("waive", time.at)
    assert exporting.lacks_proof("redact", time.at)
    assert acting.lacks_proof("export", time.at)
    assert not exporting.lacks_proof("export", time.at)
    assert town.access.sessions.prove(acting, PASSWORD) == REFUSED


def test_a_link_lets_in_once_and_for_ten_minutes(town: Engine, time: Time) -> None:
    account = an_account(town, "bo", password=None)
    link, late = (town.access.links.ask("town", "Bo@town.example") for _ in range(2))
    assert link is not None
    assert late is not None
    assert link.email == "bo@town.example"

    time.pass_by(minutes=9)
    session = granted(town.access.links.use(link.secret, "a phone"))
    found = known(town, session)
    time.pass_by(minutes=1)

    assert (found.account, found.is_proven(time.at)) == (account.id, True)
    for secret in (link.secret, late.secret, "never", session.secret):
        assert message(town.access.links.use(secret)) == "link_unusable"


def test_a_link_is_used_by_one_of_many_at_once(town: Engine) -> None:
    an_account(town, "bo")
    link = town.access.links.ask("town", "bo@town.example")
    assert link is not None
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(town.access.links.use(link.secret))) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)

    assert len([one for one in answers if isinstance(one, SignedIn)]) == 1
    assert len(answers) == 20


def test_asking_for_a_link_does_the_same_work_whoever_is_asked_for(town: Engine, beside: Connection) -> None:
    an_account(town, "bo")
    for email in ("bo@town.example", "nobody@town.example", "\ud800"):
        town.access.links.ask("town", email)

    assert town.access.links.ask("town", "nobody@town.example") is None
    assert beside.execute("SELECT count(*) FROM sign_in_link").fetchall()[0][0] == 4


def test_a_new_password_ends_what_was_there_before(town: Engine, time: Time) -> None:
    an_account(town, "bo")
    this, other = begun(town, "bo"), begun(town, "bo")
    link = town.access.links.ask("town", "bo@town.example")
    assert link is not None

    granted(town.access.accounts.set_password(known(town, this), "quite another one"))

    assert town.access.identity(session=this.secret) is not None
    assert town.access.identity(session=other.secret) is None
    assert message(town.access.links.use(link.secret)) == "link_unusable"
    assert town.access.sessions.sign_in("town", "bo@town.example", PASSWORD) == REFUSED
    assert signed_in(town, "bo", "quite another one").account is not None
    time.pass_by(minutes=11)
    assert message(town.access.accounts.set_password(known(town, this), "and another one")) == "proof_needed"
