"""Gates and their conditions, and what is told of them."""

from __future__ import annotations

from tests.factories import a_move, a_phase
from tests.promises.matrix.cast import Stage, a_stage, matrix_method
from tests.promises.matrix.scenes.base import SAID, Find, scene
from tests.promises.matrix.scenes.plots import held_by_gate, play_correction


def _asked(name: str) -> Find:
    return lambda seen: seen.condition(name)


for _name in ("plain", "names", "told_names", "told_count", "told_outcome", "of_judge"):

    @scene(f"condition.{_name}")
    def _condition(stage: Stage, name: str = _name) -> Find:
        stage.arrive()
        stage.share("mandate", "ann", "canaryID", **SAID)
        stage.do("confirm", "abe", id="canaryID", version=1)
        return _asked(name)


@scene("condition.group")
def _group(stage: Stage) -> Find:
    return _asked("either")


@scene("condition.nested")
def _nested(stage: Stage) -> Find:
    return lambda seen: seen.condition("either").subjects[0].conditions[0]


@scene("condition.grouped")
def _grouped(stage: Stage) -> Find:
    return _asked("both")


@scene("gate.named", stage=held_by_gate)
def _gate_named(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.progress.holds[0].gate


@scene("missing.told_outcome")
def _missing_outcome(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.condition("told_outcome").missing[0]


@scene("missing.due")
def _missing_due(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.condition("owed_soon").missing[0]


@scene("subject.due")
def _subject_due(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.condition("owed_soon").subjects[0]


@scene("subject.told_names")
def _subject_told_names(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.condition("told_names").subjects[0]


@scene("count.told_count")
def _count_told(stage: Stage) -> Find:
    stage.share("mandate", "ann", "canaryID", **SAID)
    stage.do("confirm", "abe", id="canaryID", version=1)
    return lambda seen: seen.condition("told_count").need


@scene("missing.names")
def _missing(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.condition("names").missing[0]


@scene("missing.told_count")
def _missing_count(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.condition("told_count").missing[0]


@scene("subject.names")
def _subject(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.condition("names").subjects[0]


@scene("subject.group")
def _subject_of_group(stage: Stage) -> Find:
    return lambda seen: seen.condition("either").subjects[0]


@scene("count.names")
def _count(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.condition("names").need


@scene("owed.role_of_party")
def _owed(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.condition("names").missing[0].owed_by[0]


@scene("gate.move")
def _gate(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: next(move.gate for move in seen.progress.moves if move.gate)


@scene("move.gated")
def _move(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: next(move for move in seen.progress.moves if move.id == "work.on")


@scene("move.limited")
def _move_limited(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: next(move for move in seen.progress.moves if move.id == "work.again")


@scene("move.timed")
def _move_timed(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: next(move for move in seen.progress.moves if move.id == "work.expire")


def _with_tracks() -> Stage:
    tracks = {one: a_phase({"end": a_move("done")}) for one in ("left", "right")}
    phases = {"work": a_phase({"on": a_move("end.finished")}, tracks=tracks, open=["for_process"])}
    return a_stage(matrix_method(phases=phases))


@scene("move.waiting", stage=_with_tracks)
def _move_waiting(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: next(move for move in seen.progress.moves if move.id == "work.on")


@scene("named.party")
def _named(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.condition("names").subjects[0].subject[0]


@scene("todo.vote.process")
def _todo_vote(stage: Stage) -> Find:
    stage.propose("pact", run="canaryRUN")
    return lambda seen: next((one for one in seen.progress.todo if one.kind == "vote"), None)


@scene("todo.vote.narrow")
def _todo_vote_narrow(stage: Stage) -> Find:
    stage.propose("givers", "abe", run="canaryRUN")
    return lambda seen: next((one for one in seen.progress.todo if one.kind == "vote"), None)


@scene("todo.confirmation.narrow")
def _todo_confirmation(stage: Stage) -> Find:
    play_correction(stage, "mandate")
    return lambda seen: next((one for one in seen.progress.todo if one.kind == "confirmation"), None)


@scene("todo.condition")
def _todo_condition(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: next(one for one in seen.progress.todo if one.text.startswith("Town has not rated"))


@scene("level.gate")
def _level(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.progress.progress
