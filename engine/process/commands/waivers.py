"""Waiving a condition, and agreeing that it is waived."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.process.commands.base import Asked, Day, Named, NewId, Prose, Ref


class Waive(Asked):
    """Propose to waive a condition, for a subject or as a whole. It is waived once those it protects agree."""

    do: Literal["waive"]
    condition: str = Field(min_length=1, max_length=400, description="The condition: gate.condition.")
    subject: Named | None = None
    reason: Prose
    until: Day | None = Field(None, description="The last day of the waiver; it has none when left out.")
    waiver: NewId | None = Field(None, description="The id the waiver will have; a random one when left out.")


class Agree(Asked):
    """Agree to a waiver, for oneself or one's party."""

    do: Literal["agree"]
    waiver: Ref
