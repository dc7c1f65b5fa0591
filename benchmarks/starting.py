"""How long the command line and the server take to start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.figures import Goal, Line, Spread
from benchmarks.samples import METHOD
from benchmarks.servers import ROOT, sluis
from benchmarks.setting import Benchmark, Setting
from benchmarks.timing import timed

SLUIS = (sys.executable, "-c", "from api.cli import main; main()")
HELP, CHECK = 0.3, 0.6  # seconds
LINES = 400
RECORD = """\
  work{number}:
    title: Work {number}
    fields:
      text: {{type: text, title: Text}}
      weight: {{type: whole, from: 0, title: Weight, optional: true}}
    written_by: envoy
    seen_by: process
"""


def run(setting: Setting) -> Iterator[Line]:
    """Measure by turns, each as a program that is started anew."""
    with setting.place("starting") as folder:
        file, count = _a_method(folder)
        base = "python, doing nothing"
        helps, checks, serves = "sluis --help", f"sluis check, {count} lines", "sluis serve, until it answers"
        runs: dict[str, Callable[[], object]] = {
            base: lambda: _ran(sys.executable, "-c", "pass"),
            helps: lambda: _ran(*SLUIS, "--help"),
            checks: lambda: _ran(*SLUIS, "check", str(file)),
            serves: lambda: _served(folder),
        }
        took: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(setting.rounds + (setting.size != "tiny")):
            for name, do in runs.items():
                took[name].append(timed(do))
    goals = {helps: Goal(HELP, least=False, of_ratio=False), checks: Goal(CHECK, least=False, of_ratio=False)}
    for name, all_rounds in took.items():
        seconds = all_rounds[1:] or all_rounds  # the first reads from the disk
        ratio = Spread.of(mine / other for mine, other in zip(seconds, took[base][-len(seconds) :], strict=True))
        yield Line(
            name,
            Spread.of(seconds),
            "s",
            ratio if name != base else None,
            base if name != base else "",
            goals.get(name),
        )


def _a_method(folder: Path) -> tuple[Path, int]:
    """Write a method of about 400 lines, with as many types of record as that takes; return its file and its length."""
    records = [RECORD.format(number=one) for one in range((LINES - METHOD.count("\n")) // RECORD.count("\n"))]
    named = "".join(f", work{one}" for one in range(len(records)))
    text = METHOD.replace("records:\n", f"records:\n{''.join(records)}").replace("paper]", f"paper{named}]")
    file = folder / "measured.yaml"
    file.write_text(text, encoding="utf-8")
    return file, text.count("\n")


def _ran(*words: str) -> None:
    subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _served(folder: Path) -> None:
    with sluis(f"sqlite:///{folder}/sluis.db"):
        pass


BENCHMARK = Benchmark("starting", "Start-up of the command line and the server", run)
