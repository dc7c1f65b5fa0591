"""The life of a decision: opened, voted on, closed, lapsed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engine.process.events.base import Body, Content
from engine.process.situation import Json, Subject, Tally, Voter


@dataclass(frozen=True, slots=True)
class DecisionOpened(Body):
    """A decision was put to the vote: on which versions, among whom, until when; `options` are records to choose."""

    VERSION = 2

    run: str
    decision: str
    subject: Subject
    phase: str
    about: tuple[tuple[str, int], ...]
    voters: tuple[Voter, ...]
    due_at: datetime | None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VoteCast(Body):
    """A voter voted, or changed a vote. A ballot is a word, a list of options, or a number as text."""

    VERSION = 2

    run: str
    voter: str
    by: str
    as_role: str | None
    ballot: Content[Json]
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class VoterVoted(Body):
    """A voter has voted in a run in which ballots are sealed until it is closed; what, only its own side knows."""

    run: str
    voter: str


@dataclass(frozen=True, slots=True)
class BallotOpened(Body):
    """What a voter had voted, told when a run with sealed ballots is closed."""

    run: str
    voter: str
    ballot: Content[Json]
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class BallotPut(Body):
    """A voter put a ballot into the box of a secret vote. The ballot is in no event."""

    run: str
    voter: str


@dataclass(frozen=True, slots=True)
class BallotsCounted(Body):
    """What was in the box of a secret vote, told as it is closed: every ballot, sorted, and nobody's."""

    run: str
    ballots: Content[tuple[Json, ...]]


@dataclass(frozen=True, slots=True)
class VoterLeft(Body):
    """Somebody who could vote in an open run left; its denominators are taken again."""

    run: str
    voter: str


@dataclass(frozen=True, slots=True)
class VoterJoined(Body):
    """Somebody may vote in an open run who could not before: its voters are counted when it closes."""

    run: str
    voter: Voter


@dataclass(frozen=True, slots=True)
class VoterWeighed(Body):
    """The weight of a voter in an open run is another than before."""

    run: str
    voter: str
    weight: str


@dataclass(frozen=True, slots=True)
class DecisionClosed(Body):
    """A run was closed and counted. `counts_from` is when it should have been, where the clock did it late."""

    VERSION = 3

    run: str
    decision: str
    outcome: Literal["accepted", "rejected"]
    tally: Tally
    winner: str | None
    winners: tuple[str, ...] = ()
    counts_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class DecisionLapsed(Body):
    """A run counts no longer: a record it was about changed, its phase was left, a move said so, or its rules did."""

    VERSION = 3

    run: str
    decision: str
    because: Literal["record_changed", "phase_left", "moved", "not_ratified", "rules_changed"]
    record: str | None = None
