"""The way from a file's text to a checked method, or to every complaint about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import ValidationError

from engine.errors import MethodInvalid
from engine.language.checker import Checker
from engine.language.compiling import compile_gates, compile_wheres
from engine.language.declaration import Declaration, Found
from engine.language.later import constructs_for_later
from engine.language.machine import Machines
from engine.language.method import Method
from engine.language.moves import ways_of
from engine.language.plan import Plan, nodes_of
from engine.language.references import check_references
from engine.language.shapes import complain_about_key, complain_about_shape
from engine.language.source import read_source
from engine.language.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from engine.language.diagnostics import Diagnostic
    from engine.language.source import Source


MOST_UNKNOWN = 100  # further keys that do not exist are not listed


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a text: the method unless it has errors, and all complaints in the order of the text."""

    method: Method | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def publishable(self) -> bool:
        """Whether the method can be published: no error, and no construct that does not run yet."""
        return self.method is not None and not self.diagnostics


def read(text: str, name: str) -> Reading:
    """Read a method from the text of a file called `name`. Never raises for what stands in the text."""
    source = read_source(text, name)
    declared = None if source.diagnostics else _declared(source)
    method = _checked(source, declared, text) if declared and not source.diagnostics else None
    complaints = tuple(sorted(set(source.diagnostics), key=lambda one: (one.line, one.column, one.message)))
    if method is None or any(one.code != "later" for one in complaints):
        return Reading(None, complaints)
    return Reading(replace(method, later=complaints), complaints)


def read_method(text: str, name: str) -> Method:
    """Read a method that must be without errors. Raises MethodInvalid with every complaint."""
    reading = read(text, name)
    if reading.method is None:
        raise MethodInvalid(reading.diagnostics)
    return reading.method


def _declared(source: Source) -> Declaration | None:
    found = Found()
    declared = None
    try:
        declared = Declaration.model_validate(source.data, context=found)
    except ValidationError as error:
        complain_about_shape(source, error)
    for mapping, key, allowed in found.unknown[:MOST_UNKNOWN]:
        complain_about_key(source, (*source.paths.get(id(mapping), ()), key), key, allowed)
    return declared


def _checked(source: Source, declared: Declaration, text: str) -> Method | None:
    plan = Plan(nodes_of(declared))
    checker = Checker(source, declared, plan, vocabulary_of(declared))
    check_references(checker)
    plan.ways.update(ways_of(checker))
    if source.diagnostics:
        return None
    gates, wheres = compile_gates(checker), compile_wheres(checker)
    if source.diagnostics:
        return None
    constructs_for_later(checker, gates, wheres)
    digest = sha256(text.encode()).hexdigest()
    return Method(declared, digest, text, plan, Machines(plan), gates, wheres, opened_in=_opened_in(plan))


def _opened_in(plan: Plan) -> dict[str, frozenset[str]]:
    opened: dict[str, set[str]] = {}
    for path, node in plan.nodes.items():
        for name in node.declared.open or ():
            opened.setdefault(name, set()).add(path)
    return {name: frozenset(paths) for name, paths in opened.items()}
