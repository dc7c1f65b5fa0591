"""What a name means where it stands: a local, a member of an implicit local, a global, a member of a thing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.language.diagnostics import short
from engine.language.expressions import typed
from engine.language.expressions.errors import ExpressionError, known
from engine.language.expressions.types import STRING, ListOf, MapOf, Member, Scope, Thing, Type, thing_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.language.expressions import nodes


@dataclass(slots=True)
class Found:
    """What the condition uses so far."""

    uses: set[tuple[str, str]] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands: its scope, which locals are elements of macros around it, and what checks each kind."""

    scope: Scope
    checks: Mapping[type[nodes.Node], Callable[[Any, Place], typed.Node]]
    found: Found = field(default_factory=Found)
    elements: frozenset[str] = frozenset()

    def check(self, node: nodes.Node) -> typed.Node:
        """Return the node with its meaning here. Raises ExpressionError."""
        return self.checks[type(node)](node, self)

    def inside(self, element: str, type_: Type) -> Place:
        """Return the place inside a macro, where `element` names the element it is at."""
        return replace(self, scope=self.scope.bind(element, type_), elements=self.elements | {element})


def named(place: Place, name: str, start: int, end: int) -> typed.Node:
    """Return what a bare name means. Raises ExpressionError."""
    scope = place.scope
    if name in place.elements:
        return typed.Element(scope.locals[name], start, end, name)
    if name not in scope.locals and (of := implied(place, name, start, end)):
        return member(place, of, name, start, end)
    type_ = scope.locals.get(name) or scope.globals.get(name)
    if type_ is None:
        raise unknown_name(place, name, start, end)
    place.found.names.add(name)
    return typed.Root(type_, start, end, name)


def implied(place: Place, name: str, start: int, end: int) -> typed.Root | None:
    """Return the innermost implicit local that has a member of this name."""
    scope = place.scope
    for local in scope.implicit:
        if name in scope.vocabulary.members(scope.locals[local]):
            place.found.names.add(local)
            return typed.Root(scope.locals[local], start, end, local)
    return None


def unknown_name(place: Place, name: str, start: int, end: int) -> ExpressionError:
    """Return the complaint about a name that means nothing here."""
    scope = place.scope
    if name in scope.hints:
        return ExpressionError(scope.hints[name], start, end, "condition-name")
    names = {*scope.locals, *scope.globals}
    for local in scope.implicit:
        names |= set(scope.vocabulary.members(scope.locals[local]))
    message = f"unknown name '{short(name)}'{known(name, sorted(names))}"
    return ExpressionError(message, start, end, "condition-name")


def member(place: Place, of: typed.Node, name: str, start: int, end: int) -> typed.Node:
    """Return the value of a member; on a map `of.name` is `of['name']`, as in CEL. Raises ExpressionError."""
    if isinstance(of.type, MapOf):
        key = typed.Constant(STRING, end - len(name), end, name)
        return typed.Apply(of.type.value, start, end, "entry", (of, key))
    found = declared(place, of, name, end - len(name))
    if found.parameters is not None:
        raise ExpressionError(f"'{name}' is asked with parentheses: {_signature(found)}", end - len(name), end)
    return typed.Get(found.type, start, end, of, name)


def declared(place: Place, of: typed.Node, name: str, start: int) -> Member:
    """Return the declaration of a member whose name stands at `start`. Raises ExpressionError."""
    made_here = isinstance(of.type, ListOf) and not isinstance(of, typed.Root | typed.Get)  # by filter, +, [ ]
    members = {} if made_here else place.scope.vocabulary.members(of.type)
    if name in members:
        place.found.uses.add((thing_name(of.type), name))
        return members[name]
    message = f"{'a list' if isinstance(of.type, ListOf) else of.type} has no '{short(name)}'"
    if isinstance(of.type, Thing):
        message += known(name, sorted(members))
    elif isinstance(of.type, ListOf) and name in place.scope.vocabulary.members(of.type.element):
        message += f"; ask its elements, as in .all(x, x.{name} …), .exists(…) or .map(…)"
    raise ExpressionError(message, start, start + len(name), "condition-name")


def _signature(found: Member) -> str:
    return f"{found.name}({', '.join(map(str, found.parameters or ()))})"
