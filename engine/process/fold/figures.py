"""What showing figures does to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.figures import answers_to, key_of
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import Figures, Situation


@apply.register
def _(body: events.FiguresShown, situation: Situation, event: Event) -> Situation:
    """Keep the answers as they are now: later ones are in the figures only once these are made anew."""
    answers = tuple((one.id, one.live) for one in answers_to(situation, body.record, body.about) if one.live)
    shown = Figures(body.record, body.about, answers, event.label)
    return changed(situation, figures=situation.figures.set(key_of(body.record, body.about), shown))


@apply.register
def _(body: events.AnswerShown, situation: Situation, event: Event) -> Situation:
    del event
    key = key_of(body.record, body.about)
    known = situation.figures[key]
    shown = replace(known, wordings=(*known.wordings, body.fields))
    return changed(situation, figures=situation.figures.set(key, shown))


@apply.register
def _(body: events.FiguresTakenBack, situation: Situation, event: Event) -> Situation:
    del event
    return changed(situation, figures=situation.figures.delete(key_of(body.record, body.about)))
