"""Who takes part, in which roles."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictBool

from engine.process.commands.base import Asked, Line, NewId, Ref


class Join(Asked):
    """Admit someone. `party` is a party's id or name; a new name brings a new party."""

    do: Literal["join"]
    participant: NewId | None = Field(None, description="The id the participant will have; a random one when left out.")
    name: Line
    party: Line | None = None
    roles: tuple[Ref, ...] = ()


class Leave(Asked):
    """Leave the process."""

    do: Literal["leave"]


class Appoint(Asked):
    """Give a participant a role."""

    do: Literal["appoint"]
    participant: Ref
    role: Ref
    alternate: StrictBool = Field(default=False, description="To stand in for the holder of the same party.")


class StepDown(Asked):
    """Give up a role."""

    do: Literal["step_down"]
    role: Ref


class Accept(Asked):
    """Accept the holder of a role, or take that back."""

    do: Literal["accept"]
    role: Ref
    participant: Ref
    answer: Literal["yes", "no"] = "yes"
