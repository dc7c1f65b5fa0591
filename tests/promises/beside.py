"""Another release and ours on one database, by hand: `python -m tests.promises.beside FOLDER SECONDS SEED`.

FOLDER has the code of the other, such as a worktree of git, with the same dependencies.
"""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import psycopg

from engine.journal.postgres import libpq_url
from engine.process.situation import FOLD_VERSION
from tests.api.cli.running import ROOT, RUN, environment
from tests.postgres import SERVANT, as_role, server
from tests.promises import mixture
from tests.promises.replicas import beside as looking_beside
from tests.promises.replicas import rows
from tests.promises.rolling import PROCESSES, Callers, lost_or_doubled, two_doors, wrong_in_chains
from tests.promises.timers import a_chain, opening

if TYPE_CHECKING:
    from engine import Engine
    from engine.process.commands import Command

SNAPSHOTS = "SELECT process, length, head, heads, bytes FROM snapshot WHERE fold_version=? ORDER BY process"
CHAINS, MOST_PHASES, SLOWLY = 8, 300, 0.2
A_WHILE = 9.0


def beside(code: Path, seconds: float, seed: str) -> list[str]:
    """Replace servers of other code by ours, one after the other, and let both stand beside each other meanwhile.

    Tables that differ are upgraded beneath the other's servers. Where they do not, one goes back and on again. Tells
    what it sees. Returns what is wrong.
    """
    phases = int(min(seconds, MOST_PHASES))
    with server() as postgres:
        owner = postgres.empty()
        url = as_role(owner, SERVANT)
        before = _upgraded(code, url, owner)
        with two_doors(url) as (first, second), closing(Callers((first, second), [], seed, SLOWLY)) as callers:
            for one in (first, second):
                one.open(code)
            callers.processes, chains = _begun_at(first.url, phases)
            with callers.under_way():
                callers.wait_for(20)
                after = _upgraded(ROOT, url, owner)
                print(f"the tables were {before}, and are {after}", flush=True)
                back = [(second, code, A_WHILE), (second, ROOT, A_WHILE)] if before == after else []
                for door, by, until in ((first, ROOT, seconds), (second, ROOT, A_WHILE), *back):
                    callers.wait_for(20)
                    door.shut()
                    callers.wait_for(20)
                    door.open(by)
                    time.sleep(until)
                    print(f"{callers.answered()} keys; heard {dict(callers.heard)}", flush=True)
            callers.send_again()
            print(f"{callers.answered()} keys, each once more; heard {dict(callers.heard)}")
        return [
            *callers.wrong,
            *lost_or_doubled(url, callers, _differs),
            *wrong_in_chains(url, chains, phases, timedelta(seconds=1)),
        ]


def _upgraded(code: Path, url: str, owner: str) -> str:
    """Upgrade a database by some code, and return the revision at which its tables are."""
    ours = {"PYTHONPATH": str(code), "SLUIS_DATABASE_URL": url, "SLUIS_MIGRATE_URL": owner}
    subprocess.run([sys.executable, "-c", RUN, "upgrade"], cwd=code, env=environment(**ours), check=True)
    with psycopg.connect(libpq_url(owner)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchall()[0][0])


def _differs(engine: Engine) -> list[str]:
    """Make anew what follows from the logs, and tell which rows are not what they were.

    A snapshot of another fold is not compared: nobody but servers of its release goes on from it.
    """
    with looking_beside(engine) as connection:
        before = rows(connection, "process"), connection.execute(SNAPSHOTS, (FOLD_VERSION,)).fetchall()
        engine.rebuild()
        after = rows(connection, "process"), connection.execute(SNAPSHOTS, (FOLD_VERSION,)).fetchall()
    print(f"{len(before[1])} of {len(after[1])} snapshots are ours")
    wrong = [f"made anew otherwise: the snapshot of {one[0]}" for one in before[1] if one not in after[1]]
    return wrong + ["made anew otherwise: process"] * (before[0] != after[0])


def _begun_at(url: str, phases: int) -> tuple[list[str], list[str]]:
    """Open processes to act in, and some that go on by their clocks alone, through a server."""
    with httpx2.Client(base_url=url, trust_env=False, timeout=30) as way:

        def asked(path: str, **given: Any) -> dict[str, Any]:
            answer = way.post(path, **given)
            assert answer.is_success, answer.text
            told: dict[str, Any] = answer.json()
            return told

        def opened(*commands: Command) -> str:
            first, *others = [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in commands]
            process = str(asked("/v1/processes", json=first)["process"])
            if others:
                asked(f"/v1/processes/{process}/commands", json=others)
            return process

        for method in (mixture.METHOD, a_chain(phases)):
            asked("/v1/methods", content=method.source, headers={"Content-Type": "application/yaml"})
        return [opened(*mixture.OPENING) for _ in range(PROCESSES)], [opened(opening()) for _ in range(CHAINS)]


if __name__ == "__main__":
    found = beside(Path(sys.argv[1]).resolve(), float(sys.argv[2]), sys.argv[3])
    print("\n".join(found) or "Nobody was failed, and nothing was lost or done twice.")
    sys.exit(bool(found))
