from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import Engine, Reader
from engine.journal.sqlite import SqliteStore
from engine.journal.sqlite_file import connect
from engine.journal.store import EVERYBODY
from engine.journal.writer import Done
from engine.language import read_method
from engine.process.commands import Command
from engine.process.events import BallotOpened
from engine.process.fold import fold_all
from tests.engine.journal.neighbours import (
    Time,
    a_command,
    accepted,
    an_open_process,
    counted_ids,
    mandate_for,
    refused,
    with_parties,
)
from tests.promises.test_secret_ballots import a_method as a_sealed_method

if TYPE_CHECKING:
    from engine.journal.group import Group
    from engine.journal.store import Connection

CANARY = "canary-7f3a91"


def a_process(engine: Engine, *, fill: int = 0) -> tuple[str, str]:
    """Return a process in which Town's mandate holds a secret, and that record's id."""
    process = an_open_process(engine)
    with_parties(engine, process)
    fields = {"level": "commit", "bounds": f"{CANARY} {'x' * 6_000}"}
    written = accepted(engine.submit(process, a_command("record", "rep-Town", record="mandate", fields=fields)))
    record = str(written.events[0]["id"])
    accepted(engine.submit(process, a_command("share", "rep-Town", id=record, version=1)))
    accepted(engine.submit(process, a_command("confirm", "pri-Town", id=record, version=1)))
    mandate_for(engine, process, "Water")
    for number in range(fill):
        fields = {"level": "explore", "bounds": f"draft {number}"}
        accepted(engine.submit(process, a_command("record", "rep-Water", record="mandate", fields=fields)))
    return process, record


def redacting(content: str | tuple[str, ...], actor: str = "anna", reason: str = "Asked by Town") -> Command:
    return a_command("redact", actor, content=content, reason=reason)


def everything(beside: Connection) -> bytes:
    """Return every value of every table, run together."""
    tables = ("event", "content", "process", "receipt", "snapshot")
    rows = [beside.execute(f"SELECT * FROM {table}").fetchall() for table in tables]  # noqa: S608  # our own names
    return repr(rows).encode()


def test_what_is_redacted_is_gone_from_every_table_and_from_what_is_remembered(
    engine: Engine, beside: Connection
) -> None:
    process, record = a_process(engine, fill=90)
    assert CANARY.encode() in everything(beside)

    accepted(engine.submit(process, redacting(record)))

    assert CANARY.encode() not in everything(beside)
    assert CANARY not in repr(engine.situation(process))
    assert CANARY not in repr(engine.history(process))
    assert engine.situation(process)[1].records[record].live is not None


def test_after_a_redaction_rows_and_snapshots_made_anew_are_the_same(engine: Engine, beside: Connection) -> None:
    process, record = a_process(engine, fill=90)
    accepted(engine.submit(process, redacting(record)))
    before = [beside.execute(f"SELECT * FROM {table}").fetchall() for table in ("process", "snapshot")]  # noqa: S608  # our own names

    engine.rebuild()

    assert [beside.execute(f"SELECT * FROM {table}").fetchall() for table in ("process", "snapshot")] == before  # noqa: S608  # our own names


def test_what_is_remembered_follows_from_the_log_after_a_redaction(engine: Engine) -> None:
    process, record = a_process(engine)
    accepted(engine.submit(process, redacting(record)))

    assert fold_all(None, (one.event for one in engine.history(process))) == engine.situation(process)[1]


def test_a_gate_that_needs_what_was_erased_is_unknown_and_does_not_open(engine: Engine) -> None:
    process, record = a_process(engine)
    assert engine.view(process, Reader()).moves[0].open

    accepted(engine.submit(process, redacting(record)))

    gate = engine.view(process, Reader()).moves[0].gate
    assert gate is not None
    assert gate.verdict == "unknown"
    assert gate.conditions[0].missing[0].because == ["unknown_erased(what=mandate.level, about=)"]
    assert refused(engine.submit(process, a_command("move", move="deepen"))).kind == "gate-shut"
    judged = [one.event.body for one in engine.history(process) if one.event.type == "GateJudged"]
    assert judged[-1].verdict == "unknown"  # type: ignore[attr-defined]  # of that type


