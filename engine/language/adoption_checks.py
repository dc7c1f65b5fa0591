"""Checks of `may.adopt`: that what was agreed names a version, and that everybody may know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.declaration.people import Adoption
from engine.language.sights import is_narrow, seen_by_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.checker import Checker
    from engine.language.codes import Code
    from engine.language.source import Path

VERSION = "to_version"
PLACE: Path = ("may", "adopt", "decision")


def check_adoption(checker: Checker) -> None:
    """Complain where nobody could tell by which decision a process came to another version."""
    may = checker.declared.may.adopt
    if isinstance(may, Adoption) and checker.known(PLACE, may.decision, "decision", checker.declared.decisions):
        for message, code in _slips(checker, may.decision):
            checker.complain(PLACE, message, code)


def _slips(checker: Checker, name: str) -> Iterator[tuple[str, Code]]:
    declared, decision = checker.declared, checker.declared.decisions[name]
    about = [one for one in decision.about or () if one in declared.records]
    naming = [one for one in about if VERSION in declared.records[one].fields]
    if not any(declared.records[one].fields[VERSION].type == "line" for one in naming):
        yield (
            f"'{name}' must be about a record with a field 'to_version' of type 'line': it says what was agreed",
            "adopts",
        )
    elif is_narrow(decision.seen_by) or any(_is_hidden(checker, one) for one in naming):
        yield f"everybody learns that '{name}' agreed to a version, and fewer may see it", "leak-adopt"


def _is_hidden(checker: Checker, record: str) -> bool:
    declared = checker.declared
    return is_narrow(declared.records[record].seen_by) or seen_by_of(declared, record, VERSION) is not None
