"""What there can be one of something for: a party, a topic, a topic and a party, an ordered pair of parties."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.language.diagnostics import Slip, short, shown

_PART = re.compile(r"([a-z][a-z0-9_]{0,63})(?: as ([a-z][a-z0-9_]{0,63}))?")
OF_PARENT = "parent."
FORMS = (
    "party, participant, a role, a record type, several ([topic, party]) or an ordered pair ([party as a, party as b])"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """One dimension: `kind` is party, participant, a role or a record type; `name` is how conditions call it."""

    kind: str
    name: str


Subjects = tuple[Subject, ...]


def read_subjects(value: object) -> Subjects:
    """Read `party`, `[topic, party]` or `[party as a, party as b]`. Raises ValueError."""
    if not isinstance(value, list):
        return (_read_one(value),)
    subjects = tuple(_read_one(item, index) for index, item in enumerate(value))
    names = [subject.name for subject in subjects]
    if not subjects:
        raise Slip(f"an empty list is not a subject; allowed: {FORMS}")
    for index, name in enumerate(names):
        if name in names[:index]:
            message = f"'{name}' stands here twice; an ordered pair is written [party as a, party as b]"
            raise Slip(message, index)
    return subjects


def _read_one(item: object, *at: int) -> Subject:
    match = _PART.fullmatch(item) if isinstance(item, str) else None
    if isinstance(item, str) and item.startswith(OF_PARENT):
        message = "what a method reads of its parent it declares itself, and lists under 'parent' at the top: say "
        raise Slip(f"{message}'{short(item.removeprefix(OF_PARENT))}'", *at)
    if not match:
        raise Slip(f"{shown(item)} is not a subject; allowed: {FORMS}", *at)
    kind, name = match.groups()
    return Subject(kind, name or kind)


def is_pair(subjects: Subjects) -> bool:
    """Tell whether the subjects hold the same kind twice: then one thing is never paired with itself."""
    kinds = [subject.kind for subject in subjects]
    return len(set(kinds)) < len(kinds)
