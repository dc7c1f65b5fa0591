"""The page for whoever writes a program: its example does what it says, and has the types that it should."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine.language import read_method
from tests.client.stage import HOME, OWNER, ROOT, ByClient
from tests.engine.access.people import a_token, signed_in
from tests.engine.journal.neighbours import a_command, accepted, an_opening

PYTHON = str(HOME / "bin" / "python")
PAGE = ROOT / "docs" / "how-to" / "write-a-program.md"


def block(page: Path, language: str) -> str:
    """Return the only part of a page that is written in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "example.py"
    path.write_text(block(PAGE, "python"), encoding="utf-8")
    return path


def test_the_example_prints_what_the_page_says(stage: ByClient, example: Path) -> None:
    method = read_method(block(ROOT / "README.md", "yaml"), "one-mandate.yaml")
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

    assert (done.stdout, done.stderr) == (block(PAGE, "text"), "")


def test_the_example_passes_the_strictest_types(example: Path) -> None:
    strict = [sys.executable, "-m", "mypy", "--config-file=", "--strict", "--python-executable", PYTHON, str(example)]

    done = subprocess.run(strict, env={"MYPYPATH": str(HOME)}, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
