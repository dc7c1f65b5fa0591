from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine import Engine, Receipt
from engine.errors import KeyReused, MethodUnknown, ProcessUnknown, StoreBusy, ViewChanged
from tests.engine.journal.neighbours import (
    START,
    Time,
    a_command,
    a_method,
    accepted,
    allow_writing,
    an_open_process,
    an_opening,
    forbid_writing,
    mandate_for,
    refused,
    with_parties,
)

if TYPE_CHECKING:
    from engine.journal.group import Group
    from engine.journal.store import Connection

TABLES = ("event", "content", "process", "receipt", "snapshot")
DAY = timedelta(hours=24)


def rows(beside: Connection) -> dict[str, list[Any]]:
    return {table: beside.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES}  # noqa: S608  # our own names


def types(engine: Engine, process: str) -> list[str]:
    return [one.event.type for one in engine.history(process)]


def joining(name: str = "Ben", **given: Any) -> Any:
    return a_command("join", participant=name, name=name, **given)


# ---------------------------------------------------------------------------- keys


def test_the_same_command_with_the_same_key_gives_the_same_receipt_and_happens_once(engine: Engine) -> None:
    process = an_open_process(engine)

    first = engine.submit(process, joining(), key="k")
    length = len(engine.history(process))
    again = engine.submit(process, joining(), key="k")

    assert again == first
    assert len(engine.history(process)) == length


def test_opening_twice_with_one_key_opens_one_process(engine: Engine) -> None:
    engine.publish(a_method())

    first, again = (accepted(engine.submit(None, an_opening(), key="k")) for _ in range(2))

    assert again.process == first.process
    assert len(engine.processes().items) == 1


@pytest.mark.parametrize("other", [joining("Cas"), [joining(), joining("Cas")]])
def test_a_key_that_comes_back_with_another_body_is_refused(engine: Engine, other: Any) -> None:
    process = an_open_process(engine)
    engine.submit(process, joining(), key="k")
    length = len(engine.history(process))

    with pytest.raises(KeyReused, match="the key 'k' was used for another command"):
        engine.submit(process, other, key="k")

    assert len(engine.history(process)) == length


def test_a_key_that_comes_back_for_another_process_is_refused(engine: Engine) -> None:
    one, other = an_open_process(engine), an_open_process(engine)
    engine.submit(one, joining(), key="k")

    with pytest.raises(KeyReused):
        engine.submit(other, joining(), key="k")


def test_the_key_of_another_actor_is_another_key(engine: Engine) -> None:
    process = an_open_process(engine)
    with_parties(engine, process)
    town = a_command("record", "rep-Town", record="mandate", fields={"level": "commit"})
    water = a_command("record", "rep-Water", record="mandate", fields={"level": "commit"})

    first, second = (accepted(engine.submit(process, one, key="k")) for one in (town, water))

    assert first.events != second.events


def test_a_refused_command_leaves_its_key_free(engine: Engine) -> None:
    process = an_open_process(engine)
    with_parties(engine, process)
    move = a_command("move", move="deepen")

    refused(engine.submit(process, move, key="k"))
    for party in ("Town", "Water"):
        mandate_for(engine, process, party)

    assert accepted(engine.submit(process, move, key="k")).events[0]["type"] == "Moved"


def test_a_receipt_is_kept_for_a_day_and_not_longer(engine: Engine, time: Time) -> None:
    process = an_open_process(engine)
    engine.submit(process, joining(), key="k")
    length = len(engine.history(process))

    time.at = START + DAY - timedelta(minutes=1)
    accepted(engine.submit(process, joining(), key="k"))
    assert len(engine.history(process)) == length

    time.at = START + DAY + timedelta(minutes=1)
    assert refused(engine.submit(process, joining(), key="k")).message == "participant_known"
    accepted(engine.submit(process, joining("Cas"), key="k"))


def test_receipts_that_are_no_longer_promised_are_cleared_away(engine: Engine, time: Time, beside: Connection) -> None:
    process = an_open_process(engine)
    engine.submit(process, joining(), key="old")

    time.pass_by(hours=25)
    engine.submit(process, joining("Cas"), key="new")

    assert beside.execute("SELECT key FROM receipt").fetchall() == [("new",)]


