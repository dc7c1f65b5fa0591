"""Who may see what, as a method declares it; `process/audiences.py` says who that is in a running process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions.typed import Get, Has, every
from engine.language.expressions.types import Thing, innermost

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.language.declaration import Declaration, FieldDeclared
    from engine.language.expressions import Expression
    from engine.language.expressions.typed import Node
    from engine.language.expressions.types import Type
    from engine.language.subjects import Subjects

Sights = tuple[str, ...]
PICKED = "picked"
WIDE = frozenset({"process", "public"})
WRITERS_OWN = frozenset({"owner", "party", PICKED})  # who that is hangs on who wrote it


APART = frozenset({"aggregate", "unattributed"})


def stays_with_its_side(declared: Declaration, name: str) -> bool:
    """Tell whether nothing in a method names one record of a type, as its readers are not to know who wrote it."""
    return name in declared.records and declared.records[name].attribution in APART


def is_narrow(seen_by: Iterable[str]) -> bool:
    """Tell whether fewer may see it than see the process."""
    return WIDE.isdisjoint(seen_by)


def is_owners(seen_by: Iterable[str]) -> bool:
    """Tell whether the writer's own party may not see it either, but by a role."""
    return "owner" in seen_by and {"party", *WIDE}.isdisjoint(seen_by)


def links_to(declared: Declaration, field: FieldDeclared) -> str | None:
    """Return the record type to which a field leads, as a link or a list of them."""
    target = field.to if field.type == "link" else field.of if field.type == "list" else None
    return target if isinstance(target, str) and target in declared.records else None


def seen_by_of(declared: Declaration, record: str, field: str) -> Sights | None:
    """Return who may see a field where they are fewer than those who may see its record, else None.

    A link to what fewer may see is seen by those few, where its author does not say by whom.
    """
    whole, told = set(declared.records[record].seen_by), declared.records[record].fields[field]
    target = links_to(declared, told) if told.seen_by is None else None
    seen_by = set(declared.records[target].seen_by if target else told.seen_by or ())
    as_the_record = whole <= seen_by if target else whole == seen_by
    return tuple(sorted(seen_by)) if seen_by and is_narrow(seen_by) and not as_the_record else None


def case_seen_by(declared: Declaration, field: str) -> Sights | None:
    """Return who may see what is asked at opening, where they are fewer than those who see the process, else None."""
    seen_by = declared.case[field].seen_by
    return tuple(sorted(set(seen_by))) if seen_by and is_narrow(seen_by) else None


def case_apart(declared: Declaration) -> tuple[tuple[Sights, Sights], ...]:
    """Return the fields asked at opening that fewer may see, by those who may, in the order of the fields."""
    groups: dict[Sights, list[str]] = {}
    for name in declared.case:
        if seen_by := case_seen_by(declared, name):
            groups.setdefault(seen_by, []).append(name)
    return tuple((seen_by, tuple(fields)) for seen_by, fields in groups.items())


def veiled(declared: Declaration, record: str) -> tuple[tuple[Sights, Sights], ...]:
    """Return the fields of a record type that fewer may see, by those who may, in the order of the fields."""
    groups: dict[Sights, list[str]] = {}
    for name in declared.records[record].fields:
        if seen_by := seen_by_of(declared, record, name):
            groups.setdefault(seen_by, []).append(name)
    return tuple((seen_by, tuple(fields)) for seen_by, fields in groups.items())


def is_of_party(declared: Declaration, per: Subjects | None, behind: frozenset[str] = frozenset()) -> bool:
    """Tell whether what is kept for these subjects always belongs to a party."""
    for kind in (part.kind for part in per or ()):
        if kind == "party" or (kind in declared.roles and declared.roles[kind].of == "party"):
            return True
        inner = declared.records[kind].per if kind in declared.records and kind not in behind else None
        if is_of_party(declared, inner, behind | {kind}):
            return True
    return False


def hidden_in(declared: Declaration, expression: Expression) -> Iterator[tuple[Node, str]]:
    """Yield each part of an expression that is made of what fewer may see than see the process, and what that is."""
    for node in every(expression.typed.root):
        field = _hidden_field(declared, node) if isinstance(node, Get | Has) else None
        if name := field or _hidden_thing(declared, node):
            yield node, name


def hidden_kind(declared: Declaration, kind: str) -> bool:
    """Tell whether fewer may know of the records of a kind than see the process."""
    return kind in declared.records and is_narrow(declared.records[kind].seen_by)


def is_case(type_: Type) -> bool:
    """Tell whether this is the type of what was asked at opening."""
    return isinstance(type_, Thing) and type_.name == "case"


def _hidden_thing(declared: Declaration, node: Node) -> str | None:
    type_ = innermost(node.type)
    what, _, name = type_.name.partition(":") if isinstance(type_, Thing) else ("", "", "")
    if what == "decision":
        return name if is_narrow(declared.decisions[name].seen_by) else None
    return name if what == "record" and hidden_kind(declared, name) else None


def _hidden_field(declared: Declaration, node: Get | Has) -> str | None:
    type_ = innermost(node.of.type)
    if is_case(type_):
        hidden = node.member in declared.case and case_seen_by(declared, node.member)
        return f"case.{node.member}" if hidden else None
    record = type_.name.removeprefix("record:") if isinstance(type_, Thing) else ""
    if record not in declared.records or node.member not in declared.records[record].fields:
        return None
    return f"{record}.{node.member}" if seen_by_of(declared, record, node.member) else None
