"""The one way to say who: roles, parties, holders. Who that is in a running process, `process/who.py` says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.language.diagnostics import Slip, shown

ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
FORMS = (
    "a role, a list of them, parties, anyone, {each: party, role: r}, {each: r}, {role: r, at_least: 5}, "
    "{writer_of: topic}, {named_in: record.field} or {of: b, role: r}"
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Any one holder of a role; as voters, every holder. `at_least` asks for that many of them."""

    role: str
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Parties:
    """Each party, through any holder of one of its roles."""


@dataclass(frozen=True, slots=True)
class Anyone:
    """Everybody who takes part."""


@dataclass(frozen=True, slots=True)
class Oneself:
    """Whoever is admitted may take the role (`named_by: self`)."""


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nobody, ever (`waivable_by: never`)."""


@dataclass(frozen=True, slots=True)
class EachParty:
    """Each party, through a holder of this role of its own."""

    role: str


@dataclass(frozen=True, slots=True)
class EachHolder:
    """Every single holder of a role."""

    role: str


@dataclass(frozen=True, slots=True, eq=False)
class WriterOf:
    """Whoever wrote the record in scope. Each stands at a place of its own, where its name is looked up."""

    record: str


@dataclass(frozen=True, slots=True, eq=False)
class NamedIn:
    """Whoever an expression over records names. Each stands at a place of its own, where its names are looked up."""

    expression: str


@dataclass(frozen=True, slots=True)
class OfPair:
    """The holder of a role at one side of a pair."""

    variable: str
    role: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Any of several."""

    several: tuple[Who, ...]


Who = Holder | Parties | Anyone | Oneself | Nobody | EachParty | EachHolder | WriterOf | NamedIn | OfPair | AnyOf
RESERVED: dict[str, Who] = {"parties": Parties(), "anyone": Anyone(), "self": Oneself(), "never": Nobody()}


def read_who(value: object) -> Who:
    """Read a who as a method file has it. Raises ValueError naming the forms that exist."""
    if isinstance(value, str) and ID.fullmatch(value):
        return RESERVED.get(value) or Holder(value)
    if isinstance(value, list) and value:
        return AnyOf(tuple(_in_list(item, index) for index, item in enumerate(value)))
    if isinstance(value, dict) and (who := _from_mapping(value)):
        return who
    raise Slip(f"{shown(value)} does not say who; allowed: {FORMS}")


def _in_list(value: object, index: int) -> Who:
    try:
        return read_who(value)
    except Slip as slip:
        raise Slip(str(slip), index, *slip.at) from None


def _from_mapping(value: dict[str, object]) -> Who | None:
    words = {key: word for key, word in value.items() if isinstance(word, str)}
    match value:
        case {"each": "party", "role": str(role), **rest} if not rest:
            return EachParty(role)
        case {"each": str(role), **rest} if not rest:
            return EachHolder(role)
        case {"role": str(role), "at_least": int(number), **rest} if not rest and number is not True and number > 0:
            return Holder(role, number)
        case {"writer_of": str(record), **rest} if not rest:
            return WriterOf(record)
        case {"named_in": str(expression), **rest} if not rest:
            return NamedIn(expression)
        case {"of": str(variable), "role": str(role), **rest} if not rest:
            return OfPair(variable, role)
    return Holder(words["role"]) if value.keys() == {"role"} and words else None


def roles_in(who: Who) -> set[str]:
    """Return the roles a who names."""
    if isinstance(who, AnyOf):
        return set().union(*(roles_in(one) for one in who.several))
    return {who.role} if isinstance(who, Holder | EachParty | EachHolder | OfPair) else set()


def parts_of(who: Who) -> tuple[Who, ...]:
    """Return the single forms a who is made of."""
    return tuple(part for one in who.several for part in parts_of(one)) if isinstance(who, AnyOf) else (who,)


def is_scoped(who: Who) -> bool:
    """Tell whether who that is depends on the record or the subjects around it."""
    return any(isinstance(one, WriterOf | NamedIn | OfPair) for one in parts_of(who))
