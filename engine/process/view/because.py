"""Why a condition is not met, in the words a reader may see: what was found and what is asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.process.view.messages import Message, said_span
from engine.process.world import Thing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.conditions import Need
    from engine.language.expressions import Explanation, Expression, Why
    from engine.process.view.telling import Telling

MOST = 5
DECIMALS = 18
ORDERED = ("<", "<=", ">", ">=")
UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}  # in seconds


def because(telling: Telling, need: Need, bound: Mapping[str, Thing], phase: str) -> list[str]:
    """Return the parts of a condition that keep it from being met, at most five; none where it reads what is hidden.

    Where it cannot be told whether the condition applies at all, these are the parts of its `where`.
    """
    if need.hides or not need.tells_subjects or not telling.explains:
        return []
    where = _explained(telling, need.where, bound, phase) if need.where else None
    if where and isinstance(where.value, Unknown):
        asked: Explanation | None = where
    else:
        asked = _explained(telling, need.need, bound, phase) if need.need else None
    return list(dict.fromkeys(_sentence(telling, why) for why in (asked.because if asked else ())))[:MOST]


def _explained(telling: Telling, expression: Expression, bound: Mapping[str, Thing], phase: str) -> Explanation:
    names = telling.world.names(expression.typed.names, bound, phase)
    return expression.explain(names, telling.world.budget(expression))


def _sentence(telling: Telling, why: Why) -> str:
    about = ", ".join(_shown(telling, element) for _, element in why.element if isinstance(element, Thing))
    values = {"what": why.text, "about": about}
    if isinstance(why.value, Unknown):
        return telling.say(Message(f"unknown_{why.value.reason}", values))
    if why.operator is None:
        return telling.say(Message("is_not_so" if why.value is False else "is_so", values))
    asked = why.other or _shown(telling, why.asked)
    is_in_time = isinstance(why.value, datetime) and why.operator in ORDERED
    operator = f"at {why.operator}" if is_in_time else why.operator
    found = _shown(telling, why.value)
    return telling.say(Message("asked_of", values | {"found": found, "operator": operator, "asked": asked}))


def _shown(telling: Telling, value: object) -> str:
    match value:
        case Thing():
            return value.name()
        case datetime():
            return telling.instant(value)
        case timedelta():
            return _span(telling, value)
        case Fraction():
            return _number(telling, value)
        case bool():
            return telling.say(Message("yes" if value else "no"))
        case list() | tuple():
            return ", ".join(_shown(telling, item) for item in value) or telling.say(Message("nothing"))
        case _:
            return str(value)


def _number(telling: Telling, value: Fraction) -> str:
    """Return a number as people write it: with decimals where these come to an end, else as a fraction."""
    if (10**DECIMALS) % value.denominator:
        return f"{value.numerator}/{value.denominator}"
    whole, rest = divmod(abs(value.numerator), value.denominator)
    sign, part = "-" if value < 0 else "", f"{rest * 10**DECIMALS // value.denominator:0{DECIMALS}}".rstrip("0")
    return telling.say(Message("decimal", {"whole": f"{sign}{whole}", "part": part})) if part else f"{sign}{whole}"


def _span(telling: Telling, value: timedelta) -> str:
    """Return a span of time in days, hours, minutes and seconds, those of which there are none left out."""
    seconds, amounts = abs(value) // timedelta(seconds=1), {}
    for unit, length in UNITS.items():
        amounts[unit], seconds = divmod(seconds, length)
    parts = said_span(telling.say, amounts)
    return telling.say(Message("span_back" if value < timedelta() else "span", {"parts": parts}))
