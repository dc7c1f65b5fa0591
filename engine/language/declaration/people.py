"""Roles, and who may do what to a process as a whole."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from engine.language.declaration.base import Expressed, Id, OneText, Part, Persons, When


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


def _form_of_extend(value: object) -> str:
    return "(extension)" if isinstance(value, dict) and value.keys() & {"by", "up_to"} else "(who)"


Extend = Annotated[
    Annotated[Extension, Tag("(extension)")] | Annotated[Persons, Tag("(who)")], Discriminator(_form_of_extend)
]


class Adoption(Part):
    """Who may bring a running process to another version of its method, once that was decided."""

    by: Persons
    decision: Id


def _form_of_adopt(value: object) -> str:
    return "(adoption)" if isinstance(value, dict) and value.keys() & {"by", "decision"} else "(who)"


Adopt = Annotated[
    Annotated[Adoption, Tag("(adoption)")] | Annotated[Persons, Tag("(who)")], Discriminator(_form_of_adopt)
]


class May(Part):
    """Who may do what to the process as a whole; whoever opened it where a line is left out.

    Nobody may `adopt` where that is left out: the rules under which people came to the table stay.
    """

    open: Persons | None = None
    admit: Persons | None = None
    hold: Persons | None = None
    extend: Extend | None = None
    cancel: Persons | None = None
    redact: Persons | None = None
    adopt: Adopt | None = None
