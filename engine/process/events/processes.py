"""A process as a whole: opened, ended, and what was erased of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.process.events.base import Body, Content
from engine.process.persistent import Map
from engine.process.situation import Json


@dataclass(frozen=True, slots=True)
class ProcessOpened(Body):
    """A process began, under one version of a method, in one language and time zone."""

    process: str
    method: str
    method_version: str
    digest: str
    language: str
    zone: str
    opener: str
    title: Content[str]
    case: Content[Map[str, Json]]


@dataclass(frozen=True, slots=True)
class RehearsalBegan(Body):
    """The process is only practised, and so is all that it runs: it can be deleted whole."""


@dataclass(frozen=True, slots=True)
class VersionAdopted(Body):
    """The process goes on by another version of its method than the one `before`; perhaps as the `run` decided."""

    before: str
    version: str
    digest: str
    run: str | None
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class CaseTold(Body):
    """What was asked at opening was told to those few who may see it. `names` are the fields that were filled in."""

    names: tuple[str, ...]
    fields: Content[Map[str, Json]]


@dataclass(frozen=True, slots=True)
class TakenIn(Body):
    """A collaboration that was under way came in at a phase; what leads to it in the method was not gone through here.

    `skipped` are the phases that come before it: their gates were never judged.
    """

    phase: str
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContentRedacted(Body):
    """Content behind these commitments (hexadecimal) was erased for ever; what depended on it is unknown from here."""

    contents: tuple[str, ...]
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class ProcessEnded(Body):
    """The process came to an end of the method, or was cancelled."""

    end: str
    reason: Content[str] = None
