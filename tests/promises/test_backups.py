"""Backups that are made while people act are whole, and restored they lack what was erased since (P16, P10)."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from engine import Engine
from engine.backup.newest import Lists
from engine.backup.restoring import Place, restore
from engine.process.refusal import Refusal
from tests.engine.backup.keeping import Installation
from tests.engine.journal.neighbours import a_command, accepted, an_open_process, counted_ids, two_stores
from tests.postgres import OWNER, SERVANT, as_role
from tests.promises.test_erasure import READERS, Town, everything, forms, holds

if TYPE_CHECKING:
    from tests.promises.sizes import Rounds

BACKUPS, EACH, CALLERS, PROCESSES = 5, 5, 4, 3
ROUNDS, WRITTEN = 5, 12
Log = dict[str, list[bytes]]
Make = Callable[[Path], Installation]


@pytest.fixture(params=["sqlite", "postgres"])
def make(request: pytest.FixtureRequest) -> Make:
    """Return a way to make an installation in a folder of its own."""

    def made(folder: Path) -> Installation:
        folder.mkdir(parents=True)
        postgres = request.getfixturevalue("postgres") if request.param == "postgres" else None
        return Installation(folder, postgres, two_stores(request, folder))

    return made


class Load:
    """People who act in some processes, each as fast as he is answered; `acknowledged` counts by process."""

    def __init__(self, engine: Engine, processes: list[str]) -> None:
        self.engine, self.processes = engine, processes
        self.acknowledged = dict.fromkeys(processes, 0)
        self._lock, self._is_over = threading.Lock(), threading.Event()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        callers = [threading.Thread(target=self._act, args=(number,)) for number in range(CALLERS)]
        for one in callers:
            one.start()
        try:
            yield
        finally:
            self._is_over.set()
            for one in callers:
                one.join()

    def reached(self) -> dict[str, int]:
        with self._lock:
            return dict(self.acknowledged)

    def _act(self, caller: int) -> None:
        chance, number = Random(caller), 0
        while not self._is_over.is_set():
            number += 1
            process, name = chance.choice(self.processes), f"p{caller}-{number}"
            answer = self.engine.submit(process, a_command("join", participant=name, name=f"name of {name}"))
            assert not isinstance(answer, Refusal)
            with self._lock:
                self.acknowledged[process] += len(answer.events)


def log_of(engine: Engine, processes: list[str]) -> Log:
    return {one: [stored.skeleton for stored in engine.history(one)] for one in processes}


def restored_elsewhere(installation: Installation, backup: Path, place: Path) -> str:
    """Restore a backup beside the store that works on, by its list as it is now; returns where that is."""
    place.mkdir()
    listed = shutil.copyfile(installation.listed, place / "newest")
    if installation.postgres is None:
        url, owner = f"sqlite:///{place}/sluis.db", None
    else:
        owner = as_role(installation.postgres.empty(), OWNER)
        url = as_role(owner, SERVANT)
    restore(backup, Place(url, owner, counted_ids(9_000), installation.time), Lists(Path(listed), place / "list"))
    return url


@pytest.mark.P16
def test_each_backup_under_load_holds_all_that_was_acknowledged_and_is_how_the_log_was_then(
    rounds: Rounds, make: Make, tmp_path: Path
) -> None:
    for _ in rounds(BACKUPS, each=EACH):
        at = tmp_path / str(rounds.number)
        installation = make(at / "place")
        made: list[tuple[Path, dict[str, int]]] = []
        with installation.opened() as engine:
            processes = [an_open_process(engine) for _ in range(PROCESSES)]
            before = {one: len(engine.history(one)) for one in processes}
            load = Load(engine, processes)
            with load.under_way():
                for number in range(EACH):
                    reached = load.reached()
                    made.append((installation.backed_up(f"{rounds.number}-{number}"), reached))
            whole = log_of(engine, processes)
        for number, (backup, reached) in enumerate(made):
            url = restored_elsewhere(installation, backup, at / f"restored-{number}")
            with Engine.open(url, now=installation.time, erasure_list=at / f"restored-{number}" / "list") as engine:
                found = log_of(engine, processes)
                for one in processes:
                    assert found[one] == whole[one][: len(found[one])]
                    assert len(found[one]) >= before[one] + reached[one]
                    engine.view(one)


@pytest.mark.P16
def test_a_backup_that_is_restored_never_answers_with_what_was_erased_since(
    rounds: Rounds, make: Make, tmp_path: Path
) -> None:
    """Content, a rehearsal and a whole process: gone from tables, answers, exports and the bytes of files."""
    for chance in rounds(ROUNDS):
        installation = make(tmp_path / str(rounds.number) / "place")
        with installation.opened() as engine:
            town, rehearsal = Town(engine, chance), Town(engine, chance, rehearsal=True)
            for one in (town, rehearsal):
                for _ in range(WRITTEN):
                    one.write()
        backup = installation.backed_up()
        gone = erased_after(installation, town, rehearsal, chance)
        kept = installation.lost()

        installation.restored(backup, kept)

        with installation.opened() as engine:
            there = everything(engine, town.process, installation.folder)
            assert [one for one in gone for form in forms(one) if form in there] == []
            assert [one for one in town.kept.values() if one.encode() not in there] == []
            for reader in READERS[1:]:
                holds(engine, town.process, reader or "")
            accepted(engine.submit(town.process, a_command("join", participant="late", name="Late")))


def erased_after(installation: Installation, town: Town, rehearsal: Town, chance: Random) -> list[str]:
    """Erase some of what was written and delete the rehearsal, and return what has to be gone."""
    with installation.opened() as engine:
        town.engine = rehearsal.engine = engine
        gone = [town.erase() for _ in range(chance.randrange(1, WRITTEN // 2))]
        rehearsal.do("delete")
    return [*gone, *rehearsal.kept.values()]
