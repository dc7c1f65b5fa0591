from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from engine import Engine
from engine.errors import EventUnknown, LogBroken
from engine.journal.group import SNAPSHOT_EVERY
from engine.process.situation import FOLD_VERSION
from tests.engine.journal.neighbours import (
    Time,
    a_command,
    accepted,
    an_open_process,
    mandate_for,
    with_parties,
)

if TYPE_CHECKING:
    from engine.journal.store import Connection


def derived(beside: Connection) -> dict[str, list[Any]]:
    """Return every column of what follows from the log."""
    return {table: beside.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in ("process", "snapshot")}  # noqa: S608  # our own names


def a_long_process(engine: Engine, at_least: int = SNAPSHOT_EVERY) -> str:
    """Return a process with a moved phase, an open decision, drafts and more events than a snapshot takes."""
    process = an_open_process(engine, title="Dike één")
    with_parties(engine, process)
    for party in ("Town", "Water"):
        mandate_for(engine, process, party)
    accepted(engine.submit(process, a_command("move", move="deepen")))
    accepted(engine.submit(process, a_command("propose", decision="agreement", run="run-1")))
    accepted(engine.submit(process, a_command("vote", "rep-Town", run="run-1", ballot="yes", reason="Good")))
    number = 0
    while len(engine.history(process)) < at_least:
        number += 1
        fields = {"level": "explore", "bounds": f"Draft {number}"}
        engine.submit(process, a_command("record", "rep-Water", record="mandate", fields=fields))
        engine.submit(process, a_command("vote", "rep-Town", run="run-1", ballot="no", reason=f"Doubt {number}"))
    return process


def test_rows_and_snapshots_made_anew_have_the_same_bytes(engine: Engine, beside: Connection, time: Time) -> None:
    a_long_process(engine)
    an_open_process(engine)
    ended = an_open_process(engine)
    accepted(engine.submit(ended, a_command("cancel", reason="No time")))
    time.pass_by(days=29)
    engine.tick()
    before = derived(beside)

    engine.rebuild()

    assert derived(beside) == before
    assert len(before["process"]) == 3
    assert len(before["snapshot"]) == 1


def test_a_snapshot_is_kept_of_every_hundredth_event_and_only_the_latest(engine: Engine, beside: Connection) -> None:
    process = a_long_process(engine, 2 * SNAPSHOT_EVERY)

    kept = beside.execute("SELECT process, length, fold_version FROM snapshot").fetchall()

    assert kept == [(process, 2 * SNAPSHOT_EVERY, FOLD_VERSION)]


def test_a_process_that_is_loaded_again_stands_as_it_stood(engine: Engine, reopened: Callable[[], Engine]) -> None:
    process = a_long_process(engine)
    _, before = engine.situation(process)
    engine.close()

    assert reopened().situation(process)[1] == before


def test_without_its_snapshot_a_process_stands_as_it_stood(
    engine: Engine, beside: Connection, reopened: Callable[[], Engine]
) -> None:
    process = a_long_process(engine)
    _, before = engine.situation(process)
    beside.execute("DELETE FROM snapshot")
    engine.close()

    assert reopened().situation(process)[1] == before


def test_a_snapshot_of_another_fold_is_not_used(
    engine: Engine, beside: Connection, reopened: Callable[[], Engine]
) -> None:
    process = a_long_process(engine)
    _, before = engine.situation(process)
    beside.execute("UPDATE snapshot SET fold_version = fold_version + 1, bytes = ?", (b"0",))
    engine.close()

    assert reopened().situation(process)[1] == before


def test_after_a_rebuild_the_work_goes_on(engine: Engine) -> None:
    process = a_long_process(engine)

    engine.rebuild()

    accepted(engine.submit(process, a_command("vote", "rep-Town", run="run-1", ballot="yes")))


def test_what_people_typed_can_be_gone_and_the_log_still_holds(
    engine: Engine, beside: Connection, reopened: Callable[[], Engine]
) -> None:
    process = a_long_process(engine)
    beside.execute("DELETE FROM content")
    beside.execute("DELETE FROM snapshot")
    engine.rebuild()
    engine.close()

    _, situation = reopened().situation(process)

    assert situation.title is None
    assert {person.name for person in situation.participants.values()} == {None}


def change_a_skeleton(beside: Connection) -> None:
    ((process, skeleton),) = beside.execute("SELECT process, skeleton FROM event WHERE seq=7 LIMIT 1").fetchall()
    changed = bytes(skeleton).replace(b"anna", b"eve!")
    beside.execute("UPDATE event SET skeleton=? WHERE process=? AND seq=7", (changed, process))


def swap_two_events(beside: Connection) -> None:
    rows = beside.execute("SELECT process, seq, skeleton FROM event WHERE seq IN (7, 8) ORDER BY 1, 2").fetchall()
    for (process, seven, first), (_, eight, second) in zip(rows[::2], rows[1::2], strict=True):
        for seq, skeleton in ((seven, second), (eight, first)):
            beside.execute("UPDATE event SET skeleton=? WHERE process=? AND seq=?", (skeleton, process, seq))


