"""Notes of one's own, and handing them over to whoever goes on with the work."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.process.commands.base import Asked, NewId, Prose, Ref


class Note(Asked):
    """Keep a note for oneself. With `as` it belongs to a role, and can be handed over to another holder of it."""

    do: Literal["note"]
    note: NewId | None = Field(None, description="The id the note will have; a random one when left out.")
    text: Prose


class HandOver(Asked):
    """Hand over the notes one kept in a role to another holder of that role. What was handed over stays so."""

    do: Literal["hand_over"]
    role: Ref
    participant: Ref = Field(description="The other holder of the role.")
