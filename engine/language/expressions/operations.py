"""The operations of conditions on values: what each gives, and when it cannot be told. Comparison is `compile`'s."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from operator import ge, gt, le, lt, sub
from typing import Any, TypeAlias

from engine.language.expressions.values import (
    LARGEST_INT,
    LONGEST_DURATION,
    MOST_BITS,
    SMALLEST_INT,
    TEXT_PER_STEP,
    Steps,
    Unknown,
)

Number: TypeAlias = int | Fraction

_MEMBER = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Operation:
    """How an operation is computed.

    A `counted` one walks over lists and takes the steps as its first argument. A `total` one always has a value.
    `python` is what it comes down to for values of the right types, with `{0}`, `{1}` for the arguments.
    """

    call: Callable[..., Any]
    counted: bool = False
    total: bool = False
    python: str = ""


def _whole(value: Number) -> Number:
    if SMALLEST_INT <= value <= LARGEST_INT:
        return value
    raise Unknown("overflow")


def _bounded(value: Number) -> Number:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise Unknown("too_large")
    return value


def _duration(value: timedelta) -> timedelta:
    if abs(value) > LONGEST_DURATION:
        raise Unknown("overflow")
    return value


def _quotient(one: int, other: int) -> Number:
    """Divide towards zero, as CEL does."""
    if other == 0:
        raise Unknown("division_by_zero")
    quotient = abs(one) // abs(other)
    return _whole(quotient if (one < 0) == (other < 0) else -quotient)


def _remainder(one: int, other: int) -> Number:
    """Return what division towards zero leaves; it overflows where the division does, as in CEL."""
    return one - other * _quotient(one, other)


def _ratio(one: Number, other: Number) -> Number:
    if other == 0:
        raise Unknown("division_by_zero")
    return _bounded(Fraction(one) / other)


def _moved(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        raise Unknown("overflow") from None


def _joined_text(steps: Steps, one: str, other: str) -> str:
    steps.spend((len(one) + len(other)) // TEXT_PER_STEP)
    return one + other


def _joined_lists(steps: Steps, one: Sequence[object], other: Sequence[object]) -> list[object]:
    steps.spend(len(one) + len(other))
    return [*one, *other]


def _element(elements: Sequence[object], index: int) -> object:
    if 0 <= index < len(elements):
        return elements[index]
    raise Unknown("no_such_element", {"index": index, "size": len(elements)})


def _entry(entries: Mapping[str, object], key: str) -> object:
    if key in entries:
        return entries[key]
    raise Unknown("no_such_key", {"key": key})


def _some(steps: Steps, elements: Sequence[Any], function: str) -> Sequence[Any]:
    steps.spend(len(elements))
    if not elements:
        raise Unknown("of_nothing", {"function": function})
    return elements


def _least(steps: Steps, elements: Sequence[Any]) -> object:
    return min(_some(steps, elements, "min"))


def _greatest(steps: Steps, elements: Sequence[Any]) -> object:
    return max(_some(steps, elements, "max"))


def _total(elements: Sequence[Number]) -> Number:
    total: Number = 0
    for element in elements:
        total = _bounded(total + element)
    return total


def _sum(steps: Steps, elements: Sequence[Number]) -> Number:
    steps.spend(len(elements))
    return _total(elements)


def _average(steps: Steps, elements: Sequence[Number]) -> Number:
    return _bounded(Fraction(_total(_some(steps, elements, "avg"))) / len(elements))


def _spread(steps: Steps, elements: Sequence[Number]) -> Number:
    return _bounded(max(_some(steps, elements, "spread")) - min(elements))


def same(steps: Steps, one: object, other: object) -> bool:
    """Tell whether two values are equal, lists and maps by what is in them."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        steps.spend(len(one))
        return len(one) == len(other) and all(same(steps, *pair) for pair in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        steps.spend(len(one))
        return one.keys() == other.keys() and all(same(steps, value, other[key]) for key, value in one.items())
    return one == other


def there(elements: Sequence[object] | Unknown) -> Sequence[object]:
    """Return a list that the world gives. Raises Unknown where it cannot be told."""
    if isinstance(elements, Unknown):
        raise elements
    return elements


def walked(steps: Steps, elements: Sequence[object]) -> Sequence[object]:
    """Return the list, its steps taken."""
    steps.spend(len(elements))
    return elements


def contained(steps: Steps, one: object, elements: Sequence[object]) -> bool:
    """Tell whether an equal value is in the list."""
    steps.spend(len(elements))
    if isinstance(one, list | tuple | dict):
        return any(same(steps, one, element) for element in elements)
    return one in elements


def member_slot(name: str) -> str:
    """Return the attribute that holds a member. Raises ValueError for what is no plain name."""
    if not _MEMBER.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a member; it must match {_MEMBER.pattern}")
    return f"m_{name}"


ORDER: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
OPERATIONS: Mapping[str, Operation] = {
    "int +": Operation(lambda one, other: _whole(one + other)),
    "int -": Operation(lambda one, other: _whole(one - other)),
    "int *": Operation(lambda one, other: _whole(one * other)),
    "int /": Operation(_quotient),
    "int %": Operation(_remainder),
    "int negate": Operation(lambda value: _whole(-value)),
    "number +": Operation(lambda one, other: _bounded(one + other)),
    "number -": Operation(lambda one, other: _bounded(one - other)),
    "number *": Operation(lambda one, other: _bounded(one * other)),
    "number /": Operation(_ratio),
    "number negate": Operation(lambda value: -value, total=True, python="-{0}"),
    "text +": Operation(_joined_text, counted=True, total=True),
    "list +": Operation(_joined_lists, counted=True, total=True),
    "moment + duration": Operation(_moved),
    "duration + moment": Operation(lambda by, moment: _moved(moment, by)),
    "moment - duration": Operation(lambda moment, by: _moved(moment, -by)),
    "moment - moment": Operation(sub, total=True, python="{0} - {1}"),
    "duration + duration": Operation(lambda one, other: _duration(one + other)),
    "duration - duration": Operation(lambda one, other: _duration(one - other)),
    "element": Operation(_element),
    "entry": Operation(_entry),
    "has entry": Operation(lambda entries, key: key in entries, total=True, python="{1} in {0}"),
    "call": Operation(lambda function, *arguments: function(*arguments)),
    "size": Operation(len, total=True, python="len({0})"),
    "startsWith": Operation(str.startswith, total=True, python="{0}.startswith({1})"),
    "endsWith": Operation(str.endswith, total=True, python="{0}.endswith({1})"),
    "contains": Operation(lambda text, part: part in text, total=True, python="{0}.find({1}) >= 0"),
    "min": Operation(_least, counted=True),
    "max": Operation(_greatest, counted=True),
    "int sum": Operation(lambda steps, elements: _whole(_sum(steps, elements)), counted=True),
    "number sum": Operation(_sum, counted=True),
    "avg": Operation(_average, counted=True),
    "int spread": Operation(lambda steps, elements: _whole(_spread(steps, elements)), counted=True),
    "number spread": Operation(_spread, counted=True),
}
