"""The Makefile's verbs: what `make` lists is what there is, and what the README names."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

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

    assert set(re.findall(r"\bmake ([a-z]+)\b", readme)) <= listed_verbs()
