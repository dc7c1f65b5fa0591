"""Moving from phase to phase."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.process.commands.base import Asked, Prose


class Move(Asked):
    """Take a move, named by its dotted path, or shorter where that is unambiguous."""

    do: Literal["move"]
    move: Annotated[str, Field(min_length=1, max_length=400)]
    reason: Prose | None = None
