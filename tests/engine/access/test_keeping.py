"""What is over goes: links by themselves, ended processes when an owner says so, an organisation by the operator."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine import Engine
from engine.access.identity import Identity, operator_of
from engine.access.keeping import Held, Over
from engine.access.organisations import Changes
from engine.access.webhooks import Asked
from engine.errors import ProcessUnknown
from engine.journal.store import Connection
from engine.journal.tables import Table
from tests.engine.access.people import (
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
    with_quick_passwords,
)
from tests.engine.access.test_seats import a_family
from tests.engine.journal.neighbours import (
    Time,
    a_command,
    a_method,
    accepted,
    an_open_process,
    an_opening,
    with_parties,
)
from tests.engine.outbox.conftest import FAILED, Told


def end(town: Engine, process: str, actor: str = "anna") -> None:
    accepted(town.submit(process, a_command("cancel", actor, reason="It is over")))


def owners(beside: Connection) -> dict[str, set[Any]]:
    """Return whose rows there are in each table, but in the list of what was erased: that says of whom it was."""
    return {
        str(name): {row[0] for row in beside.execute(f"SELECT organisation FROM {name}").fetchall()}  # noqa: S608 - our own names
        for name in Table.metadata.tables
        if name != "erasure_list"
    }


def rows_of(beside: Connection, process: str) -> list[str]:
    """Return the tables in which there is something of a process."""
    named = [str(name) for name, table in Table.metadata.tables.items() if "process" in table.columns]
    found = [name for name in named if beside.execute(f"SELECT 1 FROM {name} WHERE process=?", (process,)).fetchone()]  # noqa: S608 - our own names
    return [*found, *(["process"] if beside.execute("SELECT 1 FROM process WHERE id=?", (process,)).fetchone() else [])]


def test_an_owner_deletes_an_ended_process_and_a_line_says_so(
    town: Engine, anna: Identity, olga: Identity, time: Time, beside: Connection, tmp_path: Path
) -> None:
    process, other = opened_by(town, anna), opened_by(town, anna)
    bo = seated(town, anna, process, "bo")
    a_participant(town, process, anna, "cas", "Water")
    an_invitation(town, anna, "cas@town.example", process, "cas")
    a_token(bo, town, "read", process=process)
    town.access.readings.note(bo, process, "log", town.situation(process)[1].at)
    town._journal._key_file = tmp_path / "signing.key"  # noqa: SLF001 - as a setting names it
    for one, only in ((bo, process), (olga, None)):
        granted(town.access.webhooks.make(one, Asked("https://hook.example/", "A hook", only)))
    end(town, process)
    town.outbox(Told([FAILED, FAILED])).round()
    assert {"webhook", "webhook_place", "webhook_message"} <= set(rows_of(beside, process))

    looked = granted(town.access.keeping.would_delete(olga, process))
    assert town.situation(process)[1].end == "cancelled"
    assert granted(town.access.keeping.delete(olga, process)) == looked
    assert (looked.process, looked.processes, looked.ended_at) == (process, 1, time())

    assert rows_of(beside, process) == ["reading"]
    (line,) = granted(town.access.readings.of(olga, process))
    assert (line.account, line.kind) == (olga.account, "deleted")
    with pytest.raises(ProcessUnknown):
        town.situation(process)
    with pytest.raises(ProcessUnknown):
        town.access.keeping.delete(olga, process)
    assert [one.id for one in town.processes().items] == [other]


def test_what_goes_on_is_not_deleted(town: Engine, anna: Identity, olga: Identity) -> None:
    process = opened_by(town, anna)

    assert message(town.access.keeping.delete(olga, process)) == "deleted_only_ended"
    assert message(town.access.keeping.delete(operator_of("town"), process)) == "deleted_only_ended"
    assert town.situation(process)[1].process == process


def test_a_family_goes_together_and_from_its_top(town: Engine, anna: Identity, olga: Identity) -> None:
    parent, child, _ = a_family(town, anna, seated_first=True)

    assert message(town.access.keeping.delete(olga, child)) == "deleted_with_family"
    assert message(town.access.keeping.delete(olga, parent)) == "deleted_only_ended"


def test_a_family_that_has_ended_goes_whole(
    town: Engine, anna: Identity, olga: Identity, time: Time, beside: Connection
) -> None:
    parent, child, _ = a_family(town, anna, seated_first=True)
    end(town, parent, "chair")
    assert town.situation(child)[1].end is not None

    looked, gone = town.access.keeping.would_delete(olga, parent), town.access.keeping.delete(olga, parent)

    assert looked == gone == Over(parent, "Talks", 2, time())
    assert (rows_of(beside, parent), rows_of(beside, child)) == (["reading"], [])


def test_who_is_no_owner_hears_the_same_of_what_is_there_and_what_never_was(town: Engine, anna: Identity) -> None:
    process = opened_by(town, anna)
    end(town, process)
    keeping, guest = town.access.keeping, a_person(town, "gus")

    for by in (anna, guest):
        for one in (process, "never", "nul\0"):
            assert [message(ask(by, one)) for ask in (keeping.delete, keeping.would_delete)] == ["for_owners"] * 2


def test_what_would_go_is_told_to_who_could_delete_it_alone(
    town: Engine, anna: Identity, olga: Identity, time: Time
) -> None:
    going_on, ended = opened_by(town, anna), opened_by(town, anna)
    end(town, ended)
    would = town.access.keeping.would_delete

    assert message(would(olga, going_on)) == "deleted_only_ended"
    for one in ("never", "nul\0"):
        with pytest.raises(ProcessUnknown):
            would(olga, one)
        with pytest.raises(ProcessUnknown):
            town.access.keeping.delete(olga, one)
    time.pass_by(minutes=11)
    assert message(would(olga, ended)) == "proof_needed"
    with pytest.raises(ProcessUnknown):
        would(olga, "never")
    assert town.situation(ended)[1].end == "cancelled"


def test_reading_that_was_to_be_noted_leaves_no_line_of_what_was_deleted_meanwhile(
    town: Engine, anna: Identity, olga: Identity, beside: Connection
) -> None:
    process = opened_by(town, anna)
    end(town, process)
    at = town.situation(process)[1].at
    granted(town.access.keeping.delete(olga, process))

    town.access.readings.note(anna, process, "export", at)

    assert [one.kind for one in granted(town.access.readings.of(olga, process))] == ["deleted"]


def test_only_an_owner_who_has_proved_who_he_is_deletes(
    town: Engine, anna: Identity, olga: Identity, time: Time
) -> None:
    process = opened_by(town, anna)
    end(town, process)
    token = by_token(town, a_token(olga, town, "act", "read", "export"))

    assert message(town.access.keeping.delete(anna, process)) == "for_owners"
    assert message(town.access.keeping.delete(token, process)) == "for_owners"
    time.pass_by(minutes=11)
    assert message(town.access.keeping.delete(olga, process)) == "proof_needed"
    water = a_person(an_organisation(town, "water"), "olga", "owner")
    for one in (process, "never"):
        with pytest.raises(ProcessUnknown):
            town.access.keeping.delete(water, one)
    assert town.situation(process)[1].end == "cancelled"


def test_ended_processes_go_by_themselves_after_the_days_an_owner_set(
    town: Engine, anna: Identity, olga: Identity, time: Time
) -> None:
    water = an_organisation(town, "water")
    kept = opened_by(water, a_person(water, "anna", "facilitator"))
    ended, going_on = opened_by(town, anna), opened_by(town, anna)
    end(water, kept)
    end(town, ended)
    for days, why in ((29, "keeps_wrong"), (0, "keeps_wrong"), (40_000, "keeps_wrong")):
        assert message(town.access.keeping.keep_for(olga, days)) == why
    assert message(town.access.keeping.keep_for(anna, 30)) == "for_owners"
    assert town.access.keeping.keep_for(olga, 30) is None
    assert (town.access.keeping.keeps("town"), town.access.keeping.keeps("water")) == (30, None)

    time.pass_by(days=30, seconds=-1)
    town.tick()
    assert town.situation(ended)[1].end == "cancelled"
    time.pass_by(minutes=2)
    town.tick()

    assert [one.id for one in town.processes().items] == [going_on]
    assert [one.id for one in water.processes().items] == [kept]
    assert an_organisation(town, "air").processes().items == []


def test_a_name_and_days_that_are_said_together_hold_both_or_neither(
    town: Engine, anna: Identity, olga: Identity, time: Time
) -> None:
    organisations, keeping = town.access.organisations, town.access.keeping
    assert organisations.change(olga, Changes("The town", 90)) is None
    assert (organisations.name("town"), keeping.keeps("town")) == ("The town", 90)

    for change, why in (
        (Changes("Another", 29), "keeps_wrong"), (Changes(" ", 30), "name_wrong"), (Changes("\n", None), "name_wrong"),
    ):  # fmt: skip
        assert message(organisations.change(olga, change)) == why
    assert message(organisations.change(anna, Changes(keeps_days=None))) == "for_owners"
    time.pass_by(minutes=11)
    assert message(organisations.change(olga, Changes("Another", None))) == "proof_needed"
    assert (organisations.name("town"), keeping.keeps("town")) == ("The town", 90)
    assert organisations.change(olga, Changes("Another")) is None
    assert (organisations.name("town"), keeping.keeps("town")) == ("Another", 90)


def test_what_has_ended_by_itself_is_swept_away(
    town: Engine, anna: Identity, olga: Identity, time: Time, beside: Connection
) -> None:
    an_account(town, "bo")
    an_invitation(town, olga, "cas@town.example", roles=["observer"], days=1)
    town.access.links.ask("town", "bo@town.example")
    a_token(anna, town, "read", days=1)
    town.publish(a_method())
    accepted(town.submit(None, an_opening(), key="k"))
    assert beside.execute("SELECT key FROM receipt").fetchall() == [("k",)]
    time.pass_by(days=15)

    town.tick()

    for table in ("invitation", "sign_in_link", "session", "token", "receipt"):
        assert beside.execute(f"SELECT 1 FROM {table}").fetchall() == []  # noqa: S608 - our own names


def test_an_organisation_is_deleted_whole_and_its_neighbours_notice_nothing(
    town: Engine, anna: Identity, olga: Identity, beside: Connection
) -> None:
    water = an_organisation(town, "water")
    kept = opened_by(water, a_person(water, "anna", "facilitator"))
    process = opened_by(town, anna)
    with_parties(town, process, "Town", "Water")
    seated(town, anna, process, "bo")
    an_invitation(town, olga, "cas@town.example", roles=["observer"])
    town.access.links.ask("town", "anna@town.example")
    a_token(anna, town, "read")
    accepted(town.submit(process, a_command("join", participant="x", name="X"), key="k", by=anna))

    assert town.access.keeping.held("town") == Held(accounts=3, methods=1, processes=1, going_on=1)
    assert town.access.keeping.held("never") == Held(0, 0, 0, 0)

    town.access.keeping.delete_organisation("town")

    assert all("town" not in found for found in owners(beside).values())
    with pytest.raises(ProcessUnknown):
        town.situation(process)
    assert town.methods() == []
    assert town.access.identity(session="any") is None
    assert water.situation(kept)[1].process == kept
    again = an_organisation(town, "town")
    again.publish(a_method(title="Anew"))
    assert an_open_process(again.of("air"))


def test_an_organisation_is_deleted_whole_also_by_a_program_that_has_done_nothing_else(tmp_path: Path) -> None:
    """It made no table, and so may not have heard of all of them."""
    url = f"sqlite:///{tmp_path}/sluis.db"
    with Engine.open(url) as engine:
        a_person(an_organisation(with_quick_passwords(engine)), "anna", "owner")
    program = (
        "import sys; from engine import Engine; Engine.open(sys.argv[1]).access.keeping.delete_organisation('town')"
    )

    subprocess.run([sys.executable, "-c", program, url], check=True, timeout=60)

    with Engine.open(url) as engine, closing(engine._journal.store.connect()) as beside:  # noqa: SLF001 - the tests look behind the door
        assert all("town" not in found for found in owners(beside).values())
