"""A seat binds a participant to an account; it comes and goes in the transaction of the events it belongs to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import Engine
from engine.access.identity import Identity, operator_of
from engine.access.invitations import Guest, Wished
from engine.errors import NotLetIn, ProcessUnknown, StoreBusy
from engine.journal.store import Connection
from engine.language import read_method
from tests.engine.access.people import (
    a_guest,
    a_participant,
    a_person,
    an_invitation,
    an_organisation,
    granted,
    known,
    opened_by,
    seated,
)
from tests.engine.journal.neighbours import (
    a_command,
    a_method,
    accepted,
    allow_writing,
    an_opening,
    forbid_writing,
    refused,
)
from tests.engine.process.family_methods import FINDING, TALKS


def rows(beside: Connection) -> list[Any]:
    return beside.execute("SELECT process, participant, account FROM seat ORDER BY process, participant").fetchall()


def test_whoever_opens_a_process_has_the_seat_of_its_opener(town: Engine, anna: Identity, beside: Connection) -> None:
    process = opened_by(town, anna)

    assert [tuple(row) for row in rows(beside)] == [(process, "anna", anna.account)]
    assert town.access.seat(anna, process) == "anna"


@pytest.mark.parametrize("table", ["seat", "event"])
def test_a_process_is_opened_with_its_seat_or_not_at_all(
    table: str, town: Engine, anna: Identity, beside: Connection
) -> None:
    town.publish(a_method())
    forbid_writing(town, beside, table)

    with pytest.raises(StoreBusy):
        town.submit(None, an_opening(), by=anna)

    allow_writing(town, beside, table)
    assert rows(beside) == []
    assert town.processes().items == []
    accepted(town.submit(None, an_opening(), by=anna))


def test_a_refused_opening_gives_no_seat(town: Engine, anna: Identity, beside: Connection) -> None:
    town.publish(a_method())

    refused(town.submit(None, an_opening(language="xx"), by=anna))

    assert rows(beside) == []


def test_only_facilitators_open_processes(town: Engine) -> None:
    town.publish(a_method())
    for name, roles in (("olga", ("owner",)), ("ada", ("author",)), ("ole", ("observer",)), ("eve", ())):
        person = a_person(town, name, *roles)
        assert refused(town.submit(None, an_opening(), by=person)).message == "open_is_for_facilitators"
        assert refused_trial(town, person) == "open_is_for_facilitators"


def refused_trial(town: Engine, by: Identity) -> str:
    answer = town.dry_run(None, an_opening(), by=by)
    return str(getattr(answer, "message", "possible"))


def test_nobody_acts_from_the_seat_of_another(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    member = a_person(town, "ole", "observer")

    for by, actor in ((bo, "anna"), (bo, "nobody"), (member, "anna"), (member, "nobody")):
        command = a_command("move", actor, move="deepen")
        for answer in (town.submit(process, command, by=by), town.dry_run(process, command, by=by)):
            told = answer
            assert getattr(told, "message", told) == "actor_unknown"
            assert getattr(told, "values", told) == {"actor": actor}
    several = [a_command("join", participant="x", name="X"), a_command("leave", "bo")]
    assert refused(town.submit(process, several, by=anna)).index == 1
    assert "x" not in town.situation(process)[1].participants


def test_a_process_is_not_there_for_whoever_has_neither_seat_nor_role(town: Engine, anna: Identity) -> None:
    process, eve = opened_by(town, anna), a_person(town, "eve")

    for one in (process, "never"):
        for act in (town.submit, town.dry_run):
            with pytest.raises(ProcessUnknown):
                act(one, a_command("leave", "eve"), by=eve)
        assert not town.access.may_know(eve, one)
    with pytest.raises(ProcessUnknown):
        town.access.reader(eve, town.situation(process)[1])


def test_a_member_without_a_seat_reads_what_the_process_as_a_whole_sees(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    situation = town.situation(process)[1]

    for role in ("owner", "author", "facilitator", "observer"):
        reader = town.access.reader(a_person(town, role, role), situation)
        assert (reader.organisation, reader.participant, reader.roles) == ("town", None, ())
    assert town.access.reader(anna, situation).participant == "anna"


@pytest.mark.parametrize("is_by_session", [True, False])
def test_whoever_is_disabled_does_nothing_more(is_by_session: bool, town: Engine, anna: Identity) -> None:
    """His sessions end with it; where nobody asks for one, as before webhooks are told, his account alone says so."""
    process = opened_by(town, anna)
    accepted(town.submit(process, a_command("join", participant="bo", name="Bo"), key="k", by=anna))
    granted(town.access.accounts.disable(operator_of("town"), str(anna.account)))

    by = anna if is_by_session else replace(anna, session=None)
    for act in (
        lambda: town.submit(process, a_command("join", participant="cas", name="Cas"), by=by),
        lambda: town.submit(process, a_command("join", participant="bo", name="Bo"), key="k", by=by),
        lambda: town.submit(None, an_opening(), by=by),
        lambda: town.dry_run(process, a_command("leave"), by=by),
    ):
        with pytest.raises(NotLetIn):
            act()


def test_a_role_that_is_taken_back_is_gone_with_the_next_command(town: Engine, anna: Identity) -> None:
    town.publish(a_method())
    granted(town.access.accounts.take_role(operator_of("town"), str(anna.account), "facilitator"))

    assert refused(town.submit(None, an_opening(), by=anna)).message == "open_is_for_facilitators"


def test_a_key_is_of_the_account_that_used_it(town: Engine, anna: Identity) -> None:
    town.publish(a_method())
    fred = a_person(town, "fred", "facilitator")

    first = accepted(town.submit(None, an_opening(), key="k", by=anna))
    other = accepted(town.submit(None, an_opening(title="Another"), key="k", by=fred))

    assert first.process != other.process
    assert town.submit(None, an_opening(), key="k", by=anna) == first
    assert town.access.seat(fred, first.process) is None


def test_whoever_leaves_has_no_seat_any_more(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    accepted(town.submit(process, a_command("leave", "bo"), by=bo))

    assert town.access.seat(bo, process) is None
    with pytest.raises(ProcessUnknown):
        town.access.reader(bo, town.situation(process)[1])
    with pytest.raises(ProcessUnknown):
        town.submit(process, a_command("leave", "bo"), by=bo)


def a_family(town: Engine, anna: Identity, *, seated_first: bool) -> tuple[str, str, Identity]:
    """Return a parent, the child it has begun, and Ann, who takes part in both."""
    town.publish(read_method(FINDING, "finding.yaml"))
    town.publish(read_method(TALKS, "talks.yaml", town.newest))
    opening = a_command("open", "chair", method="talks", title="Talks", name="Chair")
    parent = accepted(town.submit(None, opening, by=anna)).process
    joining = a_command("join", "chair", participant="ann", name="Ann", party="Town", roles=["envoy"])
    accepted(town.submit(parent, joining, by=anna))
    came = granted(town.access.invitations.make(anna, Wished("ann@town.example", (), parent, "ann")))
    ann = let_in(town, came.secret) if seated_first else None
    fields = {"question": "Is it wet?", "disputed": True}
    for do, actor, told in (
        ("record", "ann", {"record": "topic", "id": "wet", "fields": fields}),
        ("share", "ann", {"id": "wet", "version": 1}),
        ("move", "chair", {"move": "on"}),
    ):
        accepted(town.submit(parent, a_command(do, actor, **told)))
    (child,) = town.situation(parent)[1].children
    return parent, child, ann or let_in(town, came.secret)


def let_in(town: Engine, secret: str) -> Identity:
    came = granted(town.access.invitations.accept(secret, a_guest("Ann")))
    assert came.signed_in is not None
    return known(town, came.signed_in)


@pytest.mark.parametrize("seated_first", [True, False])
def test_who_comes_from_a_parent_brings_the_seat_along_and_loses_it_by_leaving(
    seated_first: bool, town: Engine, anna: Identity
) -> None:
    parent, child, ann = a_family(town, anna, seated_first=seated_first)
    assert "ann" in town.situation(child)[1].participants

    assert town.access.seat(ann, child) == "ann"
    assert {one.process for one in town.access.seats(ann)} == {parent, child}

    accepted(town.submit(parent, a_command("leave", "ann"), by=ann))
    assert town.access.seats(ann) == []


def test_whoever_was_admitted_to_a_child_alone_is_nobody_of_the_same_id_in_its_parent(
    town: Engine, anna: Identity, beside: Connection
) -> None:
    parent, child, _ = a_family(town, anna, seated_first=True)
    accepted(town.submit(child, a_command("join", "chair", participant="expert", name="Expert")))
    accepted(town.submit(parent, a_command("join", "chair", participant="expert", name="Decoy"), by=anna))
    sent = an_invitation(town, anna, "sock@town.example", parent, "expert")

    sock = let_in(town, sent.secret)

    assert [one.process for one in town.access.seats(sock)] == [parent]
    assert [row[0] for row in rows(beside) if row[1] == "expert"] == [parent]
    real = let_in(town, an_invitation(town, a_person(town, "olga", "owner"), "x@town.example", child, "expert").secret)
    assert [one.process for one in town.access.seats(real)] == [child]


def test_admitting_somebody_to_a_child_by_an_id_of_its_parent_gives_nobody_a_seat(
    town: Engine, anna: Identity, beside: Connection
) -> None:
    parent, child, _ = a_family(town, anna, seated_first=True)
    accepted(town.submit(parent, a_command("join", "chair", participant="pete", name="Pete"), by=anna))
    pete = let_in(town, an_invitation(town, anna, "pete@town.example", parent, "pete").secret)

    accepted(town.submit(child, a_command("join", "chair", participant="pete", name="Expert")))

    assert [one.process for one in town.access.seats(pete)] == [parent]
    assert [row[0] for row in rows(beside) if row[1] == "pete"] == [parent]


def test_a_seat_stays_with_whom_it_has_where_the_parent_puts_him_on_another_side(town: Engine, anna: Identity) -> None:
    parent, child, _ = a_family(town, anna, seated_first=True)
    accepted(town.submit(child, a_command("join", "chair", participant="expert", name="Expert")))
    owner = a_person(town, "olga", "owner")
    real = let_in(town, an_invitation(town, owner, "x@town.example", child, "expert").secret)
    joining = a_command("join", "chair", participant="expert", name="Decoy", party="Town", roles=["envoy"])
    accepted(town.submit(parent, joining, by=anna))
    sock = let_in(town, an_invitation(town, anna, "sock@town.example", parent, "expert").secret)

    assert town.situation(child)[1].participants["expert"].party is not None
    assert [one.process for one in town.access.seats(sock)] == [parent]
    assert [one.process for one in town.access.seats(real)] == [child]


def test_a_seat_that_is_taken_in_a_child_stays_with_whom_it_has(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    a_participant(town, process, anna, "cas", "Water")
    sent = an_invitation(town, anna, "cas@town.example", process, "cas")
    cas = a_person(town, "cas")

    granted(town.access.invitations.accept(sent.secret, Guest(already=cas)))

    assert {one.participant: one.account for one in town.access.seats_in(anna, process)} == {
        "anna": anna.account,
        "bo": bo.account,
        "cas": cas.account,
    }
    assert town.access.seats_in(bo, process) == []
    assert town.access.seats_in(a_person(an_organisation(town, "water"), "o", "owner"), process) == []


def test_a_rehearsal_that_is_deleted_takes_its_seats_along(town: Engine, anna: Identity, beside: Connection) -> None:
    process = opened_by(town, anna, rehearsal=True)
    a_participant(town, process, anna, "bo")
    an_invitation(town, anna, "bo@town.example", process, "bo")

    accepted(town.submit(process, a_command("delete"), by=anna))

    assert rows(beside) == []
    assert beside.execute("SELECT id FROM invitation WHERE process IS NOT NULL").fetchall() == []
