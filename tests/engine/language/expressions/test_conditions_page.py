"""The page on conditions says what is so: its examples are read, its table is run by us and by Google's engine."""

from __future__ import annotations

import re
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from cel_expr_python import cel

from engine.language.expressions import (
    BOOL,
    INT,
    STRING,
    TIMESTAMP,
    Choice,
    ExpressionError,
    ListOf,
    MapOf,
    Member,
    Scope,
    Thing,
    Type,
    Unknown,
    Vocabulary,
    read_expression,
)
from tests.engine.language.expressions.test_deviations import DEVIATIONS
from tests.engine.language.expressions.worlds import NOON, Being, members

PAGE = (Path(__file__).parents[4] / "docs/reference/conditions.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## Conformance with CEL")[2]
ROWS = [
    [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in TABLE.splitlines()
    if line.startswith("|")
][2:]
CASES = [
    (*case, row[3] == "same")
    for row in ROWS
    if re.search(": `", row[0])
    for case in zip(
        re.findall(r"`([^`]+)`", row[0].partition(": `")[1] + row[0].partition(": ")[2]),
        re.findall(r"`[^`]+`|error|refused", row[1]),
        re.findall(r"`[^`]+`|error|refused", row[2]),
        strict=True,
    )
]

PARTY = Thing("party")
LEVEL = Choice("level", ("explore", "negotiate", "commit"), ordered=True)
TABLE_NAMES: dict[str, Type] = {
    "n": INT, "xs": ListOf(INT), "s": STRING, "b": BOOL, "counts": MapOf(INT), "t": TIMESTAMP, "level": LEVEL,
    "parties": ListOf(PARTY),
}  # fmt: skip
TABLE_THINGS = {
    "party": members(name=STRING, open=BOOL, mandate=Thing("mandate"), secret=STRING)
    | {"told": Member("told", INT, parameters=(INT,))},
    "mandate": members(ends=TIMESTAMP),
    "list:party": members(sealed=BOOL),
}
TABLE_SCOPE = Scope(Vocabulary(TABLE_THINGS), TABLE_NAMES).bind("party", PARTY, implicit=True)
SHARED: dict[str, Any] = {
    "n": 3,
    "xs": [1, 2, 3],
    "s": "abc",
    "b": True,
    "counts": {"a": 1},
    "t": NOON,
    "level": "negotiate",
}
CEL = cel.NewEnv(variables={**dict.fromkeys([*SHARED, "party", "parties"], cel.Type.DYN), "t": cel.Type.TIMESTAMP})


class Deposit(list[Being]):
    """A list that can be asked something itself."""

    m_sealed = True


def workdays(start: datetime, end: datetime) -> int:
    return (end - start).days


def here(example: str) -> str:
    party = Being(name="Town", open=True, secret=Unknown("erased"), told=lambda number: number + 1)
    double = Being(name="Town", open=True)
    world = SHARED | {"party": party, "parties": Deposit([double]), "workdays": workdays}
    try:
        expression = read_expression(example, TABLE_SCOPE, None)
    except ExpressionError:
        return "refused"
    try:
        return shown(expression.evaluate(world))
    except Unknown:
        return "error"


def in_cel(example: str) -> str:
    party = {"name": "Town", "open": True}
    try:
        value = CEL.compile(example, disable_check=True).eval(data=SHARED | {"party": party, "parties": [party]})
    except RuntimeError:
        return "refused"
    return "error" if value.type() == cel.Type.ERROR else shown(value.plain_value())


def shown(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if isinstance(value, Fraction) else f"`{value!r}`"


@pytest.mark.parametrize(("example", "cel_gives", "we_give", "same"), CASES)
def test_every_example_of_the_table_comes_to_what_it_says(
    example: str, cel_gives: str, we_give: str, same: bool
) -> None:
    assert (in_cel(example), here(example)) == (cel_gives, we_give)
    assert not same or cel_gives == we_give


def test_every_row_tells_construct_cel_ours_and_whether_they_are_the_same() -> None:
    assert {len(row) for row in ROWS} == {4}
    assert len(CASES) > 80


def test_a_row_that_is_named_a_deviation_is_one() -> None:
    assert [row[0] for row in ROWS if row[3] != "same" and row[1] == row[2]] == []


def test_the_page_names_exactly_the_deviations_that_have_tests() -> None:
    named = [row[3].strip("`") for row in ROWS if row[3] != "same"]
    explained = re.findall(r"^- `([a-z-]+)`:", TABLE, re.MULTILINE)

    assert sorted(named) == sorted(explained) == sorted(DEVIATIONS)


MANDATE, INTEREST, TOPIC, CLAUSE = Thing("mandate"), Thing("interest"), Thing("topic"), Thing("clause")
KIND = Choice("kind", ("starting", "stuck"), ordered=False)
METHOD_THINGS = {
    "party": members(name=STRING, mandate=MANDATE, interests=ListOf(INTEREST)),
    "mandate": members(confirmed=BOOL, level=LEVEL, ends=TIMESTAMP),
    "interest": members(weight=INT),
    "topic": members(disputed=BOOL),
    "clause": members(shared_at=TIMESTAMP, confirmed_at=TIMESTAMP),
    "case": members(kind=KIND),
    "phase": members(entered_at=TIMESTAMP),
    "tally": members(yes=INT, cast=INT),
}
METHOD_NAMES: dict[str, Type] = {
    "parties": ListOf(PARTY), "topics": ListOf(TOPIC), "case": Thing("case"), "phase": Thing("phase"), "clause": CLAUSE,
    "tally": Thing("tally"),
}  # fmt: skip
IN_EACH_PARTY = Scope(Vocabulary(METHOD_THINGS), METHOD_NAMES).bind("party", PARTY, implicit=True)
EXAMPLES = [line for block in re.findall(r"```cel\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_can_be_read(example: str) -> None:
    assert read_expression(example, IN_EACH_PARTY).typed.type == BOOL
