"""The case of a process that a phase runs: what `with` takes over from its parent."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.language.expressions import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.declaration import FieldDeclared, Phase
    from engine.process.situation import Json
    from engine.process.world import Thing, World

LONGEST_LINE = 400
SMALLEST = Decimal("1e-9")


def case_of(world: World, path: str, phase: Phase, bound: Mapping[str, Thing]) -> dict[str, Json] | None:
    """Return what a process begun for a subject is told at its opening; None while what it needs is not known.

    An optional field that is not known is left out.
    """
    declared = world.method.child(path).declared.case
    case: dict[str, Json] = {}
    for name, text in (phase.with_ or {}).items():
        try:
            case[name] = _as_kept(world, declared[name], world.value(text, bound, path))
        except Unknown:
            if not declared[name].optional:
                return None
    return case


def _as_kept(world: World, field: FieldDeclared, value: object) -> Json:
    """Return a value as fields keep it. A text in a field of one line becomes one line."""
    match value:
        case datetime():
            return value.astimezone(ZoneInfo(world.situation.zone)).date().isoformat()
        case bool():
            return value
        case int() | Fraction():
            return int(value) if field.type == "whole" else _decimal(Fraction(value))
        case _ if field.type == "line":
            return one_line(str(value))
        case _:
            return str(value)


def one_line(text: str) -> str:
    """Return a text as a line of no more than what a line may have."""
    return re.sub(r"\s+", " ", text).strip()[:LONGEST_LINE]


def _decimal(number: Fraction) -> str:
    """Return a number as fields keep it, to nine decimals."""
    rounded = (Decimal(number.numerator) / Decimal(number.denominator)).quantize(SMALLEST)
    return format(rounded.normalize() + 0, "f")
