"""Commands that ask about processes where there is nothing to ask: they say so, and leave nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.cli.running import ROOT, WRONG, YES, sluis

BASE = ROOT / "tests" / "engine" / "language" / "broken" / "base.yaml"
ASKED = [
    ("processes",),
    ("processes", "--json"),
    ("show", "x"),
    ("show", "x", "--people"),
    ("log", "x"),
    ("do", "x", "leave", "--as", "anna"),
    ("do", "new", "open", "method=base", "title=Try", "name=Anna"),
    ("do", "new", "open", "method=base", "title=Try", "name=Anna", "--dry-run"),
]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_where_there_is_no_database_it_says_so_and_makes_none(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = sluis(*words, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (WRONG, "")
    assert done.stderr == (
        f"sluis: there is no database at {tmp_path / 'sluis.db'}: publish a method to begin one (sluis publish FILE), "
        "or name another database (SLUIS_DATABASE_URL=sqlite:///FILE) or a server (SLUIS_SERVER=URL)\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_publishing_makes_the_database(tmp_path: Path) -> None:
    published = sluis("publish", str(BASE), cwd=tmp_path)
    listed = sluis("processes", cwd=tmp_path)

    assert (published.returncode, published.stdout) == (YES, "published base 1.0.0\n")
    assert (listed.returncode, listed.stdout) == (YES, "There are no processes yet.\n")


def test_a_database_of_another_kind_is_not_looked_for_as_a_file() -> None:
    done = sluis("processes", SLUIS_DATABASE_URL="nonsense://localhost/sluis")

    assert done.returncode == WRONG
    assert "there is no database at" not in done.stderr
    assert "nonsense://localhost/sluis" in done.stderr
