"""Parties that came late: which conditions they have to meet still, and for what the others wait until then.

A condition that is asked for each party, or for what has a party in its subject, in a gate that was passed before a
party came, becomes a duty of that party. It is told whole, so conditions that do not tell their subjects are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.conditions import Need, needs_in
from engine.language.plan import ROOT
from engine.language.sights import hidden_kind
from engine.language.who import EachParty, Parties, parts_of
from engine.process.gates import PASSING, judge
from engine.process.situation import Duty
from engine.process.situation.catch_up import to_accept
from engine.process.who import acceptors, are_signed, holding_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.conditions import Group
    from engine.language.declaration import DecisionType
    from engine.language.expressions import Expression
    from engine.language.method import Method
    from engine.process.gates import Verdict
    from engine.process.situation import Situation
    from engine.process.world import Thing, World


def duties_of(world: World, party: str) -> tuple[Duty, ...]:
    """Return what a party that comes now has to catch up with: what the gates behind ask of it and it does not meet."""
    method, found = world.method, dict[str, Duty]()
    late = False
    for address, way in method.plan.ways.items():
        gate = method.gate_of_move(address)
        passed = not way.declared.back and world.situation.taken.get(address)
        if passed and is_behind(method, world.situation, way.owner):
            late = True
            for name, _ in _asked(method, gate) if gate else ():
                found.setdefault(name, Duty(name, way.owner))
    asked = tuple(one for one in found.values() if not is_met(world, one, party))
    return (*asked, *_acceptances(method, world.situation, party)) if late else asked


def _acceptances(method: Method, situation: Situation, party: str) -> Iterator[Duty]:
    """Yield whom a party that comes late is asked to accept: every holder whom all who were there accepted."""
    for role, declared in method.declared.roles.items():
        for holding in situation.holders(role) if declared.accepted_by else ():
            entries = acceptors(method, situation, holding)
            others = [one for one in entries if not all(seat.party == party for seat in one.seats)]
            if len(others) < len(entries) and are_signed(others, holding.acceptances):
                yield to_accept(role, holding.participant)


def part_of(method: Method, duty: Duty) -> Need | Group:
    """Return the condition, or the group of them, that a duty is about."""
    return next(_parts(method, duty))


def is_still_asked(method: Method, duty: Duty) -> bool:
    """Tell whether another version of the method asks for what a duty is about, in the same phase."""
    return duty.holder is not None or any(_parts(method, duty))


def _parts(method: Method, duty: Duty) -> Iterator[Need | Group]:
    gates = (method.gate_of_move(address) for address, way in method.plan.ways.items() if way.owner == duty.phase)
    return (part for gate in gates if gate for name, part in _asked(method, gate) if name == duty.condition)


def verdict_on(world: World, duty: Duty) -> Verdict:
    """Judge the condition of a duty for everybody."""
    return judge(world, part_of(world.method, duty), duty.phase)


def is_met(world: World, duty: Duty, party: str) -> bool:
    """Tell whether a party meets what a duty asks, for every subject in which it stands."""
    if duty.holder:
        holding = holding_of(world.situation, *duty.holder)
        entries = acceptors(world.method, world.situation, holding) if holding else ()
        theirs_ = [one for one in entries if all(seat.party == party for seat in one.seats)]
        return holding is None or not theirs_ or are_signed(theirs_, holding.acceptances)
    verdict = verdict_on(world, duty)
    places = [index for index, one in enumerate(verdict.part.dimensions) if one.kind == "party"]
    theirs = [one for one in verdict.subjects if any(one.subject[index] == party for index in places)]
    return verdict.passes or all(one.verdict in PASSING for one in theirs)


def bound_of(world: World, duty: Duty, party: str) -> Mapping[str, Thing]:
    """Return the party by the name it has in the condition of a duty."""
    names = [one.name for one in part_of(world.method, duty).dimensions if one.kind == "party"]
    return {names[0]: world.party(party)}


def waits_for_all(declared: DecisionType) -> bool:
    """Tell whether a decision waits for parties that catch up: each party has a vote in it."""
    return any(isinstance(one, Parties | EachParty) for one in parts_of(declared.voters))


def opens(method: Method, situation: Situation, party: str, name: str) -> bool:
    """Tell whether a record is open to a party though no phase opens it: a duty asks about it."""
    owed = situation.duties.get(party, ())
    needs = (need for one in owed if not one.duty.holder for need in needs_in(part_of(method, one.duty)))
    return any(f"record:{name}" in expression.things for need in needs for expression in _read(need))


def is_behind(method: Method, situation: Situation, path: str) -> bool:
    """Tell whether a phase was left and does not lie ahead again."""
    for at in reversed(list(method.plan.ancestors(path))):
        if situation.is_now(at):
            continue
        around = method.plan.nodes[method.plan.nodes[at].parent or ROOT]
        here = [index for index, one in enumerate(around.children) if situation.is_now(one)]
        if around.kind == "sequence" and here:
            return around.children.index(at) < here[0]
        return at in situation.visits
    return False


def _asked(method: Method, part: Need | Group) -> Iterator[tuple[str, Need | Group]]:
    """Yield what a gate asks of each party, by the name of the condition; what may be unmet for some is not."""
    if part.advisory:
        return
    if part.each is not None:
        if part.at_least is None and any(one.kind == "party" for one in part.each) and _is_told(method, part):
            yield _name(part), part
    elif not isinstance(part, Need) and part.kind == "all" and part.where is None:
        for inner in part.parts:
            yield from _asked(method, inner)


def _name(part: Need | Group) -> str:
    if isinstance(part, Need):
        return part.address
    return f"{needs_in(part)[0].address.rpartition('.')[0]}.{part.id}"


def _is_told(method: Method, part: Need | Group) -> bool:
    """Tell whether everybody learns for whom this is met."""
    hidden = any(hidden_kind(method.declared, one.kind) for one in part.dimensions)
    return not hidden and all(need.tells_subjects for need in needs_in(part))


def _read(need: Need) -> Iterator[Expression]:
    yield from (one for one in (need.need, need.where) if one)
