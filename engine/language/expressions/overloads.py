"""Which operation an operator or function is, by the types it stands between, and the type of what it gives."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.expressions.types import (
    BOOL,
    DURATION,
    INT,
    NUMBER,
    STRING,
    TIMESTAMP,
    Choice,
    ListOf,
    Type,
    common,
)

_NUMERIC = (INT, NUMBER)
_MEASURED = (INT, NUMBER, STRING, TIMESTAMP, DURATION)
_BY_TYPES: Mapping[tuple[str, Type, Type], tuple[str, Type]] = {
    ("+", STRING, STRING): ("text +", STRING),
    ("%", INT, INT): ("int %", INT),
    ("+", TIMESTAMP, DURATION): ("moment + duration", TIMESTAMP),
    ("+", DURATION, TIMESTAMP): ("duration + moment", TIMESTAMP),
    ("-", TIMESTAMP, DURATION): ("moment - duration", TIMESTAMP),
    ("-", TIMESTAMP, TIMESTAMP): ("moment - moment", DURATION),
    ("+", DURATION, DURATION): ("duration + duration", DURATION),
    ("-", DURATION, DURATION): ("duration - duration", DURATION),
}


def arithmetic(operator: str, left: Type, right: Type) -> tuple[str, Type] | None:
    """Return the operation of `left operator right` and its type; None where there is none."""
    if found := _BY_TYPES.get((operator, left, right)):
        return found
    if left in _NUMERIC and right in _NUMERIC and operator != "%":
        result = INT if left == right == INT else NUMBER
        return f"{result.name} {operator}", result
    both = common(left, right)
    return ("list +", both) if operator == "+" and isinstance(both, ListOf) else None


def aggregate(function: str, element: Type) -> tuple[str, Type] | None:
    """Return the operation of `function` over elements of this type, and its type; None where there is none."""
    if function in ("min", "max"):
        return (function, element) if element in _MEASURED else None
    if element not in _NUMERIC:
        return None
    if function == "avg":
        return function, NUMBER
    return f"{'int' if element == INT else 'number'} {function}", element


def has_order(type_: Type) -> bool:
    """Tell whether values of this type can be compared with < and its like."""
    return type_.ordered if isinstance(type_, Choice) else type_ == BOOL or type_ in _MEASURED
