"""The process as a whole: where it stands, holds, waivers, people."""

from __future__ import annotations

from typing import Any

from engine.process.view import deadlines, participants, parties, waivers
from tests.promises.matrix.cast import ROLES, Stage, a_stage, matrix_method
from tests.promises.matrix.kept import a_kept_stage
from tests.promises.matrix.scenes.base import SAID, Find, scene
from tests.promises.matrix.scenes.plots import held_by_gate, play_waiver


@scene("progress.open")
def _progress(stage: Stage) -> Find:
    stage.do("waive", "chair", condition="work:on.names", subject=stage.party("Town"), reason="a canaryWHY")
    return lambda seen: seen.progress


@scene("progress.secret")
def _secret(stage: Stage) -> Find:
    stage.arrive()
    for envoy, identity in (("ann", "canaryID"), ("ben", "canaryOTHER")):
        stage.wait(hours=1)
        stage.draft("for_owner", envoy, identity, **SAID)
    stage.wait(hours=1)
    stage.do("note", "chair", text="a canaryNOTE")
    return lambda seen: seen.progress


@scene("progress.ended")
def _ended(stage: Stage) -> Find:
    stage.arrive()
    stage.do("move", "chair", move="finish")
    return lambda seen: seen.progress


@scene("end.finished")
def _end(stage: Stage) -> Find:
    stage.arrive()
    stage.do("move", "chair", move="finish")
    return lambda seen: seen.progress.end


@scene("method.ref")
def _method_ref(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.progress.method


@scene("phase.now")
def _phase(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.progress.phases[0]


@scene("hold.asked_for")
def _hold(stage: Stage) -> Find:
    stage.do("hold", "chair", reason="a canaryREASON", until="2026-03-20", hold="canaryHOLD")
    return lambda seen: seen.progress.holds[0]


@scene("hold.ended")
def _hold_ended(stage: Stage) -> Find:
    stage.do("hold", "chair", reason="a canaryREASON", hold="canaryHOLD")
    stage.do("resume", "chair", reason="On")
    return lambda seen: seen.progress.holds[0]


@scene("hold.by_gate", stage=held_by_gate)
def _hold_by_gate(stage: Stage) -> Find:
    stage.arrive()
    return lambda seen: seen.progress.holds[0]


@scene("waiver.proposed")
def _waiver(stage: Stage) -> Find:
    return play_waiver(stage, "names", stage.party("Town"))


@scene("waiver.granted")
def _waiver_granted(stage: Stage) -> Find:
    return play_waiver(stage, "names", stage.party("Town"), "ann")


@scene("waiver.whole")
def _waiver_whole(stage: Stage) -> Find:
    stage.arrive()
    return play_waiver(stage, "told_outcome", None, "ann", "ben", "lot")


@scene("waiver.told_count")
def _waiver_of_count(stage: Stage) -> Find:
    return play_waiver(stage, "told_count", stage.party("Town"))


@scene("waiver.hidden_subject")
def _waiver_of_hidden(stage: Stage) -> Find:
    stage.share("for_table", "ann", "canaryID", **SAID)
    return play_waiver(stage, "of_each", "canaryID")


@scene("named.hidden_record")
def _named_hidden(stage: Stage) -> Find:
    _waiver_of_hidden(stage)
    return lambda seen: (one := seen.part(waivers, id="canaryWAIVER")) and one.subject[0]


@scene("todo.waiver.told_count")
def _todo_waiver(stage: Stage) -> Find:
    play_waiver(stage, "told_count", stage.party("Town"))
    return lambda seen: next((one for one in seen.progress.todo if one.kind == "waiver"), None)


@scene("party.here")
def _party(stage: Stage) -> Find:
    return lambda seen: seen.part(parties, name="Town")


@scene("party.left")
def _party_gone(stage: Stage) -> Find:
    stage.join("tom", "Tower", "envoy")
    stage.do("leave", "tom")
    return lambda seen: seen.part(parties, name="Tower")


@scene("participant.here")
def _participant(stage: Stage) -> Find:
    return lambda seen: seen.part(participants, id="ann")


@scene("participant.left")
def _participant_left(stage: Stage) -> Find:
    return lambda seen: seen.part(participants, id="lef")


@scene("role.accepted")
def _role(stage: Stage) -> Find:
    return lambda seen: seen.part(participants, id="jud").roles[0]


@scene("role.ends", stage=lambda: a_stage(matrix_method(roles=_with_terms())))
def _role_ends(stage: Stage) -> Find:
    stage.join("sub", "Town", "alternate")
    return lambda seen: seen.part(participants, id="ann").roles[0]


def _with_terms() -> dict[str, Any]:
    return {**ROLES, "envoy": {**ROLES["envoy"], "expires": "P90D"}, "alternate": {"title": "Second", "of": "party"}}


def _due(kind: str, name: str = "") -> Find:
    return lambda seen: next(
        (one for one in deadlines(seen.telling) if one.kind == kind and one.key.endswith(name)), None
    )


@scene("deadline.term")
def _term(stage: Stage) -> Find:
    stage.arrive()
    return _due("phase")


@scene("deadline.vote", whole="writer")
def _vote_due(stage: Stage) -> Find:
    stage.propose("timed", run="canaryRUN")
    return _due("run")


@scene("deadline.vote.narrow", whole="fellow")
def _vote_due_narrow(stage: Stage) -> Find:
    stage.propose("givers", "abe", run="canaryRUN")
    return _due("run")


@scene("deadline.own", stage=lambda: a_stage(matrix_method(roles=_with_terms())), whole="writer")
def _role_due(stage: Stage) -> Find:
    stage.arrive()
    return _due("role", "/ann")


@scene("deadline.own.narrow", whole="fellow")
def _ratification_due(stage: Stage) -> Find:
    stage.propose("givers", "abe", run="canaryRUN")
    stage.vote("canaryRUN", abe="yes", bea="yes")
    stage.do("close", "abe", run="canaryRUN")
    return _due("ratify")


@scene("waiver.expired")
def _waiver_over(stage: Stage) -> Find:
    find = play_waiver(stage, "told_count", stage.party("Town"), "ann")
    stage.wait(days=61)
    return find


@scene("participant.erased", stage=a_kept_stage)
def _participant_erased(stage: Stage) -> Find:
    stage.erase("gus")
    return lambda seen: seen.part(participants, id="gus")
