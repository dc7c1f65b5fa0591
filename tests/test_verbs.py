"""The Makefile's verbs: what `make` lists is what there is, and what the README names."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

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

    assert (
        f"SEED=5 SOAK_MINUTES=3 .venv/bin/pytest -q -ra --hypothesis-seed=5 tests/promises \\\n\t{selected}\n" in told
    )


def test_all_tests_of_a_run_share_one_seed() -> None:
    (seed, other) = re.findall(r"(?:SEED=|seed=)(\d+)", dry("test"))

    assert seed == other


def dry(*arguments: str) -> str:
    command = ["make", "--no-print-directory", "--dry-run", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
