"""What is written down by a method: by whom, what it says, who confirms it and who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from api.pages.methods.speaking import Fact
from engine.authoring.drawing.sentences import gate_of
from engine.language.declaration.records import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from api.pages.methods.speaking import Speaker
    from engine.authoring.drawing.chart import Gate
    from engine.language.declaration import FieldDeclared, RecordType

SINGLE = frozenset(get_args(FieldType))


@dataclass(frozen=True, slots=True)
class FieldTold:
    """A line of a record: what is asked, as what, and what goes with it."""

    title: str
    kind: str
    notes: list[str]


@dataclass(frozen=True, slots=True)
class RecordTold:
    """A kind of record; `more` is what else there is to know about who sees what of it."""

    name: str
    title: str
    facts: list[Fact]
    fields: list[FieldTold]
    seen_by: str
    more: list[str]
    gate: Gate | None


def records_told(speaker: Speaker) -> list[RecordTold]:
    """Return the kinds of record in order."""
    return [_record(speaker, name, one) for name, one in speaker.method.declared.records.items()]


def case_told(speaker: Speaker) -> list[FieldTold]:
    """Return what is asked when a process is opened."""
    return [*_fields(speaker, "case", speaker.method.declared.case)]


def written_by(speaker: Speaker, name: str) -> str:
    """Say who writes a kind of record."""
    return speaker.who(speaker.method.declared.records[name].written_by)


def _record(speaker: Speaker, name: str, record: RecordType) -> RecordTold:
    gate = speaker.method.gates.get(f"record:{name}")
    return RecordTold(
        name,
        speaker.tongue.text(record.title),
        [*_facts(speaker, record)],
        [*_fields(speaker, name, record.fields)],
        speaker.sight(name, record.seen_by),
        [*_more(speaker, name, record)],
        gate_of(speaker.tongue, gate) if gate else None,
    )


def _facts(speaker: Speaker, record: RecordType) -> Iterator[Fact]:
    words, tongue = speaker.words, speaker.tongue
    yield from speaker.fact("how_many", _number(speaker, record))
    yield from speaker.fact("written_by", speaker.who(record.written_by))
    yield from speaker.fact("confirmed_by", speaker.who(record.confirmed_by, "and"))
    if isinstance(record.expires, str):
        title = tongue.text(record.fields[record.expires].title)
        yield from speaker.fact("record_expires", words("record_expires_field", field=title))
    elif record.expires is not None:
        yield from speaker.fact("record_expires", words("for_so_long", clock=tongue.clock(record.expires)))
    if record.every is not None:
        yield from speaker.fact("record_every", words("every", clock=tongue.clock(record.every)))


def _number(speaker: Speaker, record: RecordType) -> str:
    several = [speaker.words("one_per", each=speaker.each(record.per))] if record.per and not record.many else []
    if record.many:
        several = [speaker.words("many_of")]
    return (several or [speaker.words("one_only")])[0]


def _more(speaker: Speaker, name: str, record: RecordType) -> Iterator[str]:
    """Yield what else there is to know about who sees what of it."""
    words = speaker.words
    if record.sealed_until is not None:
        yield words("sealed_until", each=speaker.each(record.sealed_until.each))
    if record.attribution == "aggregate":
        yield words("aggregate_from", number=record.shown_from) if record.shown_from else words("aggregate")
    elif record.attribution == "unattributed":
        yield words("unattributed")
    for field in record.fields.values():
        if field.seen_by is not None:
            title = speaker.tongue.text(field.title)
            yield f"{title}: {words('field_sight', who=speaker.sight(name, field.seen_by))}"
    if record.tells is not None:
        yield words("word_goes_to", who=speaker.who(record.tells, "and"))


def _fields(speaker: Speaker, record: str, fields: Mapping[str, FieldDeclared]) -> Iterator[FieldTold]:
    for one in fields.values():
        notes = [speaker.words("optional")] if one.optional else []
        notes += [speaker.words("by_whom", who=speaker.who(one.written_by))] if one.written_by is not None else []
        if one.seen_by is not None:
            notes.append(speaker.words("field_sight", who=speaker.sight(record, one.seen_by)))
        yield FieldTold(speaker.tongue.text(one.title), _kind(speaker, one), notes)


def _kind(speaker: Speaker, field: FieldDeclared) -> str:
    options = [speaker.tongue.text(one) for one in (field.options or {}).values()]
    if field.type == "list" and field.of not in SINGLE:
        return f"{speaker.words('type_list')}, {speaker.words('type_link', to=speaker.tongue.thing(str(field.of)))}"
    kinds = [field.type, str(field.of)] if field.type == "list" else [field.type]
    to = speaker.tongue.thing(field.to) if isinstance(field.to, str) else ""
    return ", ".join(speaker.words(f"type_{one}", options=" · ".join(options), to=to) for one in kinds)
