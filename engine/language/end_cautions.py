"""Ends to which no move leads, and ends of which no story tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.routes import Spot

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.routes import Routes


def check_ends(checker: Checker, routes: Routes, shown: frozenset[str] | None) -> None:
    """Warn of each end that cannot be come to, or to which no scenario comes where there are any."""
    for end in checker.declared.ends:
        if Spot("over", end) not in routes.reached:
            message = f"no move leads to this end: name 'end.{end}' in the 'to' of a move, or take it out"
            checker.complain_at_key(("ends", end), message, "unreachable-end")
        elif shown is not None and end not in shown:
            message = f"no scenario beside this method comes to this end: tell one with 'then: {{end: {end}}}'"
            checker.complain_at_key(("ends", end), message, "untold-end")
