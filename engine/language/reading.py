"""The way from a file's text to a checked method, or to every complaint about it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import ValidationError

from engine.errors import MethodInvalid
from engine.language.adoption_checks import check_adoption
from engine.language.attribution import check_attribution
from engine.language.case_checks import check_case
from engine.language.cautions import check_cautions
from engine.language.checker import Checker
from engine.language.children import Known, check_children, children_of, nothing
from engine.language.clock_checks import check_clocks
from engine.language.compiling import compile_gates, compile_wheres
from engine.language.conditions import by_address
from engine.language.declaration import Declaration, Found
from engine.language.elsewhere import check_elsewhere
from engine.language.handed import check_handed
from engine.language.idle_keys import check_idle_keys
from engine.language.lapse_checks import check_what_lapses_with
from engine.language.leaks import check_leaks
from engine.language.machine import Machines
from engine.language.method import Method
from engine.language.moves import check_moves, few_phases
from engine.language.naming import check_names
from engine.language.objection_checks import check_objections
from engine.language.plan import Plan, nodes_of
from engine.language.references import check_references
from engine.language.role_checks import check_roles
from engine.language.scopes import scopes_of
from engine.language.secrecy import check_secrecy
from engine.language.shapes import complain_about_key, complain_about_shape
from engine.language.sight_checks import check_sights
from engine.language.soundness import check_soundness
from engine.language.source import EnoughComplaints, read_source
from engine.language.vocabulary import vocabulary_of
from engine.language.vote_leaks import check_votes
from engine.language.walk import parts
from engine.language.who_checks import check_who

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.diagnostics import Diagnostic
    from engine.language.source import Source


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a text: the method unless it has errors, and all complaints in the order of the text.

    `warnings` are apart: they keep nothing from being published. A method with errors is not looked at so closely.
    """

    method: Method | None
    diagnostics: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def publishable(self) -> bool:
        """Whether the method can be published."""
        return self.method is not None and not self.diagnostics


def read(
    text: str, name: str, known: Known = nothing, *, published: bool = False, shown: frozenset[str] | None = None
) -> Reading:
    """Read a method from the text of a file called `name`. Never raises for what stands in the text.

    `known` gives the methods that its phases may run, by id. One that is `published` loads for ever: whether it is
    sound was asked when it was published, and is not asked again. `shown` are the ends to which scenarios come, where
    there are any.
    """
    source = read_source(text, name)
    method = None
    with suppress(EnoughComplaints):
        method = _method(source, text, known, published=published, shown=shown)
    told = sorted(set(source.diagnostics), key=lambda one: (one.line, one.column, one.message))
    complaints, warnings = (tuple(one for one in told if one.severity == each) for each in ("error", "warning"))
    return Reading(method, complaints, warnings)


def read_method(text: str, name: str, known: Known = nothing, *, published: bool = False) -> Method:
    """Read a method that must be without errors. Raises MethodInvalid with every complaint."""
    reading = read(text, name, known, published=published)
    if reading.method is None:
        raise MethodInvalid(reading.diagnostics)
    return reading.method


def _method(source: Source, text: str, known: Known, *, published: bool, shown: frozenset[str] | None) -> Method | None:
    """Return the method unless a complaint was made that is no warning."""
    declared = None if source.diagnostics else _declared(source)
    children = children_of(declared, known) if declared else {}
    checker = _checked(source, declared, children) if declared and not source.diagnostics else None
    if checker is None or source.diagnostics:
        return None
    gates, wheres = compile_gates(checker), compile_wheres(checker)
    check_elsewhere(checker)
    if not source.diagnostics:
        check_sights(checker)
        check_what_lapses_with(checker)
        check_objections(checker)
        check_leaks(checker)
        check_clocks(checker)
        check_votes(checker)
        check_idle_keys(checker)
        check_attribution(checker)
        check_who(checker)
        check_roles(checker)
        check_adoption(checker)
        check_children(checker, children)
        check_handed(checker, children.values())
        check_case(checker)
        check_secrecy(checker)
    if not (source.diagnostics or published):
        check_soundness(checker, gates, children)
    if source.diagnostics:
        return None
    if not published:
        with suppress(EnoughComplaints):
            check_cautions(checker, gates, children, shown)
    plan, digest = checker.plan, sha256(text.encode()).hexdigest()
    opened_in, needs = _opened_in(plan), by_address(gates)
    return Method(
        checker.declared, digest, text, plan, Machines(plan), gates, wheres, needs=needs,
        expressions=checker.by_text(), opened_in=opened_in, people=checker.people,
        children={name: child for name, child in children.items() if name != checker.declared.method},
    )  # fmt: skip


def _declared(source: Source) -> Declaration | None:
    found = Found()
    declared = None
    try:
        declared = Declaration.model_validate(source.data, context=found)
    except ValidationError as error:
        complain_about_shape(source, error)
    for mapping, key, allowed in found.unknown:
        complain_about_key(source, (*source.paths.get(id(mapping), ()), key), key, allowed)
    return declared


def _checked(source: Source, declared: Declaration, children: Mapping[str, Method]) -> Checker | None:
    """Check the names and moves of a declaration; None when it is too large to look at more closely."""
    told = {name: child.declared for name, child in children.items()} | {declared.method: declared}
    vocabulary = vocabulary_of(declared, told)
    plan = Plan(nodes_of(declared))
    checker = Checker(source, declared, plan, vocabulary, scopes_of(declared, vocabulary), tuple(parts(declared)))
    if not few_phases(checker):
        return None
    check_names(checker)
    check_references(checker)
    check_moves(checker)
    return checker


def _opened_in(plan: Plan) -> dict[str, frozenset[str]]:
    opened: dict[str, set[str]] = {}
    for path, node in plan.nodes.items():
        for name in node.declared.open or ():
            opened.setdefault(name, set()).add(path)
    return {name: frozenset(paths) for name, paths in opened.items()}
