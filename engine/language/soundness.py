"""Whether a method can be lived through: asked when it is written, with every gate taken as free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.admission import check_admission
from engine.language.collisions import check_collisions
from engine.language.dead_ends import check_dead_ends
from engine.language.holders import check_holders
from engine.language.idle_votes import check_idle_votes
from engine.language.openings import check_openings
from engine.language.reachability import check_reachability
from engine.language.routes import Routes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.checker import Checker
    from engine.language.conditions import Group
    from engine.language.method import Method


def check_soundness(checker: Checker, gates: Mapping[str, Group], children: Mapping[str, Method]) -> None:
    """Complain about what no process can come to or never gets out of, and about what nobody can ever do."""
    routes = Routes(checker.declared, checker.plan)
    check_reachability(checker, routes)
    check_dead_ends(checker, routes)
    check_openings(checker, routes, children)
    check_holders(checker)
    check_admission(checker)
    check_collisions(checker, gates)
    check_idle_votes(checker)
