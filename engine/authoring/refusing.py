"""Saying in sentences that a step was refused otherwise than its story has it: what was missing, what was expected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.authoring.missing import unmet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.language.method import Method
    from engine.process.refusal import Refusal
    from engine.process.situation import Situation

BRACES = re.compile(r"\{[^{}]*\}")


def told_otherwise(
    method: Method, situation: Situation, wanted: Sequence[str], refusal: Refusal | None,
    explain: Callable[[Method, Situation, Refusal], str],
) -> str | None:  # fmt: skip
    """Return what is not as a story has it; None where a step was refused, or not, just as that says."""
    found = sorted(unmet(refusal.gate) if refusal.gate else [refusal.kind]) if refusal else []
    expected = sorted(wanted)
    if expected == found:
        return None
    if refusal is None:
        return f"this succeeded, and the scenario expects that it is refused: {_meant(method, expected)}"
    said = f"{explain(method, situation, refusal)} [{', '.join(found)}]"
    if not expected:
        return f"this was refused, and the scenario does not expect that: {said}"
    lacking = [one for one in expected if one not in found]
    besides = f"; the scenario expects besides: {_meant(method, lacking)}" if lacking else ""
    extra = [one for one in found if one not in expected]
    more = f"; the scenario does not expect [{', '.join(extra)}]" if extra else ""
    return f"this was refused otherwise than the scenario expects: {said}{besides}{more}"


def _meant(method: Method, expected: Sequence[str]) -> str:
    return "; ".join(f"{said} [{one}]" if (said := _sentence(method, one)) else f"[{one}]" for one in expected)


def _sentence(method: Method, expected: str) -> str | None:
    """Return what a condition says where it is not met, for the subject that a story names; None of another refusal."""
    name, _, subject = expected.partition("@")
    need = next((one for one in method.needs.values() if one.id == name), None)
    if need is None:
        return None
    words = need.unmet.say(method.language("en"))
    return BRACES.sub(lambda _: subject or "…", words)
