"""What lapses with something else tells those who know of it that the other lapsed, and its own side is among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.sight_checks import audience_of, is_open, may_be_named, roles_of_party
from engine.language.sights import PICKED, is_narrow, is_of_party, is_owners, links_to
from engine.language.who import roles_in

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.declaration import DecisionType, RecordType


def check_what_lapses_with(checker: Checker) -> None:
    """Complain about each record that lapses with what fewer may see than see the record."""
    for name, record in checker.declared.records.items():
        for index, other in enumerate(record.lapses_with or ()):
            if message := _tells(checker, name, record, other):
                checker.complain(("records", name, "lapses_with", index), message, "leak-name")


def _tells(checker: Checker, name: str, record: RecordType, other: str) -> str | None:
    """Say what the lapse of a record would tell of another thing, where it would."""
    told = checker.declared.records.get(other) or checker.declared.decisions[other]
    if not may_be_named(checker, other, name) or PICKED in told.seen_by:
        return f"whoever sees '{name}' learns that a '{other}' lapsed, and fewer may see that"
    if is_narrow(told.seen_by) and not _names(checker, record, other) and not _side_sees(checker, record, other, told):
        return (
            f"whoever wrote a '{name}' sees it, and would learn that a '{other}' lapsed which he may not see: "
            f"link it to the '{other}' that it goes with, or keep both for a party"
        )
    return None


def _names(checker: Checker, record: RecordType, other: str) -> bool:
    """Tell whether a record lapses with those alone that it links to or is kept for, of which its side knows."""
    linked = any(links_to(checker.declared, field) == other for field in record.fields.values())
    return linked or any(part.kind == other for part in record.per or ())


def _side_sees(checker: Checker, record: RecordType, other: str, told: RecordType | DecisionType) -> bool:
    """Tell whether the side of whoever writes a record sees what is about the same subject as it."""
    shared = tuple(part for part in record.per or () if part.kind in {one.kind for one in told.per or ()})
    if is_of_party(checker.declared, shared) and _is_its_partys(checker, other, told):
        return True
    roles, of_party = roles_in(record.written_by), roles_of_party(checker)
    if is_open(record.written_by) or (not is_owners(record.seen_by) and not of_party.isdisjoint(roles)):
        return False
    return all(audience_of(checker, other).has(role) for role in roles)


def _is_its_partys(checker: Checker, other: str, told: RecordType | DecisionType) -> bool:
    """Tell whether all people of the party see what is kept for it."""
    return not is_owners(told.seen_by) if other in checker.declared.records else "party" in told.seen_by
