"""The types of the condition language, and what a condition may name: things, their members, and names in scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Simple:
    """A type without parts; `words` is how complaints speak of a value of it."""

    name: str
    words: str

    def __str__(self) -> str:
        return self.words


BOOL = Simple("bool", "true or false")
INT = Simple("int", "a whole number")
NUMBER = Simple("number", "a number")  # exact fractions; every whole number is one too
STRING = Simple("string", "text")
NULL = Simple("null", "null")
TIMESTAMP = Simple("timestamp", "a moment")
DURATION = Simple("duration", "a duration")
DOCUMENT = Simple("document", "a document")  # it can be asked for by has() alone
NOTHING = Simple("nothing", "nothing")  # the elements of `[]` and `{}`: fits every type


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose elements all have one type."""

    element: Type

    def __str__(self) -> str:
        return "an empty list" if self.element == NOTHING else f"a list, each {self.element}"


@dataclass(frozen=True, slots=True)
class MapOf:
    """Values by text keys."""

    value: Type

    def __str__(self) -> str:
        return "an empty map" if self.value == NOTHING else f"a map, each {self.value}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the declared options; where `ordered`, an earlier option is less than a later one."""

    name: str
    options: tuple[str, ...]
    ordered: bool

    def __str__(self) -> str:
        return f"the choice '{self.name}'"


@dataclass(frozen=True, slots=True)
class Thing:
    """An object by the name the vocabulary has for it, such as "party" or "record:mandate"."""

    name: str

    def __str__(self) -> str:
        word = self.name.rpartition(":")[2]
        return f"{'an' if word[:1] in 'aeiou' else 'a'} {word}"


Type: TypeAlias = Simple | ListOf | MapOf | Choice | Thing


@dataclass(frozen=True, slots=True)
class Member:
    """What can be asked of a thing.

    An `optional` member may have been left empty. One with `parameters` is called, as in `decision.ballot(voter)`.
    """

    name: str
    type: Type
    optional: bool = False
    parameters: tuple[Type, ...] | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The members of every thing, by the thing's name; things may refer to each other in circles."""

    things: Mapping[str, Mapping[str, Member]]

    def members(self, type_: Type) -> Mapping[str, Member]:
        """Return what can be asked of a value of this type; of a list of things, what its things say together."""
        return self.things.get(thing_name(type_), {})


@dataclass(frozen=True, slots=True)
class Scope:
    """The names a condition may use where it stands.

    A bare name is a local, else a member of an implicit local (the innermost comes first in `implicit`), else a
    global. `hints` has, for a name that is known but out of place, the sentence that says so.
    """

    vocabulary: Vocabulary
    globals: Mapping[str, Type]
    locals: Mapping[str, Type] = field(default_factory=dict)
    implicit: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)

    def bind(self, name: str, type_: Type, *, implicit: bool = False) -> Scope:
        """Return the scope in which `name` is a local too; where `implicit`, its members have bare names."""
        others = tuple(local for local in self.implicit if local != name)
        return replace(self, locals={**self.locals, name: type_}, implicit=(name, *others) if implicit else others)


def thing_name(type_: Type) -> str:
    """Return the name under which a vocabulary has the members of a type: that of a thing, or of a list of things."""
    if isinstance(type_, ListOf) and isinstance(type_.element, Thing):
        return f"list:{type_.element.name}"
    return type_.name if isinstance(type_, Thing) else ""


def innermost(type_: Type) -> Type:
    """Return what a list, or a list of lists, is made of in the end; another type as it is."""
    match type_:
        case ListOf(inner) | MapOf(inner):
            return innermost(inner)
        case _:
            return type_


def fits(actual: Type, wanted: Type) -> bool:
    """Tell whether a value of type `actual` can stand where `wanted` is asked: whole numbers widen to numbers."""
    if actual in (wanted, NOTHING):
        return True
    if isinstance(actual, ListOf) and isinstance(wanted, ListOf):
        return fits(actual.element, wanted.element)
    if isinstance(actual, MapOf) and isinstance(wanted, MapOf):
        return fits(actual.value, wanted.value)
    return (actual, wanted) == (INT, NUMBER)


def common(one: Type, other: Type) -> Type | None:
    """Return the narrowest type that values of both types fit, if there is one."""
    if fits(one, other):
        return other
    if fits(other, one):
        return one
    if isinstance(one, ListOf) and isinstance(other, ListOf):
        element = common(one.element, other.element)
        return ListOf(element) if element else None
    if isinstance(one, MapOf) and isinstance(other, MapOf):
        value = common(one.value, other.value)
        return MapOf(value) if value else None
    return None
