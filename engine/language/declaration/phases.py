"""Phases, moves and ends."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, PlainValidator, Tag, WithJsonSchema, model_validator

from engine.language.clocks import Clock, read_clock
from engine.language.declaration.base import NAME, About, Expressed, Id, Length, Names, OneText, Part, Persons, When
from engine.language.declaration.gates import GateHere
from engine.language.diagnostics import Slip


def _read_at(value: object) -> Clock | Literal["term"]:
    return "term" if value == "term" else read_clock(value)


def _item_kind(value: object) -> str:
    return "(clause)" if isinstance(value, dict) else "(name)"


class Move(Part):
    """A way out of a phase."""

    title: OneText
    to: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
    gate: GateHere | None = None
    by: Persons | None = None
    auto: bool = False
    at: Annotated[
        Clock | Literal["term"] | None,
        PlainValidator(_read_at),
        WithJsonSchema({"anyOf": [{"const": "term"}, {NAME: "Clock"}]}),
    ] = None
    back: bool = False
    lapses: Annotated[
        tuple[
            Annotated[
                Annotated[Id, Tag("(name)")] | Annotated[dict[Id, Expressed], Tag("(clause)")],
                Discriminator(_item_kind),
            ],
            ...,
        ]
        | None,
        Field(strict=False),
    ] = None
    limit: Annotated[int, Field(ge=1)] | None = None
    reason: Literal["required"] | None = None
    waits_for: Annotated[tuple[Id, ...] | None, Field(strict=False)] = None
    tells: Persons | None = None

    @model_validator(mode="after")
    def _somebody_or_something_takes_it(self) -> Self:
        if not (self.by or self.auto or self.at):
            raise Slip("a move needs 'by' (who takes it), or 'auto: true', or 'at' (a clock)", key=True)
        return self


class Later(Part):
    """What a broken standing gate leads to: telling someone, or a move after a while."""

    tell: Persons | None = None
    after: When | None = None
    move: Id | None = None

    @model_validator(mode="after")
    def _is_one_consequence(self) -> Self:
        if (self.tell is None) == (self.move is None) or (self.after is None) != (self.move is None):
            raise Slip("a standing gate leads to hold, to {tell: who}, or to {after: P30D, move: name}", key=True)
        return self


Consequence = Annotated[
    Annotated[Literal["hold"], Tag("(hold)")] | Annotated[Later, Tag("(later)")],
    Discriminator(lambda value: "(hold)" if isinstance(value, str) else "(later)"),
]


class Root(Part):
    """What a phase and the method as a whole share."""

    table: Names | None = None
    open: Names | None = None
    term: When | None = None
    remind: Annotated[tuple[Length, ...] | None, Field(strict=False)] = None
    while_: dict[Id, Consequence] | None = Field(None, alias="while")
    moves: dict[Id, Move] = Field(default_factory=dict)


class Phase(Root):
    """A phase; inside it at most one of a sequence (`phases`), `tracks` or a child process (`run`)."""

    title: OneText
    purpose: OneText | None = None
    guidance: OneText | None = None
    where: Expressed | None = None
    phases: dict[Id, Phase] | None = Field(None, min_length=1)
    tracks: dict[Id, Phase] | None = Field(None, min_length=2)
    run: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")] | None = None
    each: About | None = None
    with_: dict[Id, Expressed] | None = Field(None, alias="with")
    roles: dict[Id, Id] | None = None
    parties: Expressed | None = None
    in_turn: bool = False
    depth: Annotated[int, Field(ge=1)] | None = None
    holds: Literal["parent"] | None = None
    resumes: Names | None = None

    @model_validator(mode="after")
    def _has_one_inside(self) -> Self:
        inside = [key for key in ("phases", "tracks", "run") if getattr(self, key) is not None]
        if len(inside) > 1:
            message = f"a phase has at most one of phases, tracks and run; this one has {' and '.join(inside)}"
            raise Slip(message, inside[1], key=True)
        return self


class End(Part):
    """A way the process ends."""

    title: OneText
    verdict: Literal["success", "failure", "cancelled"]
