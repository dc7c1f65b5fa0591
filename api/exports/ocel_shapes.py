"""What an object-centric event log consists of, before it is written down."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When what never changes has its value: so says the standard."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A value, from an instant on."""

    name: str
    value: object
    at: datetime = EPOCH

    @property
    def type(self) -> str:
        """Return the type of the standard that the value has."""
        match self.value:
            case bool():
                return "boolean"
            case int():
                return "integer"
            case datetime():
                return "time"
            case _:
                return "string"

    @property
    def text(self) -> str:
        """Return the value as text; what is no single value as JSON."""
        match self.value:
            case bool():
                return "true" if self.value else "false"
            case datetime():
                return instant(self.value)
            case str():
                return self.value
            case _:
                return json.dumps(self.value, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Related:
    """The object that something is about, and in which way."""

    id: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: somebody or something that events are about. Its `id` begins with what kind it is."""

    id: str
    type: str
    attributes: list[Attribute]
    related: list[Related] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event; it is related to an object in one way only, since readers of the format keep no more."""

    id: str
    type: str
    at: datetime
    attributes: list[Attribute]
    related: list[Related]


def instant(at: datetime) -> str:
    """Return an instant as the standard writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def known(**values: object) -> list[Attribute]:
    """Return the attributes that have a value, each from the beginning on."""
    return [Attribute(name, value) for name, value in values.items() if value is not None]
