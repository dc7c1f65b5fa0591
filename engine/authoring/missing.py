"""What is missing in a gate that was judged, as a story writes it: `condition@subject`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.process.gates import Verdict
    from engine.process.world import Thing


def unmet(verdict: Verdict) -> list[str]:
    """Return what is missing in a judged gate as `condition@subject`, subjects by name."""
    found: list[str] = []
    for one in verdict.conditions:
        found += [] if one.part.advisory else _unmet(one)
    return found


def _unmet(verdict: Verdict) -> list[str]:
    if verdict.passes:
        return []
    if verdict.conditions:
        return unmet(verdict)
    names = [dimension.name for dimension in verdict.part.dimensions]
    found: list[str] = []
    for one in verdict.subjects:
        if one.verdict in ("unmet", "unknown"):
            inner = [entry for condition in one.conditions for entry in _unmet(condition)]
            found += inner or [f"{verdict.part.id}@{_named(one.bound[name] for name in names)}"]
    return found or [verdict.part.id]


def _named(things: Iterator[Thing]) -> str:
    return "/".join(thing.name() for thing in things)
