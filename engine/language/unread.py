"""Records that people fill in and that nothing in the method ever looks at."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from engine.language.declaration import ConditionOrGroup, DecisionType, Phase, RecordType
from engine.language.declaration.phases import Move
from engine.language.declaration.records import Sealing
from engine.language.openings import read_in
from engine.language.sights import WRITERS_OWN, links_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.checker import Checker
    from engine.language.declaration import Declaration
    from engine.language.declaration.base import Part


def check_unread(checker: Checker) -> None:
    """Warn of each record that is filled in and used for nothing; what people say to one another is read by them."""
    read = set(_read(checker))
    for name, record in checker.declared.records.items():
        if name not in read and not _is_work(record) and not _is_said_to_others(record):
            message = (
                f"'{name}' is filled in and nothing in the method looks at it: ask for it in a gate, decide about it, "
                "let somebody confirm it, or take it out"
            )
            checker.complain_at_key(("records", name), message, "unread-record")


def _is_work(record: RecordType) -> bool:
    """Tell whether somebody has to do something with it, or is shown it in a picture."""
    told = (record.confirmed_by, record.tells, record.every, record.shown_as, record.gate)
    return any(one is not None for one in told)


def _is_said_to_others(record: RecordType) -> bool:
    """Tell whether it is part of a conversation: anyone adds what he has to say, and others read it."""
    return record.many and not WRITERS_OWN.issuperset(record.seen_by)


def _read(checker: Checker) -> Iterator[str]:
    for place, expression in checker.expressions:
        own = str(place[1]) if place[0] == "records" else ""
        yield from (name for name in read_in(expression) if name != own)
    for _, part in checker.parts:
        yield from _named(checker.declared, part)
    yield from checker.declared.returns or ()


def _named(declared: Declaration, part: Part) -> Iterator[str]:
    """Yield the records that a part names without an expression."""
    match part:
        case RecordType():
            yield from (one.kind for one in part.per or ())
            yield from (target for field in part.fields.values() if (target := links_to(declared, field)))
        case DecisionType():
            ballot = part.ballot
            yield from (one.kind for one in part.per or ())
            yield from chain(
                part.about or (), *(one for one in (ballot.choice, ballot.ranking) if isinstance(one, tuple))
            )
            yield from (one for one in (part.objections, ballot.approval, ballot.stars) if one)
        case ConditionOrGroup() | Sealing() | Phase():
            yield from (one.kind for one in part.each or ())
        case Move():
            yield from chain.from_iterable([one] if isinstance(one, str) else one for one in part.lapses or ())
        case _:
            pass
