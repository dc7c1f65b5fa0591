"""`sluis init`: what it writes works, and its README says nothing that is not so."""

from __future__ import annotations

import json
import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from engine.language import method_schema
from tests.api.cli.running import NO, RUN, YES, environment, sluis
from tests.examples.follower import Follower

STARTER = Path(__file__).parents[3] / "api" / "starter"
FILES = {
    "README.md", "method.yaml", "method.schema.json", "scenarios/agreement.yaml", "scenarios/parting.yaml",
    "scenarios/silence.yaml", ".github/workflows/method.yml",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that `sluis init` has just made."""
    done = sluis("init", "my-method", cwd=tmp_path)
    assert done.returncode == YES, done.stderr
    return tmp_path / "my-method"


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a search path on which the command `sluis` is this one."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "sluis"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(RUN)} "$@"\n')
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def written(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def run(command: str, folder: Path, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-ec", command], cwd=folder, env=environment(PATH=path), capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip


def test_a_folder_is_made_with_all_that_a_method_needs(folder: Path) -> None:
    assert written(folder) == FILES


def test_it_can_be_made_where_one_stands(tmp_path: Path) -> None:
    done = sluis("init", cwd=tmp_path)

    assert (done.returncode, written(tmp_path)) == (YES, FILES)


def test_what_is_there_is_never_overwritten_and_then_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "method.yaml").write_text("mine")

    done = sluis("init", str(tmp_path))

    assert done.returncode == NO
    assert f"{tmp_path} already has method.yaml" in done.stderr
    assert (written(tmp_path), (tmp_path / "method.yaml").read_text()) == ({"method.yaml"}, "mine")


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "README.md").symlink_to(tmp_path / "elsewhere")

    done = sluis("init", str(tmp_path))

    assert (done.returncode, (tmp_path / "elsewhere").exists()) == (NO, False)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    done = sluis("init", str(tmp_path / "taken"))

    assert done.returncode == NO
    assert done.stderr == f"sluis: {tmp_path / 'taken'} is a file, and a folder is needed\n"


def test_the_method_is_in_order_in_both_languages_and_its_scenarios_show_all_of_it(folder: Path) -> None:
    checked = sluis("check", "method.yaml", cwd=folder)
    tried = sluis("test", "method.yaml", "--coverage", cwd=folder)

    assert (checked.returncode, checked.stdout) == (YES, "method.yaml: first-agreement 0.1.0 is in order\n")
    assert tried.stdout.splitlines()[-1].strip() == "The scenarios show all of it."


def test_an_editor_finds_the_schema_beside_the_method(folder: Path) -> None:
    first = (folder / "method.yaml").read_text(encoding="utf-8").splitlines()[0]
    (named,) = re.findall(r"^# yaml-language-server: \$schema=\./(.+)$", first)

    assert json.loads((folder / named).read_text(encoding="utf-8")) == method_schema()


def test_what_a_build_server_runs_passes(folder: Path, path: str) -> None:
    workflow = yaml.safe_load((folder / ".github/workflows/method.yml").read_text(encoding="utf-8"))
    commands = [step["run"] for step in workflow["jobs"]["method"]["steps"] if "run" in step]

    install, *rest = commands
    done = [run(command, folder, path) for command in rest]

    assert install == 'pip install "$SLUIS"'
    assert [one.returncode for one in done] == [YES] * 2
    assert (folder / "report.xml").exists()


def test_the_readme_can_be_followed_word_for_word(tmp_path: Path) -> None:
    follower = Follower(tmp_path / "here", 0, is_patient=True)
    follower.begin()
    made = sluis("init", str(tmp_path / "here"))
    assert made.returncode == YES, made.stderr

    follower.follow(tmp_path / "here" / "README.md")

    assert follower.typed >= 8
    assert (tmp_path / "here" / "method.yaml").read_text() == (STARTER / "method.yaml").read_text()


def test_the_readme_names_every_file(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")

    named = {name if not name.startswith("scenarios/") else "scenarios/" for name in FILES - {"README.md"}}
    assert [name for name in sorted(named) if f"| `{name}` |" not in text] == []
