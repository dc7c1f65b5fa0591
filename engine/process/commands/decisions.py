"""Putting decisions to the vote, voting and closing."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from engine.process.commands.base import Asked, Named, NewId, Prose, Ref

Ballot: TypeAlias = Ref | int | Annotated[list[Ref], Field(max_length=1_000)]


class Propose(Asked):
    """Put a decision to the vote. `about` names the records; all live ones of the declared types when left out."""

    do: Literal["propose"]
    decision: Ref
    run: NewId | None = Field(None, description="The id the run will have; a random one when left out.")
    subject: Named | None = None
    about: tuple[Ref, ...] | None = None


class Vote(Asked):
    """Vote, or change one's vote, in an open run."""

    do: Literal["vote"]
    run: Ref
    ballot: Ballot
    reason: Prose | None = None


class Close(Asked):
    """Close a run and count it."""

    do: Literal["close"]
    run: Ref
