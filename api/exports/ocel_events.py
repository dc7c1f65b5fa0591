"""The events of an object-centric event log: the lines of the reader's log, each with the objects that it is about."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from api.exports.ocel_objects import EVERYTHING, first_known, unique, visit_id
from api.exports.ocel_shapes import Attribute, Happening, Related, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from api.exports.copying import Copy
    from api.exports.ocel_shapes import Thing
    from engine.process.situation import Json
    from engine.process.view.shapes import Entry

PEOPLE, RECORD, EITHER = ("participant",), ("record",), ("party", "participant")
ABOUT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "id": ("record", RECORD), "run": ("decision", ("decision",)), "session": ("session", ("session",)),
    "waiver": ("waiver", ("waiver",)), "hold": ("hold", ("hold",)), "child": ("child", ("process",)),
    "parent": ("parent", ("process",)), "process": ("from", ("process",)), "participant": ("participant", PEOPLE),
    "participants": ("participant", PEOPLE), "voter": ("voter", EITHER), "voters": ("voter", EITHER),
    "by": ("by", PEOPLE), "author": ("author", PEOPLE), "opener": ("opener", PEOPLE), "party": ("party", ("party",)),
    "parties": ("party", ("party",)), "subject": ("subject", EVERYTHING), "about": ("about", RECORD),
    "options": ("option", RECORD), "winners": ("winner", EVERYTHING), "winner": ("winner", EVERYTHING),
    "renews": ("renewed", PEOPLE), "confirmed_by": ("confirmed by", PEOPLE), "original": ("", ()), "wording": ("", ()),
    "as_role": ("", ()),
}  # fmt: skip
"""By the field of an event that holds ids: in which way it is about what they name, and what that can be."""
NAMES_RECORD = frozenset(
    {"ObjectionRaised", "ObjectionJudged", "ObjectionSettled", "DecisionLapsed", "DocumentKept", "DocumentShown"}
)
"""Events whose `record` is the id of one; in all others it is the type."""
INSTANTS = frozenset({"at", "until", "due_at", "starts_at", "counts_from"})
KINDS_DUE = {
    "phase": "phase", "record": "record", "every": "record", "run": "decision", "ratify": "decision",
    "window": "decision", "waiver": "waiver", "hold": "hold",
}  # fmt: skip


def events(copy: Copy, things: Sequence[Thing]) -> list[Happening]:
    """Return the lines of the log as events, in the order in which they happened."""
    ids, visits = {one.id for one in things}, dict[str, str]()
    found = []
    for line in copy.log:
        phase = str(line.data.get("phase") or "")
        if phase and "visit" in line.data:
            visits[phase] = visit_id(phase, line.data["visit"])
        process = Related(f"process:{copy.telling.situation.process}", "in")
        actor = [Related(f"participant:{line.actor.id}", "actor")] if line.actor else []
        related = [process, *_about(line, ids, visits), *actor]
        kept = unique([one for one in related if one.id in ids])
        found.append(Happening(line.id, line.type, line.at, list(_attributes(line, ids, visits)), kept))
    return found


def _attributes(line: Entry, ids: set[str], visits: Mapping[str, str]) -> Iterator[Attribute]:
    """Yield what a line says besides the objects that it names: its sentence, and each single value."""
    yield from known(
        sentence=line.text, label=line.label, number=line.n, actor=line.actor.id if line.actor else None,
        acting_as=line.role, planned_for=line.due_at,
    )  # fmt: skip
    for name, value in line.data.items():
        is_named = name in ABOUT and name != "winner" and _is_told_apart(line, name, ids, visits)
        if value is None or is_named or not isinstance(value, str | int):
            continue
        yield Attribute(name, datetime.fromisoformat(str(value)) if name in INSTANTS else value)


def _is_told_apart(line: Entry, name: str, ids: set[str], visits: Mapping[str, str]) -> bool:
    """Tell whether a field is told as a relation, or needs no telling: a `by` that is a length of time is no person."""
    return not ABOUT[name][1] or any(one.id in ids for one in _by_field(line, name, ids, visits))


def _about(line: Entry, ids: set[str], visits: Mapping[str, str]) -> Iterator[Related]:
    for name in line.data:
        yield from _by_field(line, name, ids, visits)


def _by_field(line: Entry, name: str, ids: set[str], visits: Mapping[str, str]) -> Iterator[Related]:
    """Yield what one field of a line names."""
    value = line.data[name]
    if name == "phase":
        yield from [Related(visits[str(value)], "phase")] if str(value) in visits else []
    elif name == "record" and line.type in NAMES_RECORD:
        yield Related(f"record:{value}", "record")
    elif name in ("due", "about") and isinstance(value, str):
        yield from _named_by_kind(name, value, visits)
    elif name in ABOUT:
        qualifier, kinds = ABOUT[name]
        found = (first_known(ids, identity, kinds) for identity in _named(value))
        yield from (Related(one, qualifier) for one in found if one)


def _named_by_kind(qualifier: str, key: str, visits: Mapping[str, str]) -> Iterator[Related]:
    """Yield what is named with its kind, as what is due is (`process/timing/keys.py`)."""
    kind, _, name = key.partition(":")
    if kind == "phase":
        yield from [Related(visits[name], qualifier)] if name in visits else []
    elif kind in KINDS_DUE:
        yield Related(f"{KINDS_DUE[kind]}:{name}", qualifier)


def _named(value: Json) -> Iterator[str]:
    """Yield the ids that a field holds: one, a list of them, or of pairs and voters that begin with or have one."""
    match value:
        case str():
            yield value
        case {"party": str(party)}:
            yield party
        case {"participant": str(participant)}:
            yield participant
        case [str(identity), int()]:
            yield identity
        case list():
            for one in value:
                yield from _named(one)
        case _:
            pass