def test_the_same_key_sent_by_many_at_once_gives_one_event_and_one_receipt(engine: Engine) -> None:
    process = an_open_process(engine)

    with ThreadPoolExecutor(16) as callers:
        answers = [callers.submit(engine.submit, process, joining(), key="k") for _ in range(32)]
        receipts = [accepted(one.result()) for one in answers]

    assert all(receipt == receipts[0] for receipt in receipts)
    assert types(engine, process).count("ParticipantJoined") == 2


def test_without_a_key_nothing_is_promised(engine: Engine, beside: Connection) -> None:
    process = an_open_process(engine)
    accepted(engine.submit(process, joining()))

    assert refused(engine.submit(process, joining())).message == "participant_known"
    assert rows(beside)["receipt"] == []


def test_a_stored_answer_holds_nothing_that_people_typed(engine: Engine, beside: Connection) -> None:
    process = an_open_process(engine, title="canary-title")
    with_parties(engine, process)
    record = a_command("record", "rep-Town", record="mandate", fields={"level": "commit", "bounds": "canary-bounds"})

    accepted(engine.submit(process, record, key="k"))

    ((answer,),) = beside.execute("SELECT answer FROM receipt").fetchall()
    assert b"RecordWritten" in answer
    assert b"canary" not in answer
    assert b"commit" not in answer


# -------------------------------------------------------------- receipts, refusals


def test_a_receipt_tells_the_actor_what_the_actor_may_know(engine: Engine) -> None:
    process = an_open_process(engine)
    with_parties(engine, process)
    before = engine.view(process).revision

    receipt = accepted(
        engine.submit(process, a_command("record", "rep-Town", record="mandate", fields={"level": "commit"}))
    )

    assert [(one["type"], one["record"], one["version"]) for one in receipt.events] == [("RecordWritten", "mandate", 1)]
    assert receipt.revision == before + 1
    assert engine.view(process).revision == before


def test_a_refusal_writes_nothing(engine: Engine, beside: Connection) -> None:
    process = an_open_process(engine)
    with_parties(engine, process)
    before = rows(beside)

    refusal = refused(engine.submit(process, a_command("move", move="deepen"), key="k"))

    assert refusal.kind == "gate-shut"
    assert rows(beside) == before


def test_what_came_due_is_kept_though_the_command_is_refused(engine: Engine, time: Time) -> None:
    process = an_open_process(engine)
    with_parties(engine, process)
    time.pass_by(days=29)

    refused(engine.submit(process, a_command("move", move="deepen")))

    overdue = engine.history(process)[-1].event
    assert overdue.type == "PhaseOverdue"
    assert overdue.due_at == START + timedelta(days=28)
    assert overdue.at == time.at


def test_time_never_goes_back_in_a_process_whatever_the_clock_does(engine: Engine, time: Time) -> None:
    process = an_open_process(engine)
    time.pass_by(hours=-5)

    accepted(engine.submit(process, joining()))

    instants = [one.event.at for one in engine.history(process)]
    assert instants == sorted(instants)
    assert instants[-1] == START


def test_several_commands_happen_wholly_or_not_at_all_and_the_refusal_says_which(
    engine: Engine, beside: Connection
) -> None:
    process = an_open_process(engine)
    before = rows(beside)

    refusal = refused(engine.submit(process, [joining(), a_command("move", move="nowhere"), joining("Cas")]))

    assert (refusal.index, refusal.message, refusal.pointer) == (1, "move_unknown", "/move")
    assert rows(beside) == before


def test_each_of_several_commands_sees_what_the_ones_before_it_did(engine: Engine) -> None:
    engine.publish(a_method())

    receipt = accepted(
        engine.submit(None, [an_opening(), joining(party="Town", roles=("principal",)), a_command("leave", "Ben")])
    )

    assert [event["type"] for event in receipt.events if "articipant" in str(event["type"])] == [
        "ParticipantJoined", "ParticipantJoined", "ParticipantLeft",
    ]  # fmt: skip


@pytest.mark.parametrize("process", ["no-such-process", "", "\x00", "x' OR 1=1"])
def test_a_process_that_is_not_there_is_unknown(engine: Engine, process: str) -> None:
    an_open_process(engine)

    if process:
        with pytest.raises(ProcessUnknown):
            engine.submit(process, joining())
    with pytest.raises(ProcessUnknown):
        engine.situation(process)


