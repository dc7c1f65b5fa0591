"""Pictures of methods to look at closely: those that are there, those made by chance, and those that mean harm."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.wording.drawing import tongue_for
from engine.authoring.drawing import Chart, Form, Tongue, chart_of, draw
from engine.files import read_file
from engine.language import read
from tests.reference.generator import a_random_method

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from engine.language import Method

ROOT = Path(__file__).resolve().parents[3]
THERE = sorted((*ROOT.glob("methods/*/method.yaml"), *ROOT.glob("tests/methods/*.yaml")))
FILES = [one for one in THERE if not one.name.endswith(".rules.yaml")]
WIDTHS = (1080, 700, 390)
WORDS = (
    "Ja", "overeenkomen", "Samenwerkingsovereenkomstvoorbereiding", "een", "én", "naar", "WWWWWWWWWWWWWWWW", "x" * 70,
    "共同の課題を決める", "Ελληνικά", "Согласование", "🚤🚤", "l'accord", "“quoted”", "and", "so", "on", "(…)", "a/b/c",
)  # fmt: skip


@cache
def method_in(path: Path) -> Method:
    """Return the method in a file of this repository."""
    method = read_file(path).method
    assert method is not None, path
    return method


def all_there_are() -> Iterator[tuple[Path, str, int]]:
    """Yield every method of this repository in each of its languages, at each width."""
    for path in FILES:
        for language in method_in(path).languages:
            for width in WIDTHS:
                yield path, language, width


def picture_of(method: Method, language: str | None = None, width: int = 1080, form: Form = "svg") -> str:
    """Return a picture of a method."""
    tongue, chart = charted(method, language)
    return draw(method, chart, tongue, form, width)


def charted(method: Method, language: str | None = None) -> tuple[Tongue, Chart]:
    """Return the chart of a method, and the words of it."""
    tongue = tongue_for(method, language)
    return tongue, chart_of(method, tongue)


def by_chance(chance: Random) -> Method:
    """Return a method made by chance, with titles and sentences of any length."""
    while True:
        told = deepcopy(a_random_method(chance))  # it shares parts with the factories
        _retitle(told, chance)
        if method := read(json.dumps(told), "any.yaml").method:
            return method


def _retitle(part: Any, chance: Random) -> None:
    if isinstance(part, list):
        for one in part:
            _retitle(one, chance)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in ("title", "unmet", "purpose", "summary") and isinstance(value, str):
                part[key] = " ".join(chance.choices(WORDS, k=chance.randint(1, 9)))
            else:
                _retitle(value, chance)
