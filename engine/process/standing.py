"""Standing gates: what must stay true while the process is in a phase, and what happens when it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.events import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.declaration import Consequence
    from engine.language.method import Method
    from engine.process.events import Finding
    from engine.process.situation import Situation


def standing_gates(method: Method, situation: Situation) -> Iterator[tuple[str, str, Consequence]]:
    """Yield the phase, the gate and the consequence of each standing gate that holds now, outermost phases first."""
    for path, node in method.plan.nodes.items():
        if node.declared.while_ and situation.is_now(path):
            for gate, then in node.declared.while_.items():
                yield path, gate, then


def standing_key(path: str, gate: str) -> str:
    """Return what a standing gate is called in verdicts: `while:share:mandates_clear`."""
    return f"while:{path}:{gate}"


def is_judged(situation: Situation, gate: str, verdict: str, found: tuple[Finding, ...]) -> bool:
    """Tell whether this is what was last found of a gate."""
    judged = situation.judged.get(gate)
    return judged is not None and (judged.verdict, judged.tree) == (verdict, fingerprint(found))
