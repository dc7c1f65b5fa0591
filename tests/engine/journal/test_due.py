"""What the ticker does in all processes: nothing that is broken keeps others waiting, and a new calendar is heeded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, reset_tzpath

import pytest

from engine import Engine
from engine.journal.group import Group
from engine.journal.ledger import Ledger
from engine.journal.store import Connection
from engine.journal.writer import Done
from engine.process.events import DueSet, PhaseEntered, PhaseOverdue
from tests.engine.journal.neighbours import Time, allow_writing, an_open_process, forbid_writing
from tests.postgres import Server, all_seeing

MARCH = datetime(2027, 3, 10, 9, tzinfo=UTC)  # 28 days later it is summer in Amsterdam
BY_THE_OLD, BY_THE_NEW = datetime(2027, 4, 7, 8, tzinfo=UTC), datetime(2027, 4, 7, 9, tzinfo=UTC)
LATER_EDITION = "9999"


@pytest.fixture
def time() -> Time:
    return Time(MARCH)


@pytest.fixture
def without_summer_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install an edition of the time zones in which Amsterdam keeps winter time all year, as Algiers does."""
    here = tmp_path / "Europe"
    here.mkdir()
    (here / "Amsterdam").write_bytes((files("tzdata") / "zoneinfo" / "Africa" / "Algiers").read_bytes())
    reset_tzpath([str(tmp_path)])
    ZoneInfo.clear_cache()
    for module in ("due", "rows"):
        monkeypatch.setattr(f"engine.journal.{module}.PLANNED_BY", LATER_EDITION)
    yield
    reset_tzpath(())
    ZoneInfo.clear_cache()


def set_at(engine: Engine, process: str) -> list[datetime | None]:
    """Return when the term of a process was planned to pass, each time that this was said anew."""
    bodies = [one.event.body for one in engine.history(process)]
    told = [
        one.at if isinstance(one, DueSet) else one.due_at for one in bodies if isinstance(one, DueSet | PhaseEntered)
    ]
    return [at for at in told if at]


def passed_at(engine: Engine, process: str) -> list[datetime]:
    return [one.event.moment for one in engine.history(process) if isinstance(one.event.body, PhaseOverdue)]


