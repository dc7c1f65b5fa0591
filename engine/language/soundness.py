"""Whether a method can be lived through: asked when it is written, with every gate taken as free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.dead_ends import check_dead_ends
from engine.language.reachability import check_reachability
from engine.language.routes import Routes

if TYPE_CHECKING:
    from engine.language.checker import Checker


def check_soundness(checker: Checker) -> None:
    """Complain about what no process can come to, or never get out of."""
    routes = Routes(checker.declared, checker.plan)
    check_reachability(checker, routes)
    check_dead_ends(checker, routes)