def test_a_process_cannot_be_opened_under_a_method_that_is_not_published(engine: Engine) -> None:
    engine.publish(a_method())

    with pytest.raises(MethodUnknown, match="no method 'neighbors'"):
        engine.submit(None, an_opening(method="neighbors"))
    with pytest.raises(MethodUnknown, match=r"in version 2\.0\.0"):
        engine.submit(None, an_opening(version="2.0.0"))


# ------------------------------------------------------------ what must still hold


def test_a_command_on_an_unchanged_view_is_carried_out(engine: Engine) -> None:
    process = an_open_process(engine)
    length = engine.situation(process)[1].order

    accepted(engine.submit(process, joining(), expected=lambda _method, situation: situation.order == length))


def test_a_command_on_a_changed_view_changes_nothing(engine: Engine, beside: Connection) -> None:
    process = an_open_process(engine)
    length = engine.situation(process)[1].order
    engine.submit(process, joining())
    before = rows(beside)

    with pytest.raises(ViewChanged):
        engine.submit(process, joining("Cas"), expected=lambda _method, situation: situation.order == length)

    assert rows(beside) == before


def test_what_came_due_changes_the_view_and_is_kept(engine: Engine, time: Time) -> None:
    process = an_open_process(engine)
    length = engine.situation(process)[1].order
    time.pass_by(days=29)

    with pytest.raises(ViewChanged):
        engine.submit(process, joining(), expected=lambda _method, situation: situation.order == length)

    assert types(engine, process)[-1] == "PhaseOverdue"


# -------------------------------------------------------------------- many at once


def test_commands_of_many_callers_stand_in_one_gapless_order(engine: Engine) -> None:
    processes = [an_open_process(engine) for _ in range(3)]

    def join_all(caller: int) -> list[Receipt]:
        return [accepted(engine.submit(one, joining(f"p{caller}-{n}"))) for n in range(4) for one in processes]

    with ThreadPoolExecutor(8) as callers:
        receipts = [receipt for done in callers.map(join_all, range(8)) for receipt in done]

    for process in processes:
        history = engine.history(process)
        assert [one.seq for one in history] == list(range(1, len(history) + 1))
        revisions = [receipt.revision for receipt in receipts if receipt.process == process]
        assert len(set(revisions)) == len(revisions) == 32


def test_whoever_has_an_answer_sees_its_effect_at_once(engine: Engine) -> None:
    process = an_open_process(engine)

    def join_and_look(number: int) -> bool:
        accepted(engine.submit(process, joining(f"p{number}")))
        return f"p{number}" in engine.situation(process)[1].participants

    with ThreadPoolExecutor(8) as callers:
        assert all(callers.map(join_and_look, range(64)))


# ------------------------------------------------------------------- broken stores


@pytest.mark.parametrize("table", ["event", "content", "process", "receipt"])
def test_event_content_row_and_receipt_change_together_or_not_at_all(
    engine: Engine, beside: Connection, table: str
) -> None:
    process = an_open_process(engine)
    before = rows(beside)
    forbid_writing(engine, beside, table)

    with pytest.raises(StoreBusy, match="nothing was written: disk on fire"):
        engine.submit(process, joining(), key="k")

    assert rows(beside) == before
    allow_writing(engine, beside, table)
    accepted(engine.submit(process, joining(), key="k"))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_on_a_full_disk_commands_wait_and_reading_goes_on(engine: Engine, time: Time) -> None:
    process = an_open_process(engine)
    limit = engine._journal.writer.do(_fill_up)  # noqa: SLF001  # the limit belongs to the one writing connection
    time.pass_by(days=29)

    with pytest.raises(StoreBusy, match="full"):
        engine.submit(process, joining("x" * 64, party="y" * 400))

    assert engine.view(process).phases[0].status == "now"
    assert engine.tick() == 0
    assert limit


def _fill_up(group: Group) -> Any:
    from engine.journal.writer import Done  # noqa: PLC0415  # here alone

    group.touch()
    group.connection.execute("CREATE TABLE ballast (data BLOB)")
    (pages,) = group.connection.execute("PRAGMA page_count").fetchall()[0]
    group.connection.execute(f"PRAGMA max_page_count={pages}")
    return Done(pages)
