"""What a reader may know of a process as it stands: the one place that decides, for views and for commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.process.labels import OR, PROCESS, PUBLIC, owner, party, role, table
from engine.process.who import holding_of, is_accepted, roles_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.situation import Record, Run, Situation, Version


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads. Without participant or party: one who may see what the process as a whole sees.

    Of a participant, party and roles are read from the process itself.
    """

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
        if OR not in label:
            return label in self.audiences
        return any(one in self.audiences for one in label.split(OR))

    def live(self, known: Record) -> Version | None:
        """Return the shared version of a record, withdrawn or not, if the reader may know of it."""
        return known.live if known.live and self.may_know(known.live.label) else None

    def draft(self, known: Record) -> Version | None:
        """Return the draft that the reader's own side has of a record."""
        return next((one for one in known.drafts.values() if self.may_know(one.label)), None)

    def knows(self, known: Record | None) -> bool:
        """Tell whether the reader may know that there is, or was, such a record."""
        return known is not None and (self.live(known) is not None or self.draft(known) is not None)

    def knows_run(self, run: Run) -> bool:
        """Tell whether the reader may know that a decision was put to the vote."""
        return self.may_know(run.label)

    def sees_field(self, version: Version, field: str) -> bool:
        """Tell whether the reader may see a field of a version that he may know of."""
        if field not in version.veils or self.may_know(version.veils[field]):
            return True
        return field in version.shown and self.may_know(version.shown[field])

    def vector(self, situation: Situation) -> dict[str, int]:
        """Return the number of events of each label the reader may read."""
        return {label: count for label, count in sorted(situation.counts.items()) if self.may_know(label)}

    def revision(self, situation: Situation) -> int:
        """Return how many events the reader may know of. While his audience is the same, it never goes down."""
        return sum(count for label, count in situation.counts.items() if self.may_know(label))

    def changed_at(self, situation: Situation) -> datetime:
        """Return when the latest event happened that the reader may know of."""
        known = (at for label, at in situation.moments.items() if self.may_know(label))
        return max(known, default=situation.opened_at)

    def audience(self) -> str:
        """Return what readers who see the same have in common; part of an ETag."""
        return "\0".join([self.reader.organisation, *sorted(self.audiences), self.reader.language or ""])


def sight_of(method: Method, situation: Situation, reader: Reader) -> Sight:
    """Return what a reader may know of a process: a participant as the process has it now, nothing once he left.

    A role gives sight only while its holder is accepted, as it gives nothing to act with before.
    """
    mine, roles = reader.party, reader.roles
    audiences = {PUBLIC, PROCESS}
    if reader.participant:
        person = situation.participants.get(reader.participant)
        here = person is not None and person.left_at is None
        mine = person.party if person and here else None
        roles = tuple(_held(method, situation, reader.participant)) if here else ()
        audiences |= {owner(reader.participant)} if here else set()
    audiences |= {role(name) for name in roles} | set(_tables(method, situation, roles))
    if mine:
        audiences |= {party(mine), *(party(mine, name) for name in roles)}
    return Sight(reader, frozenset(audiences))


def _held(method: Method, situation: Situation, participant: str) -> list[str]:
    """Return the roles somebody holds and is accepted in."""
    held = ((name, holding_of(situation, name, participant)) for name in roles_of(situation, participant))
    return [name for name, holding in held if holding and is_accepted(method, situation, holding)]


def _tables(method: Method, situation: Situation, roles: Iterable[str]) -> Iterable[str]:
    """Return the tables, of all visits, at which holders of these roles sit."""
    wanted = set(roles)
    seats = {path: wanted.intersection(node.declared.table or ()) for path, node in method.plan.nodes.items()}
    visits = {path: situation.visits[path].number for path, held in seats.items() if held and path in situation.visits}
    return [table(path, number) for path, last in visits.items() for number in range(1, last + 1)]
