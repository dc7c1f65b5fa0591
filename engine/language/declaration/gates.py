"""Gates and the conditions they are made of."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from engine.language.declaration.base import About, AtLeast, Expressed, Id, OneText, Part, Persons, When
from engine.language.diagnostics import Slip

ONLY_CONDITIONS = ("need", "waited", "unmet", "owed_by", "due", "waivable_by", "shows")


class ConditionOrGroup(Part):
    """A condition (`need` and/or `waited`), or a group of them under `all` or `any`."""

    id: Id | None = None
    title: OneText | None = None
    each: About | None = None
    where: Expressed | None = None
    at_least: AtLeast | None = None
    if_none: Literal["met", "unmet"] = "unmet"
    need: Expressed | None = None
    waited: When | None = None
    unmet: OneText | None = None
    owed_by: Persons | None = None
    due: When | None = None
    waivable_by: Persons | None = None
    advisory: bool = False
    shows: Literal["names", "count", "outcome"] | None = None
    all: tuple[ConditionOrGroup, ...] | None = Field(None, min_length=1, strict=False)
    any: tuple[ConditionOrGroup, ...] | None = Field(None, min_length=1, strict=False)

    @property
    def group(self) -> tuple[ConditionOrGroup, ...] | None:
        """The parts, when this is a group."""
        return self.all if self.all is not None else self.any

    @model_validator(mode="after")
    def _is_one_of_the_two(self) -> Self:
        if self.all is not None and self.any is not None:
            raise Slip("a group has 'all' or 'any', not both; nest one in the other", "any", key=True)
        if self.group:
            self._is_a_group()
        else:
            self._is_a_condition()
        if self.each is None and (alone := {"at_least", "if_none"} & self.model_fields_set):
            name = min(alone)
            raise Slip(f"'{name}' is about several subjects and needs 'each'", name, key=True)
        return self

    def _is_a_group(self) -> None:
        wrong = next((key for key in ONLY_CONDITIONS if key in self.model_fields_set), None)
        if wrong:
            raise Slip(f"'{wrong}' belongs to a condition, not to a group of conditions", wrong, key=True)

    def _is_a_condition(self) -> None:
        if self.need is None and self.waited is None:
            raise Slip("a condition needs 'need' (or 'waited'); a group needs 'all' or 'any'", key=True)
        missing = [key for key in ("id", "unmet", "owed_by") if getattr(self, key) is None]
        if missing and not (self.advisory and missing == ["owed_by"]):
            raise Slip(f"a condition needs '{missing[0]}'", key=True)


class Gate(Part):
    """A named gate: conditions under `all` or `any`."""

    title: OneText
    all: tuple[ConditionOrGroup, ...] | None = Field(None, min_length=1, strict=False)
    any: tuple[ConditionOrGroup, ...] | None = Field(None, min_length=1, strict=False)

    @model_validator(mode="after")
    def _has_one_list(self) -> Self:
        if (self.all is None) == (self.any is None):
            raise Slip("a gate has its conditions under 'all' or under 'any'", key=True)
        return self

    @property
    def parts(self) -> tuple[ConditionOrGroup, ...]:
        """The conditions and groups."""
        return self.all or self.any or ()


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _is_name(value: object) -> str:
    return "(name)" if isinstance(value, str) else "(condition)"


GateItem = Annotated[
    Annotated[Id, Tag("(name)")] | Annotated[ConditionOrGroup, Tag("(condition)")], Discriminator(_is_name)
]
GateHere = Annotated[
    tuple[GateItem, ...],
    BeforeValidator(_as_list, json_schema_input_type=str | list[GateItem]),
    Field(min_length=1, strict=False, description="A gate's name, or a list of names and conditions."),
]