def test_processes_that_cannot_go_on_keep_none_behind_them_waiting(
    engine: Engine, time: Time, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [an_open_process(engine) for _ in range(5)]
    time.pass_by(minutes=1)
    sound = [an_open_process(engine) for _ in range(3)]
    time.pass_by(days=29)
    advance = Ledger.advance

    def failing(ledger: Ledger, group: Group, process: str) -> Done[int]:
        if process in broken:
            raise ValueError("secret words")
        return advance(ledger, group, process)

    monkeypatch.setattr(Ledger, "advance", failing)
    monkeypatch.setattr("engine.journal.due.MOST_FOUND", 2)

    assert engine.tick() == len(sound)
    assert engine.tick() == 0
    assert [len(passed_at(engine, one)) for one in sound] == [1] * len(sound)
    assert len(caplog.records) == len(broken)
    assert "secret words" not in caplog.text


def test_what_could_not_be_written_when_it_came_due_happens_at_the_next_tick(
    engine: Engine, time: Time, beside: Connection
) -> None:
    process = an_open_process(engine)
    time.pass_by(days=29)
    forbid_writing(engine, beside, "event")
    assert engine.tick() == 0

    allow_writing(engine, beside, "event")

    assert engine.tick() == 1
    assert len(passed_at(engine, process)) == 1


def test_whoever_lets_something_come_due_has_the_lock_on_its_family_meanwhile(
    postgres: Server, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance, free = Ledger.advance, list[object]()
    with Engine.open(postgres.database(), now=time) as engine:
        process = an_open_process(engine)
        time.pass_by(days=29)
        other = all_seeing(engine._journal.store)  # noqa: SLF001 - from behind the door

        def looked_at(ledger: Ledger, group: Group, due: str) -> Done[int]:
            query = "SELECT id FROM process WHERE id=? FOR UPDATE SKIP LOCKED"
            free.extend(other.execute(query, (due,)).fetchall())
            return advance(ledger, group, due)

        monkeypatch.setattr(Ledger, "advance", looked_at)

        assert engine.tick() == 1
        other.close()
        assert len(passed_at(engine, process)) == 1
    assert free == []


@pytest.mark.usefixtures("without_summer_time")
def test_nothing_is_planned_anew_by_the_calendar_it_was_planned_by(engine: Engine) -> None:
    process = an_open_process(engine)

    engine.tick()

    assert set_at(engine, process) == [BY_THE_NEW]


def test_a_newer_calendar_moves_what_is_due_and_the_log_says_so(
    engine: Engine, time: Time, beside: Connection, request: pytest.FixtureRequest
) -> None:
    process = an_open_process(engine)
    request.getfixturevalue("without_summer_time")

    assert engine.tick() == 0
    assert set_at(engine, process) == [BY_THE_OLD, BY_THE_NEW]
    assert beside.execute("SELECT planned_by FROM process").fetchall() == [(LATER_EDITION,)]
    length = len(engine.history(process))
    engine.tick()
    assert len(engine.history(process)) == length

    time.at = BY_THE_OLD
    assert engine.tick() == 0
    time.at = BY_THE_NEW
    assert engine.tick() == 1
    assert passed_at(engine, process) == [BY_THE_NEW]


def test_what_an_older_calendar_would_let_come_due_too_early_is_planned_anew_first(
    engine: Engine, time: Time, request: pytest.FixtureRequest
) -> None:
    process = an_open_process(engine)
    request.getfixturevalue("without_summer_time")

    time.at = BY_THE_OLD
    engine.view(process)

    assert set_at(engine, process) == [BY_THE_OLD, BY_THE_NEW]
    assert passed_at(engine, process) == []


def test_what_a_newer_calendar_has_let_come_due_already_happens_late_at_the_next_tick(
    url: str, time: Time, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("without_summer_time")
    with Engine.open(url, now=time) as engine:
        process = an_open_process(engine)
    reset_tzpath(())
    ZoneInfo.clear_cache()
    request.getfixturevalue("monkeypatch").setattr("engine.journal.rows.PLANNED_BY", "99999")
    request.getfixturevalue("monkeypatch").setattr("engine.journal.due.PLANNED_BY", "99999")
    time.at = datetime(2027, 4, 7, 8, 30, tzinfo=UTC)

    with Engine.open(url, now=time) as engine:
        assert engine.tick() == 1
        assert passed_at(engine, process) == [BY_THE_OLD]
        (event,) = [one.event for one in engine.history(process) if isinstance(one.event.body, PhaseOverdue)]
    assert (event.at, event.due_at) == (time.at, BY_THE_OLD)


def test_what_ended_is_not_planned_by_any_calendar(engine: Engine, beside: Connection, time: Time) -> None:
    an_open_process(engine)
    time.pass_by(days=29)
    engine.tick()

    assert beside.execute("SELECT next_due, planned_by FROM process").fetchall() == [(None, None)]


def test_more_processes_that_cannot_go_on_than_are_looked_at_in_a_tick_keep_none_waiting_for_ever(
    engine: Engine, time: Time, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    broken = [an_open_process(engine) for _ in range(5)]
    time.pass_by(minutes=1)
    sound = an_open_process(engine)
    request.getfixturevalue("without_summer_time")
    tried, advance, plan_anew = list[str](), Ledger.advance, Ledger.plan_anew

    def failing(work: Callable[[Ledger, Group, str], Done[int]]) -> Callable[[Ledger, Group, str], Done[int]]:
        def done(ledger: Ledger, group: Group, process: str) -> Done[int]:
            tried.append(process)
            if process in broken:
                raise ValueError(process)
            return work(ledger, group, process)

        return done

    monkeypatch.setattr(Ledger, "plan_anew", failing(plan_anew))
    monkeypatch.setattr(Ledger, "advance", failing(advance))
    monkeypatch.setattr("engine.journal.due.MOST_FOUND", 1)
    monkeypatch.setattr("engine.journal.due.MOST_LOOKS", 2)
    monkeypatch.setattr("engine.journal.due.SOME_LOOKS", 2)

    for _ in range(3):
        engine.tick()
    assert len(set_at(engine, sound)) == 2
    tried.clear()
    for _ in range(4):
        engine.tick()
    assert set(tried) == set(broken)

    time.pass_by(days=29)
    for _ in range(3):
        engine.tick()
    assert len(passed_at(engine, sound)) == 1


def test_rows_made_anew_are_still_planned_by_the_calendar_that_planned_them(
    engine: Engine, beside: Connection, request: pytest.FixtureRequest
) -> None:
    process = an_open_process(engine)
    request.getfixturevalue("without_summer_time")

    engine.rebuild()
    engine.tick()

    assert set_at(engine, process) == [BY_THE_OLD, BY_THE_NEW]
    beside.execute("DELETE FROM process")
    engine.rebuild()
    assert beside.execute("SELECT planned_by FROM process").fetchall() == [("",)]
