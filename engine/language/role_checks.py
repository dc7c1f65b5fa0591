"""Checks of roles: what goes together, and roles that would be held by whoever holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions.types import ListOf, Thing
from engine.language.sights import hidden_in
from engine.language.vocabulary import PARTICIPANT
from engine.language.who import Holder, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.checker import Checker
    from engine.language.expressions import Expression
    from engine.language.source import Path

APPOINTED = ("named_by", "eligible", "seats", "expires", "alternates")
TOLD = {
    "eligible": "whoever appoints somebody learns whether this is so, and fewer may see '{hidden}'",
    "held_by": "everybody sees who holds a role, and fewer may see '{hidden}'",
    "expires": "everybody sees until when somebody holds a role, and fewer may see '{hidden}'",
}


def check_roles(checker: Checker) -> None:
    """Complain about roles that cannot be held, or that would tell what fewer may see."""
    opens = checker.declared.may.open
    first = {one.role for one in parts_of(opens) if isinstance(one, Holder)} if opens else set()
    for name, role in checker.declared.roles.items():
        path: Path = ("roles", name)
        for key in APPOINTED if role.held_by else ():
            if key in role.model_fields_set and getattr(role, key) is not False:
                message = f"'{key}' is about people who are appointed, and with 'held_by' nobody is"
                checker.complain_at_key((*path, key), message, "held-by-alone")
        for key in ("held_by", "eligible"):
            if name in first and getattr(role, key) is not None:
                message = f"whoever opens a process is its first {name}, before anything was recorded: take '{key}' out"
                checker.complain_at_key((*path, key), message, "opener")
        if role.alternates and role.of != "party":
            message = "an alternate stands in for somebody of the same party: give the role 'of: party'"
            checker.complain_at_key((*path, "alternates"), message, "not-of-a-party")
    _expressions(checker)


def _expressions(checker: Checker) -> None:
    held: dict[str, Expression] = {}
    for place, expression in checker.expressions:
        key = next((str(step) for step in place if step in TOLD), None) if place[0] == "roles" else None
        for _, hidden in list(hidden_in(checker.declared, expression))[:1] if key else ():
            checker.complain(place, TOLD[str(key)].format(hidden=hidden), "leak-role")
        if place[0] == "roles" and place[-1] == "held_by":
            held[str(place[1])] = expression
            if not _names_people(expression):
                message = (
                    f"this must name people, as in election.winners.map(w, w.candidate); found {expression.typed.type}"
                )
                checker.complain(place, message, "not-people")
    reads = {name: _roles_read(checker, expression) for name, expression in held.items()}
    for name in held:
        if name in _behind(name, reads):
            checker.complain(
                ("roles", name, "held_by"), f"who is {name} would depend on who is {name}", "held-by-itself"
            )


def _names_people(found: Expression) -> bool:
    type_ = found.typed.type
    thing = type_.element if isinstance(type_, ListOf) else type_
    return isinstance(thing, Thing) and (thing == PARTICIPANT or thing.name.startswith("role:"))


def _roles_read(checker: Checker, expression: Expression) -> set[str]:
    members = {member for thing, member in expression.typed.uses if thing == "party"}  # party.envoy, not circle.envoy
    things = {thing.removeprefix("role:") for thing, _ in expression.typed.uses}
    return set(checker.declared.roles) & (set(expression.typed.names) | members | things)


def _behind(name: str, reads: Mapping[str, set[str]]) -> set[str]:
    """Return every role on which a role depends, directly or through others."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        new = reads.get(ahead.pop(), set()) - found
        found |= new
        ahead += sorted(new)
    return found
