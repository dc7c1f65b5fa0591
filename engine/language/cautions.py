"""What may well be meant and often is not: warnings, which do not keep a method from being published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.child_cautions import check_outcomes
from engine.language.clock_cautions import check_terms
from engine.language.end_cautions import check_ends
from engine.language.gate_cautions import check_gates
from engine.language.routes import Routes
from engine.language.share_cautions import check_shares
from engine.language.silence import check_silence
from engine.language.unread import check_unread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.checker import Checker
    from engine.language.conditions import Group
    from engine.language.method import Method


def check_cautions(
    checker: Checker, gates: Mapping[str, Group], children: Mapping[str, Method], shown: frozenset[str] | None
) -> None:
    """Warn of what a facilitator would want to look at again; `shown` are the ends that scenarios come to."""
    routes = Routes(checker.declared, checker.plan)
    check_silence(checker, routes, gates)
    check_terms(checker)
    check_gates(checker, gates)
    check_shares(checker)
    check_outcomes(checker, children)
    check_unread(checker)
    check_ends(checker, routes, shown)
