"""Secret ballots, and what does not go with them because it would tell whose a ballot is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions.typed import Get, every
from engine.language.expressions.types import ListOf, Thing

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.declaration import DecisionType
    from engine.language.source import Path

AGAINST = {
    "weight": "votes that weigh differently can be told apart",
    "reason": "a reason tells who gave it, and it would stand beside a ballot",
    "objections": "who raises an objection tells what he voted",
}


def check_secrecy(checker: Checker) -> None:
    """Complain about each construct that would link a secret ballot to a voter."""
    for name, decision in checker.declared.decisions.items():
        if decision.secret:
            _decision(checker, ("decisions", name), decision)
    secret = {f"decision:{name}" for name, one in checker.declared.decisions.items() if one.secret}
    for place, expression in checker.expressions if secret else ():
        for node in every(expression.typed.root):
            if isinstance(node, Get) and node.member == "ballot" and _name(node.of.type) in secret:
                at = checker.source.within(place, node.start)
                checker.source.complain(at, "nobody can ask for somebody's ballot: it is secret", "leak-secret", place)


def _decision(checker: Checker, path: Path, decision: DecisionType) -> None:
    for key, why in AGAINST.items():
        if getattr(decision, key) is not None:
            checker.complain_at_key((*path, key), f"'{key}' does not go with 'secret': {why}", "leak-secret")
    if decision.rule.name == "one_decides":
        checker.complain(
            (*path, "rule"), "where one decides there is no secret: all see who did and what", "leak-secret"
        )
    if "picked" in decision.seen_by:
        message = "who sees a secret vote stays the same, or who is picked later could not count it: name them"
        checker.complain((*path, "seen_by", decision.seen_by.index("picked")), message, "leak-secret")
    tie = next((one for place, one in checker.expressions if place == (*path, "tie")), None)
    if tie is not None and _is_people(tie.typed.root.type):
        message = "a casting vote is somebody's ballot, which is secret: name an option instead"
        checker.complain((*path, "tie"), message, "leak-secret")


def _is_people(type_: object) -> bool:
    name = _name(type_.element if isinstance(type_, ListOf) else type_)
    return name.partition(":")[0] in ("role", "participant", "party")


def _name(type_: object) -> str:
    return type_.name if isinstance(type_, Thing) else ""
