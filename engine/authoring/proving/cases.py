"""Cases to open a process with: one in which as little as possible is asked, and others in which more applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.proving.values import numbers, wanted_most

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.authoring.proving.literals import Literals
    from engine.language.declaration import FieldDeclared
    from engine.language.method import Method
    from engine.process.situation import Json


def cases(method: Method, literals: Literals) -> Iterator[dict[str, Json]]:
    """Yield cases: the usual one first, then each in which one thing is otherwise, and one in which all is."""
    declared = method.declared.case
    usual = {name: _usual(method, literals, name, field) for name, field in declared.items() if not field.optional}
    yield usual
    others = {
        name: [one for one in _others(method, literals, name, field) if one != usual.get(name)]
        for name, field in declared.items()
        if literals.of("case", name)
    }
    for turn in range(max(map(len, others.values()), default=0)):
        yield from ({**usual, name: values[turn]} for name, values in others.items() if turn < len(values))
        if len(others) > 1:
            yield {**usual, **{name: values[turn % len(values)] for name, values in others.items() if values}}


def values_of(method: Method, literals: Literals, name: str) -> list[Json]:
    """Return what is worth asking for under a name of the case."""
    others = _others(method, literals, name, method.declared.case[name])
    return [one for number, one in enumerate(others) if one not in others[:number]]


def _usual(method: Method, literals: Literals, name: str, field: FieldDeclared) -> Json:
    match field.type:
        case "yes_no" | "choice" | "whole" | "number":
            return wanted_most(literals, "case", name, field)
        case "date":
            return "2026-09-01"
        case "list":
            return []
        case _:
            return field.title.say(method.languages[0])[:200]


def _others(method: Method, literals: Literals, name: str, field: FieldDeclared) -> list[Json]:
    match field.type:
        case "yes_no":
            return [True, False]
        case "choice":
            return list(field.options or ())
        case "whole":
            return [int(one) for one in numbers(field, literals, "case", name)]
        case "number":
            return [str(one) for one in numbers(field, literals, "case", name)]
        case _:
            return [_usual(method, literals, name, field)]
