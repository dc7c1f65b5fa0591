"""Figures of answers that stay with who gave them: made anew only when so many changed that the difference tells none.

See docs/decisions/0023-figures-in-steps.md.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.language.sights import APART
from engine.process import events
from engine.process.audiences import readers_of
from engine.process.figures import FEWEST, about_of, answering, answers_to, key_of

if TYPE_CHECKING:
    from engine.process.persistent import Map
    from engine.process.situation import Figures, Json, Record, Situation, Subject
    from engine.process.turn import Turn


def show_figures(turn: Turn) -> None:
    """Make the figures anew of each type, and of each record it is about, for which enough answers changed."""
    for name, declared in turn.method.declared.records.items():
        if declared.attribution not in APART:
            continue
        fewest = declared.shown_from or FEWEST
        for about in _abouts(turn.situation, name):
            with turn.by_itself():
                _show(turn, name, about, fewest)


def _abouts(situation: Situation, record: str) -> list[Subject]:
    there = {about_of(situation, one) for one in situation.of_type(record) if one.is_live}
    return sorted(there | {one.about for one in situation.figures.values() if one.record == record})


def _show(turn: Turn, record: str, about: Subject, fewest: int) -> None:
    situation = turn.situation
    now, shown = answers_to(situation, record, about), situation.figures.get(key_of(record, about))
    if shown and not now:
        turn.emit(events.FiguresTakenBack(record, about), shown.label)
    elif min(len(_sides(situation, now)), len(_changed(situation, now, shown))) >= fewest:
        label = readers_of(turn.method, situation, record)
        turn.emit(events.FiguresShown(record, about, len(now)), label)
        if turn.method.declared.records[record].attribution == "unattributed":
            for fields in _wordings(now):
                turn.emit(events.AnswerShown(record, about, fields), label)


def _wordings(answers: list[Record]) -> list[Map[str, Json]]:
    """Return what answers say, in an order that hangs on nothing but what they say."""
    said = [one.live.fields for one in answers if one.live and one.live.fields is not None]
    return sorted(said, key=lambda fields: json.dumps(dict(fields), sort_keys=True))


def _sides(situation: Situation, answers: list[Record]) -> set[str]:
    return {answering(situation, one.id, one.live) for one in answers if one.live}


def _changed(situation: Situation, now: list[Record], shown: Figures | None) -> set[str]:
    """Return who gave an answer that is in the figures and no longer counts as it was, or counts and is not in them."""
    before = dict(shown.answers) if shown else {}
    after = {one.id: one.live for one in now if one.live}
    changed = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
    versions = [(one, known[one]) for known in (before, after) for one in changed if one in known]
    return {answering(situation, one, version) for one, version in versions}
