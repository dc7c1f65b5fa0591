"""Who may know: the one owner of labels. Every event has one, the narrowest audience that may know it happened.

A label is an audience (`public`, `process`, `role:chair`, `party:town`, `party:town/role:envoy`, `owner:anna`), or
several joined by `|`: whoever is in one of them may know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from engine.language.declaration import DecisionType, RecordType
    from engine.language.method import Method
    from engine.process.situation import Situation

PUBLIC = "public"
PROCESS = "process"
OR = "|"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads. Without participant or party: one who may see what the process as a whole sees."""

    organisation: str = "local"
    participant: str | None = None
    party: str | None = None
    roles: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader may know of one process, as it stands: the audiences he is in."""

    reader: Reader
    audiences: frozenset[str]

    def may_know(self, label: str) -> bool:
        """Tell whether the reader may know of an event with this label."""
        return any(one in self.audiences for one in label.split(OR))

    def vector(self, situation: Situation) -> dict[str, int]:
        """Return the number of events of each label the reader may read."""
        return {label: count for label, count in sorted(situation.counts.items()) if self.may_know(label)}

    def revision(self, situation: Situation) -> int:
        """Return how many events the reader may know of: it never goes down, and moves with nothing else."""
        return sum(count for label, count in situation.counts.items() if self.may_know(label))

    def changed_at(self, situation: Situation) -> datetime:
        """Return when the latest event happened that the reader may know of."""
        known = (at for label, at in situation.moments.items() if self.may_know(label))
        return max(known, default=situation.opened_at)

    def audience(self) -> str:
        """Return what readers who see the same have in common; part of an ETag."""
        return "\0".join([self.reader.organisation, *sorted(self.audiences), self.reader.language or ""])


def sight_of(method: Method, situation: Situation, reader: Reader) -> Sight:
    """Return what a reader may know of a process."""
    audiences = {PUBLIC, PROCESS, *(f"role:{role}" for role in reader.roles)}
    if reader.participant:
        audiences.add(f"owner:{reader.participant}")
    if reader.party:
        audiences |= {f"party:{reader.party}", *(f"party:{reader.party}/role:{role}" for role in reader.roles)}
    return Sight(reader, frozenset(audiences))


def draft_label(party: str | None, author: str) -> str:
    """Return who may know of a draft: the author's side, which is the author's own party, or the author alone."""
    return f"party:{party}" if party else f"owner:{author}"


def shared_label(declared: RecordType | DecisionType) -> str:
    """Return who may know of a shared record or a decision."""
    return PUBLIC if PUBLIC in declared.seen_by else PROCESS
