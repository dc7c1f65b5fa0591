"""What all parts of a declaration share: strictness, unknown keys with advice, and common types."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationInfo, WithJsonSchema, model_validator

from engine.language.clocks import Clock, Period, read_clock, read_period
from engine.language.diagnostics import Slip, shown
from engine.language.quantities import Computed, Count, Share, read_at_least, read_number, read_share
from engine.language.subjects import Subjects, read_subjects
from engine.language.texts import Text, read_text
from engine.language.who import ID, Who, read_who

NAME = "x-name"  # in a JSON Schema: what a way to write a value is called; `schema.py` makes a definition of it


@dataclass(slots=True)
class Found:
    """Unknown keys met while a declaration was read: the mapping, the key, the keys it may have."""

    unknown: list[tuple[dict[str, object], str, frozenset[str]]] = field(default_factory=list)


class Part(BaseModel):
    """A mapping in a method file. Its keys are closed: an unknown one is a complaint at its own place."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _set_unknown_keys_aside(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, dict) or not isinstance(info.context, Found):
            return value
        allowed = cls.keys()
        unknown = [key for key in value if key not in allowed]
        info.context.unknown.extend((value, key, allowed) for key in unknown)
        return {key: item for key, item in value.items() if key in allowed} if unknown else value

    @classmethod
    def keys(cls) -> frozenset[str]:
        """Return the keys this mapping may have, as they are written in the file."""
        return _keys_of(cls)


@cache
def _keys_of(part: type[Part]) -> frozenset[str]:
    return frozenset(info.alias or name for name, info in part.model_fields.items())


_ID = f"^{ID.pattern}$"
_WHO_SCHEMA: dict[str, Any] = {
    NAME: "Who",
    "description": "Who: a role, a list, parties, anyone, {each: party, role: r}, {each: r}, {role: r, at_least: 5} …",
    "anyOf": [
        {"enum": ["parties", "anyone", "self", "never"]},
        {"type": "string", "pattern": _ID},
        {"type": "array", "items": {NAME: "Who"}, "minItems": 1},
        {
            "type": "object",
            "properties": {
                "each": {"type": "string", "description": "`party`: each party; a role: every holder of it."},
                "role": {"type": "string", "description": "The role, of a party or a holder in question."},
                "at_least": {"type": "integer", "minimum": 1, "description": "So many of its holders."},
                "writer_of": {"type": "string", "description": "Whoever wrote the record in scope."},
                "named_in": {"type": "string", "description": "Whoever an expression names."},
                "of": {"type": "string", "description": "One side of an ordered pair, by what it is called."},
            },
            "additionalProperties": False,
        },
    ],
}

Id = Annotated[str, Field(pattern=_ID, description="A lower-case word: letters, digits and underscores.")]
OneText = Annotated[
    Text,
    PlainValidator(read_text),
    WithJsonSchema(
        {
            NAME: "Text",
            "description": "A text; with several languages one for each: {en: …, nl: …}.",
            "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}],
        }
    ),
]
Persons = Annotated[Who, PlainValidator(read_who), WithJsonSchema(_WHO_SCHEMA)]
When = Annotated[
    Clock,
    PlainValidator(read_clock),
    WithJsonSchema(
        {
            NAME: "Clock",
            "description": "A clock: P28D, P28D after x.confirmed_at, P14D before x.starts_at, until case.deadline …",
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {
                        "clock": {"type": "string", "description": "The clock."},
                        "in_hold": {"enum": ["runs", "stops"], "description": "What it does while all is on hold."},
                    },
                    "required": ["clock", "in_hold"],
                    "additionalProperties": False,
                },
            ],
        }
    ),
]
About = Annotated[
    Subjects,
    PlainValidator(read_subjects),
    WithJsonSchema(
        {
            NAME: "Subject",
            "description": "party, participant, a role, a record type, several, or a pair [party as a, party as b].",
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
        }
    ),
]
Portion = Annotated[
    Share | Computed,
    PlainValidator(read_share),
    WithJsonSchema({"description": "An exact share, 2/3 or 60%.", "type": ["string", "integer"]}),
]
AtLeast = Annotated[
    Share | Count,
    PlainValidator(read_at_least),
    WithJsonSchema({"description": "3, or 60% of the subjects left, rounded up.", "type": ["string", "integer"]}),
]
Number = Annotated[Fraction, PlainValidator(read_number), WithJsonSchema({"type": "number"})]
Expressed = Annotated[str, Field(min_length=1, max_length=4_000, description="A condition in the condition language.")]


def _read_names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        return (_name(value),)
    return tuple(_name(item, index) for index, item in enumerate(value))


def _name(value: object, *at: int) -> str:
    if isinstance(value, str) and ID.fullmatch(value):
        return value
    raise Slip(f"expected a name or a list of names; found {shown(value)}", *at)


def _read_period(value: object) -> Period:
    if not isinstance(value, str):
        msg = f"expected a period such as P7D; found {shown(value)}"
        raise ValueError(msg)
    return read_period(value)


Names = Annotated[
    tuple[str, ...],
    PlainValidator(_read_names),
    WithJsonSchema(
        {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string", "pattern": _ID}, "minItems": 1}]}
    ),
]
_SIGHTS: dict[str, Any] = {
    "anyOf": [
        {"enum": ["public", "process", "table", "party", "owner", "picked"]},
        {"type": "string", "pattern": _ID, "description": "A role: all its holders."},
    ]
}
Sights = Annotated[
    tuple[str, ...],
    PlainValidator(_read_names),
    WithJsonSchema(
        {
            NAME: "Sight",
            "description": "Who may see it: public, process, table, party, owner, picked, a role, or a list of these.",
            "anyOf": [*_SIGHTS["anyOf"], {"type": "array", "items": _SIGHTS, "minItems": 1}],
        }
    ),
]
Length = Annotated[
    Period, PlainValidator(_read_period), WithJsonSchema({"type": "string", "description": "An ISO 8601 period: P7D."})
]
