"""A rehearsal is deleted with all that belongs to it, from every table, file and memory; a real process never is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import immutables
import pytest

from engine import Engine
from engine.errors import LogBroken, ProcessUnknown
from engine.journal.boxes import write_box
from engine.journal.group import Group
from engine.journal.ledger import Asked
from engine.journal.rows import Filters
from engine.journal.store import EVERYBODY
from engine.journal.tables import Table
from engine.journal.trying import Supposed
from engine.journal.writer import Done
from engine.process.refusal import Refusal
from engine.process.sight import Reader
from tests.engine.journal.neighbours import (
    a_command,
    a_method,
    accepted,
    an_open_process,
    an_opening,
    mandate_for,
    refused,
    with_parties,
)
from tests.engine.journal.test_families import published
from tests.postgres import Server

CANARY = "zzqxjkvwpl-nowhere-else"
KEPT = [  # those of access are seen to in its own tests
    str(one.__tablename__)
    for one in Table.__subclasses__()
    if one.__module__ == "engine.journal.tables" and one.__tablename__ != "method"
]
DELETE = a_command("delete")


def a_rehearsal(engine: Engine, *, rehearsal: bool = True) -> str:
    """Return a process with something in every place where a process can leave something."""
    engine.publish(a_method())
    opening = an_opening(rehearsal=rehearsal, title=f"Dike {CANARY}")
    process = accepted(engine.submit(None, opening, key=f"open-{rehearsal}")).process
    with_parties(engine, process)
    for number in range(60):
        accepted(engine.submit(process, a_command("join", participant=f"g{number}", name=CANARY), key=f"g{number}"))
        accepted(engine.submit(process, a_command("leave", f"g{number}")))
    mandate_for(engine, process, "Town")
    return process


def a_rehearsed_family(engine: Engine) -> tuple[str, str]:
    published(engine)
    opening = a_command("open", "chair", method="talks", title="Talks", name="Chair", rehearsal=True)
    parent = accepted(engine.submit(None, opening)).process
    fields = {"question": "Is it wet?", "disputed": True}
    for do, actor, told in (
        ("join", "chair", {"participant": "ann", "name": "Ann", "party": "Town", "roles": ["envoy"]}),
        ("record", "ann", {"record": "topic", "id": "wet", "fields": fields}),
        ("share", "ann", {"id": "wet", "version": 1}),
        ("move", "chair", {"move": "on"}),
    ):
        accepted(engine.submit(parent, a_command(do, actor, **told)))
    (child,) = engine.situation(parent)[1].children
    return parent, child


def put_box(engine: Engine, process: str) -> None:
    """Put three ballots into the box of a secret vote."""

    def put(group: Group) -> Done[None]:
        write_box(group.connection, "local", process, "run", immutables.Map({"yes": 3}))
        return Done(None)

    engine._journal.do(put)  # noqa: SLF001 - the test looks behind the door


def rows(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has."""
    with engine._journal.reading(EVERYBODY) as connection:  # noqa: SLF001 - the test looks behind the door
        counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in KEPT}  # noqa: S608 - our own names
    return {name: row[0] for name, row in counts.items() if row and name != "erasure_list"}  # by its id alone


def is_gone(engine: Engine, process: str) -> bool:
    """Tell whether a process is answered as one that never was, whatever is asked."""
    asked: tuple[Any, ...] = (engine.situation, engine.view, engine.history, engine.export, engine.checkpoint)
    for ask in asked:
        with pytest.raises(ProcessUnknown):
            ask(process)
    with pytest.raises(ProcessUnknown):
        engine.submit(process, a_command("join", participant="late", name="Late"))
    return process not in {one.id for one in engine.processes().items} and not engine.log(process, {"process": 0})


@contextmanager
def two_replicas(postgres: Server) -> Iterator[tuple[Engine, Engine]]:
    url = postgres.database()
    with Engine.open(url) as one, Engine.open(url) as other:
        yield one, other


def test_a_deleted_rehearsal_leaves_no_row_in_any_table(engine: Engine) -> None:
    empty = rows(engine)
    process = a_rehearsal(engine)
    put_box(engine, process)
    assert [name for name, count in rows(engine).items() if not count] == []

    receipt = accepted(engine.submit(process, DELETE, key="away"))

    assert (receipt.process, receipt.events, receipt.revision) == (process, [], 0)
    assert rows(engine) == empty
    with pytest.raises(ProcessUnknown):
        engine.situation(process)


def test_a_deleted_rehearsal_is_in_no_file_and_no_memory(tmp_path: Path) -> None:
    with Engine.open(f"sqlite:///{tmp_path}/sluis.db", signing_key=tmp_path / "key") as engine:
        process = a_rehearsal(engine)
        before = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
        assert CANARY.encode() in before

        accepted(engine.submit(process, DELETE))

        after = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
        assert [one for one in (CANARY, CANARY[:8]) if one.encode() in after] == []
        assert engine._journal.cache.get(process) is None  # noqa: SLF001 - the test looks behind the door
        assert is_gone(engine, process)


