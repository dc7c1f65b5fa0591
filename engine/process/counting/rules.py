"""What a decision's rule makes of the votes: accepted or rejected, and which options won."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import immutables

from engine.language.quantities import Share
from engine.process.counting.ballots import BLOCK, OBJECT, YES, ballots_of
from engine.process.counting.counted import count, said_once
from engine.process.counting.ranked import instant_runoff, schulze
from engine.process.counting.star import star
from engine.process.situation import Signature, Vote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from engine.language.declaration import DecisionType
    from engine.language.declaration.decisions import Majority
    from engine.language.quantities import Quantity
    from engine.process.counting.counted import Counted
    from engine.process.situation import Run


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided. `winners` are the options that won, in the order of the options; `winner` where it is one."""

    state: Literal["accepted", "rejected"]
    winners: tuple[str, ...] = ()

    @property
    def winner(self) -> str | None:
        """The option that won, where one did."""
        return self.winners[0] if len(self.winners) == 1 else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule may have to ask of the process: numbers and conditions that are expressions, and who breaks a tie.

    `share` is None for a number that cannot be told, `accepts` tells whether a condition over the tally is so for an
    option, `breaks` returns which of several tied options it is, None where nothing says so; `objected` tells whether
    an objection stands, `same` what an option has in common with others, None for nothing.
    """

    share: Callable[[Quantity], Fraction | None]
    accepts: Callable[[Counted, str], bool]
    breaks: Callable[[Sequence[str]], str | None]
    objected: Callable[[Counted], bool] = lambda counted: bool(counted.of(OBJECT))
    same: Callable[[str], object] = lambda _option: None


def plain(quantity: Quantity) -> Fraction | None:
    """Return a share that is written as a number."""
    return quantity.part if isinstance(quantity, Share) else None


PLAIN = Asked(plain, lambda _counted, _option: False, lambda _tied: None)
REJECTED = Outcome("rejected")
UNTOLD = object()


def outcome(counted: Counted, declared: DecisionType, asked: Asked = PLAIN) -> Outcome:
    """Apply the rule to counted votes (`docs/reference/method.md`, decisions)."""
    if not _has_quorum(counted, declared, asked):
        return REJECTED
    if counted.kind == "number":
        return Outcome("accepted") if asked.accepts(counted, "") else REJECTED
    if counted.kind == "yes_no":
        return _on_a_proposal(counted, declared, asked)
    return _among_options(counted, declared, asked)


def _on_a_proposal(counted: Counted, declared: DecisionType, asked: Asked) -> Outcome:
    if declared.rule.name in ("most", "majority") and counted.of(YES) == counted.of("no") and counted.cast:
        broken = asked.breaks([YES, "no"])
        if broken is not None:
            return Outcome("accepted") if broken == YES else REJECTED
    return Outcome("accepted") if _passes(counted, declared, YES, asked) else REJECTED


def _among_options(counted: Counted, declared: DecisionType, asked: Asked) -> Outcome:
    """Return which options won: of approvals all that pass, of other ballots the one that passes alone."""
    if declared.rule.name == "ranking":
        method = schulze if declared.rule.ranking == "schulze" else instant_runoff
        found = method(counted) if counted.cast else ()
    elif declared.rule.name in ("most", "star"):
        return _seats(counted, declared, asked)
    else:
        found = tuple(one for one in counted.options if _passes(counted, declared, one, asked))
        if counted.kind == "approval":
            return Outcome("accepted", found) if found else REJECTED
    if len(found) > 1:
        broken = asked.breaks(found)
        found = (broken,) if broken else ()
    return Outcome("accepted", found) if found else REJECTED


def _seats(counted: Counted, declared: DecisionType, asked: Asked) -> Outcome:
    """Return who wins the seats, by votes or by stars."""
    if declared.rule.name == "most":
        return _most(counted, declared.rule.seats, asked)
    if any(asked.same(one) is UNTOLD for one in counted.options):
        return REJECTED
    found = star(counted, declared.rule.seats, asked.breaks, _fits(declared, asked)) if counted.cast else ()
    won = tuple(one for one in counted.options if one in (found or ()))
    return Outcome("accepted", won) if won else REJECTED


def _fits(declared: DecisionType, asked: Asked) -> Callable[[str, Sequence[str]], bool]:
    """Return what tells whether an option may win beside others, as `at_most` says."""
    limit = declared.at_most

    def fits(option: str, won: Sequence[str]) -> bool:
        mine = asked.same(option) if limit else None
        return limit is None or mine is None or [asked.same(one) for one in won].count(mine) < limit.winners

    return fits


def _most(counted: Counted, seats: int, asked: Asked) -> Outcome:
    """Return the options with the most votes, as many as there are seats; a tie for the last seats is to be broken."""
    ranked = sorted((one for one in counted.options if counted.of(one)), key=lambda one: -counted.of(one))
    if not ranked:
        return REJECTED
    last = counted.of(ranked[:seats][-1])
    won = [one for one in ranked if counted.of(one) > last]
    tied = [one for one in ranked if counted.of(one) == last]
    while tied and len(won) < seats:
        chosen = tied[0] if len(tied) <= seats - len(won) else asked.breaks(tied)
        if chosen is None:
            return REJECTED
        won.append(chosen)
        tied.remove(chosen)
    return Outcome("accepted", tuple(one for one in counted.options if one in won))


def _has_quorum(counted: Counted, declared: DecisionType, asked: Asked) -> bool:
    """Tell whether enough voted: abstentions count, silence does not, whatever it stands for."""
    if declared.quorum is None:
        return True
    share = asked.share(declared.quorum)
    return share is not None and counted.eligible - counted.silent >= share * counted.eligible


def _passes(counted: Counted, declared: DecisionType, option: str, asked: Asked) -> bool:
    votes = counted.of(option)
    if declared.rule.majority is not None:
        return _majority(counted, declared.rule.majority, votes, asked)
    match declared.rule.name:
        case "unanimity":
            return 0 < counted.eligible == votes
        case "consent":
            return not asked.objected(counted) and not counted.of(BLOCK) and _all_answered(counted)
        case "consensus":
            return not counted.of(BLOCK) and _all_answered(counted)
        case "most":
            return votes > counted.cast - votes
        case "accepted":
            return asked.accepts(counted, option)
        case _:
            return _was_chosen(counted, declared, option)


def _was_chosen(counted: Counted, declared: DecisionType, option: str) -> bool:
    """Tell whether one who decides chose an option: once somebody voted, the silence of others stands for nothing."""
    cast = [ballot for _, ballot in counted.ballots]
    return any(option in said_once(declared, ballot) for ballot in cast) if cast else counted.of(option) > 0


def _all_answered(counted: Counted) -> bool:
    """Tell whether everybody answered, by a vote or by a silence that stands for one."""
    return 0 < counted.eligible == sum(counted.counts.values())


def _majority(counted: Counted, rule: Majority, votes: Fraction, asked: Asked) -> bool:
    base = counted.cast if rule.of == "cast" else counted.eligible
    threshold, exceed = rule.threshold()
    share = asked.share(threshold)
    if not base or share is None:
        return False
    return votes > share * base if exceed else votes >= share * base


def is_simple(declared: DecisionType) -> bool:
    """Tell whether a vote to come can only help one word or another, so that an outcome can be sure before the end."""
    words = declared.ballot.kind in ("yes_no", "choice")
    return words and declared.rule.name != "accepted" and declared.tie is None


def is_decided(run: Run, declared: DecisionType, asked: Asked = PLAIN) -> bool:
    """Tell whether the votes still to come, or their absence, cannot change the outcome."""
    waiting = [voter.id for voter in run.voters if voter.id not in run.votes]
    if not waiting or not is_simple(declared):
        return not waiting
    now = outcome(count(run, declared), declared, asked)
    return all(
        outcome(count(_with_votes(run, waiting, ballot), declared), declared, asked) == now
        for ballot in ballots_of(declared, run.options)
    )


def all_have_voted(run: Run) -> bool:
    """Tell whether every voter has voted."""
    return len(run.answered) == len(run.voters)


def _with_votes(run: Run, voters: Sequence[str], ballot: str) -> Run:
    supposed = Signature("", None, None, run.opened_at)
    votes = dict(run.votes) | {voter: Vote(voter, ballot, None, supposed) for voter in voters}
    return replace(run, votes=immutables.Map(votes))
