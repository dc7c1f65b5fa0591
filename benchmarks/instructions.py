"""Counts the instructions of three pure key paths by callgrind: figures that hardly move on a busy machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Line, Spread, absent
from benchmarks.paths import keep
from benchmarks.servers import ROOT
from benchmarks.setting import Benchmark, Setting

PATHS = {
    "decide": "decide, a confirmation among 12 parties",
    "condition": "a condition over 1,000 parties, all met",
    "view": "view, a process of 12 parties",
}
TIMES = (5, 25)
COLLECTED = re.compile(r"Collected\s*:\s*(\d+)")


def run(setting: Setting) -> Iterator[Line]:
    """Count each path once: the same program takes the same instructions."""
    if setting.size != "whole":
        yield absent("instructions", "counted in a whole run only: it takes minutes")
        return
    if not shutil.which("valgrind"):
        yield absent("instructions", "not installed: valgrind")
        return
    with setting.place("instructions") as folder:
        keep(folder)
        for path, told in PATHS.items():
            few, many = (_counted(folder, path, times) for times in TIMES)
            once = (many - few) / (TIMES[1] - TIMES[0]) / 1_000
            yield Line(told, Spread.of([once]), "thousand instructions", note="what 20 times more take, each")


def _counted(folder: Path, path: str, times: int) -> int:
    """Return how many instructions a program takes that does a path so often."""
    tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    program = [sys.executable, "-m", "benchmarks.paths", str(folder), path, str(times)]
    environment = os.environ | {"PYTHONHASHSEED": "0", "LD_PRELOAD": ""}
    done = subprocess.run([*tool, *program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    found = COLLECTED.search(done.stderr)
    assert found, done.stderr  # noqa: S101 - callgrind always tells
    return int(found[1])


BENCHMARK = Benchmark("instructions", "Instructions of pure key paths", run)
