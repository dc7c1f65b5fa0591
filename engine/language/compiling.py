"""From declared gates to gates that run: scopes are built, expressions checked, sentences prepared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from engine.language.conditions import Group, Need
from engine.language.elsewhere import check_values
from engine.language.expressions import BOOL
from engine.language.sights import hidden_in
from engine.language.subjects import Subject
from engine.language.who import Nobody

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.checker import Checker
    from engine.language.declaration import ConditionOrGroup, Gate, GateItem
    from engine.language.expressions import Expression
    from engine.language.expressions.types import Scope
    from engine.language.source import Path
    from engine.language.subjects import Subjects
    from engine.language.texts import Text
    from engine.language.who import Who

DECIDED = frozenset({"accepted", "ratified"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a condition stands: what its gate is called in addresses, and the subjects around it."""

    gate: str
    around: Subjects


def compile_gates(checker: Checker) -> dict[str, Group]:
    """Return the gate of every move and decision by address; complaints go to the checker.

    Gates that nothing asks for are compiled as well, under `gate:<name>`, so that their slips are found.
    """
    top = checker.scopes.top
    named = {name: _named(checker, name, gate, top) for name, gate in checker.declared.gates.items()}
    gates = {f"gate:{name}": gate for name, gate in named.items()}
    for way in checker.plan.ways.values():
        if way.declared.gate:
            path = (*checker.plan.place(way.owner), "moves", way.name, "gate")
            at = Place(f"{way.owner}:{way.name}" if way.owner else way.name, ())
            gates[f"move:{way.address}"] = _asked_for(checker, path, way.declared.gate, named, top, at)
    for name, decision in checker.declared.decisions.items():
        if decision.gate:
            scope = checker.scopes.of_decision(name)
            at = Place(f"decision/{name}", decision.per or ())
            gates[f"decision:{name}"] = _asked_for(
                checker, ("decisions", name, "gate"), decision.gate, named, scope, at
            )
    for name, record in checker.declared.records.items():
        if record.gate:
            scope = checker.scopes.of_record(name)
            at = Place(f"record/{name}", (*(record.per or ()), Subject(name, name)))
            gates[f"record:{name}"] = _asked_for(checker, ("records", name, "gate"), record.gate, named, scope, at)
    return gates


def compile_wheres(checker: Checker) -> dict[str, Expression]:
    """Return the condition under which each phase applies, by path, where it has one."""
    found: dict[str, Expression] = {}
    for path, node in checker.plan.nodes.items():
        if node.phase and node.phase.where and not node.phase.each:
            place = (*checker.plan.place(path), "where")
            if expression := checker.expression(place, node.phase.where, checker.scopes.top, BOOL):
                found[path] = expression
    return found


def _named(checker: Checker, name: str, gate: Gate, scope: Scope) -> Group:
    kind: Literal["all", "any"] = "all" if gate.all is not None else "any"
    path: Path = ("gates", name, kind)
    _ids_differ(checker, path, gate.parts)
    at = Place(name, ())
    parts = [_part(checker, (*path, index), part, scope, at) for index, part in enumerate(gate.parts)]
    return _whole(name, kind, [part for part in parts if part], gate.title)


def _asked_for(
    checker: Checker, path: Path, items: tuple[GateItem, ...], named: Mapping[str, Group], scope: Scope, at: Place
) -> Group:
    _ids_differ(checker, path, items)
    parts: list[Need | Group] = []
    for index, item in enumerate(items):
        here = (*path, index)
        if isinstance(item, str):
            if checker.known(here, item, "gate", named):
                parts.append(named[item])
        elif part := _part(checker, here, item, scope, at):
            parts.append(part)
    single = parts[0] if len(parts) == 1 and isinstance(parts[0], Group) and parts[0].title else None
    return single if isinstance(single, Group) else _whole("", "all", parts, None)


def _whole(name: str, kind: Literal["all", "any"], parts: list[Need | Group], title: Text | None) -> Group:
    return Group(name, None, None, None, "unmet", advisory=False, kind=kind, parts=tuple(parts), title=title)


