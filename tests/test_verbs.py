"""The Makefile's verbs: what `make` lists is what there is, and what the README names."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.pages import browser

ROOT = Path(__file__).resolve().parent.parent


def listed_verbs() -> set[str]:
    done = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, check=True, capture_output=True, text=True)
    return set(re.findall(r"^make (\S+)", done.stdout, flags=re.MULTILINE))


def test_make_without_a_verb_lists_every_verb() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)

    assert listed_verbs() == set(phony.split())


def test_every_verb_that_the_readme_names_is_one() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert set(re.findall(r"(?:^|`)make ([a-z]+)\b", readme, flags=re.MULTILINE)) <= listed_verbs()


@pytest.mark.parametrize(
    ("only", "selected"), [("P1", '-m "P1"'), ("P1 or P2", '-m "P1 or P2"'), ("power", '-k "power"'), ("", '-k ""')]
)
def test_a_soak_takes_the_minutes_it_is_given_and_a_promise_or_a_part_of_a_name(only: str, selected: str) -> None:
    told = dry("soak", f"ONLY={only}", "SOAK_MINUTES=3", "SEED=5")

    run = "SEED=5 SOAK_MINUTES=3 .venv/bin/pytest -q -ra --hypothesis-seed=5 tests/promises tests/pages"
    assert f"{run} \\\n\t{selected}\n" in told


def test_all_tests_of_a_run_share_one_seed() -> None:
    seeds = re.findall(r"(?:SEED=|seed=)(\d+)", dry("test"))

    assert len(seeds) > 1
    assert len(set(seeds)) == 1


def test_the_parts_are_all_tests_and_each_is_in_one() -> None:
    parts = [line for line in dry("test").splitlines() if "/pytest" in line]

    words = [one.split("--hypothesis-seed=")[1].split()[1:] for one in parts]
    ignored = {folder: {one.removeprefix("--ignore=") for one in without} for *without, folder in words}
    assert len(ignored) == len(parts)
    assert "tests" in ignored
    for folder, without in ignored.items():
        below = {one for one in ignored if one.startswith(f"{folder}/")}
        assert without == {one for one in below if not any(one.startswith(f"{other}/") for other in below)}


def dry(*arguments: str) -> str:
    command = ["make", "--no-print-directory", "--dry-run", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


PROGRAMS = ROOT / "scripts" / "get_programs.sh"
NEEDED = {"chromium": "chromium", "postgresql": "initdb"}  # what apt calls them, and what is looked for
MISSING = [["chromium"], ["postgresql"], ["chromium", "postgresql"]]


def a_machine(folder: Path, missing: list[str], **programs: str) -> dict[str, str]:
    """Return the environment of a machine that has all but some programs; what they do is written down."""
    there = {command: "exit 0" for name, command in NEEDED.items() if name not in missing}
    for name, body in (there | programs).items():
        (folder / name).write_text(f'#!/bin/sh\necho "{name} $*" >> {folder}/done\n{body}\n', encoding="utf-8")
        (folder / name).chmod(0o755)
    return {"PATH": str(folder), "POSTGRESQL": str(folder / "postgresql")}


def told_of_programs(machine: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["/bin/sh", str(PROGRAMS)], env=machine, check=True, capture_output=True, text=True)


def test_a_machine_that_has_all_programs_of_the_tests_installs_nothing(tmp_path: Path) -> None:
    told = told_of_programs(a_machine(tmp_path, [], **{"id": "echo 0", "apt-get": "exit 1"}))

    assert (told.stdout, told.stderr) == ("", "")
    assert not (tmp_path / "done").exists()


def test_postgresql_is_found_where_debian_puts_it(tmp_path: Path) -> None:
    machine = a_machine(tmp_path, ["postgresql"], **{"id": "echo 0", "apt-get": "exit 1"})
    folder = tmp_path / "postgresql" / "15" / "bin"
    folder.mkdir(parents=True)
    (folder / "initdb").touch(mode=0o755)

    assert told_of_programs(machine).stderr == ""


@pytest.mark.parametrize("missing", MISSING)
def test_a_machine_without_a_program_of_the_tests_has_it_installed_by_root(missing: list[str], tmp_path: Path) -> None:
    told = told_of_programs(a_machine(tmp_path, missing, **{"id": "echo 0", "apt-get": "exit 0"}))

    assert told.stderr == ""
    done = (tmp_path / "done").read_text(encoding="utf-8").splitlines()
    install = f"apt-get install -y -qq --no-install-recommends {' '.join(missing)}"
    assert done[1:] == ["apt-get update -qq", install]


@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("programs", [{"id": "echo 1000", "apt-get": "exit 0"}, {"id": "echo 0", "apt-get": "exit 1"}])
def test_where_nobody_may_install_a_program_it_is_named(
    programs: dict[str, str], missing: list[str], tmp_path: Path
) -> None:
    told = told_of_programs(a_machine(tmp_path, missing, **programs))

    assert re.findall(r"Missing: (\w+) \(on Debian: apt-get install \1,", told.stderr) == missing


def test_tests_of_pages_fail_by_name_where_there_is_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(AssertionError, match="apt-get install chromium"):
        browser.chromium()
