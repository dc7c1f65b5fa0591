"""Processes are killed while their clients act: what was acknowledged is there, and nothing is there by halves."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from engine.journal.sqlite_file import PREFIX, path_of
from tests.postgres import Server
from tests.promises.durability.stored import judge, look_into
from tests.promises.durability.storm import Since, Storm
from tests.promises.sizes import Rounds

KILLS = {"sqlite": 50, "postgres": 20}
REPLICAS = {"sqlite": 1, "postgres": 2}
KILLS_A_STORE = 10
WHEN: dict[Since, tuple[int, float]] = {"started": (3, 0.06), "open": (5, 0.2), "answered": (2, 2.0)}
"""How often of ten, and until how many seconds after what: however slow the machine, some find clients at work."""


def new_store(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    """Return the URL of a store without any table."""
    if kind == "sqlite":
        return f"{PREFIX}{folder}/sluis.db"
    server: Server = request.getfixturevalue("postgres")
    return server.empty()


def strike(storm: Storm, chance: Random) -> None:
    """Kill a process: mostly soon after it opened the store, at times late, or while it starts and opens it."""
    (since,) = chance.choices(list(WHEN), [often for often, _ in WHEN.values()])
    storm.strike(chance, chance.uniform(0, WHEN[since][1]), since)


def wrong_in_file(storm: Storm) -> list[str]:
    """Look into the file itself, where there is one."""
    is_file = storm.url.startswith(PREFIX)
    return list(judge(look_into(path_of(storm.url)), storm.acknowledged(), storm.sent())) if is_file else []


@pytest.mark.P1
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_after_a_kill_nothing_acknowledged_is_lost_and_nothing_is_half_there(
    rounds: Rounds, request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    answered: Counter[int] = Counter()
    for chance in rounds(KILLS[kind], each=KILLS_A_STORE):
        folder = tmp_path / str(rounds.number)
        url = new_store(kind, request, folder)
        storm = Storm(url, str(chance.random()), folder / "notes", REPLICAS[kind])
        for number in range(1, KILLS_A_STORE + 1):
            strike(storm, chance)
            wrong = storm.judge() + wrong_in_file(storm)
            assert not wrong, f"after {number} kills of {url}: {wrong[:9]}"
        answered.update(storm.noted)
        shutil.rmtree(folder)
    assert min(answered.values()) > 0, "a client was never answered before a kill"