def _ids_differ(checker: Checker, path: Path, items: tuple[GateItem, ...]) -> None:
    """Complain about a second condition of one id: it is addressed as `gate.id`."""
    seen: set[str] = set()
    for place, identity in _ids(path, items):
        if identity in seen:
            checker.complain(place, f"two conditions of this gate are called '{identity}'", "name-taken")
        seen.add(identity)


def _ids(path: Path, items: tuple[GateItem, ...]) -> Iterator[tuple[Path, str]]:
    for index, item in enumerate(items):
        here = (*path, index)
        if isinstance(item, str):
            yield here, item
        else:
            yield (*here, "id"), item.id or _group_id(here, item)
            yield from _ids((*here, _kind(item)), item.group or ())


def _group_id(path: Path, declared: ConditionOrGroup) -> str:
    """Name a group by its place in the gate, where its author gave it no id."""
    return "_".join([_kind(declared), *(str(step) for step in path if isinstance(step, int))])


def _kind(declared: ConditionOrGroup) -> Literal["all", "any"]:
    return "all" if declared.all is not None else "any"


def _part(checker: Checker, path: Path, declared: ConditionOrGroup, scope: Scope, at: Place) -> Need | Group | None:
    inner = _scope_within(checker, path, declared, scope)
    if inner is None:
        return None
    at = replace(at, around=(*at.around, *(declared.each or ())))
    check_values(checker, path, declared, inner)
    where = checker.expression((*path, "where"), declared.where, inner, BOOL) if declared.where else None
    if declared.group is not None:
        kind = _kind(declared)
        inside = [_part(checker, (*path, kind, index), item, inner, at) for index, item in enumerate(declared.group)]
        return Group(
            declared.id or _group_id(path, declared), declared.each, where, declared.at_least, declared.if_none,
            declared.advisory, kind, tuple(part for part in inside if part), declared.title,
        )  # fmt: skip
    placeholders = _placeholders(checker, (*path, "unmet"), declared.unmet, inner)
    need = checker.expression((*path, "need"), declared.need, inner, BOOL) if declared.need else None
    if (
        declared.unmet is None
        or (need is None and declared.waited is None)
        or (need is None) != (declared.need is None)
    ):
        return None
    hides = any(one and any(hidden_in(checker.declared, one)) for one in (need, where))
    return Need(
        str(declared.id), declared.each, where, declared.at_least, declared.if_none, declared.advisory, need,
        declared.unmet, declared.owed_by, declared.due, placeholders, declared.shows, hides,
        f"{at.gate}.{declared.id}", at.around, _waivable_by(checker, path, declared, need), declared.waited,
        declared.title,
    )  # fmt: skip


def _waivable_by(checker: Checker, path: Path, declared: ConditionOrGroup, need: Expression | None) -> Who | None:
    """Return who may propose to waive a condition: never where it asks that something was decided."""
    asked = sorted(member for thing, member in (need.typed.uses if need else ()) if thing.startswith("decision:"))
    decided = next((member for member in asked if member in DECIDED), None)
    if decided and declared.waivable_by not in (None, Nobody()):
        message = f"a condition that asks for '{decided}' is never waived: no waiver stands in for a decision"
        checker.complain_at_key((*path, "waivable_by"), message, "never-waived")
    who = Nobody() if decided else declared.waivable_by or checker.declared.waivable_by
    return None if isinstance(who, Nobody) else who


def _scope_within(checker: Checker, path: Path, declared: ConditionOrGroup, scope: Scope) -> Scope | None:
    """Return the scope inside a condition; None where names cannot be told, which is complained about elsewhere."""
    subjects = declared.each or ()
    taken = next((part.name for part in subjects if part.name in scope.locals), None)
    if taken:
        checker.complain((*path, "each"), f"'{taken}' is in scope already: write 'as' and another name", "name-taken")
        return None
    return checker.scopes.inside(scope, subjects) if subjects else scope


def _placeholders(checker: Checker, path: Path, text: Text | None, scope: Scope) -> dict[str, Expression]:
    names = sorted(text.placeholders()) if text else []
    found = {name: checker.expression_in(path, name, scope, None, "{}") for name in names}
    return {name: expression for name, expression in found.items() if expression}
