"""The matrix of who sees what is the specification of every view: each cell is played, and looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, make_dataclass
from functools import cache
from typing import Any

import pytest

from api.commands import Accepted
from api.problems import Problem
from api.routes.log import LogPage
from api.routes.processes import ProcessEntry, ProcessList
from tests.promises.matrix.cast import PARTICIPANTS
from tests.promises.matrix.looking import SHAPES, all_there_is, fields_of, found, is_nothing, seen_by, value_at
from tests.promises.matrix.page import PAGE, page
from tests.promises.matrix.scenes import SCENES
from tests.promises.matrix.specification import HIDDEN, Line, Resource, State, matrix, problems

pytestmark = pytest.mark.P7

SERVED: dict[str, type] = {one.__name__: one for one in (ProcessEntry, ProcessList, LogPage, Accepted, Problem)}
CANARY = re.compile(r"canary[A-Za-z0-9]+")
PLAYED = [
    pytest.param(resource, state, scene, id=scene) for resource, state in matrix().states() for scene in state.scenes
]
ALONE = [
    pytest.param(state, scene, id=scene)
    for _, state in matrix().states() if not state.also_in for scene in state.scenes
]  # fmt: skip


class Look:
    """What each reader gets of one scene, and what there is."""

    def __init__(self, name: str) -> None:
        scene = SCENES[name]
        self.stage = scene.stage()
        self.find = scene.play(self.stage)
        self.stage.arrive()
        self.whole = self.find(all_there_is(self.stage, PARTICIPANTS[scene.whole]))
        self.seen = {reader: seen_by(self.stage, who) for reader, who in PARTICIPANTS.items()}
        self.rows = {reader: self.find(seen) for reader, seen in self.seen.items()}
        self.everything = {reader: seen.everything() for reader, seen in self.seen.items()}


@cache
def look(name: str) -> Look:
    """Play a scene once, and keep what was seen: two tests ask."""
    return Look(name)


def names_of(shape: type) -> set[str]:
    """Return the fields of a shape."""
    told: Any = shape
    return {one.name for one in fields(told)} if is_dataclass(told) else set(told.model_fields)


def there_is(resource: Resource, whole: Any) -> Iterator[tuple[str, Any]]:
    """Yield every field there is; of what came over HTTP also those that are left out where they are empty."""
    yield from fields_of(whole)
    if isinstance(whole, dict) and resource.name in SERVED:
        yield from ((one, None) for one in sorted(names_of(SERVED[resource.name]) - set(whole)))


def wrong(resource: Resource, line: Line, reader: str, row: Any, whole: Any, field: str) -> str | None:
    """Say what is wrong with a cell; None where it is as it says."""
    word, is_ = line.told.get(reader, HIDDEN), found(whole, row, field)
    if word in ("outcome", "count"):
        told = row is not None and not is_nothing(value_at(row, resource.tells[word]))
        return (
            None if told and is_nothing(value_at(row, field)) else f"{is_}, and {resource.tells[word]} is told: {told}"
        )
    is_ = "part" if is_ == "otherwise" else is_
    if is_ != word:
        return is_
    return "nothing to hide" if word == HIDDEN and row is not None and is_nothing(value_at(whole, field)) else None


def test_the_matrix_names_readers_and_rules_that_there_are() -> None:
    assert problems(matrix()) == []
    assert list(matrix().readers) == list(PARTICIPANTS)


def test_every_line_has_its_scene_and_every_scene_its_line() -> None:
    named = [scene for _, state in matrix().states() for scene in state.scenes]

    assert sorted(named) == sorted(set(named)), "a scene stands in two states"
    assert sorted(named) == sorted(SCENES)


@pytest.mark.parametrize("shape", [*SHAPES, *SERVED])
def test_every_field_of_every_shape_has_cells(shape: str) -> None:
    known = next((one for one in matrix().resources if one.name == shape), None)

    assert known, (
        f"{shape} is not in tests/promises/matrix/matrix.yaml. Add it under resources, with each of its fields in a "
        "line that says who sees it and by which rule (a field without a line is hidden from everybody), and a scene "
        "for each state in tests/promises/matrix/scenes.py."
    )
    missing = names_of({**SHAPES, **SERVED}[shape]) - known.fields
    assert not missing, (
        f"{shape} has no cells for {sorted(missing)} in tests/promises/matrix/matrix.yaml. Add each to a line of every "
        "state, with who sees it and by which rule: it is hidden from everybody until a line says otherwise."
    )
    assert known.fields <= names_of({**SHAPES, **SERVED}[shape]), "the matrix has fields that are gone"


def test_a_field_that_nobody_wrote_a_line_for_fails_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    noted = make_dataclass("NoteView", [*names_of(SHAPES["NoteView"]), "mood"])
    monkeypatch.setitem(SHAPES, "NoteView", noted)

    with pytest.raises(AssertionError, match=r"NoteView has no cells for \['mood'\].*hidden from everybody until"):
        test_every_field_of_every_shape_has_cells("NoteView")


@pytest.mark.parametrize(("resource", "state", "scene"), PLAYED)
def test_each_cell_is_as_the_matrix_says(resource: Resource, state: State, scene: str) -> None:
    seen = look(scene)
    assert seen.whole is not None, "what the line is about is not there"

    told, unlisted = [], []
    there = dict(there_is(resource, seen.whole))
    gone = [one for line in state.lines for one in line.fields if one not in there]
    assert not gone, f"the matrix says of {gone} who sees them, and there is no such field in {state.said}"
    for field, value in there.items():
        line = state.line_of(field)
        if line is None:
            unlisted.append(field)
            continue
        for reader, row in seen.rows.items():
            if no := wrong(resource, line, reader, row, seen.whole, field):
                told.append(f"{reader} / {field} ({value!r}) is {line.told.get(reader, HIDDEN)} by the matrix: {no}")
    assert not unlisted, (
        f"no line of {resource.name}, {state.said}, says who sees {unlisted}: hidden, unless it says so"
    )
    assert not told, "\n".join(told)


@pytest.mark.parametrize(("state", "scene"), ALONE)
def test_what_a_cell_hides_is_found_nowhere_else(state: State, scene: str) -> None:
    seen = look(scene)

    for field, value in fields_of(seen.whole):
        line = state.line_of(field)
        canaries = set(CANARY.findall(str(value))) if line else set()
        for reader, everything in seen.everything.items():
            if line and reader not in line.told:
                assert not [one for one in canaries if one in everything], f"{reader} finds {field} elsewhere"


@pytest.mark.parametrize("resource", matrix().resources, ids=lambda one: one.name)
def test_each_field_is_there_to_be_seen_in_one_state_at_least(resource: Resource) -> None:
    there = {
        field.partition(".")[0]
        for state in resource.states for scene in state.scenes
        for field, value in fields_of(look(scene).whole) if value == 0 or not is_nothing(value)
    }  # fmt: skip

    assert resource.fields - there == set(), "nothing ever stands there: a cell of these fields is not tried"


def test_the_page_says_what_the_matrix_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(matrix()), "make it anew: python -m tests.promises.matrix.page"
