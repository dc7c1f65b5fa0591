"""Sluis beside its peers at equal durability: all wait for the disk at each commit, and take turns in every round."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.commands import CALLERS
from benchmarks.figures import Goal, Line, Measured, Subject, absent
from benchmarks.floors import Floor
from benchmarks.samples import Acting, shared_out, some
from benchmarks.servers import ROOT
from benchmarks.setting import Benchmark, Setting, syncs
from benchmarks.slow import ABSENT, can_be_slow
from benchmarks.timing import Turns, repeated, side_by_side
from engine import Engine
from engine.journal.postgres import libpq_url
from tests.postgres import ALL_SEEING, as_role

PYTHON = ROOT / "build" / "peers" / "bin" / "python"
GOALS = {"one": 3, "many": 10}
CALLED = {"one": "one caller", "many": "32 callers"}
KINDS = {
    "transitions + SQLModel by hand": "by_hand",
    "python-statemachine + sqlite3": "statechart",
    "SpiffWorkflow, stateless": "spiff",
    "DBOS steps, SQLite": "durable",
    "DBOS steps, PostgreSQL": "durable",
}


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer's program that runs, and waits for its turn."""

    process: subprocess.Popen[str]

    def turn(self, name: str, longer: int, seconds: float) -> Measured:
        """Let it have its turn on a disk whose syncs take so much longer."""
        assert self.process.stdin and self.process.stdout  # noqa: S101, PT018 - both are pipes
        self.process.stdin.write(json.dumps([name, seconds, longer]) + "\n")
        self.process.stdin.flush()
        return Measured(*json.loads(self.process.stdout.readline()))


@dataclass(frozen=True, slots=True)
class Group:
    """The peers that run, by name, and why the others do not."""

    peers: dict[str, Peer] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)


def run(setting: Setting) -> Iterator[Line]:
    """Measure on each kind of disk."""
    for disk, longer in setting.disks():
        with syncs(longer), setting.place(f"peers-{longer}") as folder, _group(setting, folder) as group:
            yield from _measured(setting, disk, longer, folder, group)
    if not can_be_slow():
        yield absent("with slow syncs", ABSENT)


def _measured(setting: Setting, disk: str, longer: int, folder: Path, group: Group) -> Iterator[Line]:
    floor = Floor(folder / "floor.db")
    with Engine.open(f"sqlite:///{folder}/sluis.db") as engine:
        callers = setting.pick(CALLERS, CALLERS, 2)
        processes = some(engine, callers, setting.pick(12, 12, 2))
        subjects: dict[str, Subject] = {
            "floor": repeated(floor),
            "Sluis one": repeated(Acting(engine, processes)),
            "Sluis many": side_by_side(shared_out(engine, processes, callers)),
        }
        for name, peer in group.peers.items():
            subjects |= {f"{name} {how}": partial(peer.turn, how, longer) for how in CALLED}
        turns = setting.turns(subjects)
    floor.close()
    yield turns.line("floor", what=f"floor, {disk}")
    for how, called in CALLED.items():
        yield turns.line(f"Sluis {how}", to="floor", what=f"Sluis, {called}, {disk}")
        for name in group.peers:
            yield from _compared(turns, name, how, f"{called}, {disk}")
    yield from (absent(f"{name}, {disk}", why) for name, why in group.lacking.items())


def _compared(turns: Turns, name: str, how: str, where: str) -> Iterator[Line]:
    yield turns.line(f"{name} {how}", to="floor", what=f"{name}, {where}")
    yield turns.line(f"Sluis {how}", to=f"{name} {how}", goal=Goal(GOALS[how]), what=f"Sluis beside {name}, {where}")


@contextmanager
def _group(setting: Setting, folder: Path) -> Iterator[Group]:
    """Start all peers that can be started, and end them."""
    with ExitStack() as stack:
        url = ""
        if PYTHON.is_file() and setting.size != "tiny":
            url = libpq_url(as_role(stack.enter_context(setting.postgres()), ALL_SEEING))
        group = Group()
        for name, module in KINDS.items():
            own = folder / module / name.rpartition(" ")[2]
            own.mkdir(parents=True)
            if setting.size == "tiny":
                group.lacking[name] = "not asked for at this size"
                continue
            found = _started(module, own, url if name.endswith("PostgreSQL") else "")
            if isinstance(found, str):
                group.lacking[name] = found
            else:
                stack.callback(_ended, found.process)
                group.peers[name] = found
        yield group


def _started(module: str, folder: Path, url: str) -> Peer | str:
    """Start a peer, or say why it is not there."""
    if not PYTHON.is_file():
        return "not installed: make bench could not, or was not asked to"
    words = [str(PYTHON), "-W", "ignore", "-m", f"benchmarks.peers.{module}", str(folder), *([url] if url else [])]
    process = subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stderr  # noqa: S101, PT018 - both are pipes
    if process.stdout.readline().startswith("["):
        return Peer(process)
    said = process.communicate()[1].strip().splitlines() or ["it said nothing"]
    return f"did not start: {said[-1][:120]}"


def _ended(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=30)  # ends what it reads, by which it knows


PEERS = Benchmark("peers", "Sluis beside its peers, at equal durability", run)
