"""Putting decisions to the vote, voting and closing."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictBool, StrictInt

from engine.process.commands.base import Asked, Named, NewId, Picked, Prose, Ref
from engine.process.situation import Json

Ballot: TypeAlias = (
    Ref
    | StrictInt
    | Annotated[list[Ref], Field(max_length=1_000)]
    | Annotated[dict[Ref, StrictInt], Field(max_length=1_000)]
)


class Propose(Asked):
    """Put a decision to the vote. `about` names the records; all live ones of the declared types when left out."""

    do: Literal["propose"]
    decision: Ref
    run: NewId | None = Field(None, description="The id the run will have; a random one when left out.")
    subject: Named | None = None
    about: tuple[Ref, ...] | None = None
    picked: Picked | None = Field(None, description="The parties, by id or name, that are to know of it.")


class Vote(Asked):
    """Vote, or change one's vote, in an open run; a secret vote is final."""

    do: Literal["vote"]
    run: Ref
    ballot: Ballot
    reason: Prose | None = None


class Close(Asked):
    """Close a run and count it."""

    do: Literal["close"]
    run: Ref


class Ratify(Asked):
    """Say at home's behalf whether a decision is ratified: yes, no, or with conditions."""

    do: Literal["ratify"]
    run: Ref
    answer: Literal["yes", "no", "with_conditions"] = "yes"
    conditions: Prose | None = None


class Object(Asked):
    """Raise an objection in an open run, as a record of the type the decision names."""

    do: Literal["object"]
    run: Ref
    fields: dict[str, Json] = Field(default_factory=dict)
    id: NewId | None = None


class Judge(Asked):
    """Say whether an objection, named by its record, is admissible."""

    do: Literal["judge"]
    id: Ref
    admissible: StrictBool
    reason: Prose


class Settle(Asked):
    """Find one's own objection settled."""

    do: Literal["settle"]
    id: Ref
    how: Prose | None = None


class Advise(Asked):
    """Give the advice that is to be heard before one decides."""

    do: Literal["advise"]
    run: Ref
    text: Prose
