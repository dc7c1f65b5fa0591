"""Moving from phase to phase, holding the process, and giving a phase more time."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.process.commands.base import Asked, Day, NewId, Prose, Ref


class Move(Asked):
    """Take a move, named by its dotted path, or shorter where that is unambiguous.

    A move with which a process ends well that another began may bring that to a phase it offers (`resumes`).
    """

    do: Literal["move"]
    move: Annotated[str, Field(min_length=1, max_length=400)]
    reason: Prose | None = None
    resume_at: Ref | None = Field(None, description="The phase to which this brings the process that began this one.")


class Hold(Asked):
    """Hold the process: nothing moves forward and nobody votes until it is resumed, or the last day is over."""

    do: Literal["hold"]
    reason: Prose
    until: Day | None = Field(None, description="The last day of the hold; it has none when left out.")
    hold: NewId | None = Field(None, description="The id the hold will have; a random one when left out.")


class Resume(Asked):
    """End a hold that somebody asked for; all of them when none is named."""

    do: Literal["resume"]
    reason: Prose
    hold: Ref | None = None


class Extend(Asked):
    """Give a phase more time in this visit; every phase that has a term now, in one act, where none is named."""

    do: Literal["extend"]
    phase: Ref | None = Field(None, description="The phase; all that have a term now when left out.")
    more: Annotated[str, Field(min_length=1, max_length=40, description="How much longer: a duration, as P14D.")]
    reason: Prose
