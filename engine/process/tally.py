"""Counts votes and applies a decision's rule. Exact: shares are fractions, never floats."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import immutables

from engine.language.quantities import Share, needed
from engine.process.situation import Signature, Tally, Vote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.language.declaration import DecisionType
    from engine.process.situation import Run

Outcome = Literal["accepted", "rejected"]
ABSTAIN, BLOCK, YES, NO, OBJECT = "abstain", "block", "yes", "no", "object"
SILENCE = {"blocks": BLOCK, "abstains": ABSTAIN, "consents": YES}


def ballots_of(declared: DecisionType) -> tuple[str, ...]:
    """Return what a vote may say."""
    if isinstance(declared.ballot.choice, dict):
        words: tuple[str, ...] = tuple(declared.ballot.choice)
    else:
        words = (YES, OBJECT) if declared.rule.name == "consent" else (YES, NO)
    may_abstain = declared.abstain == "allowed" and declared.rule.name not in ("consent", "one_decides")
    return (*words, ABSTAIN) if may_abstain else words


def count(run: Run, declared: DecisionType, *, silence: bool = True) -> Tally:
    """Count the votes of a run; with `silence`, whoever kept silent counts as the method says silence does."""
    counts = Counter(vote.ballot for vote in run.votes.values() if vote.ballot)
    silent = len(run.voters) - counts.total()
    if silence and silent and declared.silence:
        counts[SILENCE[declared.silence]] += silent
    cast = counts.total() - counts[ABSTAIN]
    return Tally(
        len(run.voters), cast, silent, immutables.Map({ballot: number for ballot, number in counts.items() if number})
    )


def outcome(tally: Tally, declared: DecisionType) -> tuple[Outcome, str | None]:
    """Apply the rule to a tally: accepted or rejected, and for a choice which option won.

    An option wins when it alone passes the rule; where none does, or two do, the decision is rejected
    (`docs/reference/method.md`, decisions).
    """
    if not _has_quorum(tally, declared):
        return "rejected", None
    if isinstance(declared.ballot.choice, dict):
        winners = [option for option in declared.ballot.choice if _passes(tally, declared, option)]
        return ("accepted", winners[0]) if len(winners) == 1 else ("rejected", None)
    return ("accepted" if _passes(tally, declared, YES) else "rejected"), None


def is_decided(run: Run, declared: DecisionType) -> bool:
    """Tell whether the votes still to come, or their absence, cannot change the outcome."""
    now = outcome(count(run, declared), declared)
    waiting = [voter.id for voter in run.voters if voter.id not in run.votes]
    return all(
        outcome(count(_with_votes(run, waiting, ballot), declared), declared) == now for ballot in ballots_of(declared)
    )


def all_have_voted(run: Run) -> bool:
    """Tell whether every voter has voted."""
    return len(run.votes) == len(run.voters)


def _with_votes(run: Run, voters: Sequence[str], ballot: str) -> Run:
    supposed = Signature("", None, None, run.opened_at)
    votes = dict(run.votes) | {voter: Vote(voter, ballot, None, supposed) for voter in voters}
    return replace(run, votes=immutables.Map(votes))


def _has_quorum(tally: Tally, declared: DecisionType) -> bool:
    """Tell whether enough voted: abstentions count, silence does not, whatever it stands for."""
    if not isinstance(declared.quorum, Share):
        return True
    return tally.eligible - tally.silent >= needed(declared.quorum, tally.eligible)


def _passes(tally: Tally, declared: DecisionType, option: str) -> bool:
    votes = tally.counts.get(option, 0)
    match declared.rule.name:
        case "unanimity":
            return 0 < tally.eligible == votes
        case "consent":
            against = tally.counts.get(OBJECT, 0) + tally.counts.get(BLOCK, 0)
            return not against and 0 < tally.eligible == sum(tally.counts.values())
        case "one_decides":
            return votes > 0
        case "majority":
            return _majority(tally, declared, votes)
        case _:
            pass
    msg = f"the rule '{declared.rule.name}' does not run in this release and cannot be published"
    raise AssertionError(msg)


def _majority(tally: Tally, declared: DecisionType, votes: int) -> bool:
    rule = declared.rule.majority
    if rule is None:
        return False
    base = tally.cast if rule.of == "cast" else tally.eligible
    threshold, exceed = rule.threshold()
    if not base or not isinstance(threshold, Share):
        return False
    share = Fraction(votes, base)
    return share > threshold.part if exceed else share >= threshold.part
