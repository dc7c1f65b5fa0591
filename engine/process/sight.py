"""Who may know: the one owner of labels. Every event has one, the narrowest audience that may know it happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from engine.language.declaration import DecisionType, RecordType
    from engine.process.situation import Situation

PUBLIC = "public"
PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads. Without participant or party: one who may see what the process as a whole sees."""

    organisation: str = "local"
    participant: str | None = None
    party: str | None = None
    roles: tuple[str, ...] = ()
    language: str | None = None

    def labels(self) -> frozenset[str]:
        """Return the labels this reader may read."""
        own = {f"owner:{self.participant}"} if self.participant else set()
        party = {f"party:{self.party}"} if self.party else set()
        return frozenset({PUBLIC, PROCESS, *own, *party, *(f"role:{role}" for role in self.roles)})

    def audience(self) -> str:
        """Return what readers who see the same have in common; part of an ETag."""
        return "|".join([self.organisation, *sorted(self.labels()), self.language or ""])


def draft_label(party: str | None, author: str) -> str:
    """Return who may know of a draft: the author's side, which is the author's own party, or the author alone."""
    return f"party:{party}" if party else f"owner:{author}"


def shared_label(declared: RecordType | DecisionType) -> str:
    """Return who may know of a shared record or a decision."""
    return PUBLIC if PUBLIC in declared.seen_by else PROCESS


def may_know(reader: Reader, label: str) -> bool:
    """Tell whether a reader may know of an event with this label."""
    return label in reader.labels()


def revision(situation: Situation, reader: Reader) -> int:
    """Return how many events the reader may know of: it never goes down, and moves with nothing else."""
    return sum(vector(situation, reader).values())


def changed_at(situation: Situation, reader: Reader) -> datetime:
    """Return when the latest event happened that the reader may know of."""
    labels = reader.labels()
    return max((at for label, at in situation.moments.items() if label in labels), default=situation.opened_at)


def vector(situation: Situation, reader: Reader) -> dict[str, int]:
    """Return the number of events of each label the reader may read."""
    labels = reader.labels()
    return {label: count for label, count in sorted(situation.counts.items()) if label in labels}
