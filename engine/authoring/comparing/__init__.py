"""What changed between two versions of a method, in a facilitator's words, and what it means for running processes.

Meanings are compared, never texts: what is written otherwise and means the same is no difference. Each kind of
difference has a small rule (`rules.py`); a key without one is told with what it was and is, so nothing is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.authoring.comparing.difference import EFFECTS, GROUPS, Difference, Effect, Group
from engine.authoring.comparing.running import Running, running
from engine.authoring.comparing.saying import Speaker, listed
from engine.authoring.comparing.walk import Side, differences
from engine.language.texts import Text
from engine.language.walk import parts

if TYPE_CHECKING:
    from engine.language.declaration import Declaration
    from engine.language.declaration.base import Part
    from engine.language.method import Method

__all__ = ["EFFECTS", "GROUPS", "Comparison", "Difference", "Effect", "Group", "Running", "compare", "compare_declared"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs, what weighs most first, and what follows for processes that are under way."""

    differences: tuple[Difference, ...]
    running: Running


def compare(old: Method, new: Method, language: str | None = None) -> Comparison:
    """Compare two versions of a method, in one of the languages of the new one."""
    spoken = new.language(language)
    before, after = Speaker(old.declared, spoken), Speaker(new.declared, spoken)
    found = compare_declared(old.declared, new.declared, spoken)
    return Comparison(found, running(old, new, before, after, found))


def compare_declared(old: Declaration, new: Declaration, language: str | None = None) -> tuple[Difference, ...]:
    """Return all that differs between two declarations, what weighs most first."""
    spoken = language or new.languages[0]
    before, after = Speaker(old, spoken), Speaker(new, spoken)
    side = Side((), "The method", before, after, _orders(old, new), _guards(new, after))
    return _by_weight(tuple(differences(side, old, new)))


def _by_weight(found: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Sort by what weighs most, and keep together what is about the same thing."""
    heaviest: dict[tuple[str, str], tuple[int, int, int]] = {}
    for place, one in enumerate(found):
        known = heaviest.get((one.group, one.about))
        first = known[2] if known else place
        heaviest[one.group, one.about] = (*min(one.weight, known[:2] if known else one.weight), first)
    return tuple(sorted(found, key=lambda one: (heaviest[one.group, one.about], one.weight)))


def _orders(old: Declaration, new: Declaration) -> dict[str, tuple[str, ...]]:
    """Return the options of ordered choices by the name of their field, where all fields of that name have the same."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for declared in (old, new):
        for record in declared.records.values():
            for name, field in record.fields.items():
                found.setdefault(name, set()).add(tuple(field.options or ()) if field.ordered else ())
    return {name: next(iter(orders)) for name, orders in found.items() if len(orders) == 1}


def _guards(declared: Declaration, speaker: Speaker) -> dict[str, str]:
    """Say by the name of a gate what asks for it, and all through which phases it must hold."""
    asking: dict[str, list[str]] = {}
    standing: dict[str, list[str]] = {}
    for _, part in parts(declared):
        for item in getattr(part, "gate", None) or ():
            if isinstance(item, str):
                asking.setdefault(item, []).append(_title(part, speaker))
        for gate in getattr(part, "while_", None) or {}:
            standing.setdefault(gate, []).append(_title(part, speaker))
    said = ((asking, "asked for by"), (standing, "must hold all through"))
    return {
        gate: "; ".join(f"{how} {listed(titles[gate])}" for titles, how in said if gate in titles)
        for gate in {**asking, **standing}
    }


def _title(part: Part, speaker: Speaker) -> str:
    title = getattr(part, "title", None)
    return f"“{speaker.text(title)}”" if isinstance(title, Text) else ""
