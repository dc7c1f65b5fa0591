"""Record types and their fields; the case, asked at opening, has the same fields."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from engine.language.clocks import Clock, read_clock
from engine.language.declaration.base import About, Expressed, Id, Names, Number, OneText, Part, Persons, Sights, When
from engine.language.declaration.gates import GateHere
from engine.language.diagnostics import Slip
from engine.language.documents import read_size, read_types
from engine.language.quantities import read_number
from engine.language.who import ID

FieldType = Literal[
    "line", "text", "markdown", "whole", "number", "yes_no", "date", "choice", "party", "participant", "link", "list",
    "document",
]  # fmt: skip
NEEDS = {"choice": "options", "link": "to", "list": "of"}
BELONGS = {
    "options": {"choice"},
    "ordered": {"choice"},
    "from_": {"whole", "number"},
    "to": {"whole", "number", "link"},
    "of": {"list"},
    "types": {"document"},
    "up_to": {"document"},
}  # of a list of choices, what goes with a choice goes too


def _read_bound(value: object) -> Fraction | str:
    return value if isinstance(value, str) and ID.fullmatch(value) else read_number(value)


def _read_expiry(value: object) -> Clock | str:
    return value if isinstance(value, str) and ID.fullmatch(value) else read_clock(value)


Expiry = Annotated[
    Clock | str,
    PlainValidator(_read_expiry),
    WithJsonSchema({"description": "A date field of the record, or a clock.", "type": ["string", "object"]}),
]


DocumentTypes = Annotated[
    tuple[str, ...],
    PlainValidator(read_types),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^[a-z]+$"},
                {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+$"}, "minItems": 1},
            ],
        }
    ),
]
DocumentSize = Annotated[
    int,
    PlainValidator(read_size),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[0-9]+ MB$",
        }
    ),
]


class FieldDeclared(Part):
    """One field of a record or of the case."""

    type: FieldType
    title: OneText
    optional: bool = False
    seen_by: Sights | None = None
    written_by: Persons | None = None
    options: dict[Id, OneText] | None = Field(None, min_length=1)
    ordered: bool = False
    from_: Number | None = Field(None, alias="from")
    to: Annotated[
        Fraction | str | None,
        PlainValidator(_read_bound),
        WithJsonSchema(
            {"description": "The highest number, or the record type a link leads to.", "type": ["number", "string"]}
        ),
    ] = None
    of: Id | None = None
    types: DocumentTypes | None = None
    up_to: DocumentSize | None = None

    @model_validator(mode="after")
    def _keys_fit_the_type(self) -> Self:
        kinds = {self.type, self.of} if self.type == "list" else {self.type}
        for kind in kinds & NEEDS.keys():
            if getattr(self, NEEDS[str(kind)]) is None:
                raise Slip(f"a field of type '{self.type}' needs '{NEEDS[str(kind)]}'", key=True)
        for key in sorted(self.model_fields_set & BELONGS.keys()):
            if not kinds & BELONGS[key]:
                name = key.rstrip("_")
                raise Slip(f"'{name}' does not go with a field of type '{self.type}'", name, key=True)
        if self.to is not None and isinstance(self.to, str) != (self.type == "link"):
            wanted = "a record type" if self.type == "link" else "a number"
            raise Slip(f"'to' of a field of type '{self.type}' must be {wanted}", "to")
        if isinstance(self.to, Fraction) and self.from_ is not None and self.from_ > self.to:
            raise Slip("'from' is above 'to'", "from")
        return self


class Sealing(Part):
    """Who must all have sealed before the deposits are released."""

    each: About
    where: Expressed | None = None


class RecordType(Part):
    """A kind of record: one for each subject, or many."""

    title: OneText
    plural: Id | None = None
    per: About | None = None
    many: bool = False
    fields: dict[Id, FieldDeclared] = Field(min_length=1)
    written_by: Persons
    seen_by: Sights
    gate: GateHere | None = None
    confirmed_by: Persons | None = None
    sealed_until: Sealing | None = None
    attribution: Literal["named", "unattributed", "aggregate"] | None = None
    shown_from: Annotated[int, Field(ge=1)] | None = None
    expires: Expiry | None = None
    every: When | None = None
    lapses_with: Names | None = None
    where: Expressed | None = None
    tells: Persons | None = None
    shown_as: Literal["lens"] | None = None
