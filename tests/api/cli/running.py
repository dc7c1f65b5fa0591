"""Runs the command line in processes of their own."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.api.cli.nursery import Nursery

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "methods" / "starting-collaboration" / "method.yaml"
RUNS = [ROOT / "methods" / one / "method.yaml" for one in ("joint-fact-finding", "stuck-collaboration")]  # by that one
RUN = "import sys; sys.argv[0] = 'sluis'; from api.cli import main; main()"
YES, NO, WRONG = 0, 1, 2
SECONDS = 120


def environment(**ours: str) -> dict[str, str]:
    """Return an environment in which nothing of Sluis is set but what is given."""
    known = {key: value for key, value in os.environ.items() if not key.startswith("SLUIS_")}
    return known | {"PYTHONPATH": str(ROOT), "SLUIS_ACCESS": "open", "COLUMNS": "100", "NO_COLOR": "1"} | ours


@cache
def nursery() -> Nursery:
    """Return the process of which all runs of these tests are children. It ends with the tests."""
    born = Nursery(ROOT, environment())
    atexit.register(born.close)
    return born


def sluis(*words: str, cwd: Path = ROOT, **ours: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    return nursery().run(words, cwd, environment(**ours), SECONDS)


def started(*words: str, cwd: Path = ROOT, **ours: str) -> subprocess.Popen[str]:
    """Start the command line; whoever starts it stops it, by its process id."""
    return subprocess.Popen(
        [sys.executable, "-u", "-c", RUN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd,
        env=environment(**ours),
    )  # fmt: skip
