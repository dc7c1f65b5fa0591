"""Parties, participants and holders of roles as conditions see them."""

from __future__ import annotations

from engine.language.expressions import Unknown
from engine.process.who import Seat, is_accepted, is_party_role
from engine.process.world.thing import Thing, known


class PartyThing(Thing):
    """A party."""

    kind = "party"
    key: str

    def name(self) -> str:
        """Return what people call it."""
        self.world.drawn.add(self.key)
        return self.world.situation.parties[self.key].name or "…"

    def seat(self) -> Seat | None:
        """Return any holder of one of its roles; nobody once it left."""
        return None if self.world.situation.parties[self.key].left_at else Seat(None, self.key)

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        if name == "name":
            self.world.drawn.add(self.key)
            return known(self.world.situation.parties[self.key].name)
        if name == "joined_at":
            return self.world.situation.parties[self.key].joined_at
        if is_party_role(self.world.method, name):
            return self.world.role_of_party(name, self.key)
        return self.world.about("party", self.key, name)


class PersonThing(Thing):
    """A participant."""

    kind = "participant"
    key: str

    def name(self) -> str:
        """Return what people call it."""
        self.world.drawn.add(self.key)
        return self.world.situation.participants[self.key].name or "…"

    def seat(self) -> Seat | None:
        """Return this person; nobody once he left."""
        return None if self.world.situation.participants[self.key].left_at else Seat(participant=self.key)

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        person = self.world.situation.participants[self.key]
        if name == "name":
            self.world.drawn.add(self.key)
            return known(person.name)
        if name == "joined_at":
            return person.joined_at
        if name == "party":
            return self.world.party(known(person.party, "no_party"))
        return self.world.about("participant", self.key, name)


class HolderThing(Thing):
    """A participant in a role."""

    kind = "holder"
    key: tuple[str, str]

    def name(self) -> str:
        """Return what people call it."""
        return self.world.person(self.key[1]).name()

    def seat(self) -> Seat | None:
        """Return this person in this role; nobody where he holds it no longer."""
        role, participant = self.key
        return Seat(role, None, participant) if self.world.holding(role, participant) else None

    def party_id(self) -> str | None:
        """Return the party in which the role is held."""
        return self.world.situation.participants[self.key[1]].party

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        role, participant = self.key
        holding = self.world.holding(role, participant)
        if holding is None:
            raise Unknown("no_holder", {"role": role})
        if name == "accepted":
            return is_accepted(self.world.method, self.world.situation, holding)
        if name == "appointed_at":
            return holding.appointed_at
        if name == "participant":
            return self.world.person(participant)
        if name in ("name", "party"):
            return getattr(self.world.person(participant), f"m_{name}")
        if self.world.is_kept_for(role, name):
            return self.world.about(role, participant, name)
        return self.world.about("participant", participant, name)
