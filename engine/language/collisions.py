"""Automatic moves of one phase that could go two ways at once: the order of the file must not decide between them."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from engine.language.conditions import Need
from engine.language.expressions.typed import Compare, Get, Has, Junction, Not, constant
from engine.language.expressions.types import BOOL, Choice, Thing
from engine.language.plan import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.checker import Checker
    from engine.language.conditions import Group
    from engine.language.expressions.typed import Node

OUTCOMES = {"accepted": "accepted", "ratified": "accepted", "rejected": "rejected"}
Values = frozenset[object]
MOST_COMPARED = 100  # of the automatic moves of one phase; fifty are taken after one act at most


def check_collisions(checker: Checker, gates: Mapping[str, Group]) -> None:
    """Complain about each automatic move that could be taken when another that leads elsewhere could be as well."""
    for path in checker.plan.nodes:
        moves = checker.plan.nodes[path].declared.moves
        ways = [checker.plan.ways[address_of(path, name)] for name, move in moves.items() if move.auto]
        asked = [(way, _all_asked(gates.get(f"move:{way.address}"))) for way in ways[:MOST_COMPARED]]
        for (first, ones), (second, others) in combinations(asked, 2):
            if first.to != second.to and not _exclude(ones, others):
                message = (
                    f"'{first.name}' and this move go by themselves to different places, and both gates could be met "
                    "at once: let them ask for different options of one choice, yes_no, winner or outcome"
                )
                place = (*checker.plan.place(path), "moves", second.name)
                checker.complain_at_key(place, message, "moves-collide")


def _all_asked(gate: Group | None) -> dict[str, Values]:
    found: dict[str, Values] = {}
    for what, values in _asked(gate):
        found[what] = found[what] & values if what in found else values
    return found


def _exclude(ones: dict[str, Values], others: dict[str, Values]) -> bool:
    """Tell whether two gates ask that the same thing be different."""
    return any(values.isdisjoint(others[what]) for what, values in ones.items() if what in others)


def _asked(part: Group | Need | None) -> Iterator[tuple[str, Values]]:
    """Yield what must have which values for a gate to be met: of what all of it asks, once."""
    if part is None or part.each or part.where or part.advisory:
        return
    if isinstance(part, Need):
        if part.need is not None:
            yield from _compared(part.need.text, part.need.typed.root, met=True)
    elif part.kind == "all" or len(part.parts) == 1:
        for inner in part.parts:
            yield from _asked(inner)


def _compared(text: str, node: Node, *, met: bool) -> Iterator[tuple[str, Values]]:
    match node:
        case Junction(decider=decider, operands=operands) if decider is not met:
            for operand in operands:
                yield from _compared(text, operand, met=met)
        case Not(operand=operand):
            yield from _compared(text, operand, met=not met)
        case Compare(operator="==" | "!=" | "in" as operator, left=left, right=right):
            yield from _of_choice(text, left, right, met=met is not (operator == "!="))
        case Get(member=member, of=of) if member in OUTCOMES and _is_decision(of):
            if met:
                yield f"{_written(text, of)}.outcome", frozenset({OUTCOMES[member]})
        case Get() | Has() if node.type == BOOL:
            yield _written(text, node), frozenset({met})
        case _:
            pass


def _of_choice(text: str, left: Node, right: Node, *, met: bool) -> Iterator[tuple[str, Values]]:
    value = constant(right)
    if value is None or not isinstance(left, Get):
        return
    named: Values = frozenset(value[0]) if isinstance(value[0], tuple) else frozenset(value)
    if isinstance(left.type, Choice):
        yield _written(text, left), named if met else frozenset(left.type.options) - named
    elif left.type == BOOL:
        yield _written(text, left), named if met else frozenset({True, False}) - named


def _is_decision(node: Node) -> bool:
    return isinstance(node.type, Thing) and node.type.name.startswith("decision:")


def _written(text: str, node: Node) -> str:
    return "".join(text[node.start : node.end].split())
