"""P6: however many timers wait, a server that starts loads none of them, and finds at once the one that is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import Engine
from engine.journal import journal as journal_module
from engine.journal import loading
from engine.journal.journal import DUE, UNPLANNED, Journal
from engine.journal.rows import COLUMNS
from tests.engine.journal.neighbours import Time, accepted, two_stores
from tests.promises.replicas import beside
from tests.promises.timers import a_chain, opening

if TYPE_CHECKING:
    from pathlib import Path

    from engine.journal.loading import Loaded
    from engine.journal.store import Connection

PENDING = 20_000


@pytest.fixture(params=["postgres", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return two_stores(request, tmp_path)


def let_wait(connection: Connection, many: int) -> None:
    """Write the row of a process so many times, each with something due much later."""
    columns = [one for one in COLUMNS if one not in ("id", "root_id", "next_due")]
    named, kept = ", ".join(f'"{one}"' for one in columns), ", ".join(f'one."{one}"' for one in columns)
    connection.execute(
        f"WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < {many})"  # noqa: S608 - our own words
        f" INSERT INTO process(id, root_id, next_due, {named})"
        f" SELECT 'waits-' || k, 'waits-' || k, '2030-01-01T00:00:00.000000Z', {kept}"
        " FROM n, (SELECT * FROM process LIMIT 1) AS one"
    )


@pytest.mark.P6
def test_a_server_starts_and_ticks_without_loading_what_only_waits(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    time, loaded = Time(), list[str]()
    with Engine.open(url, now=time) as engine:
        engine.publish(a_chain(1, "PT1H"))
        due = accepted(engine.submit(None, opening())).process
        with beside(engine) as connection:
            let_wait(connection, PENDING)
    time.pass_by(hours=1)
    for module in (loading, journal_module):
        monkeypatch.setattr(module, "load", counting(loaded))
    monkeypatch.setattr("engine.journal.group.load", counting(loaded))
    found, look = list[int](), Journal.due

    def looked(journal: Journal, most: int) -> list[tuple[str, str]]:
        due = look(journal, most)
        found.append(len(due))
        return due

    monkeypatch.setattr(Journal, "due", looked)

    with Engine.open(url, now=time) as engine:
        assert loaded == []
        assert engine.tick() == 1
        assert engine.view(due).end is not None
        assert set(loaded) == {due}
    assert found == [1, 0]


def counting(loaded: list[str]) -> object:
    """Return what loads a process and notes that it was."""
    load = loading.load

    def noted(connection: Connection, process: str, *told: str) -> Loaded:
        loaded.append(process)
        return load(connection, process, *told)

    return noted


@pytest.mark.P6
def test_what_is_due_is_found_by_an_index_and_not_by_looking_through_all_that_waits(tmp_path: Path) -> None:
    with Engine.open(f"sqlite:///{tmp_path}/sluis.db") as engine, beside(engine) as connection:
        plans = {
            index: [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", ("2026", 100)).fetchall()]
            for index, query in (("ix_process_next_due", DUE), ("ix_process_planned_by", UNPLANNED))
        }

    for index, steps in plans.items():
        assert [one for one in steps if one.startswith("SEARCH process USING") and index in one], steps
        assert not [one for one in steps if one.startswith("SCAN process")], steps
