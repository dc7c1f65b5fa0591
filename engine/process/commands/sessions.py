"""Planning meetings of a table, and recording who attended."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StrictBool

from engine.process.commands.base import Asked, Line, NewId, Prose, Ref


class Plan(Asked):
    """Plan a meeting, plan one anew, or call one off. Its agenda is for its table alone."""

    do: Literal["plan"]
    session: NewId | None = Field(None, description="A meeting that is planned already, or the id of a new one.")
    phase: Ref | None = Field(None, description="The phase whose table meets, by path; the innermost when left out.")
    title: Line | None = None
    starts_at: AwareDatetime | None = Field(None, description="When it starts, with an offset from UTC.")
    agenda: Prose | None = None
    called_off: Prose | None = Field(None, description="Why it will not be held.")


class Attend(Asked):
    """Record that one was present, or who was; with `ended` the meeting is over. Minutes are for its table alone."""

    do: Literal["attend"]
    session: Ref
    present: Annotated[tuple[Ref, ...], Field(min_length=1, max_length=1_000)] | None = Field(
        None, description="Who was present; whoever records it when left out."
    )
    minutes: Prose | None = None
    ended: StrictBool = False
