"""Verdicts on gates as events keep them: ids and verdicts, never values or sentences."""

from __future__ import annotations

from dataclasses import dataclass

from engine.process.events.base import Body
from engine.process.situation import Subject


@dataclass(frozen=True, slots=True)
class GateJudged(Body):
    """The verdict on a gate ahead changed. Holds ids and verdicts, never values or sentences."""

    gate: str
    verdict: str
    conditions: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one condition or group, by subject. Without subjects, `count` may tell: so many of so many."""

    id: str
    verdict: str
    subjects: tuple[SubjectFinding, ...] = ()
    conditions: tuple[Finding, ...] = ()
    count: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SubjectFinding:
    """The verdict for one subject."""

    subject: Subject
    verdict: str
    conditions: tuple[Finding, ...] = ()


def fingerprint(findings: tuple[Finding, ...]) -> str:
    """Return a short text that is equal for equal verdicts: `mandate=unmet(a:unmet,b:met)`."""
    return ";".join(_finding(one) for one in findings)


def _finding(one: Finding) -> str:
    subjects = ",".join(
        f"{'/'.join(each.subject)}:{each.verdict}<{fingerprint(each.conditions)}>" for each in one.subjects
    )
    count = f"{one.count[0]}/{one.count[1]}" if one.count else ""
    return f"{one.id}={one.verdict}({subjects}{count})[{fingerprint(one.conditions)}]"
