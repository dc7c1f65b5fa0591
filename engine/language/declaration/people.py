"""Roles, and who may do what to a process as a whole."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from engine.language.declaration.base import Expressed, OneText, Part, Persons, When
from engine.language.who import read_who


class Role(Part):
    """A role that participants hold, inside a party (`of: party`) or outside all."""

    title: OneText
    of: Literal["party"] | None = None
    neutral: bool = False
    accepted_by: Persons | None = None
    named_by: Persons | None = None
    eligible: Expressed | None = None
    held_by: Expressed | None = None
    seats: Annotated[int, Field(ge=1)] | None = None
    expires: When | None = None
    alternates: bool = False


class Extension(Part):
    """Who may extend a term, and by how much at most."""

    by: Persons
    up_to: When


def read_extend(value: object) -> object:
    """Read `extend`: who, or who and up to how long."""
    return Extension.model_validate(value) if isinstance(value, dict) and "by" in value else read_who(value)


class May(Part):
    """Who may do what to the process as a whole; whoever opened it where a line is left out."""

    open: Persons | None = None
    admit: Persons | None = None
    hold: Persons | None = None
    extend: Annotated[Any, PlainValidator(read_extend), WithJsonSchema({"type": ["string", "array", "object"]})] = None
    cancel: Persons | None = None
    redact: Persons | None = None
