"""The stories of each published and shipped method show all of it, but for what its method makes impossible.

`impossible/NAME.yaml` has what no process of a method can show, and why: marks as `sluis test --coverage` counts them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from engine.authoring.coverage import Kind, Mark, ground
from engine.authoring.story_names import read_story
from engine.authoring.trying import try_story
from engine.files import method_from
from engine.language.source import read_source
from tests.methods.rules import HERE, SHIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language import Method

FILES = [*sorted(SHIPPED.glob("*/method.yaml")), *sorted(one for one in HERE.glob("*.yaml") if "." not in one.stem)]


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class One(_Told):
    """A mark as it is written down."""

    kind: Kind
    name: str
    what: str = ""


class Impossible(_Told):
    """Marks that cannot be seen, and why."""

    marks: list[One] = Field(min_length=1)
    because: str = Field(min_length=1)


def name_of(file: Path) -> str:
    return file.stem if file.parent == HERE else file.parent.name


def impossible(name: str) -> list[Mark]:
    path = HERE / "impossible" / f"{name}.yaml"
    if not path.exists():
        return []
    source = read_source(path.read_text(encoding="utf-8"), path.name)
    assert source.diagnostics == []
    told = TypeAdapter(list[Impossible]).validate_python(source.data)
    return [Mark(mark.kind, mark.name, mark.what) for one in told for mark in one.marks]


def shown(method: Method, file: Path) -> set[Mark]:
    """Return what the stories beside a method show of it together. Fails where one does not go as told."""
    marks = set[Mark]()
    for path in sorted((file.parent / "scenarios").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if f"\nmethod: {method.id}\n" in text:
            tried = try_story(method, read_story(text, path.name, method).scenario)
            assert tried.problems == (), path.name
            marks |= tried.marks
    return marks


def wrong(method: Method, seen: set[Mark], listed: list[Mark]) -> Iterator[str]:
    """Yield in sentences what is not covered as it should be, and what is listed that should not be."""
    there = ground(method)
    yield from (f"no story shows {said(one)}" for one in there if one not in seen and one not in listed)
    yield from (f"{said(one)} is listed as impossible, and a story shows it" for one in listed if one in seen)
    yield from (
        f"{said(one)} is listed as impossible, and the method has no such thing" for one in set(listed) - {*there}
    )


def said(mark: Mark) -> str:
    return f"{mark.kind} {mark.name}{f' {mark.what}' if mark.what else ''}"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_the_stories_of_a_method_show_all_of_it_but_for_what_is_impossible(file: Path) -> None:
    method = method_from(file)

    assert list(wrong(method, shown(method, file), impossible(name_of(file)))) == []


def test_whatever_is_called_impossible_is_of_a_method_that_is_there() -> None:
    assert {path.stem for path in (HERE / "impossible").glob("*")} <= {name_of(file) for file in FILES}


def test_a_mark_that_is_missing_or_listed_wrongly_is_told_in_a_sentence() -> None:
    method = method_from(HERE / "s3-proposal-forming.yaml")
    formed, unknown, rejected = (
        Mark("end", "formed"),
        Mark("end", "burnt"),
        Mark("decision", "driver_consent", "rejected"),
    )
    seen = {*ground(method)} - {rejected}

    assert list(wrong(method, seen, [formed, unknown])) == [
        "no story shows decision driver_consent rejected",
        "end formed is listed as impossible, and a story shows it",
        "end burnt is listed as impossible, and the method has no such thing",
    ]
