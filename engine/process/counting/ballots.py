"""What a ballot may say, by the kind of ballot a decision declares."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.process.refusal import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.language.declaration import DecisionType
    from engine.process.situation import Json

ABSTAIN, BLOCK, YES, NO, OBJECT, STAND_ASIDE = "abstain", "block", "yes", "no", "object", "stand_aside"
WORDS = {"consent": (YES, OBJECT), "consensus": (YES, STAND_ASIDE, BLOCK)}
EVERYBODY_ANSWERS = ("consent", "consensus", "one_decides")
MOST_DIGITS = 30
MOST_STARS = 5
EXACT = Context(prec=2 * MOST_DIGITS)  # the usual 28 digits would round what somebody may write
_DECIMAL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)")


def may_abstain(declared: DecisionType) -> bool:
    """Tell whether a voter may abstain; nobody does where everybody has to answer."""
    return declared.abstain == "allowed" and declared.rule.name not in EVERYBODY_ANSWERS


def words_of(declared: DecisionType) -> tuple[str, ...]:
    """Return the words of a ballot that the method itself names; none where it is about records or a number."""
    kind, ballot = declared.ballot.kind, declared.ballot
    if kind == "yes_no":
        return WORDS.get(declared.rule.name, (YES, NO))
    choices = ballot.choice if kind == "choice" else ballot.ranking if kind == "ranking" else None
    return tuple(choices) if isinstance(choices, dict) else ()


def ballots_of(declared: DecisionType, options: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the single words that a vote may say; a vote on a ranking, approvals or a number says more than one."""
    single = words_of(declared) or tuple(options) if declared.ballot.kind in ("yes_no", "choice") else ()
    return (*single, ABSTAIN) if may_abstain(declared) else single


def read_ballot(declared: DecisionType, options: Sequence[str], given: Json) -> Json:
    """Return a ballot as it is kept. Raises Refused, naming what is allowed."""
    if given == ABSTAIN and may_abstain(declared):
        return ABSTAIN
    match declared.ballot.kind:
        case "ranking" | "approval":
            return _several(declared, words_of(declared) or tuple(options), given)
        case "number":
            return _number(declared, given)
        case "stars":
            return _stars(options, given)
        case _:
            allowed = ballots_of(declared, options)
            if given not in allowed:
                raise refuse("malformed", "not_an_option", "/ballot", found=_shown(given), allowed=allowed)
            return given


def _several(declared: DecisionType, options: Sequence[str], given: Json) -> Json:
    """Read a list of options: in a ranking the best first, what is left out after all others; none twice."""
    listed: list[Json] = given if isinstance(given, list) else [given]
    for one in listed:
        if not isinstance(one, str) or one not in options:
            raise refuse("malformed", "not_an_option", "/ballot", found=_shown(one), allowed=tuple(options))
    if len(set(map(str, listed))) < len(listed):
        raise refuse("malformed", "option_twice", "/ballot")
    if declared.ballot.kind == "ranking" and not listed:
        raise refuse("malformed", "nothing_ranked", "/ballot", allowed=tuple(options))
    return listed if declared.ballot.kind == "ranking" else [one for one in options if one in listed]


def _stars(options: Sequence[str], given: Json) -> Json:
    """Read how many stars each option gets; what is left out gets none."""
    if not isinstance(given, dict):
        raise refuse("malformed", "wants_stars", "/ballot", found=_shown(given))
    for one, stars in given.items():
        if one not in options:
            raise refuse("malformed", "not_an_option", "/ballot", found=_shown(one), allowed=tuple(options))
        if isinstance(stars, bool) or not isinstance(stars, int) or not 0 <= stars <= MOST_STARS:
            raise refuse(
                "malformed", "wants_between", "/ballot", found=_shown(stars), lowest="0", highest=str(MOST_STARS)
            )
    return {one: given.get(one, 0) for one in options}


def _number(declared: DecisionType, given: Json) -> Json:
    """Read a plain decimal: of `1e-9999999`, the exact fraction would keep everybody waiting."""
    text = str(given)  # a truth, a list or nothing is no decimal either
    if len(text) > MOST_DIGITS or not _DECIMAL.fullmatch(text):
        raise refuse("malformed", "wants_number", "/ballot", found=_shown(given))
    number, within = Fraction(text), declared.ballot.number
    if within and not within.from_ <= number <= within.to:
        between = {"lowest": _written(within.from_), "highest": _written(within.to)}
        raise refuse("malformed", "wants_between", "/ballot", found=_shown(given), **between)
    return _written(number)


def _written(number: Fraction) -> str:
    """Write an exact decimal without trailing zeros."""
    return f"{EXACT.divide(Decimal(number.numerator), Decimal(number.denominator)):f}"


def _shown(given: Json) -> str:
    return str(given)[:80]
