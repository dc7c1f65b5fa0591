"""What all commands share: who asks, and the texts and ids they are made of."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, PydanticKnownError

CONTROL = r"\x00-\x1f\x7f"

NUL = r"\x00"

DAY = r"\d{4}-\d{2}-\d{2}"

NEW_ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"


class Decimal(str):
    """A decimal as it was written in JSON, exact: a value of a field may be one, a text is none."""

    __slots__ = ()


def _is_no_decimal(text: object) -> object:
    if isinstance(text, Decimal):
        raise PydanticKnownError("string_type")
    return text


TEXT = BeforeValidator(_is_no_decimal)


def _text(most: int, forbidden: str) -> FieldInfo:
    """Describe a text. What may not stand in it is refused by `_without`: a pattern tells people nothing."""
    described: FieldInfo = Field(min_length=1, max_length=most, json_schema_extra={"pattern": f"^[^{forbidden}]+$"})
    return described


def _without(forbidden: str) -> AfterValidator:
    """Refuse characters that nobody can see, so they are named by code point and place."""
    pattern = re.compile(f"[{forbidden}]")

    def check(text: str) -> str:
        if found := pattern.search(text):
            where = {"place": found.start() + 1, "found": f"U+{ord(found[0]):04X}"}
            raise PydanticCustomError(
                "control_character", "control characters are not allowed: character {place} is {found}", where
            )
        return text

    return AfterValidator(check)


def _check_new_id(text: str) -> str:
    if not re.fullmatch(NEW_ID, text):
        raise PydanticCustomError(
            "new_id",
            "an id has 1 to 64 letters (a-z, A-Z), digits, '_', '.' and '-', and begins with a letter or digit; "
            "found '{found}'",
            {"found": text[:80]},
        )
    return text


Ref = Annotated[str, _text(64, CONTROL), _without(CONTROL), TEXT]

NewId = Annotated[
    str,
    Field(description="The id of something new.", json_schema_extra={"pattern": NEW_ID}),
    AfterValidator(_check_new_id),
    TEXT,
]

Line = Annotated[str, _text(400, CONTROL), _without(CONTROL), TEXT]


def _is_written(day: object) -> object:
    """Refuse numbers, which pydantic takes for seconds."""
    if not isinstance(day, date) and not (isinstance(day, str) and re.fullmatch(DAY, day)):
        raise PydanticCustomError("day", "a day is written as 2026-03-01")
    return day


Day = Annotated[date, BeforeValidator(_is_written)]

Prose = Annotated[str, _text(20_000, NUL), _without(NUL), TEXT]

Picked = Ref | Annotated[tuple[Ref, ...], Field(min_length=1, max_length=1_000)]
PickedOrNone = Ref | Annotated[tuple[Ref, ...], Field(max_length=1_000)]

Named = Ref | tuple[Ref, ...] | dict[str, Ref]


class Asked(BaseModel):
    """What all commands share."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    actor: Ref
    as_: Ref | None = Field(default=None, alias="as", description="The role in which the actor does it.")
