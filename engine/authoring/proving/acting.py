"""Finding somebody who may do something, and where there is nobody, making somebody able to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.proving.meant import NOTHING, meant
from engine.authoring.proving.names import new_name, party_name
from engine.authoring.proving.spots import Aim, Spot
from engine.language.plan import ROOT
from engine.language.who import Oneself, parts_of
from engine.process.commands import Appoint, Command, Join, Resume, read_command
from engine.process.refusal import Refusal
from engine.process.who import Wanted, acting_for, is_party_role, neutral_role, opener

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing
    from engine.language.who import Who
    from engine.process.who import Seat

REASON = {"en": "It is time", "nl": "Het is tijd"}


def reason(here: Standing) -> str:
    """Return a reason to give, in the language of the process."""
    return REASON.get(here.situation.language, REASON["en"])


def asked(do: str, actor: str, **values: object) -> Command:
    """Return a command; what is None in it was left out."""
    told = {name: value for name, value in values.items() if value is not None}
    return read_command.validate_python({"do": do, "actor": actor, **told})


def able(here: Standing, entries: Sequence[Wanted], *, partisan: bool = False) -> list[str]:
    """Return who fits one of the wanted entries now; where `partisan`, nobody who would do it as a neutral."""
    found = []
    for person in here.situation.present():
        acting = acting_for(here.method, here.situation, person.id, entries, None)
        if acting and not (partisan and neutral_role(here.method, here.situation, acting)):
            found.append(person.id)
    return found


def actors(
    seek: Seek, here: Standing, entries: Sequence[Wanted], *, partisan: bool = False
) -> Iterator[tuple[Standing, str]]:
    """Yield who can do something; where nobody can now, whoever can once he holds the role or is accepted in it."""
    there = able(here, entries, partisan=partisan)
    if there:
        yield from ((here, one) for one in there)
        return
    for seat in dict.fromkeys(seat for entry in entries for seat in entry.seats):
        seated = _seat(seek, here, seat)
        if seated is not None:
            yield from ((seated, one) for one in able(seated, entries, partisan=partisan))


def actor(
    seek: Seek, here: Standing, entries: Sequence[Wanted], *, partisan: bool = False
) -> tuple[Standing, str] | None:
    """Return the first who can do something."""
    return next(actors(seek, here, entries, partisan=partisan), None)


def acting_as(
    seek: Seek, here: Standing, who: Who, bound: Mapping[str, object] = NOTHING, party: str | None = None
) -> Iterator[tuple[Standing, str]]:
    """Yield who can do what a who may do."""
    there, entries = meant(seek, here, who, bound, party)
    yield from actors(seek, there, entries)


def newly_acting(
    seek: Seek, here: Standing, who: Who, bound: Mapping[str, object] = NOTHING, party: str | None = None
) -> Iterator[tuple[Standing, str]]:
    """Yield who could do what a who may do once he took a role that nobody has who can: though others can already."""
    there, entries = meant(seek, here, who, bound, party)
    before = able(there, entries)
    for seat in dict.fromkeys(seat for entry in entries for seat in entry.seats if seat.role):
        if able(there, [Wanted((seat,))]):
            continue
        seated = _seat(seek, there, seat)
        if seated is not None:
            yield from ((seated, one) for one in able(seated, entries) if one not in before)


def act_as(
    seek: Seek, here: Standing, who: Who | None, bound: Mapping[str, object] = NOTHING
) -> tuple[Standing, str] | None:
    """Return somebody who can do what a who may do; whoever opened the process where it says nothing."""
    if who is None:
        return actor(seek, here, opener(here.method, here.situation))
    return next(acting_as(seek, here, who, bound), None)


def _seat(seek: Seek, here: Standing, seat: Seat) -> Standing | None:
    if seat.role is None:
        return _of_party(seek, here, seat.party) if seat.party and not seat.participant else None
    held = [
        one
        for one in here.situation.holders(seat.role)
        if seat.participant in (None, one.participant)
        if seat.party is None or here.situation.participants[one.participant].party == seat.party
    ]
    if not held:
        return hold_role(seek, here, seat.role, seat.party, seat.participant)
    return seek.accept(here, held[0])


def _of_party(seek: Seek, here: Standing, party: str) -> Standing | None:
    """Let somebody hold a role for a party."""
    roles = [role for role, declared in here.method.declared.roles.items() if declared.of == "party"]
    return next((held for role in roles if (held := hold_role(seek, here, role, party)) is not None), None)


def hold_role(
    seek: Seek, here: Standing, role: str, party: str | None = None, person: str | None = None
) -> Standing | None:
    """Let somebody hold a role who does not: a person that is named, one who is there, or one who joins."""
    with seek.doing("hold", role, party, person) as free:
        if not free:
            return None
        declared = here.method.declared.roles[role]
        if declared.held_by is not None:
            return _held_by_rule(seek, here, role, declared.held_by, person)
        for one in [person] if person else _candidates(here, role, party):
            named = _appoint(seek, here, role, one)
            if named is not None:
                return named
        named = None if person else _join(seek, here, role, party) or _of_others(seek, here, role, party)
        if named is None:
            seek.lack("nobody", role)
        return named


def newcomer(seek: Seek, here: Standing) -> tuple[Standing, str] | None:
    """Let somebody join, in no party and without a role."""
    found = act_as(seek, here, here.method.declared.may.admit)
    if found is None:
        return None
    alias, called = new_name(found[0])
    joined = seek.submit(found[0], Join(do="join", actor=found[1], participant=alias, name=called))
    return None if isinstance(joined, Refusal) else (joined, alias)


def _held_by_rule(seek: Seek, here: Standing, role: str, text: str, person: str | None) -> Standing | None:
    expression = here.method.expression(text)
    spot = Spot(expression, ROOT)
    wanted_there = here.world.person(person) if person else None
    before = {one.participant for one in here.situation.holders(role)}
    people = (
        [wanted_there]
        if wanted_there
        else [
            here.world.person(one.id)
            for one in here.situation.present()
            if one.id not in before and _fits_role(here, role, one.id)
        ]
    )
    for one in people:
        found = seek.include(here, spot, expression.typed.root, one)
        if found is not None and any(held.participant == one.key for held in found.situation.holders(role)):
            return found
    if person is None and here.method.declared.roles[role].of != "party":
        came = newcomer(seek, here)
        return _held_by_rule(seek, came[0], role, text, came[1]) if came else None
    return None


def _fits_role(here: Standing, role: str, participant: str) -> bool:
    declared, party = here.method.declared.roles[role], here.situation.participants[participant].party
    return not (declared.neutral and party) and not (declared.of == "party" and party is None)


def _candidates(here: Standing, role: str, party: str | None) -> list[str]:
    """Return who could be given a role: people without any role first; of a party's role its own people."""
    held = {one.participant for holders in here.situation.holdings.values() for one in holders}
    mine = {one.participant for one in here.situation.holders(role)}
    there = [
        one.id
        for one in here.situation.present()
        if one.id not in mine and one.id not in held and _fits_role(here, role, one.id)
        if party is None or one.party == party
    ]
    return there[:2]


