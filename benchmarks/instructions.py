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
from benchmarks.servers import ROOT
from benchmarks.setting import Benchmark, Setting

PATHS = {
    "decide": "decide, a confirmation among 12 parties",
    "condition": "a condition over 1,000 parties, all met",
    "view": "view, a process of 12 parties",
}
SOURCE = Path(__file__).with_name("counted.c")
COLLECTED = re.compile(r"Collected\s*:\s*(\d+)")


def run(setting: Setting) -> Iterator[Line]:
    """Count each path once: the same program takes the same instructions."""
    if setting.size != "whole":
        yield absent("instructions", "counted in a whole run only: it takes minutes")
        return
    if lacks := [one for one in ("valgrind", "gcc") if not shutil.which(one)]:
        yield absent("instructions", f"not installed: {', '.join(lacks)}")
        return
    with setting.place("instructions") as folder:
        library = folder / "counted.so"
        subprocess.run(["gcc", "-O0", "-shared", "-fPIC", "-o", str(library), str(SOURCE)], check=True)
        for path, told in PATHS.items():
            yield Line(told, Spread.of([counted(library, path)]), "thousand instructions")


def counted(library: Path, path: str, times: int = 5) -> float:
    """Return how many thousand instructions a path takes once."""
    tool = ["valgrind", "--tool=callgrind", "--toggle-collect=counted", "--callgrind-out-file=/dev/null"]
    program = [sys.executable, "-m", "benchmarks.paths", str(library), path, str(times)]
    environment = os.environ | {"PYTHONHASHSEED": "0", "LD_PRELOAD": ""}
    done = subprocess.run([*tool, *program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    found = COLLECTED.search(done.stderr)
    assert found, done.stderr  # noqa: S101 - callgrind always tells
    return int(found[1]) / times / 1_000


BENCHMARK = Benchmark("instructions", "Instructions of pure key paths", run)
