"""Numbers as a method writes them: shares (`2/3`, `60%`), counts (`3`), exact decimals. Never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from engine.language.diagnostics import shown

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*%")
_RATIO = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Share:
    """An exact part of a whole, 0 to 1; `written` is how the author put it."""

    part: Fraction
    written: str


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number of things."""

    number: int


@dataclass(frozen=True, slots=True)
class Computed:
    """A number that an expression over case and records gives."""

    expression: str


Quantity = Share | Count | Computed


def read_share(value: object) -> Share | Computed:
    """Read `2/3`, `60%` or an expression. Raises ValueError for a number without a sign of what it is a part of."""
    if isinstance(value, str):
        if (percent := _PERCENT.fullmatch(value.strip())) and (part := Fraction(percent[1]) / 100) <= 1:
            return Share(part, value.strip())
        if (ratio := _RATIO.fullmatch(value.strip())) and 0 < int(ratio[2]) >= int(ratio[1]):
            return Share(Fraction(int(ratio[1]), int(ratio[2])), value.strip())
        if not percent and not ratio and value.strip():
            return Computed(value)
    if value == 1 and not isinstance(value, bool):
        return Share(Fraction(1), "1")
    msg = f"{shown(value)} is not a share; write it as 2/3 or 60%, at most the whole"
    raise ValueError(msg)


def read_at_least(value: object) -> Share | Count:
    """Read a count (`3`) or a share (`60%`) of the subjects. Raises ValueError."""
    if isinstance(value, int) and not isinstance(value, bool):
        if value < 1:
            msg = f"'at_least' must be 1 or more; found {value}"
            raise ValueError(msg)
        return Count(value)
    share = read_share(value)
    if isinstance(share, Computed):
        msg = f"{shown(value)} is not how many; write a number, or a share such as 60%"
        raise ValueError(msg)  # whoever reads a method catches ValueError
    return share


def needed(quantity: Share | Count, of: int) -> int:
    """Return how many of `of` that is, a share rounded up."""
    return (
        quantity.number
        if isinstance(quantity, Count)
        else -(-quantity.part.numerator * of // quantity.part.denominator)
    )


def read_number(value: object) -> Fraction:
    """Read a whole or decimal number exactly. Raises ValueError."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Fraction(value)
    msg = f"expected a number; found {shown(value)}"
    raise ValueError(msg)
