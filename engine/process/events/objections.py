"""Objections to a decision, and advice to whoever decides."""

from __future__ import annotations

from dataclasses import dataclass

from engine.process.events.base import Body, Content


@dataclass(frozen=True, slots=True)
class ObjectionRaised(Body):
    """A record was brought forward as an objection in a run."""

    record: str
    run: str


@dataclass(frozen=True, slots=True)
class ObjectionJudged(Body):
    """An objection was tested: it counts, or it is inadmissible and holds nothing up."""

    record: str
    run: str
    admissible: bool
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class ObjectionSettled(Body):
    """Whoever raised an objection finds it settled."""

    record: str
    run: str
    how: Content[str] = None


@dataclass(frozen=True, slots=True)
class AdviceGiven(Body):
    """Somebody was heard before one decides."""

    run: str
    by: str
    as_role: str | None
    party: str | None
    text: Content[str]