def test_all_that_concerns_a_participant_can_be_erased_at_once(engine: Engine, beside: Connection) -> None:
    process, _ = a_process(engine)

    accepted(engine.submit(process, redacting("rep-Town")))

    assert CANARY.encode() not in everything(beside)
    assert engine.situation(process)[1].participants["rep-Town"].name is None
    assert engine.situation(process)[1].participants["pri-Town"].name == "pri-Town"


def test_those_who_could_see_it_are_told_and_nobody_else(engine: Engine) -> None:
    process, _ = a_process(engine)
    draft = a_command("record", "rep-Town", record="mandate", fields={"level": "explore", "bounds": "a thought"})
    accepted(engine.submit(process, draft))

    accepted(engine.submit(process, redacting("rep-Town")))

    labels = sorted(one.event.label for one in engine.history(process) if one.event.type == "ContentRedacted")
    town = next(one.id for one in engine.situation(process)[1].parties.values() if one.name == "Town")
    assert labels == [f"party:{town}", "process"]


def test_one_commitment_of_the_log_is_enough(engine: Engine) -> None:
    process, _ = a_process(engine)
    opened = engine.history(process)[0]
    commitment = opened.skeleton.decode().split('"title":"')[1][:64]

    accepted(engine.submit(process, redacting(commitment)))

    assert engine.situation(process)[1].title is None
    assert engine.view(process).title == "…"


@pytest.mark.parametrize("content", ["nothing-here", "0" * 64, ("rep-Town", "nothing-here")])
def test_a_name_that_stands_for_nothing_erases_nothing(
    engine: Engine, content: str | tuple[str, ...], beside: Connection
) -> None:
    process, _ = a_process(engine)
    before = everything(beside)

    assert refused(engine.submit(process, redacting(content))).message == "content_unknown"
    assert everything(beside) == before


def test_content_of_another_process_is_not_there(engine: Engine) -> None:
    process, record = a_process(engine)
    other = an_open_process(engine)

    assert refused(engine.submit(other, redacting(record))).message == "content_unknown"
    assert CANARY in repr(engine.situation(process))


def test_only_who_may_erases(engine: Engine) -> None:
    process, record = a_process(engine)

    assert refused(engine.submit(process, redacting(record, "rep-Town"))).message == "redact_not_yours"


def test_a_ballot_is_not_erased_while_it_counts(engine: Engine) -> None:
    process, _ = a_process(engine)
    accepted(engine.submit(process, a_command("move", move="deepen")))
    accepted(engine.submit(process, a_command("propose", decision="agreement", run="run-1")))
    accepted(engine.submit(process, a_command("vote", "rep-Town", run="run-1", ballot="no", reason=CANARY)))

    assert refused(engine.submit(process, redacting("rep-Town"))).message == "ballot_still_counts"

    accepted(engine.submit(process, a_command("vote", "rep-Water", run="run-1", ballot="yes")))
    accepted(engine.submit(process, a_command("close", run="run-1")))
    accepted(engine.submit(process, redacting("rep-Town")))
    run = engine.situation(process)[1].runs["run-1"]
    assert run.state == "rejected"
    assert run.tally is not None
    assert dict(run.tally.counts) == {"no": 1, "yes": 1}
    assert {vote.ballot for vote in run.votes.values()} == {None, "yes"}


def test_content_of_an_ended_process_can_be_erased(engine: Engine, beside: Connection) -> None:
    process, record = a_process(engine)
    accepted(engine.submit(process, a_command("cancel", reason="No time")))

    accepted(engine.submit(process, redacting(record)))

    assert CANARY.encode() not in everything(beside)


def test_erasing_comes_alone(engine: Engine) -> None:
    process, record = a_process(engine)

    both = [redacting(record), a_command("join", participant="x", name="X")]

    assert refused(engine.submit(process, both)).message == "redact_alone"


