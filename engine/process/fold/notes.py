"""What keeping notes and handing them over does to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import Note, Situation
from engine.process.situation.notes import key_of


@apply.register
def _(body: events.NoteKept, situation: Situation, event: Event) -> Situation:
    author = str(event.actor)
    note = Note(body.note, author, body.role, body.text, event.moment, situation.order)
    return changed(situation, notes=situation.notes.set(key_of(author, body.note), note))


@apply.register
def _(body: events.NoteHandedOver, situation: Situation, event: Event) -> Situation:
    key = key_of(str(event.actor), body.note)
    note = situation.notes[key]
    return changed(situation, notes=situation.notes.set(key, replace(note, to=(*note.to, (body.to, body.text)))))
