"""Documents of records: a new one is kept, one that nobody touches stays, and whoever sees the field sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import labels
from engine.process.decide.filling import before_of
from engine.process.documents import read_sent
from engine.process.events import DocumentKept, DocumentShown, Releasing
from engine.process.persistent import empty
from engine.process.refusal import refuse

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.process.documents import Sent
    from engine.process.events import RecordWritten
    from engine.process.situation import Json, Record, Version
    from engine.process.turn import Turn


def document_fields(turn: Turn, record: str) -> list[str]:
    """Return which fields of a record hold documents."""
    return [name for name, field in turn.method.declared.records[record].fields.items() if field.type == "document"]


def attached(
    turn: Turn, known: Record, actor: str, given: Mapping[str, Json], fillable: Collection[str]
) -> tuple[dict[str, Json], dict[str, Sent]]:
    """Return the fields with documents as they are told of in a record, and by their ids the documents that are new.

    A document is sent whole, or named as it is told of; a field that is not mentioned keeps the one it has.
    """
    declared, before = turn.method.declared.records[known.type].fields, before_of(turn, known, actor)
    fields, sent = dict(given), {}
    for name in document_fields(turn, known.type):
        seen = before is not None and before.fields is not None and turn.sight(actor).sees_field(before, name)
        kept = before.fields.get(name) if seen and before and before.fields else None
        if name not in given:
            fields |= {name: kept} if kept is not None and name in fillable else {}
        elif isinstance(value := given[name], dict) and "content" not in value:
            if kept is None or not isinstance(kept, dict) or value.get("id") != kept["id"]:
                raise refuse("malformed", "document_not_this", f"/fields/{name}", field=name)
            fields[name] = kept
        elif value is not None:
            document = read_sent(declared[name], value, f"/fields/{name}")
            identity = next(turn.ids)
            sent[identity] = document
            fields[name] = {
                "id": identity, "name": document.name, "type": document.type, "size": len(document.data),
            }  # fmt: skip
    return fields, sent


def keep_documents(turn: Turn, written: RecordWritten, whole: str, sent: Mapping[str, Sent]) -> None:
    """Keep the new documents of a draft, and show those that stayed to whoever sees the draft."""
    veils = {name: veil.label for veil in written.veils for name in veil.fields}
    for identity, label in _labelled(turn, written.record, written.fields, veils, whole):
        if identity in sent:
            turn.emit(DocumentKept(identity, written.id, empty().update(sent[identity].file())), label)
        else:
            _show(turn, identity, label)


def show_documents(turn: Turn) -> None:
    """Let whoever sees a field of a record that was shared, or shown to more, see the document that it holds."""
    shown = dict.fromkeys(event.body.id for event in turn.events if isinstance(event.body, Releasing))
    with turn.by_itself():
        for known in [turn.situation.records[one] for one in shown]:
            live = known.live
            if live is None:
                continue
            for veils in (live.veils, live.veils.update(live.shown)):
                for identity, label in _labelled(turn, known.type, live.fields, veils, live.label):
                    _show(turn, identity, label)


def must_keep_documents(turn: Turn, known: Record, draft: Version) -> None:
    """Refuse an editorial correction that changes a document: whoever confirmed it confirmed its bytes."""
    live = (known.live.fields if known.live else None) or empty()
    for name in document_fields(turn, known.type):
        if live.get(name) != (draft.fields or empty()).get(name):
            raise refuse("rule", "document_not_editorial", "/editorial", field=name)


def _labelled(
    turn: Turn, record: str, fields: Mapping[str, Json] | None, veils: Mapping[str, str], whole: str
) -> list[tuple[str, str]]:
    """Return the ids of the documents in fields, each with who sees its field; what is for nobody is left out."""
    found = [((fields or {}).get(name), veils.get(name, whole)) for name in document_fields(turn, record)]
    return [(str(one["id"]), label) for one, label in found if isinstance(one, dict) and label != labels.NOBODY]


def _show(turn: Turn, identity: str, label: str) -> None:
    known = turn.situation.documents.get(identity)
    if known is None or known.erased:
        return
    if not any(labels.covers(turn.method, turn.situation, one, label) for one in known.labels):
        turn.emit(DocumentShown(known.id, known.record, empty(), known.event), label)