def change_what_was_typed(beside: Connection) -> None:
    ((commitment,),) = beside.execute("SELECT commitment FROM content ORDER BY process LIMIT 1").fetchall()
    beside.execute("UPDATE content SET bytes=? WHERE commitment=?", (b'"eve"', commitment))


TAMPERINGS: dict[str, Callable[[Connection], object]] = {
    "a bit of a skeleton": change_a_skeleton,
    "a digest": lambda beside: beside.execute("UPDATE event SET digest=? WHERE seq=7", (bytes(32),)),
    "an event taken out": lambda beside: beside.execute("DELETE FROM event WHERE seq=7"),
    "the first event taken out": lambda beside: beside.execute("DELETE FROM event WHERE seq=1"),
    "two events swapped": swap_two_events,
    "the tail cut off": lambda beside: beside.execute("DELETE FROM event WHERE seq>10"),
    "the whole log gone": lambda beside: beside.execute("DELETE FROM event"),
    "what somebody typed": change_what_was_typed,
    "another event put behind": lambda beside: beside.execute(
        "INSERT INTO event SELECT process, seq + 1, organisation, label, n + 1, type, version, at, due_at, actor, role,"
        " skeleton, digest FROM event ORDER BY seq DESC LIMIT 1"
    ),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_noticed_when_everything_is_made_anew_and_nothing_is_lost_by_that(
    engine: Engine, beside: Connection, tampering: str
) -> None:
    an_open_process(engine)
    a_long_process(engine)
    TAMPERINGS[tampering](beside)
    before = derived(beside)

    with pytest.raises(LogBroken):
        engine.rebuild()

    assert derived(beside) == before


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_noticed_when_a_process_is_loaded_from_its_first_event(
    engine: Engine, beside: Connection, reopened: Callable[[], Engine], tampering: str
) -> None:
    process = an_open_process(engine)
    with_parties(engine, process)
    TAMPERINGS[tampering](beside)
    engine.close()

    with pytest.raises(LogBroken):
        reopened().situation(process)


def test_a_process_with_a_broken_log_takes_no_commands_and_stops_no_other(
    engine: Engine, beside: Connection, reopened: Callable[[], Engine], time: Time
) -> None:
    broken, sound = an_open_process(engine), an_open_process(engine)
    beside.execute("UPDATE event SET digest = ? WHERE process = ? AND seq = 2", (bytes(32), broken))
    engine.close()
    again = reopened()

    with pytest.raises(LogBroken, match="event 2 of process"):
        again.submit(broken, a_command("cancel", reason="No time"))
    time.pass_by(days=29)

    assert again.tick() == 1
    assert again.view(sound).phases[0].overdue


def test_events_of_different_labels_that_changed_places_are_noticed_though_each_chain_is_whole(
    engine: Engine, beside: Connection
) -> None:
    process = a_long_process(engine)
    query = "SELECT a.seq FROM event a JOIN event b ON a.process=b.process AND b.seq=a.seq+1 WHERE a.label <> b.label"
    first = beside.execute(f"{query} ORDER BY 1 LIMIT 1").fetchall()[0][0]
    for before, after in ((first, 9_999), (first + 1, first), (9_999, first + 1)):
        beside.execute("UPDATE event SET seq=? WHERE process=? AND seq=?", (after, process, before))

    with pytest.raises(LogBroken, match="another log"):
        engine.rebuild()


def test_a_process_with_an_event_of_a_newer_release_waits_for_the_upgrade_and_no_other_does(
    engine: Engine, beside: Connection, reopened: Callable[[], Engine], time: Time
) -> None:
    newer, known = an_open_process(engine), an_open_process(engine)
    ((skeleton,),) = beside.execute("SELECT skeleton FROM event WHERE process=? AND seq=2", (newer,)).fetchall()
    written = bytes(skeleton).replace(b'"version":1}', b'"version":2}')
    beside.execute("UPDATE event SET skeleton=? WHERE process=? AND seq=2", (written, newer))
    engine.close()
    again = reopened()

    with pytest.raises(EventUnknown, match="version 2, which a newer release wrote"):
        again.situation(newer)
    with pytest.raises(EventUnknown):
        again.submit(newer, a_command("cancel", reason="No time"))
    time.pass_by(days=29)

    assert again.tick() == 1
    assert again.view(known).phases[0].overdue
    assert {one.id for one in again.processes().items} == {newer, known}


def test_a_snapshot_of_another_fold_is_not_used_though_it_could_be_read(
    engine: Engine, beside: Connection, reopened: Callable[[], Engine]
) -> None:
    """What another fold made of the same events may look right and be wrong."""
    process = a_long_process(engine)
    _, before = engine.situation(process)
    ((data,),) = beside.execute("SELECT bytes FROM snapshot").fetchall()
    other = bytes(data).replace(b'"title":"Dike', b'"title":"Dune')
    assert other != bytes(data)
    beside.execute("UPDATE snapshot SET fold_version = fold_version + 1, bytes = ?", (other,))
    engine.close()

    assert reopened().situation(process)[1] == before
