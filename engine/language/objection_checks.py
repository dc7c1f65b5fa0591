"""Checks of the records in which objections are raised: `object` names a vote, and no record and no subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.checker import Checker
    from engine.language.declaration import DecisionType, RecordType


def check_objections(checker: Checker) -> None:
    """Complain about each type of objection of which nobody could raise one, or nobody a second."""
    for name, decision in checker.declared.decisions.items():
        record = checker.declared.records.get(decision.objections or "")
        for message in _wrong(checker, name, decision, record) if record else ():
            checker.complain(("decisions", name, "objections"), message, "objections")


def _wrong(checker: Checker, name: str, decision: DecisionType, record: RecordType) -> Iterator[str]:
    kind = decision.objections
    if not record.many:
        yield f"there may be several objections: give '{kind}' 'many: true'"
    if not _subject_is_known(checker, decision, record):
        advice = f"keep '{kind}' for nothing, for a party or its writer, or for what '{name}' is kept for"
        yield f"an objection names no subject: {advice}"
    if record.sealed_until is not None:
        yield f"an objection is known at once, and '{kind}' is sealed until others have sealed theirs"
    for path in _without(checker, name, str(kind)):
        yield f"phase '{path}' opens '{name}' and not '{kind}': nobody could object there"


def _without(checker: Checker, name: str, kind: str) -> Iterator[str]:
    """Yield each phase that opens a decision and in which its objections are not open."""
    opened = {path: node.declared.open or () for path, node in checker.plan.nodes.items()}
    for path, here in opened.items():
        if name in here and not any(kind in opened[around] for around in checker.plan.ancestors(path)):
            yield path


def _subject_is_known(checker: Checker, decision: DecisionType, record: RecordType) -> bool:
    """Tell whether it is clear for what an objection is kept: for its writer's own, or for what is decided about."""
    if not record.per or record.per == decision.per:
        return True
    own = {"party", "participant", *checker.declared.roles}
    return len(record.per) == 1 and record.per[0].kind in own
