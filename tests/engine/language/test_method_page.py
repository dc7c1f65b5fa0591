"""The page on the method language names every key, and marks as later exactly what does not run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.language.declaration import Declaration
from engine.language.declaration.base import Part
from engine.language.later import KEYS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "method.md").read_text(encoding="utf-8")


def every_part(kind: type[Part]) -> list[type[Part]]:
    return [kind, *(inner for child in kind.__subclasses__() for inner in every_part(child))]


PARTS = [kind for kind in every_part(Part) if kind.__module__.startswith("engine.language.declaration")]
NAMED = set(re.findall(r"[`{ ]([a-z_]+)[`:,}]", PAGE)) | set(re.findall(r"`([a-z_]+)`", PAGE))


def test_the_parts_of_a_declaration_are_found() -> None:
    assert Declaration in PARTS


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.__name__)
def test_every_key_is_on_the_page(kind: type[Part]) -> None:
    assert sorted(kind.keys() - NAMED) == []


@pytest.mark.parametrize("kind", KEYS, ids=lambda kind: kind.__name__)
def test_a_key_that_does_not_run_stands_where_the_page_says_later(kind: type[Part]) -> None:
    later = " ".join(line for line in PAGE.splitlines() if "*later*" in line.lower())
    missing = [
        key for key in sorted(KEYS[kind]) if f"`{key.rstrip('_')}`" not in later and key.rstrip("_") not in later
    ]

    assert missing == []
