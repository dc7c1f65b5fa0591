"""What webhooks are told, when, and how often: each event that its account may know, at least once, in order."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from engine import Engine
from engine.access.identity import Identity, operator_of
from engine.access.webhooks import Change, Webhook
from engine.outbox.outbox import WAITS, Outbox
from engine.outbox.wire import Answer
from engine.process.sight import Reader
from tests.engine.access.people import a_guest, a_person, an_invitation, an_organisation, granted, opened_by, seated
from tests.engine.journal.neighbours import Time, a_command, accepted
from tests.engine.outbox.conftest import FAILED, Told, a_webhook

pytestmark = pytest.mark.P14


def happens(town: Engine, process: str, name: str, by: Identity | None = None) -> list[str]:
    """Let somebody join, which the whole process sees; returns the ids of the events."""
    before = {one.event.id for one in town.history(process)}
    accepted(town.submit(process, a_command("join", participant=name, name=name.title()), by=by))
    return [one.event.id for one in town.history(process) if one.event.id not in before]


def noted(town: Engine, process: str, by: Identity | None, actor: str) -> list[str]:
    """Let somebody write a note, which he alone sees; returns the ids of the events."""
    before = {one.event.id for one in town.history(process)}
    accepted(town.submit(process, a_command("note", actor, text="A secret"), by=by))
    return [one.event.id for one in town.history(process) if one.event.id not in before]


def standing(town: Engine, by: Identity) -> Webhook:
    (found,) = town.access.webhooks.of(by)
    return found


def test_what_happened_is_told_once_by_ids_types_and_numbers_alone(
    town: Engine, anna: Identity, outbox: Outbox, told: Told
) -> None:
    process = opened_by(town, anna, title="A dike nobody knows of")
    made = a_webhook(town, anna)
    assert outbox.round() == 0

    events = happens(town, process, "bo")

    assert (outbox.round(), outbox.round()) == (1, 0)
    (got,) = told.got
    shown = [one for one in town.history(process) if one.event.id in events]
    revision = town.view(process, Reader("town", "anna")).revision
    assert got.told == {
        "type": "process.changed",
        "timestamp": shown[-1].event.at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "data": {
            "process": process,
            "revision": revision,
            "events": [{"id": one.event.id, "type": one.event.type} for one in shown],
        },
    }
    assert got.is_signed_by(made.secret)
    assert not got.is_signed_by(a_webhook(town, anna).secret)
    assert (got.headers["content-type"], got.id[:4]) == ("application/json", "msg_")
    assert b"dike" not in got.body
    assert b"Bo" not in got.body


def test_a_process_that_begins_later_is_told_from_its_first_event_on(
    town: Engine, anna: Identity, outbox: Outbox, told: Told
) -> None:
    before = opened_by(town, anna)
    a_webhook(town, anna)
    process = opened_by(town, anna)

    outbox.round()

    assert told.events() == [one.event.id for one in town.history(process)]
    assert before not in {got.told["data"]["process"] for got in told.got}


def test_a_webhook_of_one_process_tells_of_no_other(town: Engine, anna: Identity, outbox: Outbox, told: Told) -> None:
    process, other = opened_by(town, anna), opened_by(town, anna)
    a_webhook(town, anna, process)
    happens(town, other, "bo")
    events = happens(town, process, "bo")

    outbox.round()

    assert told.events() == events


def test_who_may_not_know_is_sent_nothing_at_all(
    town: Engine, anna: Identity, outbox: Outbox, told: Told, time: Time
) -> None:
    process = opened_by(town, anna)
    walt = a_person(town, "walt", "observer")
    bo = seated(town, anna, process, "bo")
    a_webhook(town, walt)
    a_webhook(town, bo, process)
    time.pass_by(seconds=1)

    secret = noted(town, process, anna, "anna")
    outbox.round()
    assert told.got == []
    a_webhook(town, anna)
    time.pass_by(seconds=1)
    events = happens(town, process, "cas")
    outbox.round()

    assert [got.events for got in told.got] == [events] * 3
    assert not set(secret) & set(told.events())


def test_a_participant_is_told_what_his_own_seat_sees(town: Engine, anna: Identity, outbox: Outbox, told: Told) -> None:
    process = opened_by(town, anna)
    a_webhook(town, anna)
    own = noted(town, process, anna, "anna")

    outbox.round()

    assert told.events() == own


def test_another_organisation_is_told_nothing(town: Engine, anna: Identity, outbox: Outbox, told: Told) -> None:
    eve = a_person(an_organisation(town, "water"), "eve", "owner", "facilitator")
    a_webhook(town.of("water"), eve)

    opened_by(town, anna)
    outbox.round()

    assert told.got == []


def test_a_try_that_failed_is_the_same_message_with_another_instant(
    town: Engine, anna: Identity, outbox: Outbox, told: Told, time: Time
) -> None:
    process = opened_by(town, anna)
    made = a_webhook(town, anna)
    told.answers = [FAILED]
    events = happens(town, process, "bo")

    assert outbox.round() == 0
    happens(town, process, "cas")
    assert outbox.round() == 0
    time.pass_by(seconds=5.6)
    assert outbox.round() == 2

    first, again, after = told.got
    assert (first.id, first.body) == (again.id, again.body)
    assert first.headers["webhook-timestamp"] != again.headers["webhook-timestamp"]
    assert again.is_signed_by(made.secret)
    assert first.events == events
    assert after.id != first.id
    assert after.told["data"]["revision"] > first.told["data"]["revision"]


def test_it_is_tried_again_ever_later_and_then_the_webhook_stops(
    town: Engine, anna: Identity, outbox: Outbox, told: Told, time: Time
) -> None:
    process = opened_by(town, anna)
    hook = a_webhook(town, anna).webhook.id
    happens(town, process, "bo")
    told.answers = [FAILED] * 11
    for number, wait in enumerate(WAITS, 1):
        outbox.round()
        now = standing(town, anna)
        assert (len(told.got), now.failures, now.failed_why, now.failed_status) == (number, number, "answered", 500)
        assert wait <= now.next_at - time.at <= wait * 1.1
        time.pass_by(seconds=(wait * 1.1).total_seconds())
    outbox.round()
    time.pass_by(days=9)
    outbox.round()

    assert (len(told.got), len({one.id for one in told.got})) == (10, 1)
    assert standing(town, anna).stopped_why == "failing"
    told.answers = []
    resumed = granted(town.access.webhooks.change(anna, hook, Change(paused=False)))
    assert resumed is not None
    assert resumed.stopped_why is None
    assert outbox.round() == 1
    assert told.got[-1].id == told.got[0].id
    assert standing(town, anna).failures == 0


@pytest.mark.parametrize(("seconds", "wanted"), [(1, 5), (3_600, 3_600)])
def test_a_receiver_who_asks_to_wait_is_waited_for(
    seconds: int, wanted: int, town: Engine, anna: Identity, outbox: Outbox, told: Told, time: Time
) -> None:
    process = opened_by(town, anna)
    a_webhook(town, anna)
    happens(town, process, "bo")
    told.answers = [Answer("answered", 429, timedelta(seconds=seconds))]

    outbox.round()

    waits = standing(town, anna).next_at - time.at
    assert timedelta(seconds=wanted) <= waits <= timedelta(seconds=wanted * 1.1)


def test_who_says_gone_is_sent_nothing_any_more(
    town: Engine, anna: Identity, outbox: Outbox, told: Told, time: Time
) -> None:
    process = opened_by(town, anna)
    a_webhook(town, anna)
    told.answers = [Answer("answered", 410)]
    happens(town, process, "bo")
    outbox.round()
    happens(town, process, "cas")
    time.pass_by(days=3)
    outbox.round()

    assert len(told.got) == 1
    assert standing(town, anna).stopped_why == "gone"


def test_a_pause_loses_nothing(town: Engine, anna: Identity, outbox: Outbox, told: Told) -> None:
    process = opened_by(town, anna)
    hook = a_webhook(town, anna).webhook.id
    town.access.webhooks.change(anna, hook, Change(paused=True))
    events = happens(town, process, "bo") + happens(town, process, "cas")
    outbox.round()
    assert told.got == []

    town.access.webhooks.change(anna, hook, Change(paused=False))
    outbox.round()

    assert told.events() == events


def test_a_long_log_is_told_in_messages_of_a_hundred(town: Engine, anna: Identity, outbox: Outbox, told: Told) -> None:
    process = opened_by(town, anna)
    a_webhook(town, anna)
    several = [a_command("note", "anna", text=f"Note {number}") for number in range(99)]
    for _ in range(3):
        accepted(town.submit(process, several, by=anna))

    outbox.round()

    assert [len(one.events) for one in told.got] == [100, 100, 97]
    revisions = [one.told["data"]["revision"] for one in told.got]
    assert [later - sooner for sooner, later in pairwise(revisions)] == [100, 97]
    assert len(set(told.events())) == 297


def test_who_leaves_is_told_nothing_more_also_of_what_is_under_way(
    town: Engine, anna: Identity, outbox: Outbox, told: Told, time: Time
) -> None:
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    a_webhook(town, bo, process)
    told.answers = [FAILED]
    happens(town, process, "cas")
    outbox.round()
    assert len(told.got) == 1

    accepted(town.submit(process, a_command("leave", "bo"), by=bo))
    time.pass_by(hours=1)
    outbox.round()

    assert len(told.got) == 1
    assert not standing(town, bo).is_waiting


def test_what_one_may_not_know_any_more_is_not_told_by_a_retry(
    town: Engine, anna: Identity, outbox: Outbox, told: Told, time: Time
) -> None:
    """Somebody who leaves but belongs to the organisation reads on what all see, and no more."""
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    granted(town.access.accounts.give_role(operator_of("town"), str(bo.account), "observer"))
    a_webhook(town, bo)
    own = noted(town, process, bo, "bo")
    told.answers = [FAILED]
    outbox.round()
    assert told.events() == own

    left = {one.event.id for one in town.history(process)}
    accepted(town.submit(process, a_command("leave", "bo"), by=bo))
    time.pass_by(hours=1)
    outbox.round()

    after = told.got[1:]
    assert after
    assert not set(own) & {one for got in after for one in got.events}
    assert {one for got in after for one in got.events} == {one.event.id for one in town.history(process)} - left


def test_a_seat_that_is_given_opens_what_it_sees_without_waiting_for_what_others_keep(
    town: Engine, anna: Identity, outbox: Outbox, told: Told, time: Time
) -> None:
    """Were it told with the next event, that event would show, whoever may know of it."""
    process = opened_by(town, anna)
    cas = a_person(town, "cas", "observer")
    a_webhook(town, cas)
    accepted(town.submit(process, a_command("join", participant="cas", name="Cas"), by=anna))
    own = noted(town, process, None, "cas")
    outbox.round()
    assert not set(own) & set(told.events())

    sent = an_invitation(town, anna, "cas@town.example", process, "cas")
    granted(town.access.invitations.accept(sent.secret, a_guest(already=cas)))
    outbox.round()

    assert set(own) <= set(told.events())


def test_what_is_disabled_or_erased_takes_its_webhooks_along(
    town: Engine, anna: Identity, outbox: Outbox, told: Told
) -> None:
    process = opened_by(town, anna)
    walt = a_person(town, "walt", "observer")
    a_webhook(town, walt)
    told.answers = [FAILED]
    happens(town, process, "bo")
    outbox.round()
    granted(town.access.accounts.disable(operator_of("town"), str(walt.account)))
    granted(town.access.accounts.enable(operator_of("town"), str(walt.account)))
    assert town.access.webhooks.of(operator_of("town")) == []
    outbox.round()
    assert len(told.got) == 1


def test_a_role_in_the_organisation_that_is_taken_back_ends_what_it_showed(
    town: Engine, anna: Identity, outbox: Outbox, told: Told
) -> None:
    process, seen = opened_by(town, anna), opened_by(town, anna)
    bo = seated(town, anna, seen, "bo")
    granted(town.access.accounts.give_role(operator_of("town"), str(bo.account), "observer"))
    a_webhook(town, bo)
    granted(town.access.accounts.take_role(operator_of("town"), str(bo.account), "observer"))
    happens(town, process, "cas")
    events = happens(town, seen, "cas")

    outbox.round()

    assert told.events() == events


def test_two_senders_do_not_send_the_same_at_once(town: Engine, anna: Identity, engine: Engine, time: Time) -> None:
    process = opened_by(town, anna)
    a_webhook(town, anna)
    inner = Told()

    class Meanwhile(Told):
        def post(self, url: str, headers: object, body: bytes) -> Answer:
            assert engine.outbox(inner).round() == 0
            return super().post(url, headers, body)  # type: ignore[arg-type]  # passed on as it came

    outer = Meanwhile()
    events = happens(town, process, "bo")
    assert engine.outbox(outer).round() == 1

    assert (outer.events(), inner.got) == (events, [])
    happens(town, process, "cas")
    assert engine.outbox(inner).round() == 1


def test_what_a_sender_held_who_died_is_sent_again_after_a_while(
    town: Engine, anna: Identity, engine: Engine, time: Time
) -> None:
    class Dies(Told):
        def post(self, url: str, headers: object, body: bytes) -> Answer:
            super().post(url, headers, body)  # type: ignore[arg-type]  # passed on as it came
            raise KeyboardInterrupt

    process = opened_by(town, anna)
    a_webhook(town, anna)
    happens(town, process, "bo")
    died, other = Dies(), Told()
    with pytest.raises(KeyboardInterrupt):
        engine.outbox(died).round()

    assert engine.outbox(other).round() == 0
    time.pass_by(minutes=2)
    assert engine.outbox(other).round() == 1
    assert (other.got[0].id, other.got[0].body) == (died.got[0].id, died.got[0].body)


def test_a_key_that_was_changed_stops_what_it_signed(
    town: Engine, anna: Identity, outbox: Outbox, told: Told, engine: Engine
) -> None:
    process = opened_by(town, anna)
    made = a_webhook(town, anna)
    journal = engine._journal  # noqa: SLF001 - the tests look behind the door
    assert journal._key_file is not None  # noqa: SLF001 - the same
    journal._key_file.unlink()  # noqa: SLF001 - the same
    journal._key = None  # noqa: SLF001 - the same
    happens(town, process, "bo")
    outbox.round()

    assert (told.got, standing(town, anna).stopped_why) == ([], "key")
    renewed = town.access.webhooks.renew(anna, made.webhook.id)
    outbox.round()
    assert renewed is not None
    assert told.got[0].is_signed_by(granted(renewed).secret)


def test_a_new_secret_signs_beside_the_former_for_a_day(
    town: Engine, anna: Identity, outbox: Outbox, told: Told, time: Time
) -> None:
    process = opened_by(town, anna)
    made = a_webhook(town, anna)
    told.answers = [FAILED]
    happens(town, process, "bo")
    outbox.round()
    renewed = granted(town.access.webhooks.renew(anna, made.webhook.id))
    assert renewed is not None
    time.pass_by(hours=23)
    outbox.round()
    time.pass_by(hours=2)
    happens(town, process, "cas")
    outbox.round()

    signed = [(got.is_signed_by(made.secret), got.is_signed_by(renewed.secret)) for got in told.got]
    assert signed == [(True, False), (True, True), (False, True)]
