"""The page on which the matrix is read, made of it: `python -m tests.promises.matrix.page` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.promises.matrix.rights import ACTORS, rights
from tests.promises.matrix.specification import HIDDEN, matrix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.promises.matrix.rights import Right
    from tests.promises.matrix.specification import Line, Matrix, Resource, State

DOCS = Path(__file__).parents[3] / "docs/reference"
PAGE, PAGE_OF_RIGHTS = DOCS / "who-sees-what.md", DOCS / "who-may-do-what.md"
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
RIGHTS_HEAD = """# Who may do what

This page says of each command what gives the right to it, in the method by which
[who sees what](who-sees-what.md) is played, and what the others are told. It is made of
`tests/promises/matrix/rights.yaml`; the tests try each command as each reader. What a method does not give, nobody has:
whoever leads and opened the process does not vote, confirm, ratify or agree, and proposes a waiver that others agree
to.

● does it · (a dot) is told the rule that is in the way (409) · ? is answered as if what it is about never existed.
Who left, and strangers, are told of every command that nobody by that name takes part. In every place of a command
where an id can stand, the id of something that the actor may not know of is answered like one that never existed.

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


def page_of_rights(found: tuple[Right, ...]) -> str:
    """Return the page of who may do what."""
    head = f"| command | what it does | given by | {' | '.join(ACTORS)} | the others are told |"
    rule = "|---|---|---|" + ":-:|" * len(ACTORS) + "---|"
    return RIGHTS_HEAD + "\n".join([head, rule, *(_right(one) for one in found)]) + "\n"


def _right(one: Right) -> str:
    """Return a line: who does it, who is answered as if it never existed, and the rule that the others are told."""
    marks = ["●" if one.answer(actor) == "" else "?" if actor in one.unknown else "·" for actor in ACTORS]
    told = ", ".join(f"`{name}`" for name in dict.fromkeys([one.refused, *one.told.values()]) if name)
    return f"| `{one.do}` | {one.said} | `{one.right}` | {' | '.join(marks)} | {told} |"


if __name__ == "__main__":
    PAGE.write_text(page(matrix()), encoding="utf-8")
    PAGE_OF_RIGHTS.write_text(page_of_rights(rights()), encoding="utf-8")
