"""The matrix as a person wrote it: of each reader and field, in each state, what is to be seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FILE = Path(__file__).parent / "matrix.yaml"
WORDS = ("seen", "outcome", "count", "part")
HIDDEN = "hidden"
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of some fields, to each reader that is named; by which rule."""

    fields: tuple[str, ...]
    told: dict[str, str]
    rule: str


@dataclass(frozen=True, slots=True)
class State:
    """A resource in a state, the scenes in which it is played, and its lines."""

    resource: str
    said: str
    scenes: tuple[str, ...]
    lines: tuple[Line, ...]
    also_in: str = ""

    def line_of(self, field: str) -> Line | None:
        """Return the line about a field."""
        return next((one for one in self.lines if field in one.fields), None)


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource, and which of its fields tells an outcome or a count in place of what is not told."""

    name: str
    said: str
    tells: dict[str, str]
    states: tuple[State, ...]

    @property
    def fields(self) -> set[str]:
        """The fields that have a line somewhere, by their first word."""
        return {one.partition(".")[0] for state in self.states for line in state.lines for one in line.fields}


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole of it. `readers` and `rules` say in words what the lines name."""

    readers: dict[str, str]
    rules: dict[str, str]
    resources: tuple[Resource, ...]

    def states(self) -> Iterator[tuple[Resource, State]]:
        """Yield every state of every resource."""
        for resource in self.resources:
            for state in resource.states:
                yield resource, state


@cache
def matrix() -> Matrix:
    """Read the matrix."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    resources = tuple(_resource(name, one, told["groups"]) for name, one in told["resources"].items())
    return Matrix(told["readers"], told["rules"], resources)


def problems(found: Matrix) -> list[str]:
    """Return what is wrong with the matrix itself: a name that means nothing, or a field that has two lines."""
    said: list[str] = []
    for resource, state in found.states():
        fields = [one for line in state.lines for one in line.fields]
        said += [f"{resource.name}, {state.said}: {one} has two lines" for one in fields if fields.count(one) > 1]
        for line in state.lines:
            unknown = [*sorted(set(line.told) - set(found.readers)), *({line.rule} - set(found.rules))]
            said += [f"{resource.name}, {state.said}: nothing is called {one!r}" for one in unknown]
    used = {line.rule for _, state in found.states() for line in state.lines}
    return said + [f"no line follows from the rule {one!r}" for one in found.rules if one not in used]


def _resource(name: str, told: Part, groups: dict[str, list[str]]) -> Resource:
    parts = told["parts"]
    states = tuple(
        State(
            name,
            one["is"],
            tuple(one["scenes"]),
            tuple(_line(line, parts, groups) for line in one["lines"]),
            one.get("also_in", ""),
        )
        for one in told["states"]
    )
    return Resource(name, told["is"], told.get("tells", {}), states)


def _line(told: Part, parts: dict[str, list[str]], groups: dict[str, list[str]]) -> Line:
    fields = tuple(_spelled_out(told["of"], parts))
    readers = {reader: word for word in WORDS for reader in _spelled_out(told.get(word, ()), groups)}
    return Line(fields, readers, told["rule"])


def _spelled_out(names: Iterable[str], groups: dict[str, list[str]]) -> Iterator[str]:
    for one in names:
        yield from groups.get(one, [one])
