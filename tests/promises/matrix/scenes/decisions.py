"""Decisions: votes that are seen, sealed or secret, counts, and ratification."""

from __future__ import annotations

from typing import Any

from tests.promises.matrix.cast import Stage
from tests.promises.matrix.scenes.base import SAID, Find, scene
from tests.promises.matrix.scenes.plots import the_decision


def _voted(stage: Stage, name: str) -> None:
    stage.propose(
        name, {"ours": "ann", "givers": "abe", "shown": "abe"}.get(name, "chair"), run="canaryRUN", **_with(name)
    )
    for one in {"givers": ["abe"], "shown": ["abe"], "ours": ["ann"]}.get(name, ["ann"]):
        stage.vote("canaryRUN", **{one: "yes"})


def _with(name: str) -> dict[str, Any]:
    if name == "shown":
        return {"picked": "Mill"}
    return {}


for _name in ("pact", "council", "givers", "ours", "shown", "closed", "silent", "weighed"):
    for _part in ("", "tally"):

        @scene(f"{_part or 'decision'}.open.{_name}")
        def _open_run(stage: Stage, name: str = _name, part: str = _part) -> Find:
            if name == "ours":
                stage.propose("ours", "ann", run="canaryRUN", subject=stage.party("Town"))
                stage.vote("canaryRUN", ann="yes")
            else:
                _voted(stage, name)
            return the_decision(name, part)


@scene("decision.accepted")
def _accepted(stage: Stage) -> Find:
    stage.share("clause", "ann", "canaryID", **SAID)
    stage.share("clause", "ben", "canaryOTHER", **SAID)
    stage.propose("choice", run="canaryRUN")
    stage.vote("canaryRUN", ann="canaryID", ben="canaryID")
    stage.do("close", "chair", run="canaryRUN")
    return the_decision("choice")


@scene("decision.accepted.narrow")
def _accepted_narrow(stage: Stage) -> Find:
    stage.propose("givers", "abe", run="canaryRUN")
    stage.vote("canaryRUN", abe="yes", bea="yes")
    stage.do("close", "abe", run="canaryRUN")
    return the_decision("givers")


@scene("tally.closed.closed")
def _counted(stage: Stage) -> Find:
    stage.propose("closed", run="canaryRUN")
    stage.vote("canaryRUN", ann="yes", ben="no")
    stage.do("close", "chair", run="canaryRUN")
    return the_decision("closed", "tally")


@scene("tally.closed.silent")
def _counted_in_secret(stage: Stage) -> Find:
    stage.propose("silent", run="canaryRUN")
    stage.vote("canaryRUN", ann="yes", ben="no", lef="yes")
    stage.do("close", "chair", run="canaryRUN")
    return the_decision("silent", "tally")


@scene("tally.preferences")
def _preferences(stage: Stage) -> Find:
    stage.share("clause", "ann", "canaryID", **SAID)
    stage.share("clause", "ben", "canaryOTHER", **SAID)
    stage.propose("ranked", run="canaryRUN")
    stage.vote("canaryRUN", ann=["canaryID", "canaryOTHER"], ben=["canaryID", "canaryOTHER"])  # type: ignore[arg-type]
    stage.do("close", "chair", run="canaryRUN")
    return the_decision("ranked", "tally")


def _ratifying(stage: Stage, *, whole: bool) -> None:
    stage.propose("home", run="canaryRUN")
    stage.vote("canaryRUN", ann="yes", ben="yes")
    stage.do("close", "chair", run="canaryRUN")
    stage.do("ratify", "abe", run="canaryRUN", answer="with_conditions", conditions="a canaryCONDITION")
    if whole:
        stage.do("ratify", "abe", run="canaryRUN")
        stage.do("ratify", "bea", run="canaryRUN")


@scene("ratification.waiting")
def _ratification(stage: Stage) -> Find:
    _ratifying(stage, whole=False)
    return the_decision("home", "ratification")


@scene("answered.narrow")
def _answered_narrow(stage: Stage) -> Find:
    find = _ratification_narrow(stage)
    return lambda seen: (one := find(seen)) and one.answers[0]


@scene("decision.due")
def _due_run(stage: Stage) -> Find:
    stage.propose("timed", run="canaryRUN")
    return the_decision("timed")


@scene("tally.total")
def _total(stage: Stage) -> Find:
    stage.propose("guess", run="canaryRUN")
    stage.vote("canaryRUN", ann=3, ben=4)  # type: ignore[arg-type]  # a number is a ballot too
    stage.do("close", "chair", run="canaryRUN")
    return the_decision("guess", "tally")


@scene("ratification.given")
def _ratified(stage: Stage) -> Find:
    _ratifying(stage, whole=True)
    return the_decision("home", "ratification")


@scene("answered.with_conditions")
def _answered(stage: Stage) -> Find:
    _ratifying(stage, whole=False)
    return lambda seen: seen.decision("home").ratification.answers[0]  # type: ignore[union-attr]  # all see it


@scene("ratification.narrow")
def _ratification_narrow(stage: Stage) -> Find:
    stage.propose("givers", "abe", run="canaryRUN")
    stage.vote("canaryRUN", abe="yes", bea="yes")
    stage.do("close", "abe", run="canaryRUN")
    stage.do("ratify", "abe", run="canaryRUN", answer="with_conditions", conditions="a canaryCONDITION")
    return the_decision("givers", "ratification")


def _lapsed_unopened(stage: Stage) -> None:
    stage.share("clause", "ann", "theirs", **SAID)
    stage.propose("pinned", run="canaryRUN")
    stage.do("vote", "ann", run="canaryRUN", ballot="yes", reason="a canaryREASON")
    stage.do("withdraw", "ann", id="theirs", version=1)


for _part in ("", "tally"):

    @scene(f"{_part or 'decision'}.lapsed.closed")
    def _lapsed(stage: Stage, part: str = _part) -> Find:
        _lapsed_unopened(stage)
        return the_decision("pinned", part)
