"""What may be asked: every command in the imperative, as Python, JSON and the command line know it.

A command names its actor, a participant's id, and with `as` the role in which it is done where there are several.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from engine.process.situation import Json

CONTROL = r"\x00-\x1f\x7f"
NUL = r"\x00"
NEW_ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"


def _text(most: int, forbidden: str) -> FieldInfo:
    """Describe a text. What may not stand in it is refused by `_without`: a pattern tells people nothing."""
    described: FieldInfo = Field(min_length=1, max_length=most, json_schema_extra={"pattern": f"^[^{forbidden}]+$"})
    return described


def _without(forbidden: str) -> AfterValidator:
    """Refuse characters that nobody can see, so they are named by code point and place."""
    pattern = re.compile(f"[{forbidden}]")

    def check(text: str) -> str:
        if found := pattern.search(text):
            where = {"place": found.start() + 1, "found": f"U+{ord(found[0]):04X}"}
            raise PydanticCustomError(
                "control_character", "control characters are not allowed: character {place} is {found}", where
            )
        return text

    return AfterValidator(check)


def _check_new_id(text: str) -> str:
    if not re.fullmatch(NEW_ID, text):
        raise PydanticCustomError(
            "new_id",
            "an id has 1 to 64 letters (a-z, A-Z), digits, '_', '.' and '-', and begins with a letter or digit; "
            "found '{found}'",
            {"found": text[:80]},
        )
    return text


Ref = Annotated[str, _text(64, CONTROL), _without(CONTROL)]
NewId = Annotated[
    str,
    Field(description="The id of something new.", json_schema_extra={"pattern": NEW_ID}),
    AfterValidator(_check_new_id),
]
Line = Annotated[str, _text(400, CONTROL), _without(CONTROL)]
Prose = Annotated[str, _text(20_000, NUL), _without(NUL)]


class Asked(BaseModel):
    """What all commands share."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    actor: Ref
    as_: Ref | None = Field(default=None, alias="as", description="The role in which the actor does it.")


class Open(Asked):
    """Open a process. The actor becomes its first participant."""

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


class Record(Asked):
    """Draft a record, or a new version of one. `subject` is an id, several ids, or ids by name."""

    do: Literal["record"]
    record: Ref
    id: NewId | None = None
    subject: Ref | tuple[Ref, ...] | dict[str, Ref] | None = None
    fields: dict[str, Json] = Field(default_factory=dict)


class OnVersion(Asked):
    """An act on one version of a record."""

    id: Ref
    version: Annotated[int, Field(ge=1)]


class Share(OnVersion):
    """Share a drafted version."""

    do: Literal["share"]


class Withdraw(OnVersion):
    """Take a record back."""

    do: Literal["withdraw"]


class Confirm(OnVersion):
    """Confirm the shared version of a record."""

    do: Literal["confirm"]


class Unconfirm(OnVersion):
    """Take one's confirmation back."""

    do: Literal["unconfirm"]


class Propose(Asked):
    """Put a decision to the vote. `about` names the records; all live ones of the declared types when left out."""

    do: Literal["propose"]
    decision: Ref
    run: NewId | None = Field(None, description="The id the run will have; a random one when left out.")
    subject: Ref | tuple[Ref, ...] | dict[str, Ref] | None = None
    about: tuple[Ref, ...] | None = None


class Vote(Asked):
    """Vote, or change one's vote, in an open run."""

    do: Literal["vote"]
    run: Ref
    ballot: Ref
    reason: Prose | None = None


class Close(Asked):
    """Close a run and count it."""

    do: Literal["close"]
    run: Ref


class Move(Asked):
    """Take a move, named by its dotted path, or shorter where that is unambiguous."""

    do: Literal["move"]
    move: Annotated[str, Field(min_length=1, max_length=400)]
    reason: Prose | None = None


class Cancel(Asked):
    """End the process before its time."""

    do: Literal["cancel"]
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


Command = (
    Open | Join | Leave | Appoint | StepDown | Accept | Record | Share | Withdraw | Confirm | Unconfirm | Propose | Vote
    | Close | Move | Cancel | Redact
)  # fmt: skip
AnyCommand = Annotated[Command, Field(discriminator="do")]
read_command: TypeAdapter[Command] = TypeAdapter(AnyCommand)
COMMANDS = ("open", "join", "leave", "appoint", "step_down", "accept", "record", "share", "withdraw", "confirm",
            "unconfirm", "propose", "vote", "close", "move", "cancel", "redact")  # fmt: skip
