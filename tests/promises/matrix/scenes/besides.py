"""Meetings, notes, deposits, figures and lenses."""

from __future__ import annotations

from engine.process.view import deposits, figures, lenses, notes, sessions
from tests.promises.matrix.cast import Stage
from tests.promises.matrix.scenes.base import SAID, Find, scene
from tests.promises.matrix.scenes.plots import TOMORROW, play_answers, play_bids, play_meeting


@scene("session.held")
def _session(stage: Stage) -> Find:
    play_meeting(stage)
    return lambda seen: seen.part(sessions, id="known")


@scene("note.own", whole="writer")
def _note(stage: Stage) -> Find:
    stage.do("note", "ann", note="canaryNOTE", text="a canaryTEXT", **{"as": "envoy"})
    return lambda seen: seen.part(notes, id="canaryNOTE")


@scene("note.handed_over", whole="writer")
def _note_handed(stage: Stage) -> Find:
    stage.arrive()
    stage.do("note", "ann", note="canaryNOTE", text="a canaryTEXT", **{"as": "envoy"})
    stage.do("hand_over", "ann", role="envoy", participant="nel")
    return lambda seen: seen.part(notes, id="canaryNOTE")


@scene("deposit.sealed")
def _deposit(stage: Stage) -> Find:
    play_bids(stage, "ann")
    return lambda seen: next((one for one in deposits(seen.telling) if one.sealed_at), None)


@scene("deposit.released")
def _deposit_released(stage: Stage) -> Find:
    play_bids(stage, "ann", "ben", "lot")
    return lambda seen: next((one for one in deposits(seen.telling) if one.sealed_at), None)


@scene("figures.aggregate")
def _figures(stage: Stage) -> Find:
    play_answers(stage, "pulse")
    return lambda seen: seen.part(figures, record="pulse")


@scene("figures.unattributed")
def _wordings(stage: Stage) -> Find:
    play_answers(stage, "word")
    return lambda seen: seen.part(figures, record="word")


@scene("figures.about")
def _figures_about(stage: Stage) -> Find:
    stage.arrive()
    stage.share("clause", "chair", "canaryCLAUSE", **SAID)
    for number, envoy in enumerate(("ann", "ben", "lot")):
        told = {"clause": "canaryCLAUSE", "party": stage.situation.participants[envoy].party or ""}
        stage.share("opinion", envoy, subject=told, fields={"score": number + 1})
    return lambda seen: seen.part(figures, record="opinion")


@scene("figures.narrow")
def _figures_narrow(stage: Stage) -> Find:
    play_answers(stage, "quietly")
    return lambda seen: seen.part(figures, record="quietly")


def _rated(stage: Stage, several: int) -> None:
    stage.arrive()
    for number, envoy in enumerate(("ann", "ben", "lot")[:several]):
        stage.share("rated", envoy, fields={"score": number + 1, "quiet": number + 2})


@scene("lens.rated")
def _lens(stage: Stage) -> Find:
    _rated(stage, 3)
    return lambda seen: seen.part(lenses, record="rated")


for _number, _name in enumerate(("score", "quiet")):

    @scene(f"perspective.{_name}")
    def _perspective(stage: Stage, number: int = _number) -> Find:
        _rated(stage, 3)
        return lambda seen: seen.part(lenses, record="rated").perspectives[number]


@scene("perspective.too_few")
def _too_few(stage: Stage) -> Find:
    _rated(stage, 2)
    return lambda seen: seen.part(lenses, record="rated").perspectives[0]


@scene("session.called_off")
def _called_off(stage: Stage) -> Find:
    stage.do("plan", "chair", session="known", title="A meeting", starts_at=TOMORROW, agenda="a canaryAGENDA")
    stage.do("plan", "chair", session="known", starts_at="2026-03-09T10:00:00Z")
    stage.do("plan", "chair", session="known", called_off="Illness")
    return lambda seen: seen.part(sessions, id="known")


@scene("note.of_who_left")
def _note_left(stage: Stage) -> Find:
    """Who left reads his notes no more, and nobody else does."""
    stage.join("tom", "Tower", "envoy")
    stage.do("note", "tom", note="canaryNOTE", text="a canaryTEXT")
    stage.do("leave", "tom")
    return lambda seen: seen.entry("NoteKept")
