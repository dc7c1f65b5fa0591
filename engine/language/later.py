"""Constructs that are read and checked but do not run in this release: publishing a method that uses one is refused.

Each line of `KEYS` goes when its construct runs; a method is never half obeyed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.clocks import Clock
from engine.language.declaration import (
    ConditionOrGroup,
    DecisionType,
    Declaration,
    FieldDeclared,
    Move,
    Phase,
    RecordType,
    Role,
)
from engine.language.declaration.decisions import Ballot, Rule
from engine.language.declaration.people import May
from engine.language.quantities import Computed
from engine.language.vocabulary import LATER_MEMBERS
from engine.language.walk import key_of, parts, values
from engine.language.who import (
    AnyOf,
    Anyone,
    EachHolder,
    EachParty,
    Holder,
    NamedIn,
    OfPair,
    Oneself,
    Parties,
    WriterOf,
    parts_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.checker import Checker
    from engine.language.conditions import Group, Need
    from engine.language.declaration.base import Part
    from engine.language.expressions import Expression
    from engine.language.source import Path

KEYS: dict[type[Part], frozenset[str]] = {
    Declaration: frozenset({"table", "remind", "while_", "waivable_by", "parent", "returns"}),
    May: frozenset({"hold", "extend", "redact"}),
    Role: frozenset({"eligible", "held_by", "seats", "expires", "alternates"}),
    RecordType: frozenset(
        {
            "gate",
            "sealed_until",
            "attribution",
            "shown_from",
            "expires",
            "every",
            "lapses_with",
            "where",
            "tells",
            "shown_as",
        }
    ),
    FieldDeclared: frozenset({"seen_by", "written_by"}),
    DecisionType: frozenset(
        {"where", "weight", "sealed", "secret", "objections", "tie", "ratified_by", "ratify_within", "tells"}
    ),
    ConditionOrGroup: frozenset({"waited", "waivable_by", "shows"}),
    Phase: frozenset(
        {
            "table",
            "remind",
            "while_",
            "run",
            "each",
            "with_",
            "roles",
            "parties",
            "in_turn",
            "depth",
            "holds",
            "resumes",
        }
    ),
    Move: frozenset({"auto", "at", "lapses", "limit", "tells"}),
}
RULES = frozenset({"consensus", "most", "ranking", "accepted"})
WHO_LATER = (WriterOf, NamedIn, OfPair)
WHO = (Holder, Parties, Anyone, Oneself, EachParty, EachHolder, WriterOf, NamedIn, OfPair, AnyOf)
SIGHTS_NOW = frozenset({"process", "public"})


def constructs_for_later(checker: Checker, gates: dict[str, Group], wheres: dict[str, Expression]) -> None:
    """Complain, with code "later", about each construct that this release does not run."""
    seen: set[tuple[Path, str]] = set()
    for path, part in parts(checker.declared):
        for place, what in (*_keys(part, path), *_values(part, path), *_special(part, path)):
            if (place, what) not in seen:
                seen.add((place, what))
                _say(checker, place, what)
    for place, expression in _expressions(checker, gates, wheres):
        for what in _in_expression(expression):
            _say(checker, place, what)


def _say(checker: Checker, path: Path, what: str) -> None:
    message = (
        f"{what} is understood and checked, but does not run in this release: the method cannot be published with it"
    )
    checker.source.complain(checker.source.key_position(path), message, "later", path)


def _keys(part: Part, path: Path) -> Iterator[tuple[Path, str]]:
    for name in sorted(KEYS.get(type(part), frozenset()) & part.model_fields_set):
        if getattr(part, name) not in (False, None):
            key = key_of(part, name)
            yield (*path, key), f"'{key}'"


def _values(part: Part, path: Path) -> Iterator[tuple[Path, str]]:
    for place, value in values(part, path):
        if isinstance(value, WHO) and any(isinstance(one, WHO_LATER) for one in parts_of(value)):
            yield place, "this way of saying who"
        elif isinstance(value, Clock) and value.plain() is None:
            yield place, "a clock other than a plain period"
        elif isinstance(value, Computed):
            yield place, "a number given by an expression"


def _special(part: Part, path: Path) -> Iterator[tuple[Path, str]]:
    match part:
        case RecordType() | DecisionType() if not set(part.seen_by) <= SIGHTS_NOW:
            yield (*path, "seen_by"), f"'seen_by: {', '.join(part.seen_by)}'"
        case FieldDeclared(type="document"):
            yield (*path, "type"), "a field of type 'document'"
        case Rule() if part.name in RULES:
            yield path, f"the rule '{part.name}'"
        case Ballot() if part.where or part.kind not in {"yes_no", "choice"} or isinstance(part.choice, tuple):
            yield path, "this ballot"
    match part:
        case DecisionType(counted="at_close"):
            yield (*path, "counted"), "'counted: at_close'"
        case DecisionType() if part.open_for is not None and not isinstance(part.open_for, Clock):
            yield (*path, "open_for"), "a window with 'from' and 'to'"
        case Rule() if part.one_decides and part.one_decides.advice:
            yield path, "'advice'"
        case ConditionOrGroup() if any(subject.of_parent for subject in part.each or ()):
            yield (*path, "each"), "a subject of the parent"


def _expressions(
    checker: Checker, gates: dict[str, Group], wheres: dict[str, Expression]
) -> Iterator[tuple[Path, Expression]]:
    for path, where in wheres.items():
        yield (*checker.plan.place(path), "where"), where
    for address, gate in gates.items():
        kind, _, name = address.partition(":")
        if kind == "move":
            way = checker.plan.ways[name]
            yield from _in_gate((*checker.plan.place(way.owner), "moves", way.name, "gate"), gate)
        else:
            yield from _in_gate((f"{kind}s", name), gate)


def _in_gate(path: Path, part: Group | Need) -> Iterator[tuple[Path, Expression]]:
    for expression in (part.where, getattr(part, "need", None)):
        if expression is not None:
            yield path, expression
    for inner in getattr(part, "parts", ()):
        yield from _in_gate(path, inner)


def _in_expression(expression: Expression) -> Iterator[str]:
    typed = expression.typed
    for thing, member in sorted(typed.uses):
        if member in LATER_MEMBERS and thing.startswith(("record:", "decision:", "list:")):
            yield f"'.{member}' in the condition \"{expression.text}\""
        elif thing.startswith("run:"):
            yield f'reading a child process in the condition "{expression.text}"'
    if "workdays" in typed.functions:
        yield f'workdays() in the condition "{expression.text}"'
