"""`check` and `prove` on the methods that we ship, each in a process of its own as on the command line."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Goal, Line, Spread
from benchmarks.servers import ROOT
from benchmarks.setting import Benchmark, Setting

SLUIS = (sys.executable, "-c", "from api.cli import main; main()")
PROVE = Goal(20.0, least=False, of_ratio=False)  # seconds


def run(setting: Setting) -> Iterator[Line]:
    """Measure each method once a round; a proof, which takes long, once in all."""
    files = sorted(ROOT.glob("methods/*/method.yaml"))
    for file in setting.pick(files, files, files[:1]):
        lines = len(file.read_text(encoding="utf-8").splitlines())
        took = [_took("check", file)[0] for _ in range(setting.rounds)]
        yield Line(f"check {file.parent.name}, {lines} lines", Spread.of(took), "s")
    for file in setting.pick(files, files, ()):
        seconds, cpu = _took("prove", file)
        yield Line(
            f"prove {file.parent.name}", Spread.of([seconds]), "s", goal=PROVE, note=f"{cpu:.1f} s of processor time"
        )


def _took(verb: str, file: Path) -> tuple[float, float]:
    """Return how many seconds a verb took, and how much processor time."""
    began, before = time.perf_counter(), _spent()
    subprocess.run([*SLUIS, verb, str(file)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began, _spent() - before


def _spent() -> float:
    known = resource.getrusage(resource.RUSAGE_CHILDREN)
    return known.ru_utime + known.ru_stime


BENCHMARK = Benchmark("authoring", "Checking and proving the shipped methods", run)
