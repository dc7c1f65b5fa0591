"""Conditions that would tell people more than they may see: who sees the process learns the verdict of every gate.

What a condition reads that fewer may see, it tells as far as its author says with `shows`, and no further.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.declaration import ConditionOrGroup
from engine.language.sights import hidden_in, hidden_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.checker import Checker
    from engine.language.codes import Code
    from engine.language.expressions import Expression
    from engine.language.source import Path

VERDICT = ("need", "where", "waited")  # what the verdict is made of
TOLD = ("unmet", "due", "owed_by")  # what is told as it is
WITHOUT_SUBJECTS = ("count", "outcome")


def check_leaks(checker: Checker) -> None:
    """Complain about each condition that reads what fewer may see than learn of it, and does not say what it tells."""
    reading = _Reading(checker, _by_place(checker.expressions))
    parts = {path: part for path, part in checker.parts if isinstance(part, ConditionOrGroup)}
    for path, part in parts.items():
        if part.group is None:
            around = (parts.get(path[:length]) for length in range(len(path)))
            _condition(reading, path, part, inside_each=any(one is not None and one.each for one in around))
        else:
            _group(reading, path, part)
    for phase in checker.plan.nodes:
        message = "everybody sees whether a phase applies, and {hidden}"
        reading.complain((*checker.plan.place(phase), "where"), message, "leak-phase")


@dataclass(frozen=True, slots=True)
class _Reading:
    """The expressions of a method by the parts of the file they stand in."""

    checker: Checker
    expressions: Mapping[Path, list[tuple[Path, Expression]]]

    def complain(self, path: Path, message: str, code: Code = "leak-gate") -> bool:
        """Complain where an expression at `path` first reads what fewer may see; `{hidden}` says so in the message."""
        for place, expression in self.expressions.get(path, ()):
            found = sorted((node.start, what) for node, what in hidden_in(self.checker.declared, expression))
            if found:
                told = message.format(hidden=f"fewer may see '{found[0][1]}'")
                self.complain_at(place, expression, told, found[0][0], code)
                return True
        return False

    def complain_at(
        self, place: Path, expression: Expression, message: str, offset: int = 0, code: Code = "leak-gate"
    ) -> None:
        """Complain about the character at `offset` of an expression, which may stand inside a text."""
        span = self.checker.source.spans.get(place)
        around = span.value.find(f"{{{expression.text}}}") + 1 if span else 0
        at = self.checker.source.within(place, around + offset)
        self.checker.source.complain(at, message, code, place)


def _condition(reading: _Reading, path: Path, part: ConditionOrGroup, *, inside_each: bool) -> None:
    message = "everybody who sees the process learns the verdict, and {hidden}: "
    message += "say with 'shows' what they are told: names, count or outcome"
    if part.shows is None:
        any(reading.complain((*path, key), message) for key in VERDICT)
    if part.shows not in WITHOUT_SUBJECTS:
        _each_is_seen(reading, path, part, "with 'shows: count' or 'shows: outcome' no subject is told")
    elif inside_each:
        message = (
            f"what is asked for each of a group is told by subject: with 'shows: {part.shows}' give it its own 'each'"
        )
        reading.checker.complain((*path, "shows"), message, "leak-gate")
    for key in TOLD:
        reading.complain((*path, key), "everybody who sees the process is told this, and {hidden}: leave it out")
    if part.shows in WITHOUT_SUBJECTS:
        _subject_is_not_named(reading, path, part)


def _group(reading: _Reading, path: Path, part: ConditionOrGroup) -> None:
    """Complain about what a group itself reads: it has no `shows`, and tells its subjects and their verdicts."""
    _each_is_seen(reading, path, part, "ask it in the conditions, with 'shows: count' or 'shows: outcome'")
    reading.complain((*path, "where"), "a group is told as it is, and {hidden}: ask it in the conditions, with 'shows'")


def _each_is_seen(reading: _Reading, path: Path, part: ConditionOrGroup, advice: str) -> None:
    for one in part.each or ():
        if hidden_kind(reading.checker.declared, one.kind):
            message = f"subjects are told, and fewer may know of each '{one.kind}' than learn the verdict: {advice}"
            reading.checker.complain((*path, "each"), message, "leak-gate")


def _subject_is_not_named(reading: _Reading, path: Path, part: ConditionOrGroup) -> None:
    names = {one.name for one in part.each or ()}
    for place, expression in reading.expressions.get((*path, "unmet"), ()):
        if told := sorted(names & expression.typed.names):
            message = f"with 'shows: {part.shows}' nobody is told which '{told[0]}' it is: leave it out of the sentence"
            reading.complain_at(place, expression, message)


def _by_place(expressions: list[tuple[Path, Expression]]) -> Mapping[Path, list[tuple[Path, Expression]]]:
    found: dict[Path, list[tuple[Path, Expression]]] = {}
    for path, expression in expressions:
        for length in range(1, len(path) + 1):
            found.setdefault(path[:length], []).append((path, expression))
    return found
