"""Scenario files: a story of one process, as data. Reading only; `playing.py` tells what happens in it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError, WithJsonSchema, model_validator

from engine.errors import MethodInvalid
from engine.language.declaration.base import Found, Id, Length, Names, Part
from engine.language.shapes import complain_about_key, complain_about_shape
from engine.language.source import Source, read_source
from engine.language.who import ID


def _read_instant(value: object) -> datetime:
    instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    if instant is None or instant.tzinfo is None:
        msg = f'expected an instant with its offset, such as "2026-03-02T09:00:00+01:00"; found {value!r}'
        raise ValueError(msg)
    return instant


def _read_phases(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if not items or not all(
        isinstance(item, str) and all(ID.fullmatch(step) for step in item.split(".")) for item in items
    ):
        msg = f"expected a phase or a list of phases by path, such as share.facts; found {value!r}"
        raise ValueError(msg)
    return tuple(str(item) for item in items)


def _read_where(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(item, str) and item.partition("/")[0] for item in items):
        msg = f"expected a phase that runs processes, such as investigate or investigate/dust; found {value!r}"
        raise ValueError(msg)
    return tuple(str(item) for item in items)


Instant = Annotated[datetime, PlainValidator(_read_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
Phases = Annotated[tuple[str, ...], PlainValidator(_read_phases), WithJsonSchema({"type": ["string", "array"]})]
Within = Annotated[tuple[str, ...], PlainValidator(_read_where), WithJsonSchema({"type": ["string", "array"]})]


class Person(Part):
    """Somebody in the story."""

    name: str
    party: str | None = None
    roles: Names = ()


class Given(Part):
    """How the story begins; the first of the people opens the process."""

    at: Instant
    people: dict[Id, Person] = Field(min_length=1)
    zone: str = "Europe/Amsterdam"
    language: str | None = None
    title: str | None = None
    case: dict[str, Any] = Field(default_factory=dict)


class Then(Part):
    """What must be so after a step.

    `refused` lists each unmet condition as `condition@subject`, or else the kind of refusal; `told` everybody who is
    told of something in this step; `seen_by` everybody who may know of all that happens in it.
    """

    phase: Phases | None = None
    refused: Annotated[tuple[str, ...], Field(strict=False, min_length=1)] | None = None
    end: str | None = None
    told: Names | None = None
    seen_by: Names | None = None


class Step(Part):
    """Something done (one act, or several that happen together or not at all), or a while that passes.

    `in` says in which of the processes that phases run: `investigate`, or with its subject `investigate/dust`; a list
    leads further down, phase by phase. What is done and what must be so is about that process then.
    """

    note: str | None = None
    in_: Within = Field((), alias="in")
    when: Annotated[
        tuple[dict[str, Any], ...] | None,
        BeforeValidator(lambda value: (value,) if isinstance(value, dict) else tuple(value or ())),
    ] = None
    wait: Length | None = None
    then: Then | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.when is None) == (self.wait is None):
            msg = "a step has 'when' (what is done) or 'wait' (how long nothing is done)"
            raise ValueError(msg)
        for act in self.when or ():
            if not {"do", "by"} <= act.keys():
                msg = "an act says what is done and by whom: {do: …, by: …}"
                raise ValueError(msg)
        return self


class Scenario(Part):
    """A story of one process."""

    scenario: Id
    method: str
    given: Given
    steps: tuple[Step, ...] = Field(min_length=1, strict=False)


def read_scenario(text: str, name: str) -> Scenario:
    """Read a scenario from the text of a file called `name`. Raises MethodInvalid with every complaint at its line."""
    return shape_of(read_source(text, name))


def shape_of(source: Source) -> Scenario:
    """Read a scenario from a file that was read as YAML. Raises MethodInvalid with every complaint at its line."""
    found = Found()
    scenario = None
    if not source.diagnostics:
        try:
            scenario = Scenario.model_validate(source.data, context=found)
        except ValidationError as error:
            complain_about_shape(source, error)
    for mapping, key, allowed in found.unknown:
        complain_about_key(source, (*source.paths.get(id(mapping), ()), key), key, allowed)
    if scenario is None or source.diagnostics:
        raise MethodInvalid(sorted(set(source.diagnostics)))
    return scenario
