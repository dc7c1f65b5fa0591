"""What was erased in one process goes from those of its family that took it over: at once, and without being asked.

That is records that were handed over; in a child also its title and case, where they were made of it, and names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.journal import contents
from engine.journal.families import write_family
from engine.journal.loading import history
from engine.process.decide import erase_copies, settled
from engine.process.decide.redaction import Erasable
from engine.process.events import (
    BegunBy,
    CaseTold,
    ContentRedacted,
    ParticipantJoined,
    PartyJoined,
    ProcessOpened,
    RecordHanded,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.journal.group import Group
    from engine.journal.loading import Stored
    from engine.process.events import Event

NAME = "name"


@dataclass(frozen=True, slots=True)
class Gone:
    """What was erased in a process: parts of its events by their ids, and the things by which others name content."""

    process: str
    parts: Mapping[str, frozenset[str]]
    things: frozenset[str]


def spread_erasure(group: Group, process: str, erased: frozenset[str], ids: Callable[[], str]) -> None:
    """Erase in the rest of the family what was made of content of a process; `erased` are its commitments there."""
    gone = _gone(group, process, erased)
    for other in _relatives(group, process):
        found = [one for parts in _copies(_history(group, other), gone) for one in parts]
        labels = contents.labels_of(group.connection, other, found)
        if labels:
            erase_here(group, other, [Erasable(one, label) for one, label in labels.items()], ids)
            spread_erasure(group, other, frozenset(labels), ids)


def erased_by(happened: Iterable[Event]) -> frozenset[str]:
    """Return the commitments that events erased."""
    bodies = (event.body for event in happened)
    return frozenset(one for body in bodies if isinstance(body, ContentRedacted) for one in body.contents)


def _relatives(group: Group, process: str) -> list[str]:
    """Return the parent and the children of a process, also those that have ended."""
    situation = group.loaded(process).situation
    return [*([situation.lineage.parent] if situation.lineage else []), *sorted(situation.children)]


def _gone(group: Group, process: str, erased: frozenset[str]) -> Gone:
    found: dict[str, frozenset[str]] = {}
    things: set[str] = set()
    for stored in _history(group, process):
        parts = frozenset(name for name, one in contents.parts_of(stored.skeleton).items() if one in erased)
        if parts:
            found[stored.event.id] = parts
            things |= _things(stored.event, parts)
    return Gone(process, found, frozenset(things))


def _things(event: Event, parts: frozenset[str]) -> frozenset[str]:
    """Return by what name others say that they read content of an event."""
    match event.body:
        case ParticipantJoined(participant=person):
            return frozenset({person})
        case PartyJoined(party=party):
            return frozenset({party})
        case ProcessOpened():
            return parts
        case CaseTold():
            return frozenset({"case"})
        case RecordHanded():
            return frozenset({event.id}) if parts - {NAME} else frozenset()
        case _:
            return frozenset({event.id})


def _copies(kept: list[Stored], gone: Gone) -> Iterator[Iterable[str]]:
    """Yield the commitments of the events of a process behind which stands what went from its source."""
    begun = [stored.event.body for stored in kept if isinstance(stored.event.body, BegunBy)]
    is_child = any(one.parent == gone.process for one in begun)
    retold = is_child and any(not gone.things.isdisjoint(one.drawn) for one in begun)
    for stored in kept:
        parts = contents.parts_of(stored.skeleton)
        match stored.event.body:
            case RecordHanded(process=process, wording=wording, author=author) if process == gone.process:
                missing = gone.parts.get(wording, frozenset())
                unnamed = NAME in missing or author in gone.things
                yield [one for part, one in parts.items() if (unnamed if part == NAME else missing - {NAME})]
            case ProcessOpened() | CaseTold() if retold:
                yield parts.values()
            case ParticipantJoined(participant=one) | PartyJoined(party=one) if is_child and one in gone.things:
                yield parts.values() if stored.event.actor is None else ()
            case _:
                pass


def erase_here(group: Group, process: str, found: list[Erasable], ids: Callable[[], str]) -> None:
    """Erase content that was erased elsewhere, as nobody's act, with what follows from that here."""
    before = group.loaded(process)
    situation = before.situation
    method = group.method_of(situation)
    at = max(group.at, situation.at)
    happened = erase_copies(method, situation, found, at, iter(ids, None))
    write_family(group, method, process, before, happened, ids)
    after = group.loaded(process)
    follows = settled(method, situation, after.situation, happened, at, iter(ids, None))
    write_family(group, method, process, after, follows, ids)


def _history(group: Group, process: str) -> list[Stored]:
    group.flush()
    return list(history(group.connection, process))
