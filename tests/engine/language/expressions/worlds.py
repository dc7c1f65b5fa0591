"""A small vocabulary, and things whose members may be missing, for every test of the condition language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, TypeAlias

import pytest

from engine.language.expressions import (
    BOOL,
    DURATION,
    INT,
    NUMBER,
    STRING,
    TIMESTAMP,
    Choice,
    Expression,
    ListOf,
    MapOf,
    Member,
    Scope,
    Thing,
    Type,
    Unknown,
    Vocabulary,
    read_expression,
)

PARTY, MANDATE, INTEREST, VOTE = (
    Thing("party"),
    Thing("record:mandate"),
    Thing("record:interest"),
    Thing("decision:vote"),
)
LEVEL = Choice("level", ("explore", "negotiate", "ratify", "commit"), ordered=True)
KIND = Choice("kind", ("starting", "stuck"), ordered=False)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def members(**types: Type) -> dict[str, Member]:
    return {name: Member(name, type_) for name, type_ in types.items()}


VOCABULARY = Vocabulary(
    {
        "party": members(name=STRING, mandate=MANDATE, interests=ListOf(INTEREST), joined_at=TIMESTAMP, ally=PARTY),
        "list:record:interest": members(sealed=BOOL),
        "record:mandate": members(confirmed=BOOL, level=LEVEL, ends=TIMESTAMP, share=NUMBER),
        "record:interest": members(weight=INT, words=ListOf(STRING), party=PARTY),
        "decision:vote": members(accepted=BOOL)
        | {"ballot": Member("ballot", STRING, parameters=(PARTY,)), "next": Member("next", VOTE, parameters=())},
    }
)
GLOBALS: Mapping[str, Type] = {
    "parties": ListOf(PARTY),
    "vote": VOTE,
    "kind": KIND,
    "n": INT,
    "q": NUMBER,
    "s": STRING,
    "b": BOOL,
    "xs": ListOf(INT),
    "qs": ListOf(NUMBER),
    "words": ListOf(STRING),
    "counts": MapOf(INT),
    "t": TIMESTAMP,
    "d": DURATION,
}
SCOPE = Scope(VOCABULARY, GLOBALS)
IN_PARTY = SCOPE.bind("party", PARTY, implicit=True)


class Being:
    """A thing: what was not given is not recorded, what was given as an Unknown cannot be told."""

    def __init__(self, **given: object) -> None:
        self.given = given

    def __getattr__(self, slot: str) -> Any:
        if not slot.startswith("m_"):
            raise AttributeError(slot)
        member = slot.removeprefix("m_")
        value = self.given.get(member, Unknown("not_recorded", {"member": member}, absent=True))
        if isinstance(value, Unknown):
            raise value
        return value

    def __repr__(self) -> str:
        return f"<{self.given.get('name', 'being')}>"


def a_party(name: str = "Town", *, level: str = "negotiate", confirmed: bool = True, **given: object) -> Being:
    mandate = Being(confirmed=confirmed, level=level, share=Fraction(1, 4), ends=NOON + timedelta(days=30))
    return Being(**{"name": name, "mandate": mandate, "interests": [], "joined_at": NOON, **given})


def a_world(**given: object) -> dict[str, object]:
    """Return a value for every root name."""
    world: dict[str, object] = {
        "parties": [],
        "vote": Being(accepted=True),
        "kind": "starting",
        "n": 3,
        "q": Fraction(5, 2),
    }
    world |= {
        "s": "abc",
        "b": True,
        "xs": [1, 2, 3],
        "qs": [Fraction(1, 2), 2],
        "words": ["a", "b"],
        "counts": {"a": 1},
    }
    return world | {"t": NOON, "d": timedelta(days=1)} | given


def read(text: str, scope: Scope = SCOPE, expect: Type | None = None) -> Expression:
    return read_expression(text, scope, expect)


def fast(text: str, world: Mapping[str, object] | None = None, scope: Scope = SCOPE, budget: int = 20_000) -> Any:
    """Evaluate by the generated code; an Unknown is returned as its reason."""
    try:
        return read(text, scope).evaluate(a_world() if world is None else world, budget)
    except Unknown as unknown:
        return Reason(unknown.reason)


def careful(text: str, world: Mapping[str, object] | None = None, scope: Scope = SCOPE, budget: int = 20_000) -> Any:
    """Evaluate by the closures; an Unknown is returned as its reason."""
    value = read(text, scope).explain(a_world() if world is None else world, budget).value
    return Reason(value.reason) if isinstance(value, Unknown) else value


class Reason(str):
    """Why there is no value; unlike any text a condition gives."""

    __slots__ = ()


BOTH = pytest.mark.parametrize("evaluate", [fast, careful])
Evaluation: TypeAlias = Callable[..., Any]
