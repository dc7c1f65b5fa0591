"""Holds: a process that waits, because a standing gate broke or because somebody asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engine.process.events.base import Body, Content

WhyOver = Literal["met", "resumed", "over", "left", "rules_changed"]


@dataclass(frozen=True, slots=True)
class HoldBegan(Body):
    """The process is held: by the standing `gate` of a phase, by what that runs (`hold` is its id), or by a person."""

    hold: str
    phase: str
    gate: str | None
    until: datetime | None = None
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class HoldEnded(Body):
    """A hold is over: its gate is met again, somebody resumed, its time is over, or its phase or its rule is gone."""

    VERSION = 2

    hold: str
    because: WhyOver
    reason: Content[str] = None
