"""Answers of which only figures are told: which belong together, and what is reckoned of them, exactly."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.language.declaration import FieldDeclared
    from engine.process.situation import Json, Record, Situation, Subject, Version

FEWEST = 3
NUMBERS = ("whole", "number")


def key_of(record: str, about: Subject) -> str:
    """Return what figures are kept under."""
    return "/".join((record, *about))


def about_of(situation: Situation, known: Record) -> Subject:
    """Return the records an answer is about: its subject without the people and parties that give it."""
    return tuple(one for one in known.subject if one in situation.records)


def answers_to(situation: Situation, record: str, about: Subject) -> list[Record]:
    """Return the answers that count now, in the order of their ids, which says nothing of when they were given."""
    found = (one for one in situation.of_type(record) if one.is_live and about_of(situation, one) == about)
    return sorted(found, key=lambda one: one.id)


def answering(situation: Situation, record: str, version: Version) -> str:
    """Return who gave an answer: a party is one, however many of its people answer; so is somebody outside all."""
    party = situation.records[record].party or situation.participants[version.author].party
    return party or version.author


def figures_of(
    declared: Mapping[str, FieldDeclared], answers: Sequence[Version], fewest: int
) -> dict[str, dict[str, Json]] | None:
    """Return the figures of each field of which there are any; None where an answer was erased.

    Without it the others could be told apart from before. A field that fewer filled in has none; nor have texts.
    """
    if any(one.fields is None for one in answers):
        return None
    found = {}
    for name, field in declared.items():
        given = [one.fields[name] for one in answers if one.fields is not None and name in one.fields]
        if len(given) >= fewest and (told := _told(field, given)):
            found[name] = told
    return found


def _told(field: FieldDeclared, given: Sequence[Json]) -> dict[str, Json]:
    if field.type in NUMBERS:
        numbers = [Fraction(str(one)) for one in given]
        low, high = min(numbers), max(numbers)
        exact = {"avg": sum(numbers, Fraction(0)) / len(numbers), "min": low, "max": high, "spread": high - low}
        return {"answers": len(given), **{name: str(value) for name, value in exact.items()}}
    if field.type == "yes_no":
        return {"answers": len(given), "counts": {"yes": given.count(True), "no": given.count(False)}}
    if field.type == "choice":
        counts = Counter(map(str, given))
        return {"answers": len(given), "counts": {option: counts[option] for option in field.options or ()}}
    return {}
