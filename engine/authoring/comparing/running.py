"""What a new version means for processes that are under way: whether they can come to it, and what is asked then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.declaration.people import Adoption
from engine.language.plan import ROOT
from engine.language.successor import Whereabouts, is_asked_alike, is_decided_alike, without_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.authoring.comparing.difference import Difference
    from engine.authoring.comparing.saying import Speaker
    from engine.language.method import Method

NOWHERE = Whereabouts((ROOT,), ())


@dataclass(frozen=True, slots=True)
class Running:
    """What becomes of processes of the old version.

    `kept_back` is what has no place in the new one, so that they cannot come to it; `anew` what is other for one that
    does. `same_version`: two contents cannot be published under one version.
    """

    sentence: str
    kept_back: tuple[str, ...]
    anew: tuple[str, ...]
    same_version: bool


def running(old: Method, new: Method, before: Speaker, after: Speaker, found: Sequence[Difference]) -> Running:
    """Say what follows from a new version for processes of the old one."""
    if old.id != new.id:
        told = f"These are two methods: a process of {old.id} never becomes one of {new.id}."
        return Running(told, (), (), same_version=False)
    if not found:
        return Running("Nothing changes for anybody.", (), (), same_version=False)
    kept_back = tuple(_kept_back(old, new, before))
    anew = (*_asked(old, new, after), *_confirmed(old, new, after), *_decided(old, new, after))
    return Running(_sentence(old, new, before), kept_back, anew, same_version=old.version == new.version)


def _sentence(old: Method, new: Method, speaker: Speaker) -> str:
    may = old.declared.may.adopt
    if may is None:
        return (
            f"Processes that run under {old.version} keep its rules until their end: its 'may' lets nobody 'adopt' "
            f"another version. Whoever opens one after {new.version} is published works by the new rules."
        )
    who = speaker.who(may.by if isinstance(may, Adoption) else may)
    first = f", once “{speaker.title(may.decision)}” was accepted about it" if isinstance(may, Adoption) else ""
    return f"Processes that run under {old.version} keep its rules until {who} brings them to {new.version}{first}."


def _kept_back(old: Method, new: Method, speaker: Speaker) -> Iterator[str]:
    """Yield what keeps every process from the new version, and then what keeps those that came to a phase."""
    always = without_place(old, new, NOWHERE)
    yield from (f"any process: {place} has no place in {new.version}" for place in always)
    for path in old.plan.nodes:
        here = without_place(old, new, Whereabouts((ROOT, path), ())) if path != ROOT else ()
        missing = [place for place in here if place not in always]
        if missing:
            title = speaker.text(old.title_of(path))
            yield f"a process that is or was in “{title}”: {', '.join(missing)} has no place in {new.version}"


def _asked(old: Method, new: Method, speaker: Speaker) -> Iterator[str]:
    """Yield each condition that was not asked before, or asks something else."""
    for address, need in new.needs.items():
        if not need.advisory and not is_asked_alike(old, new, address):
            who = f" of {speaker.who(need.owed_by)}" if need.owed_by is not None else ""
            yield f"asked anew{who}: “{speaker.text(need.unmet)}”"


def _confirmed(old: Method, new: Method, speaker: Speaker) -> Iterator[str]:
    for name, record in new.declared.records.items():
        former = old.declared.records.get(name)
        if former is not None and record.confirmed_by is not None and former.confirmed_by is None:
            yield f"to be confirmed by {speaker.who(record.confirmed_by)}: every “{speaker.title(name)}”"


def _decided(old: Method, new: Method, speaker: Speaker) -> Iterator[str]:
    for name in new.declared.decisions:
        if name in old.declared.decisions and not is_decided_alike(old, new, name):
            yield f"votes on “{speaker.title(name)}” that go on lapse: they are put or counted otherwise"
