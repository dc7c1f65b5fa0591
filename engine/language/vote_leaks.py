"""What decides a vote and is hidden from those who see it: the outcome, who votes and how much would tell it.

And what decides whether a record is kept, or who has to seal: whoever may write it is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions.typed import Get, every
from engine.language.expressions.types import ListOf, Thing, innermost
from engine.language.sights import hidden_in, links_to, seen_by_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.checker import Checker
    from engine.language.codes import Code
    from engine.language.declaration import Declaration
    from engine.language.expressions import Expression
    from engine.language.expressions.typed import Node
    from engine.language.source import Path

ASKED = ("where", "weight", "quorum", "rule", "tie", "ballot", "at_most")
OF_EVERY_PARTY = {"parties", "participants"}


def check_votes(checker: Checker) -> None:
    """Complain about each expression of a decision or record type that reads what fewer may see than learn of it."""
    for name, decision in checker.declared.decisions.items():
        for key in ASKED:
            message = "whoever sees the decision can tell what this gave"
            _complain(checker, ("decisions", name, key), frozenset(decision.seen_by), message, "leak-vote")
    for name in checker.declared.records:
        message = "whoever may write it is told what this gave"
        _complain(checker, ("records", name, "where"), frozenset(), message, "leak-record")
        place: Path = ("records", name, "sealed_until", "where")
        _complain(checker, place, frozenset(), "it is told who has to seal", "leak-record")


def _complain(checker: Checker, path: Path, told_to: frozenset[str], told: str, code: Code) -> None:
    for place, expression in checker.inside.get(path, ()):
        for start, what in sorted(_hidden(checker.declared, expression, told_to))[:1]:
            message = f"{told}, and fewer may see '{what}': ask what all see who are told"
            span = checker.source.spans.get(place)
            around = max(span.value.find(expression.text), 0) if span else 0
            checker.source.complain(checker.source.within(place, around + start), message, code, place)


def _hidden(declared: Declaration, expression: Expression, told_to: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield where an expression first reads what some of those may not see to whom it is told, and what that is."""
    for node, what in hidden_in(declared, expression):
        if what.startswith("case."):  # `case_checks.py` has these
            continue
        if not (told_to and told_to <= _sights(declared, what)) or _is_others(declared, expression, told_to):
            yield node.start, what


def _is_others(declared: Declaration, expression: Expression, told_to: frozenset[str]) -> bool:
    """Tell whether an expression may read what is somebody else's, where each sees what is theirs.

    A decision of a party reads that party's own: not through lists, all parties or links. Who owns or picks differs
    from one record or decision to the next.
    """
    if {"owner", "picked"} & told_to:
        return True
    nodes = list(every(expression.typed.root))
    of_all = any(isinstance(one.type, ListOf) for one in nodes) or bool(OF_EVERY_PARTY & expression.typed.names)
    return "party" in told_to and (of_all or any(_is_link(declared, one) for one in nodes))


def _is_link(declared: Declaration, node: Node) -> bool:
    type_ = innermost(node.of.type) if isinstance(node, Get) else None
    record = type_.name.removeprefix("record:") if isinstance(type_, Thing) else ""
    field = (
        declared.records[record].fields.get(node.member)
        if isinstance(node, Get) and record in declared.records
        else None
    )
    return field is not None and links_to(declared, field) is not None


def _sights(declared: Declaration, what: str) -> frozenset[str]:
    """Return who may see a record, a decision, or a field of a record, as it is named."""
    name, _, field = what.partition(".")
    if field:
        return frozenset(seen_by_of(declared, name, field) or ())
    return frozenset((declared.records.get(name) or declared.decisions[name]).seen_by)