def test_everything_else_stays_as_it_was(engine: Engine) -> None:
    kept = an_open_process(engine)
    with_parties(engine, kept)
    before, stood = rows(engine), engine.situation(kept)
    process = a_rehearsal(engine)

    accepted(engine.submit(process, DELETE))

    assert rows(engine) == before
    assert engine.situation(kept) == stood
    engine.rebuild()
    assert rows(engine) == before


def test_a_rehearsal_is_deleted_with_what_it_runs_and_what_it_runs_never_alone(engine: Engine) -> None:
    parent, child = a_rehearsed_family(engine)
    alone = refused(engine.submit(child, a_command("delete", "chair")))
    assert (alone.message, alone.values["root"]) == ("deleted_with_parent", parent)

    accepted(engine.submit(parent, a_command("delete", "chair")))

    assert set(rows(engine).values()) == {0}
    for one in (parent, child):
        with pytest.raises(ProcessUnknown):
            engine.situation(one)


@pytest.mark.parametrize("actor", ["anna", "rep-Town", "nobody"])
def test_a_real_process_is_never_deleted(engine: Engine, actor: str) -> None:
    process = a_rehearsal(engine, rehearsal=False)
    before = rows(engine)

    assert isinstance(engine.submit(process, a_command("delete", actor)), Refusal)
    assert refused(engine.submit(process, [DELETE, DELETE])).message == "delete_alone"

    assert rows(engine) == before


def test_a_family_with_a_real_process_in_it_is_not_deleted_whatever_its_root_says(engine: Engine) -> None:
    parent, child = a_rehearsed_family(engine)
    mark = "UPDATE process SET rehearsal=? WHERE id=?"
    engine._journal.do(lambda group: Done(group.connection.execute(mark, (False, child)) and None))  # noqa: SLF001 - the same
    before = rows(engine)

    with pytest.raises(LogBroken, match="is no rehearsal"):
        engine.submit(parent, a_command("delete", "chair"))

    assert rows(engine) == before
    assert engine.situation(parent)[1].rehearsal


def test_whoever_may_not_delete_changes_nothing(engine: Engine) -> None:
    process = a_rehearsal(engine)
    before = rows(engine)

    assert refused(engine.submit(process, a_command("delete", "rep-Town"))).kind == "not-yours"

    assert rows(engine) == before


def test_trying_to_delete_deletes_nothing(engine: Engine) -> None:
    process = a_rehearsal(engine)
    before = rows(engine)

    assert isinstance(engine.dry_run(process, DELETE), Supposed)
    assert isinstance(engine.dry_run(process, a_command("delete", "rep-Town")), Refusal)

    assert rows(engine) == before


def test_a_key_of_a_deleted_rehearsal_promises_nothing_any_more(engine: Engine) -> None:
    process = a_rehearsal(engine)
    accepted(engine.submit(process, DELETE, key="away"))

    with pytest.raises(ProcessUnknown):
        engine.submit(process, DELETE, key="away")
    assert accepted(engine.submit(None, an_opening(rehearsal=True), key="open-True")).process != process


def test_lists_tell_rehearsals_from_real_processes_and_can_be_narrowed_to_either(engine: Engine) -> None:
    real, practice = an_open_process(engine), a_rehearsal(engine)

    assert {one.id: one.rehearsal for one in engine.processes().items} == {real: False, practice: True}
    assert [one.id for one in engine.processes(Filters(rehearsal=True)).items] == [practice]
    assert [one.id for one in engine.processes(Filters(rehearsal=False)).items] == [real]
    engine.rebuild()
    assert [one.id for one in engine.processes(Filters(rehearsal=True)).items] == [practice]


def test_another_replica_answers_that_there_is_none_and_remembers_none(postgres: Server) -> None:
    with two_replicas(postgres) as (one, other):
        asked, unasked = a_rehearsal(one), accepted(one.submit(None, an_opening(rehearsal=True))).process
        for process in (asked, unasked):
            assert other.view(process, Reader()).rehearsal

        for process in (asked, unasked):
            accepted(one.submit(process, DELETE))

        cache = other._journal.cache  # noqa: SLF001 - the same
        assert is_gone(other, asked)
        assert cache.get(asked) is None
        assert cache.get(unasked) is not None
        other.tick()
        assert cache.get(unasked) is None
        assert is_gone(other, unasked)


def test_a_command_that_waits_behind_a_deletion_finds_nothing(engine: Engine) -> None:
    process = a_rehearsal(engine)
    ledger, writer = engine._journal.ledger, engine._journal.writer  # noqa: SLF001 - the same

    done = [
        writer.send(lambda group, command=command: ledger.submit(group, Asked(process, (command,))), process)  # type: ignore[misc]
        for command in (
            a_command("join", participant="x", name="X"),
            DELETE,
            a_command("join", participant="y", name="Y"),
        )
    ]

    assert [type(one.exception()) for one in done] == [type(None), type(None), ProcessUnknown]
    assert is_gone(engine, process)
