"""The whole of a method file, key by key, as its author wrote it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.language.declaration.base import Id, Names, OneText, Part, Persons
from engine.language.declaration.decisions import DecisionType
from engine.language.declaration.gates import Gate
from engine.language.declaration.people import May, Role
from engine.language.declaration.phases import End, Phase, Root
from engine.language.declaration.records import FieldDeclared, RecordType


class Word(Part):
    """An entry of the glossary."""

    word: OneText
    meaning: OneText


class Declaration(Root):
    """A method file. The method as a whole is the root phase, so the keys of a phase stand at its top."""

    sluis: Literal[1]
    method: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
    version: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$", max_length=32)]
    title: OneText
    summary: OneText
    source: OneText | None = None
    languages: Annotated[tuple[Annotated[str, Field(pattern="^[a-z]{2,3}$")], ...], Field(min_length=1, strict=False)]
    glossary: dict[Id, Word] = Field(default_factory=dict)
    case: dict[Id, FieldDeclared] = Field(default_factory=dict)
    may: May = May()
    waivable_by: Persons | None = None
    parent: Names | None = None
    returns: Names | None = None
    takes_in: Names | None = None
    roles: dict[Id, Role] = Field(min_length=1)
    records: dict[Id, RecordType] = Field(default_factory=dict)
    decisions: dict[Id, DecisionType] = Field(default_factory=dict)
    gates: dict[Id, Gate] = Field(default_factory=dict)
    phases: dict[Id, Phase] = Field(min_length=1)
    ends: dict[Id, End] = Field(min_length=1)
