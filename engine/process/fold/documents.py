"""What documents do to a situation, which remembers of each where it is, who may see it and whether it was erased."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import Document, Situation


@apply.register
def _(body: events.DocumentKept, situation: Situation, event: Event) -> Situation:
    kept = Document(body.document, body.record, event.id, situation.order + 1, (event.label,), body.file is None)
    return changed(situation, documents=situation.documents.set(kept.id, kept))


@apply.register
def _(body: events.DocumentShown, situation: Situation, event: Event) -> Situation:
    known = situation.documents[body.document]
    shown = replace(known, labels=(*known.labels, event.label))
    return changed(situation, documents=situation.documents.set(known.id, shown))
