"""Durable commands in process, by one caller and by 32, beside the floor at the same durability."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from benchmarks.figures import Goal, Line, absent
from benchmarks.floors import Floor, PostgresFloor
from benchmarks.samples import Acting, Noting, shared_out, some
from benchmarks.setting import Benchmark, Setting, syncs
from benchmarks.slow import ABSENT, can_be_slow
from benchmarks.timing import repeated, side_by_side
from engine import Engine
from engine.journal.postgres import libpq_url
from tests.postgres import ALL_SEEING, as_role

CALLERS = 32
MOST_CPU = 250  # us a command
ONE = {"bare": 0.4, "slow syncs": 0.8}
MANY = {"bare": 1.0, "slow syncs": 4.0}


class TheFloor(Protocol):
    """A floor of either kind."""

    def __call__(self) -> None:
        """Keep one act."""

    def close(self) -> None:
        """Let go."""


def on_sqlite(setting: Setting) -> Iterator[Line]:
    """Measure on a file, on each kind of disk."""
    with setting.place("commands") as folder:
        for disk, longer in setting.disks():
            with syncs(longer):
                yield from _measured(setting, disk, _sqlite(folder, disk), Floor(folder / f"floor-{longer}.db"))
    if not can_be_slow():
        yield absent("with slow syncs", ABSENT)


def on_postgres(setting: Setting) -> Iterator[Line]:
    """Measure on a server, on each kind of disk."""
    for disk, longer in setting.disks():
        with syncs(longer), setting.postgres() as url:
            floor = PostgresFloor(libpq_url(as_role(url, ALL_SEEING)))
            yield from _measured(setting, disk, url, floor)


def _sqlite(folder: Path, disk: str) -> str:
    return f"sqlite:///{folder / disk.replace(' ', '-')}.db"


def _measured(setting: Setting, disk: str, url: str, floor: TheFloor) -> Iterator[Line]:
    callers = setting.pick(CALLERS, CALLERS, 2)
    with Engine.open(url) as engine:
        processes = some(engine, setting.pick(4 * callers, callers, callers), setting.pick(12, 12, 2))
        base, one, note, many = (
            f"floor, {disk}",
            f"one caller, {disk}",
            f"one caller, notes, {disk}",
            f"32 callers, {disk}",
        )
        turns = setting.turns({
            base: repeated(floor),
            one: repeated(Acting(engine, processes)),
            note: repeated(Noting(engine, processes)),
            many: side_by_side(shared_out(engine, processes, callers)),
        })  # fmt: skip
    floor.close()
    is_file = url.startswith("sqlite")
    yield turns.line(base, note="one UPDATE and one INSERT a commit")
    yield turns.line(
        one, to=base, goal=Goal(ONE[disk]) if is_file else None, note="confirms a mandate; judges a gate of 12"
    )
    yield turns.line(note, to=base, note="judges nothing")
    yield turns.line(many, to=base, goal=Goal(MANY[disk]) if is_file else None)
    yield turns.cpu(many, goal=Goal(MOST_CPU, least=False, of_ratio=False) if is_file else None)


SQLITE = Benchmark("commands", "Durable commands in process, SQLite", on_sqlite)
POSTGRES = Benchmark("commands-postgres", "Durable commands in process, PostgreSQL", on_postgres)
