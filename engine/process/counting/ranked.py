"""Winners of ranked votes: Schulze's method, and instant run-off.

Schulze: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method" (2011), with winning votes. Instant run-off: fewest first preferences drop out, round by round.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.process.counting.counted import Counted

NONE = Fraction(0)


def schulze(counted: Counted) -> tuple[str, ...]:
    """Return the options that no other beats by a stronger path; several are tied."""
    options = list(counted.options)
    prefer = {(a, b): counted.prefer(a, b) for a, b in permutations(options, 2)}
    paths = {pair: weight if weight > prefer[pair[::-1]] else NONE for pair, weight in prefer.items()}
    for by in options:
        for a, b in permutations([one for one in options if one != by], 2):
            paths[a, b] = max(paths[a, b], min(paths[a, by], paths[by, b]))
    return tuple(a for a in options if all(paths[a, b] >= paths[b, a] for b in options if b != a))


def instant_runoff(counted: Counted) -> tuple[str, ...]:
    """Return the option that more than half of the ballots still in play rank first, once others have dropped out.

    Those tied for the fewest drop out together; where that leaves none, they are tied.
    """
    left = list(counted.options)
    while left:
        firsts = dict.fromkeys(left, NONE)
        for weight, ballot in counted.ballots:
            if first := _first(ballot, left):
                firsts[first] += weight
        in_play, most = sum(firsts.values(), NONE), max(firsts.values())
        if most * 2 > in_play:
            return tuple(one for one in left if firsts[one] == most)
        fewest = min(firsts.values())
        staying = [one for one in left if firsts[one] > fewest]
        if not staying:
            return tuple(left) if in_play else ()
        left = staying
    return ()


def _first(ballot: object, left: Sequence[str]) -> str | None:
    ranked = ballot if isinstance(ballot, list) else []
    return next((str(one) for one in ranked if one in left), None)
