"""Records that come from another process of the family: handed over by it, and counting as long as they do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.process.events.base import Body, Content
from engine.process.persistent import Map
from engine.process.situation import Json, Subject

WhyLapsed = Literal["gone", "anew"]


@dataclass(frozen=True, slots=True)
class RecordHanded(Body):
    """A version of a record was taken over from another process; it replaces the one before.

    `process` is the one it comes from, `original` the record there and `wording` the event there whose content this
    repeats. `author` wrote it there; where he takes no part here, `name` says who that is.
    """

    id: str
    record: str
    subject: Subject
    party: str | None
    version: int
    author: str
    process: str
    original: str
    wording: str
    fields: Content[Map[str, Json]]
    name: Content[str] = None


@dataclass(frozen=True, slots=True)
class HandedOwned(Body):
    """The party of a record that was taken over takes part now: it is known here too. What it says is what it was."""

    id: str
    version: int
    party: str


@dataclass(frozen=True, slots=True)
class HandedLapsed(Body):
    """A record that was taken over counts no longer.

    It is gone where it comes from, or the phase that ran that process was entered anew.
    """

    id: str
    version: int
    because: WhyLapsed
