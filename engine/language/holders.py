"""Roles that nobody can come to hold, or act in: whoever would have to appoint or accept them is never there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.diagnostics import listed
from engine.language.vocabulary import plural_of
from engine.language.who import Anyone, EachHolder, EachParty, Holder, NamedIn, OfPair, Oneself, Parties, WriterOf
from engine.language.who import parts_of as parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.checker import Checker
    from engine.language.declaration import Declaration
    from engine.language.who import Who

    Needs = Mapping[str, tuple["_Need", ...]]

PARTIES, ANYBODY = "parties", "anyone"  # words that no role can have as its name
Source = tuple[frozenset[str], ...]  # somebody of each of these groups has to act


@dataclass(frozen=True, slots=True)
class _Need:
    """What a role waits for, at a key: one of several ways to come by a holder who counts."""

    key: str
    sources: tuple[Source, ...]

    def is_met(self, acting: set[str]) -> bool:
        """Tell whether those who act can do it."""
        return any(all(not group.isdisjoint(acting) for group in source) for source in self.sources)

    def missing(self, acting: set[str]) -> list[str]:
        """Return of which roles one would help, in one of the ways."""
        return sorted(
            {role for source in self.sources for group in source if group.isdisjoint(acting) for role in group}
        )


def check_holders(checker: Checker) -> None:
    """Complain about each role that nobody can hold; those that only wait for it are not named."""
    declared = checker.declared
    needs = all_needs(checker)
    acting = act_in_turn(declared, needs, {ANYBODY})
    for name in needs:
        if name in acting:
            continue
        first = _first_of_a_circle(declared, needs, name, acting)
        missing = next(need for need in needs[first] if not need.is_met(acting))
        waits = missing.missing(acting)
        names = ["in a party" if one == PARTIES else one for one in waits]
        message = f"nobody can become {first}: that takes somebody who is {listed(names) if names else 'there before'}"
        checker.complain(
            ("roles", first, missing.key),
            f"{message}, and there is never one; let whoever opens appoint the first (leave out 'named_by')",
            "nobody-holds",
        )
        _act(declared, acting, first)
        act_in_turn(declared, needs, acting)


def all_needs(checker: Checker) -> Needs:
    """Return for every role what it waits for."""
    declared = checker.declared
    opens = parts(declared.may.open) if declared.may.open else ()
    names = {str(place[1]): one.typed.names for place, one in checker.expressions if place[-1] == "held_by"}
    sources = {name: _sources(declared, names[name]) for name in declared.roles if name in names}
    return {name: tuple(_needs(declared, name, sources.get(name, ()), opens)) for name in declared.roles}


def _needs(declared: Declaration, name: str, held: tuple[Source, ...], opens: tuple[Who, ...]) -> Iterator[_Need]:
    """Yield what must be done before a role is held and counts."""
    role = declared.roles[name]
    if role.held_by is not None:
        yield from [_Need("held_by", held)] if held else []
    elif role.named_by is not None and Holder(name) not in opens:
        yield _Need("named_by", ((group_of(role.named_by),),))
    if role.accepted_by is not None:
        yield _Need("accepted_by", ((group_of(role.accepted_by),),))


def _sources(declared: Declaration, names: frozenset[str]) -> tuple[Source, ...]:
    """Return who has to act for each record and decision from which it follows who holds a role."""
    records = [name for name in declared.records if name in names or plural_of(declared, name) in names]
    written: list[Source] = [
        () if name in (declared.parent or ()) else (group_of(declared.records[name].written_by),) for name in records
    ]
    decisions = [declared.decisions[name] for name in sorted(names & declared.decisions.keys())]
    return (*written, *((group_of(one.by), group_of(one.voters)) for one in decisions))


def group_of(who: Who) -> frozenset[str]:
    """Return the roles of which any one will do."""
    return frozenset(role for one in parts(who) for role in _roles(one))


def _roles(who: Who) -> list[str]:
    match who:
        case Anyone() | Oneself() | NamedIn() | WriterOf():
            return [ANYBODY]
        case Parties():
            return [PARTIES]
        case Holder(role) | EachHolder(role) | EachParty(role) | OfPair(_, role):
            return [role]
        case _:
            return []


def act_in_turn(declared: Declaration, needs: Needs, acting: set[str]) -> set[str]:
    """Let every role act that can, and then those that waited for it; add them to who acts."""
    waiting: dict[str, list[str]] = {}
    for name in needs:
        for role in {role for need in needs[name] for source in need.sources for group in source for role in group}:
            waiting.setdefault(role, []).append(name)
    ahead = list(needs)
    while ahead:
        name = ahead.pop()
        if name not in acting and all(need.is_met(acting) for need in needs[name]):
            for role in _act(declared, acting, name):
                ahead += waiting.get(role, ())
    return acting


def _act(declared: Declaration, acting: set[str], name: str) -> list[str]:
    """Let a role act, and the parties with the first of theirs; return what acts now."""
    more = [name, *([PARTIES] if declared.roles[name].of == "party" and PARTIES not in acting else [])]
    acting.update(more)
    return more


def _first_of_a_circle(declared: Declaration, needs: Needs, name: str, acting: set[str]) -> str:
    """Follow what a role waits for until it comes round, and return the first of that circle in the file."""
    party = next((one for one, role in declared.roles.items() if role.of == "party"), name)
    way = [name]
    while True:
        missing = next(need for need in needs[way[-1]] if not need.is_met(acting)).missing(acting)
        after = next(iter(missing), way[-1])
        after = party if after == PARTIES else after
        if after in way:
            circle = set(way[way.index(after) :])
            return next(one for one in declared.roles if one in circle)
        way.append(after)
