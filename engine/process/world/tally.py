"""Counted votes as a rule written over them sees them: of a choice for one option."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.process.counting.ballots import ABSTAIN, BLOCK, NO, YES
from engine.process.world.thing import Thing

if TYPE_CHECKING:
    from engine.process.counting.counted import Counted
    from engine.process.world.world import World


class TallyThing(Thing):
    """Counted votes; `yes` are those for the option that is looked at, `no` the other votes that were cast."""

    kind = "tally"

    def __init__(self, world: World, counted: Counted, option: str) -> None:
        super().__init__(world, option)
        self.counted, self.option = counted, option

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        counted = self.counted
        if name == "prefer":
            return counted.prefer
        if name in ("sum", "avg"):
            return self._of_numbers(name)
        yes = counted.of(self.option)
        told = {
            "yes": yes,
            "no": counted.of(NO) if self.option == YES else counted.cast - yes,
            "abstain": counted.of(ABSTAIN),
            "block": counted.of(BLOCK),
            "cast": counted.cast,
            "eligible": counted.eligible,
            "silent": counted.silent,
        }
        return told[name]

    def _of_numbers(self, name: str) -> Fraction:
        numbers = list(self.counted.numbers())
        total = sum((weight * number for weight, number in numbers), Fraction(0))
        if name == "sum":
            return total
        weight = sum((weight for weight, _ in numbers), Fraction(0))
        if not weight:
            raise Unknown("no_answers", absent=True)
        return total / weight
