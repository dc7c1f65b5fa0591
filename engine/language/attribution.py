"""Answers of which only figures are told, or not whose they are: nothing in a method gets at a single one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.declaration import ConditionOrGroup, DecisionType, Phase, RecordType
from engine.language.declaration.records import Sealing
from engine.language.expressions.typed import Apply, Comprehension, Element, Get, Has, Root, every
from engine.language.expressions.types import ListOf, Thing
from engine.language.sights import APART, WRITERS_OWN, links_to, stays_with_its_side
from engine.language.vocabulary import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.language.checker import Checker
    from engine.language.declaration import Declaration
    from engine.language.declaration.base import Part
    from engine.language.expressions import Expression
    from engine.language.expressions.typed import Node
    from engine.language.source import Path
    from engine.language.subjects import Subjects

FEWEST = 3
FIGURES = frozenset(
    f"{before}{name}" for before in ("", "int ", "number ") for name in ("avg", "min", "max", "sum", "spread")
)
HOW = (
    "ask for figures of them: size(), filter(x, …).size(), or avg(), min(), max(), sum() or spread() of map(x, x.field)"
)


def check_attribution(checker: Checker) -> None:
    """Complain about whatever would tell one answer of a type of which nobody is to know whose it is."""
    answers = frozenset(name for name in checker.declared.records if stays_with_its_side(checker.declared, name))
    for path, part in checker.parts:
        if isinstance(part, RecordType):
            _declared(checker, path, part)
        for place, kind in _named(checker.declared, part, path):
            if kind in answers:
                checker.complain(
                    place, f"of '{kind}' {_told(checker, kind)}: none of them can be named here", "leak-answer"
                )
    for place, expression in checker.expressions if answers else ():
        for node, kind in _single(checker.declared, expression, answers):
            message = f"of '{kind}' {_told(checker, kind)}: {HOW}"
            checker.source.complain(checker.source.within(place, node.start), message, "leak-answer", place)


def _told(checker: Checker, record: str) -> str:
    is_shown = checker.declared.records[record].attribution == "unattributed"
    return "nobody is to know whose one is" if is_shown else "only figures are told"


def _declared(checker: Checker, path: Path, record: RecordType) -> None:
    if record.sealed_until is not None and WRITERS_OWN.issuperset(record.seen_by):
        message = "nobody but the side that wrote it would see what is released: name others in 'seen_by'"
        checker.complain((*path, "seen_by"), message, "sealed-for-nobody")
    if record.attribution in APART:
        _aggregate(checker, path, record)
    elif record.shown_from is not None:
        checker.complain(
            (*path, "shown_from"), "'shown_from' goes with 'attribution: aggregate' or 'unattributed'", "idle-key"
        )


def _aggregate(checker: Checker, path: Path, record: RecordType) -> None:
    if record.shown_from is not None and record.shown_from < FEWEST:
        message = f"figures of fewer than {FEWEST} answers would tell one who answered what the other did"
        checker.complain((*path, "shown_from"), message, "leak-answer")
    people = {"party", "participant", *checker.declared.roles}
    if not record.many and not any(part.kind in people for part in record.per or ()):
        message = "there is one answer only, of which no figures can be told: keep it for each party or let it be many"
        checker.complain((*path, "attribution"), message, "answers-apart")
    for sight in sorted(WRITERS_OWN):
        if sight in record.seen_by:
            message = f"figures are seen by the process, the public, a table or roles; not by '{sight}'"
            checker.complain((*path, "seen_by"), message, "answers-apart")
    if record.confirmed_by is not None:
        message = "an answer is read by the side that gave it alone: nobody can confirm it"
        checker.complain_at_key((*path, "confirmed_by"), message, "answers-apart")
    for name, field in record.fields.items():
        if field.type == "document":
            message = "an answer of which nobody learns whose it is holds no document, which may say so"
            checker.complain((*path, "fields", name, "type"), message, "answers-apart")
        if field.seen_by is not None:
            message = "a single answer is read by the side that gave it alone: leave 'seen_by' out"
            checker.complain((*path, "fields", name, "seen_by"), message, "answers-apart")


def _named(declared: Declaration, part: Part, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield each record type of which a part names single records, with the place."""
    match part:
        case RecordType():
            yield from _kinds(part.per, (*path, "per"))
            for name, field in part.fields.items():
                if target := links_to(declared, field):
                    yield (*path, "fields", name, "to" if field.type == "link" else "of"), target
        case DecisionType():
            yield from _kinds(part.per, (*path, "per"))
            yield from (((*path, "about"), one) for one in part.about or ())
            yield from (((*path, "ballot"), one) for one in _on_ballot(part))
            yield from (((*path, "objections"), one) for one in (part.objections,) if one)
        case ConditionOrGroup() | Sealing() | Phase():
            yield from _kinds(part.each, (*path, "each"))
        case _:
            pass


