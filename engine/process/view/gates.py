"""A judged gate as a reader sees it: what is missing of each condition, for whom, and whose turn it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.conditions import Need
from engine.process.gates import OPEN, ForSubject, Verdict, count_of
from engine.process.timing.clocks import due_of
from engine.process.view.because import because
from engine.process.view.messages import Message
from engine.process.view.shapes import Condition, Count, Gate, Missing, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from engine.language.conditions import Group
    from engine.process.view.telling import Telling
    from engine.process.world import Thing


def told(telling: Telling, verdict: Verdict, phase: str, title: str) -> Gate:
    """Tell a gate that was judged."""
    part = verdict.part
    own = getattr(part, "title", None)
    conditions = [_condition(telling, one, phase) for one in verdict.conditions]
    return Gate(part.id, telling.text(own) if own else title, verdict.passes, verdict.verdict, conditions)


def missing_in(conditions: list[Condition]) -> Iterator[Missing]:
    """Yield what is missing in conditions that count, nested ones too. Of alternatives only what is missing in each."""
    for one in conditions:
        if one.verdict in OPEN and not one.advisory:
            yield from one.missing
            yield from missing_in(one.conditions)
            for subject in one.subjects:
                yield from missing_in(subject.conditions)


def counted(conditions: list[Condition]) -> tuple[int, int]:
    """Return how many single conditions are met, by subject, and of how many; advice does not count."""
    done = total = 0
    for one in conditions:
        if one.advisory or one.verdict == "not_applicable":
            continue
        parts = [counted(one.conditions)] if one.conditions else []
        parts += [counted(each.conditions) if each.conditions else _once(each.verdict) for each in one.subjects]
        for part in parts or [_once(one.verdict)]:
            done, total = done + part[0], total + part[1]
    return done, total


def _once(verdict: str) -> tuple[int, int]:
    return int(verdict in ("met", "waived")), 1


def _condition(telling: Telling, verdict: Verdict, phase: str) -> Condition:
    part = verdict.part
    if isinstance(part, Need) and not part.tells_subjects:
        return _summed_up(telling, part, verdict, phase)
    lacking = [_lacks(telling, part, one, phase) for one in verdict.subjects]  # told twice, worked out once
    missing = list(_missing(telling, verdict, phase, lacking))
    return Condition(
        id=part.id,
        kind="condition" if isinstance(part, Need) else part.kind,
        verdict=verdict.verdict,
        title=_title(telling, part),
        text=_sentence(telling, verdict, phase),
        advisory=part.advisory,
        because=missing[0].because if missing and part.each is None else [],
        need=Count(verdict.met, verdict.of) if part.each is not None and verdict.of else None,
        owed_by=telling.owed(part.owed_by, verdict.bound) if isinstance(part, Need) and _open(verdict) else [],
        missing=missing,
        subjects=[
            _subject(telling, part, one, lacks, phase) for one, lacks in zip(verdict.subjects, lacking, strict=True)
        ],
        conditions=[_condition(telling, one, phase) for one in verdict.conditions],
    )


def _summed_up(telling: Telling, need: Need, verdict: Verdict, phase: str) -> Condition:
    """Tell a condition that shows no more than its count, or its verdict alone: of no subject, and not why."""
    missing = [_lacking(telling, need, verdict, (), phase)] if _open(verdict) else []
    count = count_of(verdict)
    return Condition(
        id=need.id,
        kind="condition",
        verdict=verdict.verdict,
        title=_title(telling, need),
        text=missing[0].text if missing else _not_open(telling, need),
        advisory=need.advisory,
        because=[],
        need=Count(*count) if count else None,
        owed_by=missing[0].owed_by if missing else [],
        missing=missing,
        subjects=[],
    )


def _open(verdict: Verdict | ForSubject) -> bool:
    return verdict.verdict in OPEN


def _title(telling: Telling, part: Need | Group) -> str | None:
    return telling.text(part.title) if part.title else None


def _not_open(telling: Telling, need: Need) -> str:
    """Return the sentence of a condition that is not open: its title, else what was missing, of nobody."""
    return _title(telling, need) or telling.unmet_of_nobody(need)


def _sentence(telling: Telling, verdict: Verdict, phase: str) -> str:
    """Return the sentence of a condition: about its first subject that is missing, else about what is asked."""
    part = verdict.part
    if not isinstance(part, Need):
        return _title(telling, part) or ""
    first = next((one for one in verdict.subjects if _open(one)), None)
    if not _open(verdict):
        return _not_open(telling, part)
    if part.each is not None and first is None:
        return _none_there(telling, part)
    return telling.unmet(part, first.bound if first else verdict.bound, phase)


def _missing(telling: Telling, verdict: Verdict, phase: str, lacking: list[Missing | None]) -> Iterator[Missing]:
    part = verdict.part
    if not _open(verdict):
        return
    if not verdict.subjects and part.each is not None:
        text = _none_there(telling, part)
        owed = telling.owed(part.owed_by, verdict.bound) if isinstance(part, Need) else []
        yield Missing([], verdict.verdict, text, [], owed, _due_of_none(telling, part, verdict.bound, phase))
    elif isinstance(part, Need) and part.each is None:
        yield _lacking(telling, part, verdict, (), phase)
    else:
        yield from (one for one in lacking if one)


def _lacks(telling: Telling, part: Need | Group, found: ForSubject, phase: str) -> Missing | None:
    """Return what a condition lacks for one subject; None where it lacks nothing, or where its parts say it."""
    if not isinstance(part, Need) or not _open(found):
        return None
    return _lacking(telling, part, found, tuple(dimension.name for dimension in part.dimensions), phase)


def _lacking(telling: Telling, part: Need, found: Verdict | ForSubject, names: tuple[str, ...], phase: str) -> Missing:
    return Missing(
        telling.subject(found.bound[name] for name in names),
        found.verdict,
        telling.unmet(part, found.bound, phase),
        because(telling, part, found.bound, phase),
        telling.owed(part.owed_by, found.bound),
        _due(telling, part, found.bound, phase),
    )


def _subject(telling: Telling, part: Need | Group, found: ForSubject, lacks: Missing | None, phase: str) -> Subject:
    names = [dimension.name for dimension in part.dimensions]
    return Subject(
        telling.subject(found.bound[name] for name in names),
        found.verdict,
        lacks.because if lacks else [],
        lacks.owed_by if lacks else [],
        lacks.due_at if lacks else None,
        [_condition(telling, one, phase) for one in found.conditions],
    )


def _none_there(telling: Telling, part: Need | Group) -> str:
    kinds = tuple(telling.kind(dimension.kind) for dimension in part.dimensions)
    return telling.say(Message("none_there", {"kinds": kinds}))


def _due_of_none(telling: Telling, part: Need | Group, bound: Mapping[str, Thing], phase: str) -> datetime | None:
    """Return when a condition is owed that has no subject yet: not where it counts from a moment of the subject."""
    clock = (part.due or part.waited) if isinstance(part, Need) else None
    subjects = {dimension.name for dimension in part.dimensions}
    if any(subjects & telling.method.expression(text).typed.names for text in (clock.moments if clock else ())):
        return None
    return _due(telling, part, bound, phase)


def _due(telling: Telling, part: Need | Group, bound: Mapping[str, Thing], phase: str) -> datetime | None:
    """Return when a condition is owed, or when it has waited long enough: told by whoever may know what it reads."""
    visit = telling.situation.visits.get(phase)
    clock = (part.due or part.waited) if isinstance(part, Need) and not part.hides else None
    return due_of(telling.world, clock, visit.entered_at, bound, phase) if clock and visit else None
