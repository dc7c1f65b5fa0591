"""Tokens let programs in: shown once, always ending, and never more than their account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from engine import Engine
from engine.access.identity import Identity, operator_of
from engine.access.tokens import Asked
from engine.errors import NotLetIn, ProcessUnknown
from engine.journal.rows import Filters
from engine.process.refusal import Refusal, Refused
from tests.engine.access.people import (
    a_person,
    a_token,
    an_account,
    an_organisation,
    by_token,
    granted,
    message,
    opened_by,
    seated,
    signed_in,
    written,
)
from tests.engine.journal.neighbours import Time, a_command, a_method, accepted, an_opening, refused

READ = Asked("A script", frozenset({"read"}), timedelta(days=1))


def test_a_token_says_what_it_is_and_lets_in(town: Engine, anna: Identity) -> None:
    made = a_token(anna, town, "read", "act")

    assert re.fullmatch(r"sluis_[0-9a-f]{16}_[A-Za-z0-9_-]{43}", made.secret)
    found = by_token(town, made)
    assert (found.account, found.scopes) == (anna.account, frozenset({"read", "act"}))
    assert found.roles == {"facilitator"}
    assert (found.token, found.session, found.process) == (made.token.id, None, None)


def test_what_is_not_quite_a_token_lets_nobody_in(town: Engine, anna: Identity) -> None:
    made = a_token(anna, town, "read")
    prefix, identity, secret = made.secret.split("_", 2)
    other = a_token(anna, town, "read").secret.split("_", 2)[2]
    wrongs = ("", "_", "__", "sluis", "sluis_", "sluis__", f"sluis_{identity}", f"sluis_{identity}_",
              f"sluis_{identity}_{secret[:-1]}", f"sluis_{identity}_{secret}x", f"Sluis_{identity}_{secret}",
              f"sluis_{identity.upper()}x_{secret}", f"sluis_{identity}_{other}", f"x_{identity}_{secret}",
              f"{made.secret}{'x' * 200}", f"sluis_{identity}\0_{secret}", f"sluis_\ud800_{secret}")  # fmt: skip

    assert prefix == "sluis"
    assert [one for one in wrongs if town.access.identity(token=one) is not None] == []
    assert town.access.identity(session=made.secret) is None


def test_whoever_runs_the_server_is_told_why_a_token_does_not_hold(town: Engine, anna: Identity, time: Time) -> None:
    made = a_token(anna, town, "read", days=1)
    prefix, identity, secret = made.secret.split("_", 2)
    time.pass_by(days=1)

    fault = town.access.tokens.fault_of
    assert fault(made.secret) == ("expired", identity)
    assert fault(made.secret[:-1]) == ("unknown", identity), "of a token that ended only whoever has it is told"
    assert fault(f"{prefix}_never_{secret}") == ("unknown", "never")
    assert fault(secret) == fault("") == fault("x" * 500) == ("malformed", None)


def test_a_token_ends_and_is_gone(town: Engine, anna: Identity, time: Time) -> None:
    made, taken = a_token(anna, town, "read", days=2), a_token(anna, town, "read")

    assert town.access.tokens.end(anna, taken.token.id) is True
    assert town.access.tokens.end(anna, taken.token.id) is False
    assert town.access.identity(token=taken.secret) is None
    time.pass_by(days=2, seconds=-1)
    assert town.access.identity(token=made.secret) is not None
    time.pass_by(seconds=1)
    assert town.access.identity(token=made.secret) is None
    assert town.access.tokens.of(anna) == []


def test_when_a_token_was_last_used_is_kept(town: Engine, anna: Identity, time: Time) -> None:
    made = a_token(anna, town, "read")
    assert town.access.tokens.of(anna)[0].used_at is None
    time.pass_by(hours=1)
    by_token(town, made)
    written(town)

    assert town.access.tokens.of(anna)[0].used_at == time.at


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Asked("x", frozenset(), timedelta(days=1)), "scopes_wrong"),
        (Asked("x", frozenset({"all"}), timedelta(days=1)), "scopes_wrong"),  # type: ignore[arg-type]  # what comes in over HTTP
        (Asked("x", frozenset({"dashboard", "act"}), timedelta(days=1)), "scopes_wrong"),
        (Asked("x", frozenset({"read"}), timedelta(days=367)), "lasts_wrong"),
        (Asked("x", frozenset({"read"}), timedelta(0)), "lasts_wrong"),
        (Asked("", frozenset({"read"}), timedelta(days=1)), "name_wrong"),
        (Asked("x", frozenset({"publish"}), timedelta(days=1)), "publish_is_for_authors"),
    ],
)
def test_a_token_that_cannot_be_is_refused(asked: Asked, why: str, town: Engine, anna: Identity) -> None:
    assert message(town.access.tokens.make(anna, asked)) == why


def test_tokens_are_made_by_people_who_have_just_proved_who_they_are(town: Engine, anna: Identity, time: Time) -> None:
    token, eve = by_token(town, a_token(anna, town, "read", "act")), an_account(town, "eve")

    assert message(town.access.tokens.make(token, READ)) == "tokens_are_made_by_people"
    assert message(town.access.tokens.make(anna, READ, eve.id)) == "tokens_are_made_by_people"
    assert message(town.access.tokens.make(operator_of("town"), READ)) == "tokens_are_made_by_people"
    assert granted(town.access.tokens.make(operator_of("town"), READ, eve.id)).token.account == eve.id
    with pytest.raises(NotLetIn):
        town.access.tokens.make(operator_of("water"), READ, eve.id)
    time.pass_by(minutes=11)
    assert message(town.access.tokens.make(anna, READ)) == "proof_needed"


def test_one_sees_ones_own_tokens_and_an_owner_those_of_all(town: Engine, anna: Identity) -> None:
    made = a_token(anna, town, "read")
    olga, eve = a_person(town, "olga", "owner"), a_person(town, "eve")
    other = a_person(an_organisation(town, "water"), "olga", "owner")
    rooms = town.access.tokens

    assert [rooms.of(one) for one in (anna, olga, eve, other)] == [[made.token], [made.token], [], []]
    assert [rooms.end(one, made.token.id) for one in (eve, other, olga)] == [False, False, True]


def test_a_method_is_published_by_who_is_an_author_when_it_is_written(town: Engine) -> None:
    author, demoted = a_person(town, "ada", "author"), a_person(town, "dirk", "author")
    disabled = a_person(town, "eve", "author")
    operator, method = operator_of("town"), a_method()
    granted(town.access.accounts.take_role(operator, str(demoted.account), "author"))
    granted(town.access.accounts.disable(operator, str(disabled.account)))

    with pytest.raises(Refused) as no:
        town.publish(method, by=demoted)
    for one in (disabled, a_person(an_organisation(town, "water"), "ada", "author")):
        with pytest.raises(NotLetIn):
            town.publish(method, by=one)
    assert no.value.refusal.message == "publish_is_for_authors_here"
    assert town.methods() == []
    assert town.publish(method, by=author)
    assert town.publish(a_method(version="1.0.1"), by=operator)


def test_a_token_is_never_more_than_its_account_is_now(town: Engine, anna: Identity) -> None:
    author = a_person(town, "ada", "author", "facilitator")
    made = a_token(author, town, "publish", "act", "read")
    assert by_token(town, made).may_publish()
    assert by_token(town, made).may_open()

    for role in ("author", "facilitator"):
        granted(town.access.accounts.take_role(operator_of("town"), str(author.account), role))

    assert not by_token(town, made).may_publish()
    assert not by_token(town, made).may_open()


def test_a_token_acts_only_where_it_is_for(town: Engine, anna: Identity) -> None:
    process, other = opened_by(town, anna), opened_by(town, anna)
    reading = by_token(town, a_token(anna, town, "read"))
    acting = by_token(town, a_token(anna, town, "act", process=process))
    joining = a_command("join", participant="cas", name="Cas")

    assert refused(town.submit(process, joining, by=reading)).message == "scope_missing"
    assert refused(town.submit(None, an_opening(), by=reading)).message == "open_is_for_facilitators"
    assert refused(town.submit(None, an_opening(), by=acting)).message == "open_is_for_facilitators"
    with pytest.raises(ProcessUnknown):
        town.submit(other, joining, by=acting)
    with pytest.raises(ProcessUnknown):
        town.dry_run(other, joining, by=acting)
    with pytest.raises(ProcessUnknown):
        town.access.reader(acting, town.situation(other)[1])
    assert not town.access.may_know(acting, other)
    assert town.access.seat(acting, other) is None
    accepted(town.submit(process, joining, by=acting))
    assert refused(town.submit(process, a_command("redact", content=["cas"], reason="x"), by=acting)).message == (
        "proof_needed"
    )


def test_a_dashboard_reads_what_the_process_as_a_whole_sees(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    board = by_token(town, a_token(anna, town, "dashboard", process=process))

    assert town.access.reader(board, town.situation(process)[1]).participant is None
    assert refused(town.submit(process, a_command("leave"), by=board)).message == "scope_missing"
    assert not board.may_export()
    assert not board.may_act()


def test_a_dashboard_of_all_is_for_members(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")

    answer = town.access.tokens.make(bo, Asked("x", frozenset({"dashboard"}), timedelta(days=1)))
    assert message(answer) == "dashboard_is_for_members"
    board = by_token(town, a_token(bo, town, "dashboard", process=process))
    assert town.access.reader(board, town.situation(process)[1]).participant is None


def test_a_token_is_made_only_for_a_process_one_may_know_of(town: Engine, anna: Identity) -> None:
    process, eve = opened_by(town, anna), a_person(town, "eve")
    other = a_person(an_organisation(town, "water"), "olga", "owner", "facilitator")

    for one in (eve, other):
        for wanted in (process, "never"):
            with pytest.raises(ProcessUnknown):
                town.access.tokens.make(one, Asked("x", frozenset({"read"}), timedelta(days=1), wanted))


def test_lists_show_what_one_may_know_of(town: Engine, anna: Identity) -> None:
    process, other = opened_by(town, anna), opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    token = by_token(town, a_token(anna, town, "read", process=other))

    def listed(by: Identity) -> set[str]:
        return {one.id for one in town.processes(town.access.narrowed(by, Filters())).items}

    assert listed(anna) == {process, other}
    assert listed(bo) == {process}
    assert listed(token) == {other}
    assert listed(a_person(town, "eve")) == set()
    assert listed(operator_of("town")) == {process, other}
    with pytest.raises(NotLetIn):
        town.access.narrowed(by_token(town, a_token(a_person(town, "ada", "author"), town, "publish")), Filters())


@pytest.mark.P8
def test_a_token_of_one_organisation_is_nobody_in_another(town: Engine, anna: Identity) -> None:
    water = an_organisation(town, "water")
    opened = opened_by(water, a_person(water, "anna", "facilitator"))
    token = by_token(town, a_token(anna, town, "read", "act", "export"))

    for by in (anna, token):
        with pytest.raises(ProcessUnknown):
            water.submit(opened, a_command("join", participant="x", name="X"), by=by)
        with pytest.raises(ProcessUnknown):
            water.dry_run(opened, a_command("join", participant="x", name="X"), by=by)
        with pytest.raises(NotLetIn):
            water.submit(None, an_opening(), by=by)
    town.publish(a_method())
    assert not isinstance(town.submit(None, an_opening(), by=token), Refusal)
    assert signed_in(water, "anna").account != anna.account