def _kinds(subjects: Subjects | None, path: Path) -> Iterator[tuple[Path, str]]:
    yield from ((path, part.kind) for part in subjects or ())


def _on_ballot(decision: DecisionType) -> Iterator[str]:
    ballot = decision.ballot
    for options in (ballot.choice, ballot.ranking):
        yield from options if isinstance(options, tuple) else ()
    yield from (one for one in (ballot.approval, ballot.stars) if one)


def _single(declared: Declaration, expression: Expression, answers: frozenset[str]) -> Iterator[tuple[Node, str]]:
    """Yield each part of an expression that has answers in it and is no figure made of them."""
    allowed: set[Node] = set()
    for node in every(expression.typed.root):
        allowed |= _inside_figure(declared, node, answers)
        kind = _kind(node)
        if kind in answers and node not in allowed:
            yield node, kind


def _inside_figure(declared: Declaration, node: Node, answers: frozenset[str]) -> set[Node]:
    """Return the parts of a figure that may have answers in them, where the node is a figure; outer ones come first."""
    if isinstance(node, Get) and node.member == "sealed":
        return {node.of} if _is_of_people(node.of) else set()
    if not isinstance(node, Apply) or len(node.arguments) != 1:
        return set()
    of = node.arguments[0]
    if node.operation == "size" and _is_whole_list(of, answers):
        return {of}
    if not isinstance(of, Comprehension) or not _is_whole_list(of.over, answers):
        return set()
    fields = declared.records[_kind(of.over)].fields
    if node.operation == "size" and of.result is None and of.where:
        return {of, of.over, *_asked_of_one_field(of.where, of.variable, fields)}
    if node.operation in FIGURES and of.where is None and isinstance(of.result, Get):
        return {of, of.over, *_asked_of_one_field(of.result, of.variable, fields)}
    return set()


def _asked_of_one_field(node: Node, variable: str, known: Collection[str]) -> set[Node]:
    """Return where an expression asks the element of a macro for one field, and for no other."""
    asked = [one for one in every(node) if isinstance(one, Get | Has) and isinstance(one.of, Element)]
    asked = [one for one in asked if isinstance(one.of, Element) and one.of.name == variable]
    fields = {one.member for one in asked}
    return {one.of for one in asked} if len(fields) == 1 and fields <= set(known) else set()


def _is_whole_list(node: Node, answers: frozenset[str]) -> bool:
    """Tell whether this is the list of all answers, or of those about a record; a party's would tell what it said."""
    return _kind(node) in answers and not _is_of_people(node) and isinstance(node, Root | Get)


def _is_of_people(node: Node) -> bool:
    """Tell whether this is what a party or a person answered, rather than what was answered about a record."""
    if isinstance(node, Get) and isinstance(node.of.type, Thing):
        return node.of.type.name.partition(":")[0] in BUILT_IN | {"role"}
    return isinstance(node, Root) and not isinstance(node.type, ListOf)


def _kind(node: Node) -> str:
    type_ = node.type.element if isinstance(node.type, ListOf) else node.type
    return type_.name.removeprefix("record:") if isinstance(type_, Thing) and type_.name.startswith("record:") else ""
