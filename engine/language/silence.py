"""Phases that one party could hold up for ever by saying nothing: every way out waits for something of each party."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.language.conditions import Need
from engine.language.expressions.typed import Compare, Conditional, Get, Junction, Quantifier, every
from engine.language.expressions.types import Thing, innermost
from engine.language.plan import ToEnd
from engine.language.quantities import Share
from engine.language.vocabulary import PARTY
from engine.language.who import EachHolder, EachParty, Holder, Parties, parts_of, roles_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.checker import Checker
    from engine.language.conditions import Group
    from engine.language.declaration import DecisionType, Declaration, RecordType
    from engine.language.expressions.typed import Node
    from engine.language.plan import Way
    from engine.language.routes import Routes
    from engine.language.who import Who

EVERYBODY = frozenset({"unanimity", "consensus", "consent"})
WON = frozenset({"accepted", "ratified", "winner", "winners"})


def check_silence(checker: Checker, routes: Routes, gates: Mapping[str, Group]) -> None:
    """Warn of each phase that nobody can leave while one party does nothing.

    A move that waits for the end of the track in which the phase is leads nobody out of it, the clock neither.
    """
    plan, waiting = checker.plan, _Waiting(checker.declared)
    held = {way.address: waiting.gate(gates.get(f"move:{way.address}")) for way in plan.ways.values()}
    forward: dict[str, list[Way]] = {}
    for way in plan.ways.values():
        leads_on = not way.declared.back or isinstance(way.to, ToEnd)
        forward.setdefault(way.owner, []).extend([way] if leads_on else [])
    for path in (spot.path for spot in routes.steps if spot.state == "in" and spot in routes.reached):
        ways = [way for around in plan.ancestors(path) for way in forward.get(around, ())]
        tracks = [around for around in plan.ancestors(path) if around and plan.is_track(around)]
        if ways and all(held[way.address] or any(routes.waits(way, track) for track in tracks) for way in ways):
            message = (
                f"while one party stays silent, nobody can leave '{path}': every way on waits for each party. Let the "
                "clock take a move ('at: term'), let a decision close by itself ('open_for'), or let somebody part"
            )
            checker.complain_at_key(plan.place(path), message, "silent-party")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Tells what waits for an act of each party; where that cannot be told, it does not."""

    declared: Declaration
    known: dict[int, bool] = field(default_factory=dict)

    def gate(self, part: Group | Need | None) -> bool:
        """Tell whether a gate stays shut while one party does nothing."""
        if part is None or part.advisory:
            return False
        if id(part) not in self.known:
            self.known[id(part)] = self._shut(part)
        return self.known[id(part)]

    def _shut(self, part: Group | Need) -> bool:
        if isinstance(part, Need):
            asked = part.need if part.where is None else None
            return asked is not None and self.node(asked.typed.root, of_each=self._all(part))
        inner = [self.gate(one) for one in part.parts]
        return part.where is None and (any(inner) if part.kind == "all" else all(inner))

    def node(self, node: Node, *, of_each: bool) -> bool:
        """Tell whether a condition cannot be true while one party does nothing; `of_each`: it is asked of each."""
        match node:
            case Junction(decider=False, operands=operands):
                return any(self.node(one, of_each=of_each) for one in operands)
            case Junction(operands=operands):
                return all(self.node(one, of_each=of_each) for one in operands)
            case Conditional(yes=yes, no=no):
                return self.node(yes, of_each=of_each) and self.node(no, of_each=of_each)
            case Quantifier(decider=False, over=over, body=body):
                return self.node(body, of_each=of_each or innermost(over.type) == PARTY)
            case Compare(operator="==" | "<" | "<=" | ">" | ">=" | "in", left=left):
                return any(self._asked(one, of_each=of_each) for one in every(left) if isinstance(one, Get))
            case Get():
                return self._asked(node, of_each=of_each)
            case _:
                return False

    def _all(self, need: Need) -> bool:
        """Tell whether a condition is asked of every party."""
        of_party = any(self._is_of_party(one.kind) for one in need.each or ())
        return of_party and (need.at_least is None or (isinstance(need.at_least, Share) and need.at_least.part == 1))

    def _asked(self, node: Get, *, of_each: bool) -> bool:
        """Tell whether what is asked of a thing waits for each party."""
        kind, _, name = _thing(node.of)
        if kind == "decision":
            return self._decided(self.declared.decisions[name], node.member)
        if kind == "record":
            return self._recorded(self.declared.records[name], node.member, of_each=of_each)
        if kind == "role" and node.member == "accepted":
            return self._is_each(self.declared.roles[name].accepted_by)
        listed, _, record = _thing(node)
        return listed == "record" and kind == "party" and of_each and self._is_party_work(self.declared.records[record])

    def _recorded(self, record: RecordType, member: str, *, of_each: bool) -> bool:
        if member in ("confirmed", "confirmed_at") and self._is_each(record.confirmed_by):
            return True
        is_its_own = any(self._is_of_party(one.kind) for one in record.per or ())
        return of_each and is_its_own and self._is_party_work(record)

    def _decided(self, decision: DecisionType, member: str) -> bool:
        """Tell whether a vote that one party does not take part in comes to nothing, or comes to no end."""
        if member == "ratified" and self._is_each(decision.ratified_by):
            return True
        everybody = decision.rule.name in EVERYBODY and self._is_each(decision.voters, holders=True)
        closes = decision.open_for is not None
        if not everybody or member not in WON:
            return False
        spoils = {"blocks"} | ({"abstains"} if decision.rule.name == "unanimity" else set())
        return not closes or decision.silence in spoils

    def _is_each(self, who: Who | None, *, holders: bool = False) -> bool:
        """Tell whether each party is asked; with `holders` a role alone means all who hold it."""
        match parts_of(who) if who else ():
            case (Parties() | EachParty(),):
                return True
            case (EachHolder(role),):
                return self._is_of_party(role)
            case (Holder(role),):
                return holders and self._is_of_party(role)
            case _:
                return False

    def _is_party_work(self, record: RecordType) -> bool:
        """Tell whether nobody but a party writes this for it."""
        people = parts_of(record.written_by)
        return all(isinstance(one, Parties) or (roles_in(one) and self._are_of_party(one)) for one in people)

    def _are_of_party(self, who: Who) -> bool:
        return all(self._is_of_party(role) for role in roles_in(who))

    def _is_of_party(self, kind: str) -> bool:
        role = self.declared.roles.get(kind)
        return kind == "party" or (role is not None and role.of == "party")


def _thing(node: Node) -> tuple[str, str, str]:
    type_ = innermost(node.type)
    return type_.name.partition(":") if isinstance(type_, Thing) else ("", "", "")
