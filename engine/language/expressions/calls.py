"""What calls mean: the functions, methods and macros of the language, and members that are asked with arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.diagnostics import short
from engine.language.expressions import nodes, typed
from engine.language.expressions.errors import ExpressionError, known
from engine.language.expressions.fitting import alike, fitted
from engine.language.expressions.moments import read_duration, read_timestamp
from engine.language.expressions.names import declared, implied
from engine.language.expressions.overloads import aggregate
from engine.language.expressions.types import (
    BOOL,
    DURATION,
    INT,
    NOTHING,
    STRING,
    TIMESTAMP,
    ListOf,
    MapOf,
    Thing,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.language.expressions.names import Place

MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
AGGREGATES = frozenset({"min", "max", "avg", "sum", "spread"})
TEXT_METHODS = frozenset({"startsWith", "endsWith", "contains"})
WORKDAYS = "workdays"
_NOT_OFFERED = {
    "matches": "conditions have no patterns; use startsWith, endsWith or contains",
    "now": "conditions have no clock; compare moments with each other, or give the condition a 'due' or 'waited'",
    **dict.fromkeys(("int", "double", "string", "bool", "type", "dyn"), "conditions convert no values"),
}


def called(node: nodes.Call, place: Place) -> typed.Node:
    """Return what a call means. Raises ExpressionError."""
    if node.target is None:
        return _function(node, place)
    target = place.check(node.target)
    if isinstance(target.type, Thing):
        return _asked(node, place, target)
    methods = _methods(target.type)
    if node.name not in methods:
        raise _unknown(node, methods, f"{target.type} has no method '{short(node.name)}()'")
    place.found.functions.add(node.name)
    if node.name in MACROS:
        return _macro(node, place, target)
    if node.name in TEXT_METHODS:
        arguments = _arguments(node, place, (STRING,))
        return typed.Apply(BOOL, node.start, node.end, node.name, (target, *arguments))
    _arguments(node, place, ())
    return _size(node, target) if node.name == "size" else _aggregate(node, target)


def _function(node: nodes.Call, place: Place) -> typed.Node:
    if node.name in FUNCTIONS:
        place.found.functions.add(node.name)
        return FUNCTIONS[node.name](node, place)
    of = implied(place, node.name, node.start, node.start + len(node.name))
    if of is None:
        raise _unknown(node, FUNCTIONS, f"unknown function '{short(node.name)}()'")
    return _asked(node, place, of)


def _unknown(node: nodes.Call, names: Mapping[str, object] | frozenset[str], message: str) -> ExpressionError:
    hint = _NOT_OFFERED.get(node.name)
    message += f": {hint}" if hint else known(node.name, sorted(names))
    return ExpressionError(message, *_name(node), "condition-name")


def _methods(type_: Type) -> frozenset[str]:
    if isinstance(type_, ListOf):
        return MACROS | AGGREGATES | {"size"}
    if isinstance(type_, MapOf):
        return MACROS | {"size"}
    return TEXT_METHODS | {"size"} if type_ == STRING else frozenset()


def _asked(node: nodes.Call, place: Place, of: typed.Node) -> typed.Node:
    found = declared(place, of, node.name, node.name_start)
    if found.parameters is None:
        raise ExpressionError(f"'{node.name}' is asked without parentheses", *_name(node))
    arguments = _arguments(node, place, found.parameters)
    asked = typed.Get(found.type, node.start, node.name_start + len(node.name), of, node.name)
    return typed.Apply(found.type, node.start, node.end, "call", (asked, *arguments))


def _arguments(node: nodes.Call, place: Place, wanted: tuple[Type, ...]) -> tuple[typed.Node, ...]:
    if len(node.arguments) != len(wanted):
        expected = ", ".join(map(str, wanted)) or "nothing between its parentheses"
        raise ExpressionError(f"'{node.name}()' takes {expected}; found {_count(node)}", *_name(node))
    found = []
    for argument, type_ in zip(map(place.check, node.arguments), wanted, strict=True):
        fit = fitted(argument, type_)
        if fit is None:
            message = f"'{node.name}()' takes {type_} here; found {argument.type}"
            raise ExpressionError(message, argument.start, argument.end)
        found.append(fit)
    return tuple(found)


def _count(node: nodes.Call) -> str:
    return f"{len(node.arguments)} argument{'' if len(node.arguments) == 1 else 's'}"


def _name(node: nodes.Call) -> tuple[int, int]:
    return node.name_start, node.name_start + len(node.name)


def _macro(node: nodes.Call, place: Place, over: typed.Node) -> typed.Node:
    variable, parts = _variable(node, place)
    element = over.type.element if isinstance(over.type, ListOf) else STRING
    if element == NOTHING:
        raise ExpressionError("an empty list has no elements to ask", over.start, over.end)
    inner = place.inside(variable, element)
    checked = [inner.check(part) for part in parts]
    result = checked.pop() if node.name == "map" else None
    for condition in checked:
        if condition.type != BOOL:
            message = f"'{node.name}()' asks what is true or false of each element; found {condition.type}"
            raise ExpressionError(message, condition.start, condition.end)
    if node.name in ("all", "exists"):
        return typed.Quantifier(BOOL, node.start, node.end, node.name == "exists", over, variable, checked[0])
    type_ = BOOL if node.name == "exists_one" else ListOf(result.type if result else element)
    where = checked[0] if checked else None
    return typed.Comprehension(type_, node.start, node.end, over, variable, where, result, node.name == "exists_one")


def _variable(node: nodes.Call, place: Place) -> tuple[str, tuple[nodes.Node, ...]]:
    """Return the name a macro has for the element, and what is asked of each."""
    counts = (2, 3) if node.name == "map" else (2,)
    name = node.arguments[0] if node.arguments else None
    if len(node.arguments) not in counts or not isinstance(name, nodes.Name):
        message = f"'{node.name}()' takes a name for the element and what to ask of it, as in .{node.name}(x, …)"
        raise ExpressionError(message, *_name(node))
    if name.name in place.scope.locals:
        message = f"'{name.name}' already names something here; choose another name for the element"
        raise ExpressionError(message, name.start, name.end)
    return name.name, node.arguments[1:]


def _size(node: nodes.Call, of: typed.Node) -> typed.Node:
    if of.type != STRING and not isinstance(of.type, ListOf | MapOf):
        raise ExpressionError(f"'size()' takes text, a list or a map; found {of.type}", of.start, of.end)
    return typed.Apply(INT, node.start, node.end, "size", (of,))


def _aggregate(node: nodes.Call, elements: typed.Node) -> typed.Node:
    found = aggregate(node.name, elements.type.element) if isinstance(elements.type, ListOf) else None
    if found is None:
        of = "numbers, texts, moments or durations" if node.name in ("min", "max") else "numbers"
        message = f"'{node.name}()' takes a list of {of}, or several; found {elements.type}"
        raise ExpressionError(message, elements.start, elements.end)
    operation, type_ = found
    return typed.Apply(type_, node.start, node.end, operation, (elements,))


def _aggregate_function(node: nodes.Call, place: Place) -> typed.Node:
    arguments = [place.check(argument) for argument in node.arguments]
    if len(arguments) == 1:
        return _aggregate(node, arguments[0])
    found = alike(arguments) if arguments else None
    if found is None:
        types = ", ".join(str(argument.type) for argument in arguments) or "nothing"
        message = f"'{node.name}()' takes a list, or several values of one type; found {types}"
        raise ExpressionError(message, *_name(node))
    elements, type_ = found
    return _aggregate(node, typed.ListValue(ListOf(type_), node.start, node.end, elements))


def _size_function(node: nodes.Call, place: Place) -> typed.Node:
    if len(node.arguments) != 1:
        raise ExpressionError(f"'size()' takes text, a list or a map; found {_count(node)}", *_name(node))
    return _size(node, place.check(node.arguments[0]))


def _has(node: nodes.Call, place: Place) -> typed.Node:
    found = place.check(node.arguments[0]) if len(node.arguments) == 1 else None
    if isinstance(found, typed.Get):
        return typed.Has(BOOL, node.start, node.end, found.of, found.member)
    if isinstance(found, typed.Apply) and found.operation == "entry" and isinstance(node.arguments[0], nodes.Select):
        return typed.Apply(BOOL, node.start, node.end, "has entry", found.arguments)
    raise ExpressionError("'has()' asks whether one member is there, as in has(mandate.ends)", *_name(node))


def _moment(node: nodes.Call, place: Place) -> typed.Node:
    del place
    read, type_ = (read_duration, DURATION) if node.name == "duration" else (read_timestamp, TIMESTAMP)
    example = "'P5D'" if type_ == DURATION else "'2026-03-01T09:00:00Z'"
    argument = node.arguments[0] if len(node.arguments) == 1 else None
    if not isinstance(argument, nodes.Literal) or not isinstance(argument.value, str):
        raise ExpressionError(f"'{node.name}()' takes one quoted text, as in {node.name}({example})", *_name(node))
    try:
        return typed.Constant(type_, node.start, node.end, read(argument.value))
    except ValueError as error:
        raise ExpressionError(str(error), argument.start, argument.end) from error


def _workdays(node: nodes.Call, place: Place) -> typed.Node:
    arguments = _arguments(node, place, (TIMESTAMP, TIMESTAMP))
    place.found.names.add(WORKDAYS)  # the calendar to count by belongs to the process, as any name's value does
    function = typed.Root(NOTHING, *_name(node), WORKDAYS)
    return typed.Apply(INT, node.start, node.end, "call", (function, *arguments))


# Nothing that a method declares may have one of these names: `vocabulary.RESERVED`.
FUNCTIONS: Mapping[str, Callable[[nodes.Call, Place], typed.Node]] = {
    "has": _has,
    "size": _size_function,
    **dict.fromkeys(sorted(AGGREGATES), _aggregate_function),
    "duration": _moment,
    "timestamp": _moment,
    WORKDAYS: _workdays,
}
