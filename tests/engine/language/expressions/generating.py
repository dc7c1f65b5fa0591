"""Hypothesis strategies: well-typed expressions as trees of syntax, and worlds to evaluate them in.

With `shared`, only what we and every other CEL engine mean alike; the rest has tests of its own, by deviation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from engine.language.expressions import (
    BOOL,
    DURATION,
    INT,
    NUMBER,
    STRING,
    TIMESTAMP,
    ListOf,
    MapOf,
    Member,
    Node,
    Scope,
    Thing,
    Type,
    Unknown,
    Vocabulary,
    nodes,
)
from engine.language.expressions.values import LARGEST_INT, SMALLEST_INT
from tests.engine.language.expressions.worlds import KIND, LEVEL, Being, members

BEING = Thing("being")
SHARED_MEMBERS = members(size=INT, open=BOOL, name=STRING, friend=BEING, scores=ListOf(INT), tags=ListOf(STRING))
OWN_MEMBERS = members(level=LEVEL, share=NUMBER, shares=ListOf(NUMBER))
SHARED_NAMES: Mapping[str, Type] = {
    "n": INT, "k": INT, "s": STRING, "b": BOOL, "xs": ListOf(INT), "words": ListOf(STRING), "counts": MapOf(INT),
    "t": TIMESTAMP, "d": DURATION, "being": BEING, "beings": ListOf(BEING),
}  # fmt: skip
OWN_NAMES: Mapping[str, Type] = {"q": NUMBER, "qs": ListOf(NUMBER), "level": LEVEL, "kind": KIND}
SHARED_SCOPE = Scope(Vocabulary({"being": SHARED_MEMBERS}), SHARED_NAMES)
ASKED = {"told": Member("told", INT, parameters=(INT,))}
OWN_SCOPE = Scope(Vocabulary({"being": SHARED_MEMBERS | OWN_MEMBERS | ASKED}), {**SHARED_NAMES, **OWN_NAMES})

LITERALS: Mapping[Type, st.SearchStrategy[Any]] = {
    BOOL: st.booleans(),
    INT: st.sampled_from([0, 1, 2, 3, 4, -1, -2, 7, 2**62, LARGEST_INT, SMALLEST_INT]),
    NUMBER: st.sampled_from([Fraction(n, 4) for n in (0, 1, 2, 6, -3)] + [Fraction(1, 10), Fraction(2**70)]),
    STRING: st.sampled_from(["", "a", "b", "ab", "abc", "é", "it's \\ \n"]),
    LEVEL: st.sampled_from(LEVEL.options),
    KIND: st.sampled_from(KIND.options),
}
CALLED = {
    TIMESTAMP: ("timestamp", ["2026-03-01T12:00:00Z", "2026-03-02T12:00:00+01:00", "2025-12-31T23:59:59.5Z"]),
    DURATION: ("duration", ["P1D", "PT36H", "PT0.5S", "P1W", "P0D"]),
}
ELEMENTS = (INT, STRING, BEING)


@dataclass(frozen=True)
class _Maker:
    """Draws a tree of a type from what can be named where it stands, at most `depth` operations deep."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    names: Mapping[str, Type]
    members: Mapping[str, Member]
    shared: bool
    depth: int

    def pick(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def make(self, type_: Type) -> Node:
        """Make a tree whose value is of the type."""
        if self.depth <= 0:
            return self.leaf(type_)
        below = replace(self, depth=self.depth - 1)
        ways = _WAYS.get(type_) or _LISTS.get(type_) or ()
        ways += () if self.shared else _OWN_WAYS.get(type_, ())
        way: Callable[[_Maker, Type], Node] = self.pick(_Maker.leaf, _conditional, *ways, *ways)
        return way(below, type_)

    def leaf(self, type_: Type) -> Node:
        named = [Name(name) for name, found in self.names.items() if found == type_]
        named += [
            nodes.Select(0, 0, Name(name), member.name)
            for name, found in self.names.items()
            if found == BEING
            for member in self.members.values()
            if member.type == type_ and member.parameters is None
        ]
        if type_ == INT:
            named += [nodes.Select(0, 0, Name("counts"), "a"), nodes.Index(0, 0, Name("xs"), Literal(1))]
        return self.pick(*named) if named and self.pick(True, True, False) else self.constant(type_)

    def constant(self, type_: Type) -> Node:
        if type_ in CALLED:
            function, texts = CALLED[type_]
            return Call(function, None, Literal(self.pick(*texts)))
        if type_ in LITERALS:
            return Literal(self.draw(LITERALS[type_]))
        if isinstance(type_, ListOf) and type_.element != BEING:
            return nodes.Elements(0, 0, tuple(self.leaf(type_.element) for _ in range(self.pick(1, 2, 3))))
        if isinstance(type_, MapOf):
            keys = self.pick(("a",), ("a", "b"))
            return nodes.Entries(0, 0, tuple((key, self.leaf(type_.value)) for key in keys))
        return Name("being" if type_ == BEING else "beings")

    def binding(self, type_: Type) -> tuple[Node, _Maker]:
        """Return a name for an element, and the maker that knows it."""
        name = f"x{len(self.names)}"
        return Name(name), replace(self, names={**self.names, name: type_})


def Name(name: str) -> Node:  # noqa: N802  # reads as the node it makes
    return nodes.Name(0, 0, name)


def Literal(value: Any) -> Node:  # noqa: N802  # any literal; reads as the node it makes
    return nodes.Literal(0, 0, value)


def Call(name: str, target: Node | None, *arguments: Node) -> Node:  # noqa: N802  # reads as the node it makes
    return nodes.Call(0, 0, name, target, arguments, 0)


def Binary(operator: str, left: Node, right: Node) -> Node:  # noqa: N802  # reads as the node it makes
    return nodes.Binary(0, 0, operator, left, right)


def _conditional(make: _Maker, type_: Type) -> Node:
    return nodes.Conditional(0, 0, make.make(BOOL), make.make(type_), make.make(type_))


def _junction(make: _Maker, _: Type) -> Node:
    operands = tuple(make.make(BOOL) for _ in range(make.pick(2, 2, 3)))
    return junction(make.pick("&&", "||"), operands)


def junction(operator: str, operands: tuple[Node, ...]) -> Node:
    """Join operands as the parser does, however they are bracketed."""
    flat: list[Node] = []
    for operand in operands:
        same = isinstance(operand, nodes.Junction) and operand.operator == operator
        flat += operand.operands if isinstance(operand, nodes.Junction) and same else [operand]
    return nodes.Junction(0, 0, operator, tuple(flat))


def _not(make: _Maker, _: Type) -> Node:
    return nodes.Unary(0, 0, "!", make.make(BOOL))


def _ordered(make: _Maker, _: Type) -> Node:
    type_ = make.pick(INT, INT, INT, STRING, TIMESTAMP, DURATION, BOOL)
    return Binary(make.pick("<", "<=", ">", ">=", "==", "!="), make.make(type_), make.make(type_))


def _equal(make: _Maker, _: Type) -> Node:
    type_ = make.pick(ListOf(INT), ListOf(STRING), MapOf(INT))
    other = make.pick(make.make(type_), make.make(type_), Literal(None), nodes.Elements(0, 0, ()))
    if isinstance(type_, MapOf) and isinstance(other, nodes.Elements):
        other = nodes.Entries(0, 0, ())
    return Binary(make.pick("==", "!="), make.make(type_), other)


def _in(make: _Maker, _: Type) -> Node:
    type_ = make.pick(INT, STRING)
    if type_ == STRING and make.pick(True, False):
        return Binary("in", make.make(STRING), make.make(MapOf(INT)))
    return Binary("in", make.make(type_), make.make(ListOf(type_)))


def _quantified(make: _Maker, _: Type) -> Node:
    element = make.pick(*ELEMENTS)
    over = make.make(ListOf(element))
    name, inner = make.binding(element)
    return Call(make.pick("all", "exists", "exists_one"), over, name, inner.make(BOOL))


def _over_keys(make: _Maker, _: Type) -> Node:
    over = make.make(MapOf(INT))
    name, inner = make.binding(STRING)
    return Call(make.pick("all", "exists"), over, name, inner.make(BOOL))


def _has(make: _Maker, _: Type) -> Node:
    if make.pick(True, False):
        return Call("has", None, nodes.Select(0, 0, make.make(MapOf(INT)), make.pick("a", "b", "c")))
    member = make.pick(*(name for name, found in make.members.items() if found.parameters is None))
    return Call("has", None, nodes.Select(0, 0, make.make(BEING), member))


def _text_method(make: _Maker, _: Type) -> Node:
    return Call(make.pick("startsWith", "endsWith", "contains"), make.make(STRING), make.make(STRING))


def _arithmetic(make: _Maker, type_: Type) -> Node:
    operators = ("+", "-", "*", "/", "%") if type_ == INT else ("+", "-", "*", "/")
    return Binary(make.pick(*operators), make.make(type_), make.make(type_))


def _negated(make: _Maker, type_: Type) -> Node:
    return nodes.Unary(0, 0, "-", make.make(type_))


def _size(make: _Maker, _: Type) -> Node:
    of = make.make(make.pick(STRING, ListOf(INT), ListOf(STRING), ListOf(BEING), MapOf(INT)))
    return Call("size", of) if make.pick(True, False) else Call("size", None, of)


def _indexed(make: _Maker, type_: Type) -> Node:
    return nodes.Index(0, 0, make.make(ListOf(type_)), make.make(INT))


def _entry(make: _Maker, type_: Type) -> Node:
    return nodes.Index(0, 0, make.make(MapOf(type_)), make.make(STRING))


def _joined(make: _Maker, type_: Type) -> Node:
    return Binary("+", make.make(type_), make.make(type_))


def _moved(make: _Maker, _: Type) -> Node:
    if make.pick(True, False):
        return Binary(make.pick("+", "-"), make.make(TIMESTAMP), make.make(DURATION))
    return Binary("+", make.make(DURATION), make.make(TIMESTAMP))


def _apart(make: _Maker, _: Type) -> Node:
    type_ = make.pick(DURATION, TIMESTAMP)
    return Binary("-" if type_ == TIMESTAMP else make.pick("+", "-"), make.make(type_), make.make(type_))


def _filtered(make: _Maker, type_: Any) -> Node:
    over = make.make(type_)
    name, inner = make.binding(type_.element)
    return Call("filter", over, name, inner.make(BOOL))


def _mapped(make: _Maker, type_: Any) -> Node:
    element = make.pick(*ELEMENTS)
    over = make.make(ListOf(element))
    name, inner = make.binding(element)
    where = [inner.make(BOOL)] if make.pick(True, False) else []
    return Call("map", over, name, *where, inner.make(type_.element))


def _widened(make: _Maker, _: Type) -> Node:
    return Binary(
        make.pick("+", "-", "*", "/"),
        *make.pick((make.make(INT), make.make(NUMBER)), (make.make(NUMBER), make.make(INT))),
    )


def _aggregated(make: _Maker, type_: Type) -> Node:
    function = make.pick("min", "max", "sum", "spread", *(["avg"] if type_ == NUMBER else []))
    if make.pick(True, False):
        return Call(function, make.make(ListOf(type_)))
    return Call(function, None, make.make(type_), make.make(type_))


def _own_comparison(make: _Maker, _: Type) -> Node:
    type_ = make.pick(NUMBER, LEVEL, KIND)
    operators = ("==", "!=") if type_ == KIND else ("<", "<=", ">", ">=", "==", "!=")
    return Binary(make.pick(*operators), _not_only_literals(make, type_), make.make(type_))


def _not_only_literals(make: _Maker, type_: Type) -> Node:
    """Make a name, for a choice is known by one side: 'explore' on its own is text."""
    return make.make(type_) if type_ == NUMBER else Name("level" if type_ == LEVEL else "kind")


def _among(make: _Maker, _: Type) -> Node:
    options = make.pick(*(LEVEL.options[n:m] for n in range(3) for m in range(n + 1, 4)))
    return Binary("in", Name("level"), nodes.Elements(0, 0, tuple(map(Literal, options))))


def _told(make: _Maker, _: Type) -> Node:
    return Call("told", make.make(BEING), make.make(INT))


_WAYS: Mapping[Type, tuple[Callable[[_Maker, Any], Node], ...]] = {
    BOOL: ((_junction,) * 3 + (_quantified, _ordered) * 3 + (_not, _in, _equal, _has, _has, _text_method, _over_keys)),
    INT: (_arithmetic, _arithmetic, _negated, _size, _indexed, _entry),
    NUMBER: (_arithmetic, _widened, _negated, _aggregated),
    STRING: (_joined, _indexed),
    TIMESTAMP: (_moved,),
    DURATION: (_apart,),
    BEING: (_indexed,),
}
_LISTS: Mapping[Type, tuple[Callable[[_Maker, Any], Node], ...]] = {
    ListOf(INT): (_filtered, _mapped, _joined),
    ListOf(STRING): (_filtered, _mapped, _joined),
    ListOf(NUMBER): (_filtered, _mapped, _joined),
    ListOf(BEING): (_filtered,),
}
_OWN_WAYS: Mapping[Type, tuple[Callable[[_Maker, Any], Node], ...]] = {
    BOOL: (_own_comparison, _own_comparison, _among),
    INT: (_aggregated, _told),
}


@st.composite
def expressions(draw: Callable[[st.SearchStrategy[Any]], Any], type_: Type, *, shared: bool, depth: int = 3) -> Node:
    """Strategy for a tree of the type over `SHARED_SCOPE` or `OWN_SCOPE`."""
    scope = SHARED_SCOPE if shared else OWN_SCOPE
    maker = _Maker(draw, scope.globals, scope.vocabulary.things["being"], shared, depth)
    return maker.make(type_)


SMALL_INTS = st.integers(-2, 4)
SHORT_TEXTS = st.sampled_from(["", "a", "b", "abc", "é"])
MOMENTS = st.sampled_from([datetime(2026, 3, day, 12, tzinfo=UTC) for day in (1, 2, 9)])
ERASED = Unknown("erased")


def _beings(friend: st.SearchStrategy[Any] | None, *, shared: bool) -> st.SearchStrategy[dict[str, Any]]:
    told: dict[str, st.SearchStrategy[Any]] = {
        "size": SMALL_INTS,
        "open": st.booleans(),
        "name": SHORT_TEXTS,
        "scores": st.lists(SMALL_INTS, max_size=3),
        "tags": st.lists(SHORT_TEXTS, max_size=2),
    }
    if not shared:
        told |= {"level": LITERALS[LEVEL], "share": LITERALS[NUMBER], "shares": st.lists(LITERALS[NUMBER], max_size=3)}
        told = {name: st.one_of(st.just(ERASED), values, values) for name, values in told.items()}
    if friend is not None:
        told["friend"] = friend
    return st.fixed_dictionaries({}, optional=told)


def worlds(*, shared: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Strategy for a value for every root name; a being is a dictionary of what is recorded of it."""
    beings = _beings(_beings(None, shared=shared), shared=shared)
    told: dict[str, st.SearchStrategy[Any]] = {
        "n": SMALL_INTS,
        "k": LITERALS[INT],
        "s": SHORT_TEXTS,
        "b": st.booleans(),
        "xs": st.lists(SMALL_INTS, max_size=4),
        "words": st.lists(SHORT_TEXTS, max_size=3),
        "counts": st.dictionaries(st.sampled_from(["a", "b"]), SMALL_INTS),
        "t": MOMENTS,
        "d": st.sampled_from([timedelta(0), timedelta(hours=36), timedelta(days=-1)]),
        "being": beings,
        "beings": st.lists(beings, max_size=3),
    }
    if not shared:
        told |= {"q": LITERALS[NUMBER], "qs": st.lists(LITERALS[NUMBER], max_size=3)}
        told |= {"level": LITERALS[LEVEL], "kind": LITERALS[KIND]}
    return st.fixed_dictionaries(told)


def lived_in(world: Mapping[str, Any]) -> dict[str, Any]:
    """Return the world with beings for dictionaries, as our evaluations read it."""
    beings = [_being(being) for being in world["beings"]]
    return {**world, "being": _being(world["being"]), "beings": beings}


def _being(told: Mapping[str, Any]) -> Being:
    friend = {"friend": _being(told["friend"])} if "friend" in told else {}
    return Being(**{**told, **friend, "told": _tell})


def _tell(number: int) -> int:
    if number < 0:
        raise Unknown("not_told")
    return number % 3