def _of_others(seek: Seek, here: Standing, role: str, party: str | None) -> Standing | None:
    """Give a role to somebody who has another one."""
    mine = {one.participant for one in here.situation.holders(role)}
    for one in here.situation.present():
        if one.id not in mine and _fits_role(here, role, one.id) and party in (None, one.party):
            named = _appoint(seek, here, role, one.id)
            if named is not None:
                return named
    return None


def _appoint(seek: Seek, here: Standing, role: str, person: str) -> Standing | None:
    eligible = _make_eligible(seek, here, role, person)
    if eligible is None:
        return None
    party = here.situation.participants[person].party if is_party_role(here.method, role) else None
    for found, namer in _namers(seek, eligible, role, party, person):
        told = Appoint(do="appoint", actor=namer, participant=person, role=role)
        result = seek.submit(found, told)
        if not isinstance(result, Refusal):
            return result
    return None


def _make_eligible(seek: Seek, here: Standing, role: str, person: str) -> Standing | None:
    eligible = here.method.declared.roles[role].eligible
    if eligible is None:
        return here
    expression = here.method.expression(eligible, ("participant",))
    spot = Spot(expression, ROOT, {"participant": here.world.person(person)})
    return seek.make(here, Aim(spot, expression.typed.root, wanted=True))


