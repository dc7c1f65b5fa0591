"""What comes from other processes, and from before; parties that come late."""

from __future__ import annotations

from typing import Any

from engine.process.refusal import Refusal
from engine.process.view import records
from tests.engine.process.family_methods import talks
from tests.engine.process.test_giving_back import GIVING, ONE
from tests.factories import a_move, a_phase, command
from tests.promises.matrix.cast import Stage, a_stage, matrix_method, seat
from tests.promises.matrix.scenes.base import SAID, Find, scene


def _late_party() -> Stage:
    gate = [{"id": "rated", "each": "party", "need": "party.rated.exists", "unmet": "{party.name} has not rated",
             "owed_by": "envoy", "due": "P9D"}]  # fmt: skip
    everything = ["rated", "for_process"]
    phases = {
        "first": a_phase({"on": a_move("second", gate=gate)}, open=everything),
        "second": a_phase({"stop": a_move("end.finished")}, open=everything),
    }
    return a_stage(matrix_method(phases=phases))


@scene("catch_up.owed", stage=_late_party)
def _catch_up_owed(stage: Stage) -> Find:
    for one in ("ann", "ben"):
        stage.share("rated", one, fields={"score": 1, "quiet": 1})
    stage.do("move", "chair", move="on")
    stage.arrive()
    return lambda seen: next((one for one in seen.progress.catch_up if one.condition.endswith("rated")), None)


@scene("todo.catch_up", stage=_late_party)
def _catch_up_todo(stage: Stage) -> Find:
    _catch_up_owed(stage)
    return lambda seen: next((one for one in seen.progress.todo if one.kind == "catch_up"), None)


ROLES_THERE = """  envoy: {title: Envoy, of: party}
  giver: {title: Giver, of: party}
  judge: {title: Judge, neutral: true, accepted_by: parties}
may: {admit: chair, redact: chair,"""


def _a_family() -> Stage:
    """Return talks that run a process for each topic, whose answer comes back as a record."""
    changes = [
        ("  envoy: {title: Envoy, of: party}\nmay: {", ROLES_THERE),
        (
            "    each: topic\n    where: topic.disputed\n    with",
            "    each: topic\n    resumes: [gather]\n    where: topic.disputed\n    with",
        ),
    ]
    return seat(Stage(talks(child=GIVING, records=ONE, changes=changes)), "talks")


def _topic(stage: Stage) -> None:
    fields = {"question": "Is it canaryWET?", "disputed": True}
    stage.do("record", "ann", record="topic", id="canaryTOPIC", fields=fields)
    stage.do("share", "ann", id="canaryTOPIC", version=1)
    stage.arrive()
    stage.do("move", "chair", move="on")


def _in_child(stage: Stage, do: str, by: str, **told: Any) -> None:
    (child,) = stage.situation.children
    answer = stage.simulation.submit([command(do, by, **told)], stage.at, child)
    assert not isinstance(answer, Refusal), answer


def _finding(stage: Stage) -> None:
    _topic(stage)
    _in_child(stage, "record", "ann", record="answer", id="canaryID", **SAID)
    _in_child(stage, "share", "ann", id="canaryID", version=1)
    _in_child(stage, "move", "chair", move="settle")


@scene("child.open", stage=_a_family)
def _child(stage: Stage) -> Find:
    _topic(stage)
    return lambda seen: seen.progress.children[0]


@scene("child.ended", stage=_a_family)
def _child_ended(stage: Stage) -> Find:
    _finding(stage)
    return lambda seen: seen.progress.children[0]


@scene("parent.of_a_child", stage=_a_family)
def _parent(stage: Stage) -> Find:
    _topic(stage)
    return lambda seen: seen.inside().progress.parent


@scene("origin.child", stage=_a_family)
def _origin(stage: Stage) -> Find:
    _finding(stage)
    return lambda seen: seen.part(records, type="answer").origin


@scene("record.handed", stage=_a_family)
def _handed(stage: Stage) -> Find:
    _finding(stage)
    return lambda seen: seen.part(records, type="answer")


def _taken_in() -> Stage:
    phases = {
        "first": a_phase({"on": a_move("second")}, open=["for_process"]),
        "second": a_phase({"stop": a_move("end.finished")}, open=["for_process"]),
    }
    method = matrix_method(phases=phases, takes_in=["second"])
    return seat(Stage(method), at_phase="second")


@scene("taken_in.process", stage=_taken_in)
def _taken(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.progress.taken_in


@scene("progress.taken_in", stage=_taken_in)
def _taken_progress(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.progress


@scene("progress.family", stage=_a_family)
def _family_progress(stage: Stage) -> Find:
    _topic(stage)
    return lambda seen: seen.progress


@scene("progress.late", stage=_late_party)
def _late_progress(stage: Stage) -> Find:
    _catch_up_owed(stage)
    return lambda seen: seen.progress


@scene("progress.child", stage=_a_family)
def _child_progress(stage: Stage) -> Find:
    _topic(stage)
    return lambda seen: seen.inside().progress


@scene("progress.full")
def _progress_full(stage: Stage) -> Find:
    stage.propose("pact", run="canaryRUN")
    stage.do("hold", "chair", reason="a canaryREASON", hold="canaryHOLD")
    return lambda seen: seen.progress
