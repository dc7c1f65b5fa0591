"""The page for whoever writes a program: its example does what it says, and has the types that it should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.language import read_method
from tests.client.stage import HOME, OWNER, ROOT, ByClient
from tests.engine.access.people import a_token, signed_in
from tests.engine.journal.neighbours import a_command, accepted, an_opening
from tests.examples.fences import the_only

PYTHON = str(HOME / "bin" / "python")
PAGE = ROOT / "docs" / "how-to" / "write-a-program.md"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "example.py"
    path.write_text(the_only(PAGE, "python"), encoding="utf-8")
    return path


def test_the_example_prints_what_the_page_says(stage: ByClient, example: Path) -> None:
    method = read_method(the_only(ROOT / "README.md", "yaml"), "one-mandate.yaml")
    stage.engine.publish(method)
    olga = signed_in(stage.engine, OWNER)
    opening = an_opening(method=method.id, title="Along the river")
    process = accepted(stage.engine.submit(None, opening, by=olga)).process
    accepted(stage.engine.submit(process, a_command("join", name="Rik", party="Gemeente Hillewoude"), by=olga))
    own = {
        "SLUIS_SERVER": stage.url,
        "SLUIS_TOKEN": a_token(olga, stage.engine, "read", "act").secret,
        "PROCESS": process,
        "PYTHONPATH": str(HOME),
    }

    done = subprocess.run([PYTHON, example], env=own, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == (the_only(PAGE, "text"), "")


def test_the_example_passes_the_strictest_types(example: Path) -> None:
    strict = [sys.executable, "-m", "mypy", "--config-file=", "--strict", "--python-executable", PYTHON, str(example)]

    done = subprocess.run(strict, env={"MYPYPATH": str(HOME)}, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
