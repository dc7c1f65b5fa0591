"""What a mail is about, before anybody has put it into words, and how sending it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Reason = Literal["turn", "term", "decision", "move", "told"]
REASONS: tuple[Reason, ...] = ("turn", "term", "decision", "move", "told")
Kind = Literal["invitation", "sign_in", "news"]
Why = Literal["refused", "later", "address", "closed"]


@dataclass(frozen=True, slots=True)
class Item:
    """That there is something in a process, and of what kinds."""

    process: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail is about. `organisation` is what that is called; `secret` is of its link, and is shown nowhere else.

    `end` is the token that ends such mail.
    """

    kind: Kind
    language: str | None
    organisation: str
    zone: str | None = None
    ends_at: datetime | None = None
    secret: str = field(default="", repr=False)
    items: tuple[Item, ...] = ()
    end: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Worded:
    """A mail in words, and the address that ends mail like it, where there is one."""

    subject: str
    text: str = field(repr=False)
    end_url: str | None = field(default=None, repr=False)


Words = Callable[[Letter], Worded]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail as it goes out: its name, from and to whom, and its bytes."""

    id: str
    sender: str
    to: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went: `why` it did not, and what the server answered.

    `refused` and `address` are for ever; `later` is of this mail alone; `closed` says nothing of the mail, as nothing
    can be sent now.
    """

    why: Why | None = None
    status: int | None = None


class Transport(Protocol):
    """The way out."""

    def send(self, envelope: Envelope) -> Outcome:
        """Send a mail and return how that went. What was sent before under the same name may be replaced by it."""

    def tidy(self, *, is_alone: bool) -> None:
        """Clear away what a sender left behind that was killed; `is_alone`: nobody else sends by this way."""

    def close(self) -> None:
        """End whatever is under way, and send nothing any more."""


@dataclass(frozen=True, slots=True)
class Office:
    """By what way mail goes out, in whose words, and from which address."""

    transport: Transport
    words: Words
    sender: str
