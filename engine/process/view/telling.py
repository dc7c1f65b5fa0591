"""What every view needs to tell: names, titles and whose turn it is, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.language.texts import Text, fill
from engine.language.who import is_scoped
from engine.process.scope import Scope
from engine.process.view.messages import Message, Say, said_instant
from engine.process.view.shapes import Named, Owed
from engine.process.who import Acting, Seat, Wanted, actings, fits, is_kept_for_party, is_party_role, roles_of, wanted
from engine.process.world import PartyThing, RecordThing, Thing, World, identity_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from engine.language.conditions import Need
    from engine.language.method import Method
    from engine.language.who import Who
    from engine.process.sight import Sight
    from engine.process.situation import Situation

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Telling:
    """A situation to be told to a reader in one language. `say` words the engine's own sentences.

    `former` are the versions of the method by which it went before, each with the place in the log at which it ended.
    `own` is how the reader may act, where he is told his own turns alone. Without `explains` nobody is told why a
    condition is not met: what is kept for lists does not say so, and it takes the longest.
    """

    method: Method
    situation: Situation
    sight: Sight
    language: str
    say: Say
    world: World
    former: tuple[tuple[int, Method], ...] = ()
    own: tuple[Acting, ...] | None = None
    explains: bool = True

    def of_own_turns(self) -> Telling:
        """Return how to tell the reader of his own turns alone: of none, where he takes no part."""
        me = self.situation.participants.get(self.sight.reader.participant or "")
        here = me is not None and me.left_at is None
        return replace(self, own=tuple(actings(self.method, self.situation, me.id)) if me and here else ())

    def asks(self, seat: Seat) -> bool:
        """Tell whether the turn of whoever is in a seat is told: always, but to a reader of his own turns alone."""
        return self.own is None or any(fits(self.method, seat, acting) for acting in self.own)

    def at(self, order: int) -> Telling:
        """Return how to tell of what stands at a place in the log: by the version of the method of then."""
        method = next((one for ended, one in self.former if order < ended), None)
        return replace(self, method=method, world=World(method, self.situation)) if method else self

    def text(self, text: Text) -> str:
        """Return a text of the method in the reader's language."""
        return text.say(self.language)

    def role(self, role: str) -> str:
        """Return the title of a role."""
        return self.text(self.method.declared.roles[role].title)

    def phase(self, path: str) -> str:
        """Return the title of a phase."""
        return self.text(self.method.title_of(path))

    def instant(self, at: datetime) -> str:
        """Return an instant as people say it where the process is at home."""
        return self.say(said_instant(at, self.situation.zone))

    def party(self, identity: str | None) -> Named | None:
        """Return a party by name."""
        known = self.situation.parties.get(identity) if identity else None
        return Named(known.id, known.name or ELLIPSIS) if known else None

    def person(self, identity: str | None) -> Named | None:
        """Return a participant by name."""
        known = self.situation.participants.get(identity) if identity else None
        return Named(known.id, known.name or ELLIPSIS) if known else None

    def subject(self, things: Iterable[Thing]) -> list[Named]:
        """Return subjects by id and name; of a record that is gone or not known to the reader that it is one."""
        return [self._named(thing) for thing in things]

    def _named(self, thing: Thing) -> Named:
        identity = identity_of(thing)
        return Named(identity, thing.name()) if identity and self.is_known(identity) else Named(ELLIPSIS, ELLIPSIS)

    def is_known(self, identity: str) -> bool:
        """Tell whether the reader may know of what has this id: of people everybody, of a record not."""
        known = self.situation.records.get(identity)
        return known is None or self.sight.knows(known)

    def kind(self, kind: str) -> str:
        """Return what a kind of subject is called."""
        declared = self.method.declared
        if kind in declared.roles:
            return self.role(kind)
        return (
            self.text(declared.records[kind].title) if kind in declared.records else self.say(Message(f"kind_{kind}"))
        )

    def owed(self, who: Who | None, bound: Mapping[str, Thing] | None = None) -> list[Owed]:
        """Return whose turn it is, given who owes it and the subjects in scope."""
        if who is None:
            return []
        nobody_yet = Owed(None, None, self.say(Message("nobody_named_yet" if is_scoped(who) else "parties_to_come")))
        return self.owed_in(self._wanted(who, bound or {})) or ([nobody_yet] if self.own is None else [])

    def seats(self, who: Who, bound: Mapping[str, Thing]) -> list[Seat]:
        """Return whose turn it is as `owed` does, by ids alone; nobody where there is nobody yet."""
        entries = self._wanted(who, bound)
        return [self._without_person(seat) for entry in entries for seat in entry.seats if self.asks(seat)]

    def _wanted(self, who: Who, things: Mapping[str, Thing]) -> Iterable[Wanted]:
        return wanted(self.method, self.situation, who, party_in(self.method, things), Scope(self.world, things))

    def owed_in(self, entries: Iterable[Wanted]) -> list[Owed]:
        """Return whose turn it is, of whom something is wanted, each once."""
        return self.owed_seats(seat for entry in entries for seat in entry.seats)

    def owed_seats(self, seats: Iterable[Seat]) -> list[Owed]:
        """Return whose turn it is, each once."""
        return list(dict.fromkeys(self.owed_seat(seat) for seat in seats if self.asks(seat)))

    def unmet(self, need: Need, bound: Mapping[str, Thing], phase: str) -> str:
        """Return a condition's sentence about what is missing, its placeholders filled."""
        return fill(self.text(need.unmet), lambda name: self._placeholder(need, name, bound, phase))

    def unmet_of_nobody(self, need: Need) -> str:
        """Return a condition's sentence about what is missing, whoever or whatever that is."""
        return fill(self.text(need.unmet), lambda _name: ELLIPSIS)

    def _placeholder(self, need: Need, name: str, bound: Mapping[str, Thing], phase: str) -> str:
        try:
            value = self.world.evaluate(need.placeholders[name], bound, phase)
        except (Unknown, KeyError, IndexError):
            return ELLIPSIS
        return value.name() if isinstance(value, Thing) else str(value)

    def owed_seat(self, seat: Seat) -> Owed:
        """Return whose turn it is, of one seat."""
        seat = self._without_person(seat)
        party = self.party(seat.party)
        if seat.role is None:
            text = party.name if party else self.say(Message("anyone"))
        elif party:
            text = self.say(Message("role_of_party", {"role": self.role(seat.role), "party": party.name}))
        else:
            text = self.role(seat.role)
        return Owed(seat.role, party, text)

    def _without_person(self, seat: Seat) -> Seat:
        """Return a seat told by the role, else the party, of the one who is meant: no person is named."""
        if seat.participant is None or seat.role or seat.party:
            return seat
        party = self.situation.participants[seat.participant].party
        role = next(iter(roles_of(self.situation, seat.participant)), None)
        return Seat(role, party if role is None or is_party_role(self.method, role) else None)


def party_in(method: Method, bound: Mapping[str, Thing]) -> str | None:
    """Return the party that the subjects in scope are about.

    A party among them comes first (of a pair the first, which writes), then whose the innermost of them is: the party
    of a holder, or the one a record is kept for.
    """
    for thing in bound.values():
        if isinstance(thing, PartyThing):
            return thing.key
    for thing in reversed(list(bound.values())):
        if isinstance(thing, RecordThing):
            party = thing.record.party if thing.record and is_kept_for_party(method, thing.record.type) else None
        else:
            party = thing.world.situation.participants[identity_of(thing)].party
        if party:
            return party
    return None
