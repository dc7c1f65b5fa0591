"""What the workbench shows of a method without errors: its picture, and what is other than in the published version.

It is made where heavy work is done, in `api.workroom`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from api.wording.drawing import tongue_for
from engine.authoring.comparing import GROUPS, compare
from engine.authoring.drawing import chart_of, draw

if TYPE_CHECKING:
    from engine.authoring.comparing import Comparison
    from engine.language import Method

WIDE, NARROW = 1080, 380


@dataclass(frozen=True, slots=True)
class About:
    """What is other about one thing: by line the effect, and the sentence."""

    about: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A method beside the newest published version of it, in the words of `sluis compare`."""

    version: str
    is_same_version: bool
    is_same: bool
    number: int
    groups: list[tuple[str, list[About]]]
    sentence: str
    kept_back: list[str]
    anew: list[str]


@dataclass(frozen=True, slots=True)
class Study:
    """A method without errors. `pictures` are SVG of our own drawing, wide and for a phone."""

    id: str
    version: str
    language: str
    title: str
    pictures: tuple[str, str]
    compared: Compared | None


def study(method: Method, published: Method | None, language: str | None) -> Study:
    """Draw a method, and compare it with the one of its id that is published, if any."""
    tongue = tongue_for(method, language)
    chart = chart_of(method, tongue)
    wide, narrow = (draw(method, chart, tongue, "svg", one, f"{method.id}-{one}") for one in (WIDE, NARROW))
    compared = _compared(method, published, tongue.language) if published is not None else None
    return Study(method.id, method.version, tongue.language, chart.title, (wide, narrow), compared)


def _compared(method: Method, published: Method, language: str) -> Compared:
    found = compare(published, method, language)
    running = found.running
    return Compared(
        version=published.version,
        is_same_version=published.version == method.version,
        is_same=published.digest == method.digest,
        number=len(found.differences),
        groups=_grouped(found),
        sentence=running.sentence,
        kept_back=list(running.kept_back),
        anew=list(running.anew),
    )


def _grouped(found: Comparison) -> list[tuple[str, list[About]]]:
    return [
        (GROUPS[group], [About(about, [(one.effect, one.text) for one in alike]) for about, alike in groupby(
            several, key=lambda one: one.about
        )])
        for group, several in groupby(found.differences, key=lambda one: one.group)
    ]  # fmt: skip