def test_trying_it_first_erases_nothing(engine: Engine) -> None:
    process, record = a_process(engine)

    supposed = engine.dry_run(process, redacting(record))

    assert not hasattr(supposed, "kind")
    assert CANARY in repr(engine.situation(process))


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_another_replica_forgets_what_was_erased(engine: Engine, url: str, time: Time) -> None:
    process, record = a_process(engine)
    with Engine.open(url, now=time, ids=counted_ids(9)) as other:
        assert CANARY in repr(other.situation(process))

        accepted(engine.submit(process, redacting(record)))

        assert CANARY not in repr(other.situation(process))
        assert CANARY not in repr(other._journal.cache.get(process))  # noqa: SLF001 - the tests look behind the door


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_no_byte_of_what_was_erased_is_left_in_the_files(engine: Engine, tmp_path: Path) -> None:
    process, record = a_process(engine, fill=120)
    before = {path.name for path in tmp_path.iterdir() if CANARY.encode() in path.read_bytes()}

    accepted(engine.submit(process, redacting(record)))

    assert before
    assert [path.name for path in tmp_path.iterdir() if CANARY.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_reader_that_is_slow_does_not_keep_erased_bytes_for_ever(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, record = a_process(engine)
    with engine._journal.reading(EVERYBODY) as slow:  # noqa: SLF001 - the tests look behind the door
        slow.execute("SELECT count(*) FROM event").fetchall()
        engine._journal.do(_impatient)  # noqa: SLF001 - the same
        accepted(engine.submit(process, redacting(record)))

    accepted(engine.submit(process, a_command("join", participant="late", name="Late")))

    assert [path.name for path in tmp_path.iterdir() if CANARY.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_emptying_the_log_that_failed_is_done_before_the_next_command(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, record = a_process(engine)
    with monkeypatch.context() as ill:
        ill.setattr(SqliteStore, "wipe", _failing(SqliteStore.wipe))
        accepted(engine.submit(process, redacting(record)))

    accepted(engine.submit(process, a_command("join", participant="late", name="Late")))

    assert [path.name for path in tmp_path.iterdir() if CANARY.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_what_a_killed_server_had_no_time_to_wipe_is_wiped_when_it_opens_again(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, record = a_process(engine)
    with monkeypatch.context() as killed:
        killed.setattr(SqliteStore, "wipe", lambda _store, _connection: None)
        accepted(engine.submit(process, redacting(record)))
    left = tmp_path / "left"
    left.mkdir()
    for path in tmp_path.glob("*.db*"):
        if not path.name.endswith((".lock", "-shm")):
            (left / path.name).write_bytes(path.read_bytes())
    assert [path.name for path in left.iterdir() if CANARY.encode() in path.read_bytes()] != []

    (database,) = left.glob("*.db")
    with Engine.open(f"sqlite:///{database}"):
        assert [path.name for path in left.iterdir() if CANARY.encode() in path.read_bytes()] == []


def _failing(wipe: Callable[[SqliteStore, Connection], None]) -> Callable[[SqliteStore, Connection], None]:
    """Let a store empty its log over a connection that is closed in between: the disk says no."""

    def fails(store: SqliteStore, _connection: Connection) -> None:
        closed = connect(store.path)
        closed.close()
        wipe(store, closed)

    return fails


def _impatient(group: Group) -> Done[None]:
    group.connection.execute("PRAGMA busy_timeout=1")
    return Done(None)


def test_the_erased_are_gone_after_opening_again(engine: Engine, reopened: Callable[[], Engine]) -> None:
    process, record = a_process(engine)
    accepted(engine.submit(process, redacting(record)))
    before = engine.situation(process)[1]
    engine.close()

    assert reopened().situation(process)[1] == before


@pytest.mark.parametrize(("erased", "left"), [("voter-ann", ["no"]), ("chair", ["no", "yes"])])
def test_a_sealed_ballot_that_was_opened_is_its_voters_and_not_that_of_whoever_closed(
    engine: Engine, erased: str, left: list[str]
) -> None:
    engine.publish(read_method(a_sealed_method(secret=False, sealed=True), "sealed.yaml"))
    voters = [a_command("join", "chair", participant=one, name=one, roles=["member"]) for one in ("voter-ann", "bea")]
    opening = [a_command("open", "chair", method="secret", title="Sealed", name="Chair"), *voters]
    process = accepted(engine.submit(None, opening)).process
    for command in (
        a_command("propose", "chair", decision="vote", run="run"),
        a_command("vote", "voter-ann", run="run", ballot="yes", reason="My own"),
        a_command("vote", "bea", run="run", ballot="no"),
        a_command("close", "chair", run="run"),
        a_command("redact", "chair", content=erased, reason="Asked"),
    ):
        accepted(engine.submit(process, command))

    opened = [one.event.body for one in engine.history(process) if isinstance(one.event.body, BallotOpened)]
    assert sorted(str(one.ballot) for one in opened if one.ballot) == left
    assert ("My own" in {one.reason for one in opened}) == ("yes" in left)
