"""Opening a process, ending it before its time, erasing content."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from engine.process.commands.base import Asked, Line, NewId, Prose, Ref
from engine.process.situation import Json


class Open(Asked):
    """Open a process. The actor becomes its first participant.

    With `at_phase` a collaboration that was under way is taken in at that phase, where the method `takes_in`. A
    `rehearsal` is for practice: it says so everywhere, and can be deleted whole.
    """

    do: Literal["open"]
    actor: NewId
    method: Ref
    version: Ref | None = None
    title: Line
    language: Ref | None = None
    zone: Ref | None = None
    case: dict[str, Json] = Field(default_factory=dict)
    name: Line
    party: Line | None = None
    at_phase: Ref | None = None
    rehearsal: StrictBool = False


class Cancel(Asked):
    """End the process before its time."""

    do: Literal["cancel"]
    reason: Prose


class Adopt(Asked):
    """Bring the process to another version of its method, where all that it has keeps its place."""

    do: Literal["adopt"]
    version: Ref
    reason: Prose


class Redact(Asked):
    """Erase content for ever. Each of `content` is a commitment from the log, a record's id or a participant's id."""

    do: Literal["redact"]
    content: Ref | Annotated[tuple[Ref, ...], Field(min_length=1, max_length=1_000)]
    reason: Prose

    @property
    def named(self) -> tuple[str, ...]:
        """What is to be erased, as it was named."""
        return (self.content,) if isinstance(self.content, str) else self.content


class Delete(Asked):
    """Delete a rehearsal for ever, with all that it runs and all that was written in it. Nothing of it is kept."""

    do: Literal["delete"]
