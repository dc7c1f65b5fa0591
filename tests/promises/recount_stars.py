"""The recount of votes with stars, from the exported log alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.promises.recount import Votes


def star(votes: Votes, seats: int) -> list[str] | None:
    """Fill the seats one by one: of those with the most stars two meet. A tie that matters rejects."""
    won: list[str] = []
    left = list(votes.options)
    stars = {
        one: sum((weight * said[one] for weight, said in votes.cast if isinstance(said, dict)), Fraction(0))
        for one in left
    }
    while left and len(won) < seats and votes.spoken():
        meet = _meeting(votes, left, stars)
        if meet is None:
            return None
        if len(meet) > 1:
            keys = [(votes.prefer(one, other), stars[one]) for one, other in (meet, meet[::-1])]
            if keys[0] == keys[1]:
                return None
            meet = meet if keys[0] > keys[1] else meet[::-1]
        won.append(meet[0])
        left.remove(meet[0])
    return won or None


def _meeting(votes: Votes, left: Iterable[str], stars: Mapping[str, Fraction]) -> list[str] | None:
    """Return the two who meet. Whoever has one of the places is out of the comparison for the other."""
    rest, meet = list(left), list[str]()
    while rest and len(meet) < 2:
        level = [one for one in rest if stars[one] == max(stars[one] for one in rest)]
        if len(meet) + len(level) > 2:
            lost = {one: sum(votes.prefer(x, one) > votes.prefer(one, x) for x in level) for one in level}
            level = [one for one in level if lost[one] == min(lost.values())]
        if len(meet) + len(level) > 2:
            return None
        meet += level
        rest = [one for one in rest if one not in level]
    return meet
