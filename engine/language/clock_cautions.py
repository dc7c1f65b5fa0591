"""Terms of which nobody is reminded, and terms that are over before what they hold can be decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.clocks import Clock, Period
from engine.language.declaration.decisions import Window

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.declaration import DecisionType

DAY, LONG_MONTH, SHORT_MONTH = 86_400, 31, 28
SHORTEST_REMINDED = 2 * DAY  # before that is over, people are still in the room


def check_terms(checker: Checker) -> None:
    """Warn of each term without a reminder, and of each that is shorter than a decision inside it takes."""
    for path, node in checker.plan.nodes.items():
        place, term = checker.plan.place(path), node.declared.term
        if term is None:
            continue
        length = term.plain()
        if not node.declared.remind and not (length and _seconds(length, LONG_MONTH) < SHORTEST_REMINDED):
            message = "nobody is reminded before this term is over: say when, as in 'remind: [P7D, P1D]'"
            checker.complain_at_key((*place, "term"), message, "no-reminder")
        for index, before in enumerate(node.declared.remind or ()):
            if length and _seconds(before, SHORT_MONTH) >= _seconds(length, LONG_MONTH):
                message = "this reminder never comes: it would be due before the term began to run"
                checker.complain((*place, "remind", index), message, "no-reminder")
        for name in node.declared.open or ():
            decision = checker.declared.decisions.get(name)
            needed = _least(decision) if decision and length else 0
            if decision and length and needed > _seconds(length, LONG_MONTH):
                within = " and to ratify it" if decision.ratify_within else ""
                message = (
                    f"this term is over sooner than it takes to vote on '{name}'{within}, about {needed // DAY} days: "
                    "make the term longer, or those shorter"
                )
                checker.complain((*place, "term"), message, "short-term")
                break


def _least(decision: DecisionType) -> int:
    """Return how long a decision takes at least where its voters wait as long as they may, in seconds."""
    opened = decision.open_for.to if isinstance(decision.open_for, Window) else decision.open_for
    return _length(opened) + _length(decision.ratify_within)


def _length(clock: Clock | None) -> int:
    period = clock.plain() if clock else None
    return _seconds(period, SHORT_MONTH) if period else 0


def _seconds(period: Period, month: int) -> int:
    return (period.months * month + period.days) * DAY + period.seconds
