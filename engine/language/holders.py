"""Roles that nobody can come to hold, or act in: whoever would have to appoint or accept them is never there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.vocabulary import plural_of
from engine.language.who import (
    Anyone,
    EachHolder,
    EachParty,
    Holder,
    NamedIn,
    Nobody,
    OfPair,
    Oneself,
    Parties,
    WriterOf,
    parts_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.checker import Checker
    from engine.language.declaration import Declaration
    from engine.language.who import Who

    Needs = Mapping[str, tuple["_Need", ...]]


Group = tuple["Who", ...]  # any of these people will do
Source = tuple["Group", ...]  # somebody of each group has to act


@dataclass(frozen=True, slots=True)
class _Need:
    """What a role waits for, at a key: one of several ways to come by a holder who counts."""

    key: str
    sources: tuple[Source, ...]


def check_holders(checker: Checker) -> None:
    """Complain about each role that nobody can hold; those that only wait for it are not named."""
    needs = {name: tuple(_needs(checker, name)) for name in checker.declared.roles}
    given: set[str] = set()
    while True:
        acting = _acting(checker.declared, needs, given)
        without = [name for name in needs if name not in acting]
        if not without:
            return
        first = next((one for one in without if one in _behind(checker.declared, needs, one, acting)), without[0])
        missing = _missing(checker.declared, needs[first], acting)
        waits = sorted(_named(checker.declared, missing) - acting)
        message = f"nobody can become {first}: that takes {' or '.join(waits) or 'somebody'}, and there is never one"
        checker.complain(("roles", first, missing.key), f"{message}; let who opens the process begin", "nobody-holds")
        given.add(first)


def _needs(checker: Checker, name: str) -> Iterator[_Need]:
    """Yield what must be done before a role is held and counts."""
    declared = checker.declared
    role, opens = declared.roles[name], declared.may.open
    is_first = opens is not None and Holder(name) in parts_of(opens)
    if role.held_by is not None:
        place = ("roles", name, "held_by")
        names = frozenset[str]().union(*(one.typed.names for path, one in checker.expressions if path == place))
        sources = tuple(_sources(declared, names))
        yield from [_Need("held_by", sources)] if sources else []
    elif role.named_by is not None and not is_first:
        yield _Need("named_by", ((parts_of(role.named_by),),))
    if role.accepted_by is not None:
        yield _Need("accepted_by", ((parts_of(role.accepted_by),),))


def _sources(declared: Declaration, names: frozenset[str]) -> Iterator[Source]:
    """Yield who has to act for each record and decision from which it follows who holds a role."""
    for name, record in declared.records.items():
        if {name, plural_of(declared, name)} & names:
            yield () if name in (declared.parent or ()) else (parts_of(record.written_by),)
    for name, decision in declared.decisions.items():
        if name in names:
            yield parts_of(decision.by), parts_of(decision.voters)


def _acting(declared: Declaration, needs: Needs, given: set[str]) -> set[str]:
    """Return every role in which somebody can come to act, the `given` ones among them."""
    acting: set[str] = set(given)
    while True:
        more = {
            one for one in needs if one not in acting and all(_is_met(declared, need, acting) for need in needs[one])
        }
        if not more:
            return acting
        acting |= more


def _is_met(declared: Declaration, need: _Need, acting: set[str]) -> bool:
    return any(all(any(_can(declared, one, acting) for one in who) for who in source) for source in need.sources)


def _missing(declared: Declaration, needs: tuple[_Need, ...], acting: set[str]) -> _Need:
    return next(need for need in needs if not _is_met(declared, need, acting))


def _behind(declared: Declaration, needs: Needs, name: str, acting: set[str]) -> set[str]:
    """Return every role without holders for which this one waits."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        more = _named(declared, _missing(declared, needs[ahead.pop()], acting)) - acting - found
        found |= more
        ahead += more
    return found


def _named(declared: Declaration, need: _Need) -> set[str]:
    return {role for source in need.sources for who in source for one in who for role in _roles(declared, one)}


def _can(declared: Declaration, who: Who, acting: set[str]) -> bool:
    match who:
        case Anyone() | Oneself() | NamedIn() | WriterOf():
            return True
        case Nobody():
            return False
        case _:
            return not _roles(declared, who).isdisjoint(acting)


def _roles(declared: Declaration, who: Who) -> set[str]:
    """Return the roles through which these people act."""
    match who:
        case Parties():
            return {name for name, role in declared.roles.items() if role.of == "party"}
        case Holder(role) | EachHolder(role) | EachParty(role) | OfPair(_, role):
            return {role}
        case _:
            return set()
