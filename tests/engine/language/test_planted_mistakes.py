"""Mistakes planted in methods that are in order: each is found at its line, and nothing else is said."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.files import beside
from engine.language import read
from engine.language.codes import KINDS
from tests.language_keys.worlds import load

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent / "planted"
METHODS = {
    "start": ROOT / "methods" / "starting-collaboration" / "method.yaml",
    "facts": ROOT / "methods" / "joint-fact-finding" / "method.yaml",
    "stuck": ROOT / "methods" / "stuck-collaboration" / "method.yaml",
    "consent": ROOT / "methods" / "consent-decision" / "method.yaml",
    "gains": ROOT / "methods" / "mutual-gains" / "method.yaml",
    "gate": ROOT / "methods" / "stage-gate" / "method.yaml",
    "init": ROOT / "api" / "starter" / "method.yaml",
}
PLANTED: list[dict[str, Any]] = [
    one for name in ("errors", "warnings", "others") for one in load(HERE / f"{name}.yaml")
]
ARROW = "→"
TOLD = frozenset({"renewed", "finished", "parted", "agreed"})


@cache
def original(name: str) -> str:
    return METHODS[name].read_text(encoding="utf-8")


def wrong(planted: dict[str, Any]) -> tuple[str, int]:
    """Return the method with the mistake, and the line that has to be named."""
    text = original(planted["in"])
    for old, new in planted.get("edits") or [[planted["old"], planted["new"]]]:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {planted['in']}"
        text = text.replace(old, new)
    place = text.find(planted["at"]) if "at" in planted else text.find(ARROW)
    assert place >= 0
    return text.replace(ARROW, ""), text.count("\n", 0, place) + 1


@pytest.mark.parametrize("planted", PLANTED, ids=[f"{one['code']} {number}" for number, one in enumerate(PLANTED)])
def test_a_planted_mistake_is_found_at_its_line_and_nothing_else_is_said(planted: dict[str, Any]) -> None:
    text, line = wrong(planted)
    shown = TOLD if planted["code"] == "untold-end" else None

    reading = read(text, "method.yaml", beside(METHODS[planted["in"]]), shown=shown)

    told = {(one.code, one.line) for one in (*reading.diagnostics, *reading.warnings)}
    assert told == {(planted["code"], line)}, [str(one) for one in (*reading.diagnostics, *reading.warnings)]


def test_for_each_kind_of_complaint_at_least_two_mistakes_are_planted() -> None:
    planted = Counter(one["code"] for one in PLANTED)

    assert {code: planted[code] for code in KINDS if planted[code] < 2} == {}
    assert len(PLANTED) >= 60


def test_mistakes_of_many_kinds_are_planted_in_a_copy_of_each_method_that_is_shipped() -> None:
    kinds = {METHODS[name]: {one["code"] for one in PLANTED if one["in"] == name} for name in METHODS}

    assert set(kinds) >= {*ROOT.glob("methods/*/method.yaml")}
    assert [path for path, codes in kinds.items() if len(codes) < 10] == []
