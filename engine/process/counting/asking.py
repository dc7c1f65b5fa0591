"""What a rule asks of the process: numbers and conditions that are expressions, and who or what breaks a tie."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.language.quantities import Computed, Share
from engine.process.counting.ballots import NO, OBJECT, YES
from engine.process.counting.rules import UNTOLD, Asked
from engine.process.world import HolderThing, PersonThing, RecordThing, Thing
from engine.process.world.tally import TallyThing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.language.quantities import Quantity
    from engine.process.counting.counted import Counted
    from engine.process.situation import Run
    from engine.process.world import World


def asked_of(world: World, run: Run) -> Asked:
    """Return what the rule of a run may ask of its process."""
    asking = _Asking(world, run)
    return Asked(asking.share, asking.accepts, asking.breaks, asking.objected, asking.same)


class _Asking:
    def __init__(self, world: World, run: Run) -> None:
        self.world, self.run = world, run
        self.declared = world.method.declared.decisions[run.decision]

    @property
    def bound(self) -> Mapping[str, Thing]:
        return self.world.bound_to(self.declared.per or (), self.run.subject)

    def share(self, quantity: Quantity) -> Fraction | None:
        """Return a share; None where it cannot be told, or is no part of a whole."""
        if isinstance(quantity, Share):
            return quantity.part
        value = self._value(quantity.expression) if isinstance(quantity, Computed) else None
        share = Fraction(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else None
        return share if share is not None and 0 <= share <= 1 else None

    def accepts(self, counted: Counted, option: str) -> bool:
        """Tell whether the condition over the tally is so for an option; what cannot be told is not."""
        text = self.declared.rule.accepted
        return bool(text) and self._value(str(text), tally=TallyThing(self.world, counted, option)) is True

    def breaks(self, tied: Sequence[str]) -> str | None:
        """Return which of tied options it is: the one an expression names, or that the people it names voted for."""
        value = self._value(self.declared.tie) if self.declared.tie else None
        if isinstance(value, bool):
            value = YES if value else NO
        for one in value if isinstance(value, tuple | list) else (value,):
            for option in self._meant(one):
                if option in tied:
                    return option
        return None

    def same(self, option: str) -> object:
        """Return what an option has in common with others: None where nothing is recorded, else UNTOLD if unknown."""
        kind, limit = self.declared.ballot.stars, self.declared.at_most
        if kind is None or limit is None:
            return None
        try:
            value = self.world.value(limit.same, {**self.bound, kind: self.world.record(option)}, self.run.phase)
        except Unknown as unknown:
            return None if unknown.absent else UNTOLD
        return value.key if isinstance(value, Thing) else value

    def objected(self, counted: Counted) -> bool:
        """Tell whether an objection stands: a record that is open, or a vote against without any record."""
        if self.declared.objections is None:
            return bool(counted.of(OBJECT))
        raised = [one for one in self.world.situation.objections.values() if one.run == self.run.id]
        sides = {self._side(one.record) for one in raised}
        against = [voter for voter, vote in self.run.votes.items() if vote.ballot == OBJECT]
        return any(one.is_open for one in raised) or any(voter not in sides for voter in against)

    def _side(self, record: str) -> str:
        """Return the voter whose objection a record is: a party where parties vote, else its author."""
        live = self.world.situation.records[record].live
        author = live.author if live else ""
        voters = {voter.id for voter in self.run.voters}
        party = self.world.situation.participants[author].party if author in self.world.situation.participants else None
        return party if party in voters and party else author

    def _meant(self, value: object) -> Iterator[str]:
        match value:
            case str():
                yield value
            case RecordThing() if value.record:
                yield value.record.id
            case HolderThing():
                yield from self._voted(value.key[1])
            case PersonThing():
                yield from self._voted(value.key)
            case _:
                return

    def _voted(self, participant: str) -> Iterator[str]:
        """Yield what somebody voted, the best first: a casting vote."""
        person = self.world.situation.participants[participant]
        vote = self.run.votes.get(participant) or self.run.votes.get(person.party or "")
        if vote is not None:
            yield from map(str, vote.ballot if isinstance(vote.ballot, list) else [vote.ballot])

    def _value(self, text: str, **more: Thing) -> object:
        try:
            return self.world.value(text, {**self.bound, **more}, self.run.phase)
        except Unknown:
            return None
