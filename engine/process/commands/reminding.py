"""Reminding people of what waits for them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.process.commands.base import Asked, Ref


class Remind(Asked):
    """Remind people that it is their turn, for all to see; each is mailed if something waits for him, once a day."""

    do: Literal["remind"]
    participants: Annotated[tuple[Ref, ...], Field(min_length=1, max_length=1_000)] = Field(
        description="Who is reminded. Whoever was reminded less than a day ago is left out."
    )
