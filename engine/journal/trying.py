"""What commands would lead to, without anything being written: dry runs never enter the writer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.journal.ledger import Kept, decided
from engine.process.elapse import elapse
from engine.process.fold import fold_all
from engine.process.refusal import Refusal, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from engine.journal.journal import Journal
    from engine.journal.library import Library
    from engine.language import Method
    from engine.process.commands import Command
    from engine.process.situation import Situation


@dataclass(frozen=True, slots=True)
class Supposed:
    """How a process would stand after commands that were not carried out."""

    method: Method
    situation: Situation


def supposed(
    journal: Journal, library: Library, standing: tuple[Method, Situation | None], several: Sequence[Command],
    at: datetime, ids: Iterator[str],
) -> Supposed | Refusal:  # fmt: skip
    """Return how a process would stand after commands; without a situation, one that they open."""
    method, situation = standing
    if situation is not None:
        at = max(at, situation.at)
        try:
            situation = fold_all(situation, elapse(method, situation, at, ids, None))
        except Refused as no:  # a vote came to its end that nobody may count before it is closed
            return no.refusal
    with journal.reading(library.organisation) as connection:
        result = decided(Kept(library, connection), method, situation, several, at, ids, None)
    if isinstance(result, Refusal):
        return result
    after, adopted = (fold_all(situation, result.events), result.method) if result else (situation, None)
    return Supposed(adopted or method, after) if after else Refusal("malformed", "nothing_happened")
