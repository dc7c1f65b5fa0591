"""Keys of decisions that cannot matter under their rule: a tie that cannot arise, abstaining where all must answer."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.language.quantities import Share

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.declaration import DecisionType

EVERYBODY_ANSWERS = frozenset({"consent", "consensus", "one_decides"})
ONE_AT_MOST = EVERYBODY_ANSWERS | {"unanimity"}  # of several options no two can pass


def check_idle_votes(checker: Checker) -> None:
    """Complain about `tie` and `abstain` where they would never be looked at."""
    for name, decision in checker.declared.decisions.items():
        if decision.tie is not None and not _can_be_tied(decision):
            message = f"under '{decision.rule.name}' with this ballot there is never a tie to break: take 'tie' out"
            checker.complain_at_key(("decisions", name, "tie"), message, "idle-key")
        if "abstain" in decision.model_fields_set and decision.rule.name in EVERYBODY_ANSWERS:
            message = f"under '{decision.rule.name}' everybody answers and nobody abstains: take 'abstain' out"
            checker.complain_at_key(("decisions", name, "abstain"), message, "idle-key")


def _can_be_tied(decision: DecisionType) -> bool:
    rule = decision.rule.name
    match decision.ballot.kind:
        case "yes_no":
            return rule in ("most", "majority")
        case "choice":
            return rule not in ONE_AT_MOST and not _more_than_half(decision)
        case "approval":
            return rule == "most"
        case "number":
            return False
        case _:
            return True


def _more_than_half(decision: DecisionType) -> bool:
    """Tell whether an option needs so many votes that no two can have them."""
    majority = decision.rule.majority
    if majority is None:
        return False
    share, exceeds = majority.threshold()
    half = Fraction(1, 2)
    return isinstance(share, Share) and (share.part >= half if exceeds else share.part > half)
