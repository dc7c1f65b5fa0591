"""The company of an invented run: who takes part from the start, in which roles, and what the case is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from engine.authoring.proving.names import PARTIES, alias_of, person_name
from engine.authoring.proving.standing import Standing
from engine.authoring.simulation import Simulation
from engine.language.who import Holder, Parties, parts_of, roles_in
from engine.process.commands import Appoint, Command, Join, Open
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.authoring.proving.literals import Literals
    from engine.language.declaration import Declaration
    from engine.language.method import Method
    from engine.process.situation import Json

BEGINS = datetime.fromisoformat("2026-03-02T09:00:00+01:00")
ZONE = "Europe/Amsterdam"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the company."""

    alias: str
    name: str
    party: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody who is there from the start, whoever opens the process first, and what is asked at the opening."""

    members: tuple[Member, ...]
    case: dict[str, Json]
    language: str
    seed: int = 0


def invent(
    method: Method, case: dict[str, Json], literals: Literals, seed: int, language: str | None = None
) -> Company:
    """Invent a holder for every role that people are given: of a party's role one in each of two parties.

    A party is called as some condition asks.
    """
    declared = method.declared
    asked = [str(one.value) for one in literals.of("party", "name") if one.operator == "=="]
    parties = list(dict.fromkeys((*asked, *PARTIES)))[:2]
    opens = [one.role for one in parts_of(declared.may.open) if isinstance(one, Holder)] if declared.may.open else []
    first = opens[0] if opens else next(iter(declared.roles))
    roles = [first, *(role for role in declared.roles if role != first)]
    members = [
        (party, role)
        for role in roles
        if declared.roles[role].held_by is None
        for party in (parties if declared.roles[role].of == "party" else (None,))
    ]
    if members[0][0] is None and _brings_a_party(declared, first):
        members[0] = parties[0], first
    named = [person_name(number + seed) for number in range(len(members))]
    people = tuple(Member(alias_of(name), name, *one) for name, one in zip(named, members, strict=True))
    return Company(people, case, method.language(language), seed)


def _brings_a_party(declared: Declaration, first: str) -> bool:
    """Tell whether nobody is let in but by people of parties, so that whoever opens has to be of one."""
    admit = declared.may.admit
    roles = [declared.roles[role].of == "party" for role in roles_in(admit)] if admit else []
    only = admit is not None and len(roles) == len([one for one in parts_of(admit) if not isinstance(one, Parties)])
    return only and all(roles) and not declared.roles[first].neutral


def open_with(method: Method, company: Company, at: datetime = BEGINS) -> tuple[Standing, Company]:
    """Open a process with a company, each in the role that somebody may give him then; the others have none yet."""
    opener = company.members[0]
    told = Open(
        do="open", actor=opener.alias, method=method.id, version=method.version, title=method.id, zone=ZONE,
        language=company.language, case=company.case, name=opener.name, party=opener.party,
    )  # fmt: skip
    simulation = Simulation(method, f"proof {company.seed}")
    opened = simulation.submit([told], at)
    if isinstance(opened, Refusal):
        raise CannotOpen(opened)
    for one in company.members[1:]:
        join = Join(do="join", actor=opener.alias, participant=one.alias, name=one.name, party=one.party)
        simulation.submit([join], at)
    appointed = _appointed(simulation, company, at)
    members = tuple(one if one.alias in appointed else replace(one, role=None) for one in company.members)
    there = tuple(one for one in members if simulation.situation and one.alias in simulation.situation.participants)
    return Standing(method, simulation, at, seed=company.seed), replace(company, members=there)


class CannotOpen(ValueError):
    """A process cannot be opened with an invented case."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.message} {dict(refusal.values)}")
        self.refusal = refusal


def _appointed(simulation: Simulation, company: Company, at: datetime) -> set[str]:
    """Give roles as long as somebody may; people of the same party come first, as in a scenario."""
    held = simulation.situation.holdings if simulation.situation else {}
    done = {
        one.alias for one in company.members if any(h.participant == one.alias for h in held.get(one.role or "", ()))
    }
    waiting = [one for one in company.members if one.alias not in done]
    while waiting:
        still = []
        for one in waiting:
            if any(_submits(simulation, told, at) for told in _appointments(company, one)):
                done.add(one.alias)
            else:
                still.append(one)
        if still == waiting:
            break
        waiting = still
    return done


def _appointments(company: Company, one: Member) -> Iterator[Command]:
    for other in sorted(company.members, key=lambda by: by.party != one.party or one.party is None):
        yield Appoint(do="appoint", actor=other.alias, participant=one.alias, role=str(one.role))


def _submits(simulation: Simulation, told: Command, at: datetime) -> bool:
    return not isinstance(simulation.submit([told], at), Refusal)
