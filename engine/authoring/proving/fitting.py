"""Cases in which a condition applies: found by trying what the conditions of the method compare the case with."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import immutables

from engine.authoring.proving.cases import values_of
from engine.authoring.proving.spots import Spot
from engine.language.conditions import Group, Need
from engine.language.plan import ROOT
from engine.process.world import World

if TYPE_CHECKING:
    from engine.authoring.proving.literals import Literals
    from engine.authoring.proving.standing import Standing
    from engine.language.expressions import Expression
    from engine.language.method import Method
    from engine.process.situation import Json

MOST_FIELDS = 4


def selecting(method: Method, need: Need) -> list[Expression]:
    """Return what selects whether a condition is asked, as far as that hangs on the case: its own, and those around."""
    for gate in method.gates.values():
        around = _around(gate, need)
        if around is not None:
            return [one for one in around if _fields(one)]
    return []


def applies(here: Standing, expressions: list[Expression]) -> bool:
    """Tell whether nothing speaks against what selects a condition, as a process stands."""
    return all(_value(here.world, one) is not False for one in expressions)


def fitting(here: Standing, literals: Literals, expressions: list[Expression]) -> dict[str, Json] | None:
    """Return the case of a process with as little changed as makes a condition apply; None where none was found."""
    names = sorted({name for one in expressions for name in _fields(one)})[:MOST_FIELDS]
    usual = dict(here.situation.case or {}) | dict(here.situation.case_told)
    choices = [[usual.get(name), *values_of(here.method, literals, name)] for name in names]
    tried = sorted(product(*(range(len(one)) for one in choices)), key=lambda one: sum(number > 0 for number in one))
    for numbers in tried:
        case = usual | {name: choices[at][number] for at, (name, number) in enumerate(zip(names, numbers, strict=True))}
        told: dict[str, Json] = {name: value for name, value in case.items() if value is not None}
        if all(_value(_supposed(here, told), one) is True for one in expressions):
            return told
    return None


def _around(part: Need | Group, need: Need) -> list[Expression] | None:
    own = [part.where] if part.where else []
    if isinstance(part, Need):
        return own if part.address == need.address else None
    inner = next((found for one in part.parts if (found := _around(one, need)) is not None), None)
    return None if inner is None else own + inner


def _fields(expression: Expression) -> list[str]:
    return [member for thing, member in expression.typed.uses if thing == "case"]


def _supposed(here: Standing, case: dict[str, Json]) -> World:
    told = immutables.Map(case)
    return World(here.method, replace(here.situation, case=told, case_told=told))


def _value(world: World, expression: Expression) -> object:
    try:
        return Spot(expression, ROOT).value(world, expression.typed.root)
    except (KeyError, IndexError):  # it is about something that is not there yet
        return None