def _namers(seek: Seek, here: Standing, role: str, party: str | None, person: str) -> Iterator[tuple[Standing, str]]:
    named_by = here.method.declared.roles[role].named_by
    if named_by is None:
        yield from actors(seek, here, opener(here.method, here.situation))
        return
    for who in parts_of(named_by):
        if isinstance(who, Oneself):
            yield here, person
        else:
            yield from acting_as(seek, here, who, party=party)


def _join(seek: Seek, here: Standing, role: str, party: str | None) -> Standing | None:
    """Let somebody new join for a role, given it at once where whoever admits may, else afterwards."""
    found = act_as(seek, here, here.method.declared.may.admit)
    if found is None:
        return None
    here, admitter = found
    alias, name = new_name(here)
    inside = party_name(here, party) if here.method.declared.roles[role].of == "party" else None
    told = {"do": "join", "actor": admitter, "participant": alias, "name": name, "party": inside}
    if here.method.declared.roles[role].eligible is None:
        at_once = seek.submit(here, Join.model_validate({**told, "roles": (role,)}))
        if not isinstance(at_once, Refusal):
            return at_once
    joined = seek.submit(here, Join.model_validate(told))
    return None if isinstance(joined, Refusal) else _appoint(seek, joined, role, alias)


def submit(seek: Seek, here: Standing, command: Command) -> Standing | None:
    """Do something; where it is refused for a gate or a hold that can be mended, mend that first."""
    for _ in range(6):
        result = seek.submit(here, command)
        if not isinstance(result, Refusal):
            return result
        mended = mend(seek, here, result)
        if mended is None or mended.length == here.length:
            return None
        here = mended
    return None


def mend(seek: Seek, here: Standing, refusal: Refusal) -> Standing | None:
    """Do something about a refusal: meet the gate, end the hold, wait; None where nothing can be done."""
    if refusal.gate is not None:
        return seek.fulfil(here, refusal.gate, refusal.at)
    match refusal.message:
        case "held_by_gate" | "held":
            return released(seek, here)
        case "voting_not_begun" | "session_not_begun":
            due = here.next_due()
            return here.until(due) if due else None
        case "not_open_here":
            seek.lack("not-open", str(refusal.values.get("name")), refusal)
        case message:
            seek.lack("refused", message, refusal)
    return None


def later(seek: Seek, here: Standing, due: datetime | None = None) -> Standing | None:
    """Let time pass until something is due, or anything; a hold, which stops the clocks, is ended first."""
    if here.situation.open_holds() and not (due or here.next_due()):
        freed = released(seek, here)
        if freed is None:
            return None
        here = freed
    instant = due or here.next_due()
    if instant is None:
        return None
    seek.spend(1)
    return here.until(instant)


def released(seek: Seek, here: Standing) -> Standing | None:
    """Let the holds end that keep the process: by what their gates ask for, or by resuming."""
    with seek.doing("release") as free:
        while free and (holds := here.situation.open_holds()):
            one = holds[0]
            if one.id in here.situation.children:
                found = seek.bring_to_end(here, one.id, lambda _there: True)
            elif one.gate is not None:
                gate = here.method.gates[f"gate:{one.gate}"]
                found = seek.meet(here, gate, one.phase, {}, standing=True)
            else:
                may = act_as(seek, here, here.method.declared.may.hold)
                told = Resume(do="resume", actor=may[1], reason=reason(here)) if may else None
                found = submit(seek, may[0], told) if may and told else None
            if found is None or found.length == here.length:
                return None
            here = found
        return here if free else None
