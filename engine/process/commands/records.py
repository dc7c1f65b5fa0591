"""Writing, sharing and confirming records."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from engine.process.commands.base import Asked, Named, NewId, Picked, PickedOrNone, Prose, Ref
from engine.process.situation import Json


class Record(Asked):
    """Draft a record, or a new version of one. `subject` is an id, several ids, or ids by name."""

    do: Literal["record"]
    record: Ref
    id: NewId | None = None
    subject: Named | None = None
    on_behalf_of: Ref | None = Field(None, description="The party, by id or name, for which it is written.")
    fields: dict[str, Json] = Field(default_factory=dict)
    picked: PickedOrNone | None = Field(
        None, description="The parties, by id or name, that are to see it once it is shared; none in an empty list."
    )


class Pick(Asked):
    """Show a record, or a decision by the id of its run, to parties by id or name; who sees it already still does."""

    do: Literal["pick"]
    id: Ref
    parties: Picked


class OnVersion(Asked):
    """An act on one version of a record."""

    id: Ref
    version: Annotated[StrictInt, Field(ge=1)]


class Seal(Asked):
    """Close the whole deposit of a subject: all that one's side drafted, or nothing. The last one releases all."""

    do: Literal["seal"]
    record: Ref
    subject: Named | None = None


class Share(OnVersion):
    """Share a drafted version; as an editorial correction it counts once all who confirmed have accepted it."""

    do: Literal["share"]
    editorial: StrictBool = Field(default=False, description="Propose it as a correction that keeps confirmations.")


class Withdraw(OnVersion):
    """Take a record back."""

    do: Literal["withdraw"]


class Confirm(OnVersion):
    """Confirm the shared version of a record, or accept an editorial correction of it."""

    do: Literal["confirm"]


class Unconfirm(OnVersion):
    """Take one's confirmation back."""

    do: Literal["unconfirm"]


class Decline(OnVersion):
    """Decline an editorial correction: the version that was confirmed stays."""

    do: Literal["decline"]
    reason: Prose | None = None


class Dispute(OnVersion):
    """Dispute the shared version of a record, or take that back."""

    do: Literal["dispute"]
    answer: Literal["yes", "no"] = "yes"
    reason: Prose | None = None
