"""Secret ballots: put into a box from which nothing comes out before the count, and then everything at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BoxBroken
from engine.process.ballot_box import NO_BOXES, as_json, ballots_in
from engine.process.counting.ballots import read_ballot
from engine.process.events import BallotPut, BallotsCounted
from engine.process.refusal import refuse

if TYPE_CHECKING:
    from engine.language.declaration import DecisionType
    from engine.process.commands import Vote
    from engine.process.situation import Json, Run, Voter
    from engine.process.turn import Turn

FEWEST = 3  # of two, each knows from the count what the other voted


def must_keep_secret(declared: DecisionType, voters: tuple[Voter, ...], decision: str) -> None:
    """Refuse a secret vote among so few that the count tells who voted what."""
    if declared.secret and len(voters) < FEWEST:
        raise refuse("rule", "secret_among_few", decision=decision, fewest=FEWEST, found=len(voters))


def put_ballot(turn: Turn, command: Vote, run: Run, voter: str, declared: DecisionType) -> None:
    """Record that a voter has voted. What, is in no event: whoever carries the command out puts it into the box."""
    if voter in run.voted:
        raise refuse("rule", "secret_is_final", decision=run.decision)
    if command.reason is not None:
        raise refuse("rule", "secret_takes_no_reason", "/reason", decision=run.decision)
    read_ballot(declared, run.options, as_json(command.ballot))
    turn.emit(BallotPut(run.id, voter), run.label)


def must_be_done(turn: Turn, run: Run, declared: DecisionType) -> None:
    """Refuse to count, as a mere trial, what nobody may see before it is counted."""
    if turn.boxes is None and declared.hides_ballots and declared.rule.name != "one_decides":
        raise refuse("not-now", "count_not_tried", decision=run.decision)


def empty_box(turn: Turn, run: Run) -> tuple[Json, ...]:
    """Tell all ballots of a secret vote at once, sorted and as nobody's. Raises BoxBroken where some are not there."""
    ballots = ballots_in(turn.boxes or NO_BOXES, run.id)
    if len(ballots) != len(run.voted):
        raise BoxBroken(turn.situation.process, run.id, len(run.voted), len(ballots))
    with turn.by_itself():
        turn.emit(BallotsCounted(run.id, ballots), run.label)
    return ballots


def stays_in_count(declared: DecisionType, run: Run, voter: str) -> bool:
    """Tell whether a voter who leaves still counts: a secret ballot cannot be taken out of the box again."""
    return declared.secret and voter in run.voted
