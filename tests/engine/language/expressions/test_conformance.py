"""The page on conditions says what is so: its examples are read, its table is run by us and by Google's engine."""

from __future__ import annotations

import re
from dataclasses import replace
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
from tests.engine.language.expressions.worlds import NOON, Being, members

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "conditions.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| (?P<construct>[^|`]+) \| `(?P<example>.+)` \| (?P<cel>.+) \| (?P<here>.+) \| (?P<verdict>.+) \|$"
)
ROWS = [found for line in TEXT.partition("## Conformance")[2].splitlines() if (found := ROW.match(line))]
DEVIATIONS = {
    "types-checked",
    "int-widens",
    "exact-decimals",
    "choices",
    "things-by-identity",
    "bare-names",
    "no-shadowing",
    "aggregates",
    "own-functions",
    "list-members",
    "has-may-be-unknown",
    "iso-durations",
    "literal-times",
    "long-durations",
    "text-keys",
    "fewer-literals",
    "fewer-functions",
}


def names(**types: Type) -> dict[str, Type]:
    return types


PARTY = Thing("party")
LEVEL = Choice("level", ("explore", "negotiate", "commit"), ordered=True)
PARTY_MEMBERS = members(name=STRING, open=BOOL, mandate=Thing("mandate"), secret=STRING)
TABLE_SCOPE = Scope(
    Vocabulary(
        {
            "party": PARTY_MEMBERS | {"told": Member("told", INT, parameters=(INT,))},
            "mandate": members(ends=TIMESTAMP),
            "list:party": members(sealed=BOOL),
        }
    ),
    names(n=INT, xs=ListOf(INT), s=STRING, b=BOOL, counts=MapOf(INT), t=TIMESTAMP, level=LEVEL, parties=ListOf(PARTY)),
).bind("party", PARTY, implicit=True)
SHARED: dict[str, Any] = {"n": 3, "xs": [1, 2, 3], "s": "abc", "b": True, "counts": {"a": 1}, "t": NOON}
SHARED["level"] = "negotiate"
CEL = cel.NewEnv(variables={**dict.fromkeys([*SHARED, "party", "parties"], cel.Type.DYN), "t": cel.Type.TIMESTAMP})


class Deposit(list[Being]):
    """A list that can be asked something itself."""

    m_sealed = True


def workdays(start: datetime, end: datetime) -> int:
    return (end - start).days


def here(example: str) -> str:
    party = Being(name="Town", open=True, secret=Unknown("erased"), told=lambda number: number + 1)
    world = SHARED | {"party": party, "parties": Deposit([party]), "workdays": workdays}
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
    match value:
        case bool():
            return "`true`" if value else "`false`"
        case int() | str() | list() | Fraction():
            return f"`{str(value) if not isinstance(value, str) else repr(value)}`"
        case _:
            raise AssertionError(value)


def test_the_table_is_found() -> None:
    lines = [line for line in TEXT.partition("## Conformance")[2].splitlines() if line.startswith("| ")]

    assert len(ROWS) == len(lines) - 1 > 70


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["construct"]))
def test_each_row_is_so(row: re.Match[str]) -> None:
    example = row["example"].replace("\\|", "|")

    found = (in_cel(example), here(example))

    assert found == (row["cel"], row["here"])
    assert (row["verdict"] == "same") == (found[0] == found[1]) or "aggregates" in row["verdict"]


def test_every_deviation_has_a_name_a_row_and_an_explanation() -> None:
    verdicts = {row["verdict"] for row in ROWS} - {"same"}

    assert verdicts == {f"`{name}`" for name in DEVIATIONS}
    assert set(re.findall(r"^- `([a-z-]+)`:", TEXT, re.MULTILINE)) == DEVIATIONS


def a_thing(**types: Type) -> dict[str, Member]:
    return members(**types)


MANDATE, INTEREST, TOPIC, CLAUSE = Thing("mandate"), Thing("interest"), Thing("topic"), Thing("clause")
KIND = Choice("kind", ("starting", "stuck"), ordered=False)
METHOD = Vocabulary(
    {
        "party": members(name=STRING, mandate=MANDATE, interests=ListOf(INTEREST)),
        "mandate": members(confirmed=BOOL, level=replace(LEVEL), ends=TIMESTAMP),
        "interest": members(weight=INT),
        "topic": members(disputed=BOOL),
        "clause": members(shared_at=TIMESTAMP, confirmed_at=TIMESTAMP),
        "case": members(kind=KIND),
        "phase": members(entered_at=TIMESTAMP),
        "tally": members(yes=INT, eligible=INT),
    }
)
IN_EACH_PARTY = Scope(
    METHOD,
    names(
        parties=ListOf(PARTY),
        topics=ListOf(TOPIC),
        case=Thing("case"),
        phase=Thing("phase"),
        clause=CLAUSE,
        tally=Thing("tally"),
    ),
).bind("party", PARTY, implicit=True)
EXAMPLES = [line for block in re.findall(r"```cel\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_can_be_read(example: str) -> None:
    assert read_expression(example, IN_EACH_PARTY).typed.type == BOOL
