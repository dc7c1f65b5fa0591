"""STAR voting for one seat or several: score, then automatic runoff (Equal Vote Coalition, "STAR voting").

For each seat the two options with the most stars meet: the one that more voters gave more stars wins the seat. Then
the next seat is filled from the others, with the same ballots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.process.counting.counted import Counted

FINALISTS = 2


def star(
    counted: Counted,
    seats: int,
    breaks: Callable[[Sequence[str]], str | None],
    fits: Callable[[str, Sequence[str]], bool],
) -> tuple[str, ...] | None:
    """Return who wins, in the order of the seats; None where a tie is left that nothing breaks.

    `fits` tells whether an option may still win beside those who have: else it is passed over, and the next moves up.
    """
    left, won = list(counted.options), list[str]()
    while left and len(won) < seats:
        best = _best(counted, left, breaks)
        if best is None:
            return None
        left.remove(best)
        if fits(best, won):
            won.append(best)
    return tuple(won)


def _best(counted: Counted, left: Sequence[str], breaks: Callable[[Sequence[str]], str | None]) -> str | None:
    """Return who wins one seat. Of two with as many voters behind them the one with more stars wins."""
    if len(left) == 1:
        return left[0]
    finalists = _finalists(counted, left, breaks)
    if finalists is None:
        return None
    first, second = finalists
    ahead, behind = counted.prefer(first, second), counted.prefer(second, first)
    if ahead != behind:
        return first if ahead > behind else second
    if counted.of(first) != counted.of(second):
        return max(first, second, key=counted.of)
    return breaks([first, second])


def _finalists(
    counted: Counted, left: Sequence[str], breaks: Callable[[Sequence[str]], str | None]
) -> list[str] | None:
    """Return the two with the most stars; of those with as many, who lose to the fewest of them, one against one."""
    chosen: list[str] = []
    while len(chosen) < FINALISTS:
        rest = [one for one in left if one not in chosen]
        most = max(counted.of(one) for one in rest)
        tied = [one for one in rest if counted.of(one) == most]
        losses = {one: sum(counted.prefer(other, one) > counted.prefer(one, other) for other in tied) for one in tied}
        least = [one for one in tied if losses[one] == min(losses.values())]
        room = FINALISTS - len(chosen)
        through = tied if len(tied) <= room else least if len(least) <= room else [breaks(least)]
        if None in through:
            return None
        chosen += [one for one in through if one is not None]
    return chosen
