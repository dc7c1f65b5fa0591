"""The page on which the matrix is read, made of it: `python -m tests.promises.matrix.page` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.promises.matrix.specification import HIDDEN, matrix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.promises.matrix.specification import Line, Matrix, Resource, State

PAGE = Path(__file__).parents[3] / "docs/reference/who-sees-what.md"
MARKS = {"seen": "●", "part": "◐", "count": "#", "outcome": "✓", HIDDEN: "·"}
HEAD = """# Who sees what

This page is the specification of every view of a process: progress, lists, records, log, stream, refusals. It says for
each field of each resource, in each state, who sees it, and which rule that follows from. It is made of
`tests/promises/matrix/matrix.yaml`; the tests play each of its {cells} cells ({states} states, {readers} readers) and
look whether it is so, and that what is hidden is found nowhere else. A new field is hidden until it stands here.

● seen · ◐ only what one may know of · # only how many · ✓ only the outcome · (a dot) hidden: the row is not there, or
the field is as if it had been left empty

Nobody sees more for what he is in the organisation: members without a seat, facilitators, owners and dashboards are
*nobody* here. Over HTTP, who left and strangers get the answer for what never existed, whatever they ask.

## Readers

| reader | who that is |
|---|---|
"""


def page(found: Matrix) -> str:
    """Return the page."""
    cells = sum(len(line.fields) * len(state.scenes) for _, state in found.states() for line in state.lines)
    states = sum(len(state.scenes) for _, state in found.states())
    readers = "\n".join(f"| {name} | {said} |" for name, said in found.readers.items())
    head = HEAD.format(cells=f"{cells * len(found.readers):,}", states=states, readers=len(found.readers))
    return "\n".join([head + readers, "", *(line for one in found.resources for line in _resource(found, one))])


def _resource(found: Matrix, resource: Resource) -> Iterator[str]:
    yield f"## {resource.said}: `{resource.name}`"
    yield ""
    yield f"| state | fields | {' | '.join(found.readers)} | because |"
    yield "|---|---|" + ":-:|" * len(found.readers) + "---|"
    for state in resource.states:
        yield from _state(found, state)
    yield ""


def _state(found: Matrix, state: State) -> Iterator[str]:
    for number, line in enumerate(state.lines):
        said = state.said if number == 0 else ""
        names = ", ".join(f"`{one}`" for one in line.fields)
        yield f"| {said} | {names} | {' | '.join(_marks(found, line))} | {found.rules[line.rule]} |"


def _marks(found: Matrix, line: Line) -> list[str]:
    return [MARKS[line.told.get(reader, HIDDEN)] for reader in found.readers]


if __name__ == "__main__":
    PAGE.write_text(page(matrix()), encoding="utf-8")
