"""Decisions put to the vote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from engine.process.persistent import Map, empty
from engine.process.situation.people import Signature
from engine.process.situation.values import Json, Subject


@dataclass(frozen=True, slots=True)
class Voter:
    """One who may vote in a run: a party through any holder of a role, or a participant; `weight` is exact (`3/2`)."""

    party: str | None
    participant: str | None
    role: str | None
    weight: str = "1"

    @property
    def id(self) -> str:
        """The party's id, or the participant's."""
        return self.party or str(self.participant)


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as cast last. The ballot is content."""

    voter: str
    ballot: Json
    reason: str | None
    by: Signature


@dataclass(frozen=True, slots=True)
class Tally:
    """How the votes fell, in people by the word they chose; `cast` leaves out abstentions.

    Where votes have weights, `weights` has the same weighted, each as an exact fraction; of a ranking `preferences`
    has the weight of those who put one option before another (`a>b`), of numbers `total` their weighted sum.
    """

    eligible: int
    cast: int
    silent: int
    counts: Map[str, int]
    weights: Map[str, str] = field(default_factory=empty)
    preferences: Map[str, str] = field(default_factory=empty)
    total: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What a party, or a participant, answered when asked to ratify. The conditions are content."""

    answer: Literal["yes", "no", "with_conditions"]
    conditions: str | None
    by: Signature


@dataclass(frozen=True, slots=True)
class Run:
    """One time that a decision was put to the vote. `about` pins records at a version; `label`: who may know of it."""

    id: str
    decision: str
    subject: Subject
    phase: str
    opened_at: datetime
    order: int
    due_at: datetime | None
    about: tuple[tuple[str, int], ...]
    voters: tuple[Voter, ...]
    votes: Map[str, Vote] = field(default_factory=empty)
    state: Literal["open", "accepted", "rejected", "lapsed"] = "open"
    tally: Tally | None = None
    winner: str | None = None
    winners: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    closed_at: datetime | None = None
    label: str = "process"
    awaits_ratification: bool = False
    ratifications: Map[str, Answered] = field(default_factory=empty)
    ratified_at: datetime | None = None
    advice: tuple[Signature, ...] = ()
    voted: tuple[str, ...] = ()

    @property
    def answered(self) -> frozenset[str]:
        """The voters who have voted, also those of whom nobody knows what."""
        return frozenset(self.votes) | frozenset(self.voted)

    @property
    def is_pending(self) -> bool:
        """Whether it is open, or accepted but not ratified yet by all who have to."""
        return self.state == "open" or (self.state == "accepted" and self.awaits_ratification)
