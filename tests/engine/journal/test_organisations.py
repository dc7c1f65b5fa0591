"""Several organisations in one store: each has methods, processes and keys of its own, and notices no other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

import pytest

from engine import Engine, Reader, Refusal
from engine.errors import LogBroken, MethodUnknown, ProcessUnknown, SluisError
from engine.journal.journal import Journal
from engine.journal.ledger import Asked, Receipt
from engine.journal.rows import Filters
from engine.journal.store import Connection
from engine.language import read_method
from tests.engine.journal.gathering import gathering, told
from tests.engine.journal.neighbours import (
    Time,
    a_command,
    a_method,
    accepted,
    an_open_process,
    an_opening,
    mandate_for,
    with_parties,
)
from tests.engine.process.family_methods import FINDING, TALKS
from tests.postgres import ALL_SEEING, as_role

NEVER = "00000000-0000-7000-8000-000000000000"
TABLES = ("method", "process", "event", "content", "receipt", "snapshot", "ballot_box")
JOINING = a_command("join", participant="eve", name="Eve")
TOUCHES: dict[str, Callable[[Engine, str], object]] = {
    "situation": lambda engine, process: engine.situation(process),
    "view": lambda engine, process: engine.view(process),
    "submit": lambda engine, process: engine.submit(process, JOINING),
    "submit with a key": lambda engine, process: engine.submit(process, JOINING, key="k"),
    "delete": lambda engine, process: engine.submit(process, a_command("delete")),
    "redact": lambda engine, process: engine.submit(process, a_command("redact", content=["anna"], reason="x")),
    "dry run": lambda engine, process: engine.dry_run(process, JOINING),
    "history": lambda engine, process: engine.history(process),
    "document": lambda engine, process: engine.document(process, "any"),
    "checkpoint": lambda engine, process: engine.checkpoint(process),
    "export": lambda engine, process: engine.export(process),
}


@pytest.fixture
def town(engine: Engine) -> Engine:
    return engine.of("town")


@pytest.fixture
def water(engine: Engine) -> Engine:
    return engine.of("water")


def answer_to(touch: Callable[[Engine, str], object], engine: Engine, process: str) -> str:
    """Return what a touch raises, with the id of the process left out."""
    with pytest.raises(SluisError) as raised:
        touch(engine, process)
    return f"{type(raised.value).__name__}: {str(raised.value).replace(process, 'ID')}"


def sent(journal: Journal, asked: Asked) -> Future[Receipt | Refusal]:
    """Queue commands behind the door."""
    process = None if asked.opens else asked.process
    return journal.writer.send(partial(journal.ledger.submit, asked=asked), process, asked.organisation)


@pytest.mark.parametrize("name", TOUCHES)
@pytest.mark.parametrize("remembered", [True, False])
def test_the_process_of_another_organisation_is_as_one_that_never_was(
    name: str, remembered: bool, town: Engine, water: Engine
) -> None:
    water.publish(a_method())
    process = an_open_process(town)
    if not remembered:
        town._journal.cache.clear()  # noqa: SLF001 - as after a restart

    assert answer_to(TOUCHES[name], water, process) == answer_to(TOUCHES[name], water, NEVER)
    assert answer_to(TOUCHES[name], water, process) == "ProcessUnknown: no process 'ID'"
    assert set(town.situation(process)[1].participants) == {"anna"}


@pytest.mark.parametrize("remembered", [True, False])
def test_the_log_of_a_process_of_another_organisation_is_empty(remembered: bool, town: Engine, water: Engine) -> None:
    process = an_open_process(town)
    if not remembered:
        town._journal.cache.clear()  # noqa: SLF001 - as after a restart

    assert water.log(process, {"process": 0, "public": 0}) == water.log(NEVER, {"process": 0, "public": 0}) == []
    assert town.log(process, {"process": 0, "public": 0}) != []


def test_a_process_that_another_is_at_work_on_keeps_no_stranger_waiting(
    town: Engine, water: Engine, beside: Connection, url: str
) -> None:
    """Not even where the database lets the server see the rows, and the locks, of all."""
    process = an_open_process(town)
    town._journal.cache.clear()  # noqa: SLF001 - as in another replica
    beside.execute("BEGIN")
    if town._journal.store.shares:  # noqa: SLF001 - SQLite has one writer, and no locks of rows
        beside.execute("SELECT id FROM process WHERE id=? FOR UPDATE", (process,))

    with pytest.raises(ProcessUnknown):
        water.submit(process, JOINING)
    if town._journal.store.shares:  # noqa: SLF001 - the same
        with Engine.open(as_role(url, ALL_SEEING)) as replica, pytest.raises(ProcessUnknown):
            replica.of("water").submit(process, JOINING)

    beside.execute("ROLLBACK")


def test_the_writer_asks_again_whose_process_it_is(town: Engine, water: Engine) -> None:
    process = an_open_process(town)
    journal = water._journal  # noqa: SLF001 - past the door, which would not let it in
    for organisation in ("water", "local"):
        with pytest.raises(ProcessUnknown):
            sent(journal, Asked(process, (JOINING,), organisation=organisation)).result()


def test_two_organisations_publish_methods_of_the_same_name_and_version(town: Engine, water: Engine) -> None:
    assert town.publish(a_method(title="As the town does it"))
    assert water.publish(a_method(title="As the water board does it"))
    assert town.publish(a_method(title="As the town does it")) is False
    assert water.publish(a_method(version="1.1.0"))

    assert [one.version for one in town.methods()] == ["1.0.0"]
    assert [one.version for one in water.methods()] == ["1.1.0", "1.0.0"]
    assert town.method("neighbours").source != water.method("neighbours", "1.0.0").source
    assert town.newest("neighbours") == town.method("neighbours", "1.0.0")
    assert accepted(town.submit(None, an_opening())).process != accepted(water.submit(None, an_opening())).process


def test_a_method_that_only_another_organisation_published_is_unknown(town: Engine, water: Engine) -> None:
    town.publish(a_method())

    with pytest.raises(MethodUnknown):
        water.submit(None, an_opening())
    with pytest.raises(MethodUnknown):
        water.method("neighbours", "1.0.0")
    assert water.newest("neighbours") is None
    assert water.methods() == []


def test_a_process_adopts_only_what_its_own_organisation_published(town: Engine, water: Engine) -> None:
    process = an_open_process(town)
    water.publish(a_method(version="1.1.0"))

    refusal = town.submit(process, a_command("adopt", version="1.1.0", reason="Better"))

    assert isinstance(refusal, Refusal)
    assert refusal.message == "version_unknown"


def test_lists_and_filters_find_nothing_of_others(town: Engine, water: Engine) -> None:
    theirs = [an_open_process(town) for _ in range(3)]
    mine = [an_open_process(water) for _ in range(3)]

    pages = [water.processes(limit=2)]
    pages.append(water.processes(after=pages[0].next, limit=2))

    assert [one.id for page in pages for one in page.items] == sorted(mine, reverse=True)
    assert pages[-1].next is None
    for filters in (Filters(family=theirs[0]), Filters(q="dike", family=theirs[0])):
        assert water.processes(filters).items == []
    assert [one.id for one in town.processes(Filters(q="dike")).items] == sorted(theirs, reverse=True)


def test_the_same_key_of_the_same_actor_is_another_key_elsewhere(town: Engine, water: Engine, engine: Engine) -> None:
    for one in (town, water):
        one.publish(a_method())

    first = accepted(town.submit(None, an_opening(title="Of the town"), key="k"))
    other = accepted(water.submit(None, an_opening(title="Of the water board"), key="k"))

    assert first.process != other.process
    assert town.submit(None, an_opening(title="Of the town"), key="k") == first
    assert water.submit(None, an_opening(title="Of the water board"), key="k") == other
    assert engine.processes().items == []


def test_keys_stay_apart_also_within_one_group(town: Engine, water: Engine, engine: Engine) -> None:
    for one in (town, water):
        one.publish(a_method())
    journal = engine._journal  # noqa: SLF001 - sent from behind the door, to come into one group
    with gathering(engine):
        openings = [Asked(f"0190-{name}", (an_opening(title=name),), "k", None, name) for name in ("town", "water")]
        answers = [sent(journal, one) for one in openings]

    assert [one.process for one in map(told, answers) if isinstance(one, Receipt)] == ["0190-town", "0190-water"]
    assert town.situation("0190-town")[1].title == "town"


def test_what_a_phase_runs_is_of_the_same_organisation_and_by_its_own_methods(town: Engine, water: Engine) -> None:
    for one in (town, water):
        one.publish(read_method(FINDING, "finding.yaml"))
        one.publish(read_method(TALKS, "talks.yaml", one.newest))
    water.publish(read_method(FINDING.replace("1.0.0", "2.0.0"), "finding.yaml"))
    parent = accepted(town.submit(None, a_command("open", "chair", method="talks", title="T", name="Chair"))).process
    fields = {"question": "Is it wet?", "disputed": True}
    for do, actor, given in (
        ("join", "chair", {"participant": "ann", "name": "Ann", "party": "Town", "roles": ["envoy"]}),
        ("record", "ann", {"record": "topic", "id": "wet", "fields": fields}),
        ("share", "ann", {"id": "wet", "version": 1}),
        ("move", "chair", {"move": "on"}),
    ):
        accepted(town.submit(parent, a_command(do, actor, **given)))

    (child,) = town.situation(parent)[1].children

    assert town.situation(child)[0].version == "1.0.0"
    assert {one.id for one in town.processes(Filters(family=parent)).items} == {parent, child}
    assert water.processes(Filters(family=parent)).items == []
    assert answer_to(TOUCHES["view"], water, child) == "ProcessUnknown: no process 'ID'"


def test_a_reader_of_another_organisation_reads_nothing(town: Engine) -> None:
    process = an_open_process(town)

    for reader in (Reader("water"), Reader("water", "anna"), Reader()):
        for read in (town.view, town.checkpoint, town.export):
            with pytest.raises(ProcessUnknown):
                read(process, reader)
        with pytest.raises(ProcessUnknown):
            town.document(process, "any", reader)
    assert town.view(process, Reader("town", "anna")).id == process


def test_a_tick_comes_to_every_organisation_however_much_waits_in_one(
    town: Engine, water: Engine, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.journal.due.MOST_FOUND", 4)
    monkeypatch.setattr("engine.journal.due.MOST_LOOKS", 1)
    busy = [an_open_process(town) for _ in range(6)]
    time.pass_by(minutes=1)
    calm = an_open_process(water)
    time.pass_by(days=29)

    assert town.tick() == 4

    late = {one: engine._journal.cache.get(one) for engine in (town, water) for one in (*busy, calm)}  # noqa: SLF001 - a read would do what is due
    told_of = {one for one, known in late.items() if known and known.situation.at == time.at}
    assert calm in told_of
    assert len(told_of) == 4
    assert town.tick() == 3


def test_every_row_says_whose_it_is_and_does_so_after_a_rebuild(
    town: Engine, engine: Engine, beside: Connection, reopened: Callable[[], Engine]
) -> None:
    process = an_open_process(town)
    with_parties(town, process)
    mandate_for(town, process, "Town")
    crowd = [a_command("join", participant=f"p{number}", name="P") for number in range(100)]
    accepted(town.submit(process, crowd, key="k"))

    def owners() -> dict[str, set[Any]]:
        return {
            table: {row[0] for row in beside.execute(f"SELECT organisation FROM {table}").fetchall()}  # noqa: S608 - our own names
            for table in TABLES
        }

    before = owners()
    assert before == {table: {"town"} for table in TABLES if table != "ballot_box"} | {"ballot_box": set()}
    engine.rebuild()
    assert owners() == before
    engine.close()
    again = reopened()
    assert again.of("town").situation(process)[1].title == "The dike"
    assert answer_to(TOUCHES["view"], again, process) == "ProcessUnknown: no process 'ID'"


def test_a_row_that_was_given_to_another_organisation_is_noticed_and_shown_to_nobody(
    town: Engine, water: Engine, beside: Connection
) -> None:
    process = an_open_process(town)
    water.publish(a_method())
    beside.execute("UPDATE process SET organisation='water' WHERE id=?", (process,))
    town._journal.cache.clear()  # noqa: SLF001 - as after a restart

    with pytest.raises(LogBroken, match=r"and of town by its log|and another log of 0"):
        water.view(process)
    with pytest.raises(ProcessUnknown):
        town.view(process)
