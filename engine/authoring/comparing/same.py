"""What a value of a declaration means, in a form that is equal for values that mean the same."""

from __future__ import annotations

from collections.abc import Hashable

from engine.authoring.comparing.meaning import tree_of
from engine.language.declaration.base import Part
from engine.language.declaration.decisions import Majority
from engine.language.quantities import Computed, Share
from engine.language.texts import Text
from engine.language.who import AnyOf, NamedIn, WriterOf, parts_of

EXPRESSED = frozenset(
    {
        "ConditionOrGroup.need", "ConditionOrGroup.where", "RecordType.where", "Sealing.where", "Role.eligible",
        "Role.held_by", "DecisionType.where", "DecisionType.weight", "DecisionType.tie", "Ballot.where",
        "Rule.accepted", "Ceiling.same", "Phase.where", "Phase.parties", "Phase.with", "Method.lapses", "Move.lapses",
    }
)  # fmt: skip
IN_ORDER = frozenset(
    {
        "Method.languages", "ConditionOrGroup.each", "RecordType.per", "DecisionType.per", "Phase.each",
        "FieldDeclared.options",
    }
)  # fmt: skip


def name_of(part: Part) -> str:
    """Return what a part is called in the schema."""
    return "Method" if type(part).__name__ == "Declaration" else type(part).__name__


def meant(value: object, key: str = "") -> Hashable:
    """Return a value as it is meant, standing at `Part.key`. What the author left out is as its default."""
    match value:
        case Majority():
            return value.of, meant(value.threshold())
        case Part():
            return _part(value)
        case dict():
            entries = tuple((name, meant(one, key)) for name, one in value.items())
            return "entries", entries if key in IN_ORDER else frozenset(entries)
        case tuple():
            items = tuple(meant(one, key) for one in value)
            return items if key in IN_ORDER else ("set", frozenset(items))
        case str() if key in EXPRESSED:
            return "expression", tree_of(value)
        case _:
            return _single(value)


def _single(value: object) -> Hashable:
    match value:
        case Text(plain=plain, by_language=by_language):
            return "text", plain, tuple(sorted(by_language.items()))
        case AnyOf():
            several = frozenset(meant(one) for one in parts_of(value))
            return ("who", several) if len(several) > 1 else next(iter(several))
        case NamedIn(expression=text) | Computed(expression=text):
            return type(value).__name__, tree_of(text)
        case WriterOf(record=record):
            return "writer of", record
        case Share(part=part):
            return "share", part
        case Hashable():
            return type(value).__name__, value
        case _:
            return repr(value)


def _part(part: Part) -> Hashable:
    name = name_of(part)
    fields = {info.alias or field: getattr(part, field) for field, info in type(part).model_fields.items()}
    return name, frozenset((key, meant(value, f"{name}.{key}")) for key, value in fields.items())
