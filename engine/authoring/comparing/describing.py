"""What the things of a method are called in a comparison, and what they are, in a few words."""

from __future__ import annotations

from engine.authoring.comparing.difference import Value
from engine.authoring.comparing.saying import Speaker, listed, quoted
from engine.authoring.comparing.special import HOLDS, decided
from engine.language.declaration import DecisionType, End, FieldDeclared, Gate, Move, Phase, RecordType, Role
from engine.language.declaration.file import Word
from engine.language.texts import Text

NOUNS = {
    "roles": "Role", "records": "Record", "decisions": "Decision", "gates": "Gate", "phases": "Phase",
    "tracks": "Track", "ends": "End", "moves": "Step", "fields": "Field", "case": "Asked at the opening",
    "glossary": "Word", "options": "Option", "choice": "Option", "ranking": "Option",
}  # fmt: skip


def sentence_of(speaker: Speaker, item: Value) -> str:
    """Return what a condition is told as when it is unmet, or its id."""
    if item.unmet is not None:
        return quoted(speaker.text(item.unmet))
    return f"`{item.id}`" if item.id else "group"


def asked_of(speaker: Speaker, item: Value) -> str:
    """Say what a condition, a group or a named gate asks."""
    if isinstance(item, str):
        return f"the gate “{speaker.title(item)}”"
    if item.group:
        return f"{'all' if item.all else 'one'} of {listed(sentence_of(speaker, one) for one in item.group)}"
    owed = f", owed by {speaker.who(item.owed_by)}" if item.owed_by is not None else ""
    each = f" (for each {speaker.value(item.each)})" if item.each else ""
    return f"{sentence_of(speaker, item)}{each}{owed}"


def about_of(around: str, speaker: Speaker, key: str, name: str, thing: Value) -> str:
    """Return what a thing is called, with where it belongs."""
    title = thing if isinstance(thing, Text) else getattr(thing, "title", None) or getattr(thing, "word", None)
    called = f"{NOUNS[key]} “{speaker.text(title)}”" if title else f"{NOUNS[key]} `{name}`"
    if isinstance(thing, Phase | Role | RecordType | DecisionType | End | Word | Gate) or key == "case":
        return called
    return f"{called} of {around[0].lower()}{around[1:]}"


def described(speaker: Speaker, thing: Value) -> str:
    """Say in a few words what a thing is that is new or gone."""
    match thing:
        case RecordType():
            confirmed = f", confirmed by {speaker.who(thing.confirmed_by)}" if thing.confirmed_by is not None else ""
            return f": written by {speaker.who(thing.written_by)}{confirmed}, seen by {speaker.sights(thing.seen_by)}"
        case DecisionType():
            return f": {speaker.who(thing.voters)} may vote; accepted when {decided(thing.rule)}"
        case Move():
            by = f", taken by {speaker.who(thing.by)}" if thing.by is not None else ", by itself"
            return f": leads to {quoted(thing.to)}{by}{' (back)' if thing.back else ''}"
        case FieldDeclared():
            return f": {HOLDS[thing.type]}{', may be left empty' if thing.optional else ''}"
        case Role():
            return ": inside a party" if thing.of else ": outside all parties"
        case Phase() if thing.purpose is not None:
            return f": {quoted(speaker.text(thing.purpose))}"
        case Gate():
            return f": asks {'; '.join(asked_of(speaker, one) for one in thing.parts)}"
        case End():
            return f": counts as {thing.verdict}"
        case Word():
            return f": {quoted(speaker.text(thing.meaning))}"
        case _:
            return ""
