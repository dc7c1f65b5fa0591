"""Ratification: what was accepted at the table is still to be agreed to at home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.process.events.base import Body, Content

Answer = Literal["yes", "no", "with_conditions"]


@dataclass(frozen=True, slots=True)
class RatificationAsked(Body):
    """A decision was accepted subject to ratification."""

    run: str


@dataclass(frozen=True, slots=True)
class RatificationGiven(Body):
    """Somebody said at home's behalf whether a decision is ratified, or under which conditions it would be."""

    run: str
    by: str
    as_role: str | None
    party: str | None
    answer: Answer
    conditions: Content[str] = None


@dataclass(frozen=True, slots=True)
class DecisionRatified(Body):
    """All who had to have ratified a decision."""

    run: str
    decision: str
