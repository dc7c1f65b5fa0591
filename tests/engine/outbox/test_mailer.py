"""What people are mailed, when, and how often: that there is something and where, as they may know when it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from engine import Engine
from engine.access.identity import Identity, operator_of
from engine.access.invitations import Wished
from engine.access.mailboxes import Choices
from engine.outbox.mail.mailer import CLOSED_FOR, PAUSE, WAITS, Mailer
from engine.outbox.mail.shapes import Envelope, Outcome
from tests.engine.access.people import (
    a_guest,
    a_person,
    an_account,
    an_invitation,
    granted,
    known,
    opened_by,
    seated,
    signed_in,
)
from tests.engine.journal.neighbours import Time, a_command, accepted
from tests.engine.outbox.test_outbox import happens, noted
from tests.mailing import Box, an_office, read_mail, secret_of, text_of

pytestmark = pytest.mark.P14
LATER, REFUSED, CLOSED = Outcome("later", 450), Outcome("refused", 550), Outcome("closed")


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def mailer(engine: Engine, box: Box) -> Mailer:
    return engine.mailer(an_office(box))


@pytest.fixture
def bo(town: Engine, anna: Identity, mailer: Mailer, box: Box, time: Time) -> Identity:
    """Return somebody who takes part in a process, and was told all that there was."""
    process = opened_by(town, anna)
    found = seated(town, anna, process, "bo")
    mailer.round()
    box.sent.clear()
    box.tried.clear()
    time.pass_by(minutes=16)
    return found


def process_of(town: Engine, by: Identity) -> str:
    (seat,) = town.access.seats(by)
    return seat.process


def due_by(town: Engine, process: str) -> None:
    """Let everything that came due happen."""
    town.tick()


def test_who_gets_a_seat_is_told_that_it_is_his_turn_and_where_and_nothing_of_what(
    town: Engine, anna: Identity, mailer: Mailer, box: Box
) -> None:
    process = opened_by(town, anna, title="A dike nobody knows of")
    seated(town, anna, process, "bo")

    assert mailer.round() >= 1
    (data,) = box.to("bo")

    said = text_of(data)
    assert "it is your turn" in said
    assert f"/processes/{process}" in said
    assert "dike" not in data.decode()
    assert "mandate" not in data.decode().lower()
    found = read_mail(data)
    assert (found["To"], found["Auto-Submitted"]) == ("bo@town.example", "auto-generated")
    assert found["Subject"] == "Something waits for you at town"
    assert mailer.round() == 0


def test_what_somebody_did_himself_is_no_news_to_him(town: Engine, anna: Identity, mailer: Mailer, box: Box) -> None:
    process = opened_by(town, anna)
    happens(town, process, "bo")

    assert mailer.round() == 0
    assert box.tried == []


def test_what_nobody_else_may_know_of_mails_nobody(
    town: Engine, anna: Identity, bo: Identity, mailer: Mailer, box: Box
) -> None:
    noted(town, process_of(town, bo), anna, "anna")
    noted(town, process_of(town, bo), bo, "bo")

    assert mailer.round() == 0
    assert box.tried == []


def test_a_term_that_passes_is_told_to_all_who_take_part(
    town: Engine, anna: Identity, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    time.pass_by(days=29)
    town.tick()

    assert mailer.round() == 2
    assert "a term is near or has passed" in text_of(box.to("bo")[0])
    assert "a term is near or has passed" in text_of(box.to("anna")[0])


def test_who_is_reminded_is_told_that_it_is_his_turn_though_he_was_told_before_and_only_while_it_is(
    town: Engine, anna: Identity, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    process = process_of(town, bo)
    reminding = a_command("remind", participants=["bo"])
    accepted(town.submit(process, reminding, by=anna))
    mailer.round()
    (data,) = box.to("bo")
    assert "it is your turn" in text_of(data)
    box.sent.clear()

    time.pass_by(days=1)
    accepted(town.submit(process, reminding, by=anna))
    with patch("engine.outbox.mail.news.todo", return_value=[]):
        mailer.round()
    assert box.to("bo") == []


def test_several_things_at_once_are_one_mail_and_the_next_waits_a_quarter_of_an_hour(
    town: Engine, anna: Identity, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    for _ in range(2):
        _seat_again(town, anna, opened_by(town, anna), bo)
    mailer.round()
    assert [text_of(one).count("/processes/") for one in box.to("bo")] == [2]

    _seat_again(town, anna, opened_by(town, anna), bo)
    mailer.round()
    assert len(box.to("bo")) == 1
    time.pass_by(minutes=PAUSE.total_seconds() / 60)
    mailer.round()
    assert [text_of(one).count("/processes/") for one in box.to("bo")] == [2, 1]


def _seat_again(town: Engine, anna: Identity, process: str, who: Identity) -> None:
    """Give somebody who has an account a seat in another process."""
    name = town.access.accounts.own(who).email.partition("@")[0]  # type: ignore[union-attr]  # nobody was erased
    accepted(
        town.submit(
            process,
            a_command("join", participant=name, name=name, party="Town", roles=("representative",)),
            by=anna,
        )
    )
    sent = an_invitation(town, anna, f"{name}@town.example", process, name)
    granted(town.access.invitations.accept(sent.secret, a_guest(already=who)))


def test_who_loses_sight_between_the_look_and_the_mail_is_told_nothing(
    town: Engine, anna: Identity, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    process = process_of(town, bo)
    granted(town.access.mailboxes.choose(bo, Choices(quiet_from="09:00", quiet_until="18:00")))
    time.pass_by(days=29)
    town.tick()
    mailer.round()
    assert box.to("bo") == []

    accepted(town.submit(process, a_command("leave", "bo"), by=signed_in(town, "bo")))
    time.pass_by(hours=12)
    mailer.round()
    assert box.to("bo") == []


def test_the_view_is_asked_again_when_the_mail_is_held(
    town: Engine, anna: Identity, bo: Identity, engine: Engine, box: Box, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody leaves after it was looked whether there is news, and before the mail is made."""
    from engine.outbox.mail import rows  # noqa: PLC0415 - it is changed

    mailer, claim = engine.mailer(an_office(box)), rows.claimed
    process = process_of(town, bo)
    time.pass_by(days=29)
    town.tick()

    def late(*arguments: object) -> object:
        return claim(*arguments)  # type: ignore[arg-type]

    def leaving(one: object, lease: object, group: object) -> object:
        done = late(one, lease, group)
        if one.account == bo.account:  # type: ignore[attr-defined]
            group.connection.execute("DELETE FROM seat WHERE account=?", (bo.account,))  # type: ignore[attr-defined]
        return done

    monkeypatch.setattr(rows, "claimed", leaving)
    mailer.round()

    assert process
    assert box.to("bo") == []
    assert len(box.to("anna")) == 1


