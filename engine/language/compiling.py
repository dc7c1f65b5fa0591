"""From declared gates to gates that run: scopes are built, expressions checked, sentences prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.language.conditions import Group, Need
from engine.language.expressions.types import BOOL, Thing
from engine.language.quantities import Computed
from engine.language.vocabulary import bind_subjects, global_scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.checker import Checker
    from engine.language.declaration import ConditionOrGroup, Gate, GateItem
    from engine.language.expressions import Expression
    from engine.language.expressions.types import Scope
    from engine.language.source import Path
    from engine.language.texts import Text


def compile_gates(checker: Checker) -> dict[str, Group]:
    """Return the gate of every move and decision by address; complaints go to the checker.

    Gates that nothing asks for are compiled as well, under `gate:<name>`, so that their slips are found.
    """
    top = global_scope(checker.declared, checker.vocabulary)
    named = {name: _named(checker, name, gate, top) for name, gate in checker.declared.gates.items()}
    gates = {f"gate:{name}": gate for name, gate in named.items()}
    for way in checker.plan.ways.values():
        if way.declared.gate:
            path = (*checker.plan.place(way.owner), "moves", way.name, "gate")
            gates[f"move:{way.address}"] = _asked_for(checker, path, way.declared.gate, named, top)
    for name, decision in checker.declared.decisions.items():
        if decision.gate:
            scope = bind_subjects(top, decision.per, checker.declared) if decision.per else top
            gates[f"decision:{name}"] = _asked_for(checker, ("decisions", name, "gate"), decision.gate, named, scope)
    for name, record in checker.declared.records.items():
        if record.gate:
            scope = top.bind(name, Thing(f"record:{name}"), implicit=True)
            gates[f"record:{name}"] = _asked_for(checker, ("records", name, "gate"), record.gate, named, scope)
    return gates


def compile_wheres(checker: Checker) -> dict[str, Expression]:
    """Return the condition under which each phase applies, by path, where it has one."""
    top = global_scope(checker.declared, checker.vocabulary)
    found: dict[str, Expression] = {}
    for path, node in checker.plan.nodes.items():
        if node.phase and node.phase.where and node.kind != "run":
            expression = checker.expression((*checker.plan.place(path), "where"), node.phase.where, top, BOOL)
            if expression:
                found[path] = expression
    return found


def _named(checker: Checker, name: str, gate: Gate, scope: Scope) -> Group:
    kind: Literal["all", "any"] = "all" if gate.all is not None else "any"
    path: Path = ("gates", name, kind)
    parts = tuple(_part(checker, (*path, index), part, scope) for index, part in enumerate(gate.parts))
    _ids_differ(checker, path, [part for part in parts if part])
    return _whole(name, kind, [part for part in parts if part], gate.title)


def _asked_for(
    checker: Checker, path: Path, items: tuple[GateItem, ...], named: Mapping[str, Group], scope: Scope
) -> Group:
    parts: list[Need | Group] = []
    for index, item in enumerate(items):
        here = (*path, index)
        if isinstance(item, str):
            if checker.known(here, item, checker.declared.gates, "gate"):
                parts.append(named[item])
        elif part := _part(checker, here, item, scope):
            parts.append(part)
    _ids_differ(checker, path, parts)
    single = parts[0] if len(parts) == 1 and isinstance(parts[0], Group) and parts[0].title else None
    return single if isinstance(single, Group) else _whole("", "all", parts, None)


def _whole(name: str, kind: Literal["all", "any"], parts: list[Need | Group], title: Text | None) -> Group:
    return Group(name, None, None, None, "unmet", advisory=False, kind=kind, parts=tuple(parts), title=title)


def _ids_differ(checker: Checker, path: Path, parts: list[Need | Group]) -> None:
    seen: set[str] = set()
    for index, part in enumerate(parts):
        if part.id in seen:
            checker.complain((*path, index), f"two conditions of this gate are called '{part.id}'", "name")
        seen.add(part.id)


def _part(checker: Checker, path: Path, declared: ConditionOrGroup, scope: Scope) -> Need | Group | None:
    inner = _scope_within(checker, path, declared, scope)
    if inner is None:
        return None
    where = checker.expression((*path, "where"), declared.where, inner, BOOL) if declared.where else None
    at_least = None if isinstance(declared.at_least, Computed) else declared.at_least
    if at_least is not None and declared.each is None:
        checker.complain_at_key((*path, "at_least"), "'at_least' counts subjects and needs 'each'", "structure")
    if declared.group is not None:
        return _group(checker, path, declared, inner, where)
    if declared.need is None or declared.unmet is None:
        return None
    need = checker.expression((*path, "need"), declared.need, inner, BOOL)
    placeholders = _placeholders(checker, (*path, "unmet"), declared.unmet, inner)
    if need is None:
        return None
    return Need(
        str(declared.id), declared.each, where, at_least, declared.if_none, declared.advisory, need, declared.unmet,
        declared.owed_by, declared.due, placeholders,
    )  # fmt: skip


def _group(checker: Checker, path: Path, declared: ConditionOrGroup, scope: Scope, where: Expression | None) -> Group:
    kind: Literal["all", "any"] = "all" if declared.all is not None else "any"
    items = declared.group or ()
    parts = [part for index, item in enumerate(items) if (part := _part(checker, (*path, kind, index), item, scope))]
    _ids_differ(checker, (*path, kind), parts)
    at_least = None if isinstance(declared.at_least, Computed) else declared.at_least
    identity = declared.id or f"{kind}_{path[-1]}"
    return Group(identity, declared.each, where, at_least, declared.if_none, declared.advisory, kind, tuple(parts))


def _scope_within(checker: Checker, path: Path, declared: ConditionOrGroup, scope: Scope) -> Scope | None:
    """Return the scope inside a condition; None after a complaint about its subjects, which names would only repeat."""
    kinds = {"party", "participant", *checker.declared.roles, *checker.declared.records}
    subjects = tuple(part for part in declared.each or () if not part.of_parent)
    what = "party, participant, role or record"
    known = [checker.known((*path, "each"), part.kind, kinds, what) for part in subjects]
    taken = [part.name for part in subjects if part.name in scope.locals]
    if taken:
        checker.complain((*path, "each"), f"'{taken[0]}' is in scope already: write 'as' and another name", "name")
    if taken or not all(known):
        return None
    return bind_subjects(scope, subjects, checker.declared) if subjects else scope


def _placeholders(checker: Checker, path: Path, text: Text, scope: Scope) -> dict[str, Expression]:
    found = {name: checker.expression(path, name, scope, None) for name in sorted(text.placeholders())}
    return {name: expression for name, expression in found.items() if expression}
