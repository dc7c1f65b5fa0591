"""What conditions compute with at run time: the values, the unknown, and the steps an evaluation may take.

A value is a bool, int (64 bits), Fraction, str, None, aware datetime in UTC, timedelta, list or tuple, dict with str
keys, or a thing: any object whose members are attributes named "m_" + name. Reading a member may raise `Unknown`. A
value of type NUMBER is a Fraction or an int, one of type Choice the id of the option.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

SMALLEST_INT, LARGEST_INT = -(2**63), 2**63 - 1
MOST_BITS = 1_024  # of the numerator and of the denominator of a number: some 300 digits
LONGEST_DURATION = timedelta(seconds=315_576_000_000)  # 10,000 years, as in CEL
TEXT_PER_STEP = 100  # characters of newly joined text that count as one step
OUT_OF_STEPS = "too_many_steps"
DEFAULT_BUDGET = 20_000  # steps

_NO_VALUES: Mapping[str, object] = MappingProxyType({})


class Unknown(Exception):
    """A value that cannot be told, and why.

    `reason` is a message id: not_recorded, left_empty, division_by_zero, overflow, no_such_key, no_such_element,
    of_nothing, too_many_steps, too_large, or one of the world's own. `absent` says that `has()` is false of it.
    """

    def __init__(self, reason: str, values: Mapping[str, object] = _NO_VALUES, *, absent: bool = False) -> None:
        self.reason, self.values, self.absent = reason, values, absent
        super().__init__(reason)


class OutOfSteps(Exception):
    """The evaluation has used up its steps. No operator absorbs it, so it is no `Unknown` before it comes out."""


class Steps:
    """How many steps are left; a step is one element of a list that a condition walks over."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, steps: int) -> None:
        """Take `steps` away before they are made. Raises OutOfSteps."""
        self.left -= steps
        if self.left < 0:
            raise OutOfSteps