@pytest.mark.parametrize("how", ["disabled", "erased", "never", "elsewhere"])
def test_who_is_let_in_no_more_or_wants_none_or_has_another_address_is_asked_about_at_the_moment_of_sending(
    how: str, town: Engine, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    time.pass_by(days=29)
    town.tick()
    operator, accounts = operator_of("town"), town.access.accounts
    if how == "disabled":
        granted(accounts.disable(operator, str(bo.account)))
    if how == "erased":
        granted(accounts.erase(operator, str(bo.account)))
    if how == "never":
        granted(town.access.mailboxes.choose(signed_in(town, "bo"), Choices("never")))
    if how == "elsewhere":
        granted(accounts.change_email(operator, str(bo.account), "new@town.example"))

    mailer.round()

    assert box.to("bo") == []
    assert len(box.to("new")) == (how == "elsewhere")


def test_a_temporary_no_backs_off_that_person_alone_and_says_the_same_again(
    town: Engine, anna: Identity, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    time.pass_by(days=29)
    town.tick()
    box.answers["bo@town.example"] = [LATER] * 3

    assert mailer.round() == 1
    assert len(box.to("anna")) == 1
    for wait in WAITS[:2]:
        assert mailer.round() == 0
        time.pass_by(seconds=(wait * 1.11).total_seconds())
        mailer.round()
    time.pass_by(seconds=(WAITS[2] * 1.11).total_seconds())
    assert mailer.round() == 1

    tried = [one for one in box.tried if one.to == "bo@town.example"]
    assert len(tried) == 4
    assert len({one.id for one in tried}) == 1
    assert len(box.to("bo")) == 1


def test_a_permanent_no_ends_that_mail_alone(
    town: Engine, anna: Identity, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    time.pass_by(days=29)
    town.tick()
    box.answers["bo@town.example"] = [REFUSED]
    assert mailer.round() == 1
    time.pass_by(days=1)
    assert mailer.round() == 0

    anna, bo = signed_in(town, "anna"), signed_in(town, "bo")
    assert town.access.mailboxes.own(bo).failed_at is not None
    _seat_again(town, anna, opened_by(town, anna), bo)
    mailer.round()
    assert len(box.to("bo")) == 1
    assert town.access.mailboxes.own(bo).failed_at is None


def test_where_the_way_out_is_closed_all_wait_and_nobody_has_failed(
    town: Engine, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    time.pass_by(days=29)
    town.tick()
    box.answers["bo@town.example"] = box.answers["anna@town.example"] = [CLOSED]

    assert [mailer.round(), mailer.round()] == [0, 0]
    assert len(box.tried) == 1
    assert town.access.mailboxes.own(bo).failed_at is None
    time.pass_by(seconds=CLOSED_FOR.total_seconds())
    box.answers.clear()
    assert mailer.round() == 2


def test_two_senders_do_not_send_the_same(town: Engine, bo: Identity, engine: Engine, box: Box, time: Time) -> None:
    time.pass_by(days=29)
    town.tick()
    first, second = engine.mailer(an_office(box)), engine.mailer(an_office(box))
    due = second._due()  # noqa: SLF001 - the tests look behind the door

    def meanwhile(_one: Envelope) -> None:
        for one in due:
            second._deliver(one)  # noqa: SLF001 - the same

    box.on_send = meanwhile
    first.round()
    box.on_send = None

    assert len(box.to("bo")) == 1
    assert len(box.to("anna")) == 1


def test_a_sender_that_was_killed_is_followed_by_another_that_says_the_same(
    town: Engine, bo: Identity, engine: Engine, box: Box, time: Time
) -> None:
    time.pass_by(days=29)
    town.tick()

    def killed(_one: Envelope) -> None:
        raise KeyboardInterrupt

    box.on_send = killed
    with pytest.raises(KeyboardInterrupt):
        engine.mailer(an_office(box)).round()
    box.on_send = None
    after = engine.mailer(an_office(box))
    after.round()
    time.pass_by(minutes=11)
    after.round()

    assert len(box.to("bo")) == len(box.to("anna")) == 1
    assert len({one.id for one in box.tried}) == 2


def test_daily_mail_comes_in_the_morning_of_the_readers_own_zone(
    town: Engine, anna: Identity, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    granted(town.access.mailboxes.choose(bo, Choices("daily", zone="America/New_York")))
    time.pass_by(days=29)
    town.tick()
    assert mailer.round() == 1
    assert box.to("bo") == []

    time.at = time.at.replace(hour=12, minute=59)
    assert mailer.round() == 0
    time.pass_by(minutes=2)
    time.at += timedelta(days=1) if time.at.hour < 12 else timedelta(0)
    assert mailer.round() == 1
    assert len(box.to("bo")) == 1


def test_mail_is_in_the_language_that_its_reader_chose(
    town: Engine, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    granted(town.access.mailboxes.choose(bo, Choices(language="nl")))
    time.pass_by(days=29)
    town.tick()
    mailer.round()

    assert "een termijn loopt af of is verstreken" in text_of(box.to("bo")[0])
    assert read_mail(box.to("bo")[0])["Subject"].endswith("bij town")


def test_a_link_to_sign_in_is_made_when_it_is_mailed_and_works_once(town: Engine, mailer: Mailer, box: Box) -> None:
    an_account(town, "olga", "owner")
    assert town.access.links.mail("town", "OLGA@town.example", "nl") is not None
    assert mailer.round() == 1
    secret = secret_of(box.to("olga")[0])

    assert known(town, granted(town.access.links.use(secret))).organisation == "town"
    assert town.access.links.use(secret) is not None
    assert mailer.round() == 0
    assert "List-Unsubscribe" not in read_mail(box.to("olga")[0])


def test_a_link_for_an_address_that_nobody_has_goes_nowhere(town: Engine, mailer: Mailer, box: Box) -> None:
    assert town.access.links.mail("town", "nobody@town.example", "en") is None
    assert town.access.links.mail("nowhere", "nobody@town.example", "en") is None
    assert mailer.round() == 0
    assert box.tried == []


def test_nobody_is_flooded_with_links_that_another_asks_for(town: Engine, mailer: Mailer, box: Box, time: Time) -> None:
    an_account(town, "olga", "owner")
    for _ in range(20):
        assert town.access.links.mail("town", "olga@town.example", "en") is not None
        mailer.round()
    assert len(box.to("olga")) == 5

    time.pass_by(days=1, seconds=1)
    town.access.links.mail("town", "olga@town.example", "en")
    mailer.round()
    assert len(box.to("olga")) == 6


def test_an_invitation_is_mailed_with_a_secret_of_its_own_and_either_lets_in_once(
    town: Engine, mailer: Mailer, box: Box
) -> None:
    olga = a_person(town, "olga", "owner")
    made = granted(town.access.invitations.make(olga, Wished("cas@town.example", ("observer",)), mailed_in="en"))
    assert made.is_mailed
    assert mailer.round() == 1
    secret = secret_of(box.to("cas")[0])

    assert secret != made.secret
    granted(town.access.invitations.accept(secret, a_guest("Cas")))
    assert town.access.invitations.look_at(made.secret) is None


def test_whoever_asks_for_links_for_a_stranger_uses_up_no_invitation_and_no_link_of_his(
    town: Engine, mailer: Mailer, box: Box
) -> None:
    olga = a_person(town, "olga", "owner")
    for _ in range(10):
        town.access.links.mail("town", "cas@town.example", "en")
    made = granted(town.access.invitations.make(olga, Wished("cas@town.example", ("observer",)), mailed_in="en"))
    assert (made.is_mailed, mailer.round(), len(box.to("cas"))) == (True, 1, 1)

    granted(town.access.invitations.accept(secret_of(box.to("cas")[0]), a_guest("Cas")))
    town.access.links.mail("town", "cas@town.example", "en")
    assert (mailer.round(), len(box.to("cas"))) == (1, 2)


def test_what_is_asked_for_an_address_that_nobody_has_is_bounded_as_well(
    town: Engine, mailer: Mailer, engine: Engine
) -> None:
    for _ in range(10):
        town.access.links.mail("town", "cas@town.example", "en")
    with engine._journal.reading("town") as connection:  # noqa: SLF001 - the tests look behind the door
        assert connection.execute("SELECT count(*) FROM letter").fetchone() == (5,)


def test_a_sender_that_is_no_address_ends_no_mail(
    town: Engine, engine: Engine, mailer: Mailer, box: Box, time: Time
) -> None:
    an_account(town, "olga", "owner")
    town.access.links.mail("town", "olga@town.example", "en")
    other = engine.mailer(replace(an_office(box), sender="sluis@::1"))
    assert (other.round(), other.round(), box.tried) == (0, 0, [])

    assert mailer.round() == 1
    assert len(box.to("olga")) == 1


def test_an_invitation_that_was_taken_back_is_not_mailed(town: Engine, mailer: Mailer, box: Box) -> None:
    olga = a_person(town, "olga", "owner")
    made = granted(town.access.invitations.make(olga, Wished("cas@town.example", ("observer",)), mailed_in="en"))
    assert town.access.invitations.revoke(olga, made.invitation.id)

    assert mailer.round() == 0
    assert box.tried == []


def test_whoever_invites_and_takes_back_again_and_again_floods_nobody(town: Engine, mailer: Mailer, box: Box) -> None:
    olga = a_person(town, "olga", "owner")
    mailed = 0
    for _ in range(10):
        made = granted(town.access.invitations.make(olga, Wished("cas@town.example", ("observer",)), mailed_in="en"))
        mailed += made.is_mailed
        mailer.round()
        town.access.invitations.revoke(olga, made.invitation.id)

    assert (mailed, len(box.to("cas"))) == (5, 5)


def test_a_letter_that_fails_for_now_has_another_secret_at_each_try_and_the_last_one_works(
    town: Engine, mailer: Mailer, box: Box, time: Time
) -> None:
    olga = a_person(town, "olga", "owner")
    granted(town.access.invitations.make(olga, Wished("cas@town.example", ("observer",)), mailed_in="en"))
    box.answers["cas@town.example"] = [LATER]
    assert mailer.round() == 0
    time.pass_by(minutes=2)
    assert mailer.round() == 1

    first, last = (secret_of(one.data) for one in box.tried)
    assert box.tried[0].id == box.tried[1].id
    assert town.access.invitations.look_at(first) is None
    assert town.access.invitations.look_at(last) is not None


def test_the_token_at_the_foot_of_a_mail_ends_mail_and_opens_nothing(
    town: Engine, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    time.pass_by(days=29)
    town.tick()
    mailer.round()
    found = read_mail(box.to("bo")[0])
    token = str(found["List-Unsubscribe"]).partition("?t=")[2].rstrip(">")
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    assert town.access.identity(session=token) is None
    assert town.access.identity(token=token) is None
    assert town.access.invitations.look_at(token) is None
    assert town.access.mailboxes.end(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert town.access.mailboxes.own(bo).choices.how == "at_once"
    for _ in range(2):
        assert town.access.mailboxes.end(token) == ("town", bo.account)
    assert town.access.mailboxes.own(bo).choices.how == "never"


def test_a_token_of_an_address_that_was_given_up_ends_nothing(
    town: Engine, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    time.pass_by(days=29)
    town.tick()
    mailer.round()
    token = str(read_mail(box.to("bo")[0])["List-Unsubscribe"]).partition("?t=")[2].rstrip(">")
    granted(town.access.accounts.change_email(operator_of("town"), str(bo.account), "new@town.example"))

    assert town.access.mailboxes.end(token) is None


def test_a_rehearsal_mails_nobody(town: Engine, anna: Identity, mailer: Mailer, box: Box, time: Time) -> None:
    process = opened_by(town, anna, rehearsal=True)
    seated(town, anna, process, "bo")
    time.pass_by(days=29)
    town.tick()

    assert mailer.round() == 0
    assert box.tried == []


def test_what_is_older_than_a_week_is_told_to_nobody_and_what_is_younger_is(
    town: Engine, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    time.pass_by(days=29)
    town.tick()
    time.pass_by(days=8)
    assert mailer.round() == 0
    _seat_again(town, signed_in(town, "anna"), opened_by(town, signed_in(town, "anna")), signed_in(town, "bo"))
    time.pass_by(days=6)
    mailer.round()
    assert len(box.to("bo")) == 1


def kept_of(engine: Engine, organisation: str = "town") -> dict[str, int]:
    """Return how many rows of mail there are of an organisation."""
    with engine._journal.reading(organisation) as connection:  # noqa: SLF001 - the tests look behind the door
        return {
            table: len(connection.execute(f"SELECT 1 FROM {table} WHERE organisation=?", (organisation,)).fetchall())  # noqa: S608 - our own names
            for table in ("mailbox", "mail_place", "letter")
        }


def test_what_goes_takes_its_mail_along(town: Engine, bo: Identity, engine: Engine, mailer: Mailer, time: Time) -> None:
    town.access.links.mail("town", "bo@town.example", "en")
    assert kept_of(engine) == {"mailbox": 2, "mail_place": 2, "letter": 1}
    granted(town.access.accounts.erase(operator_of("town"), str(bo.account)))
    assert kept_of(engine) == {"mailbox": 1, "mail_place": 1, "letter": 0}

    process = opened_by(town, anna := signed_in(town, "anna"))
    mailer.round()
    assert kept_of(engine)["mail_place"] == 2
    accepted(town.submit(process, a_command("cancel", "anna", reason="It is over"), by=anna))
    granted(town.access.keeping.delete(operator_of("town"), process))
    assert kept_of(engine)["mail_place"] == 1

    town.access.keeping.delete_organisation("town")
    assert set(kept_of(engine).values()) == {0}


def test_another_address_is_mailed_at_once_though_the_former_failed(
    town: Engine, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    time.pass_by(days=29)
    town.tick()
    box.answers["bo@town.example"] = [LATER]
    mailer.round()
    assert len(box.to("bo")) == 0

    granted(town.access.accounts.change_email(operator_of("town"), str(bo.account), "new@town.example"))
    assert mailer.round() == 1
    assert len(box.to("new")) == 1


@pytest.mark.parametrize("outcome", [LATER, REFUSED, Outcome("address")])
@pytest.mark.parametrize("both", [("anna", "bo"), ("bo", "anna")])
def test_one_bad_address_holds_up_nobody_else(
    both: tuple[str, str], outcome: Outcome, town: Engine, bo: Identity, mailer: Mailer, box: Box, time: Time
) -> None:
    time.pass_by(days=29)
    town.tick()
    bad, other = both
    box.answers[f"{bad}@town.example"] = [outcome] * 9
    assert bo.account

    assert mailer.round() == 1
    assert (len(box.to(bad)), len(box.to(other))) == (0, 1)
