"""What a new version means for processes that are under way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.authoring.comparing.same import meant
from engine.language.conditions import by_address
from engine.language.plan import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.authoring.comparing.difference import Difference
    from engine.authoring.comparing.saying import Speaker
    from engine.language.method import Method


@dataclass(frozen=True, slots=True)
class Running:
    """What happens to processes of the old version, and what would be other for one that went on under the new.

    `same_version`: two contents cannot be published under one version.
    """

    sentence: str
    anew: tuple[str, ...]
    same_version: bool


def running(
    old: Method, new: Method, before: Speaker, after: Speaker, found: Sequence[Difference]
) -> Running:  # fmt: skip
    """Say what follows from a new version for processes of the old one."""
    same = (old.id, old.version) == (new.id, new.version) and bool(found)
    if old.id != new.id:
        told = f"These are two methods: processes of {old.id} know nothing of {new.id}."
    elif not found:
        told = "Nothing changes for anybody."
    else:
        told = (
            f"Processes that run under {old.version} keep its rules until their end. "
            f"Whoever opens one after {new.version} is published works by the new ones."
        )
    anew = (
        *_nowhere(old, new, before),
        *_asked(old, new, after),
        *_recorded(old, new, after),
        *_decided(old, new, after),
    )
    return Running(told, anew, same)


def _nowhere(old: Method, new: Method, speaker: Speaker) -> Iterator[str]:
    for path in old.plan.nodes:
        if path not in new.plan.nodes and path != ROOT:
            yield f"a process in “{speaker.text(old.title_of(path))}” would have no place: there is no such phase"


def _asked(old: Method, new: Method, speaker: Speaker) -> Iterator[str]:
    """Yield each condition that was not asked before, or asks something else."""
    known, needs = by_address(old.gates), by_address(new.gates)
    for address, need in needs.items():
        before = known.get(address)
        texts = [(one.need.text if one.need else "", one.waited, one.at_least) for one in (before, need) if one]
        if before is None or len({meant(text[0], "ConditionOrGroup.need") for text in texts if text[0]}) > 1:
            who = f", by {speaker.who(need.owed_by)}" if need.owed_by is not None else ""
            yield f"asked anew{who}: “{speaker.text(need.unmet)}”"


def _recorded(old: Method, new: Method, speaker: Speaker) -> Iterator[str]:
    for name, record in new.declared.records.items():
        former = old.declared.records.get(name)
        if former is None:
            continue
        missing = [
            speaker.text(one.title)
            for key, one in record.fields.items()
            if not one.optional and key not in former.fields
        ]
        if missing:
            yield f"to be filled in anew in what is recorded as “{speaker.title(name)}”: {', '.join(missing)}"
        if record.confirmed_by is not None and former.confirmed_by is None:
            yield f"to be confirmed by {speaker.who(record.confirmed_by)}: every “{speaker.title(name)}”"


def _decided(old: Method, new: Method, speaker: Speaker) -> Iterator[str]:
    for name, decision in new.declared.decisions.items():
        former = old.declared.decisions.get(name)
        if former is not None and meant((former.rule, former.voters, former.quorum)) != meant(
            (decision.rule, decision.voters, decision.quorum)
        ):
            yield f"votes on “{speaker.title(name)}” that are open would be held anew: they are counted by another rule"
