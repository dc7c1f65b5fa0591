"""Records: drafted, shared, confirmed and what else becomes of them."""

from __future__ import annotations

from tests.promises.matrix.cast import SIGHTS, Stage
from tests.promises.matrix.kept import a_kept_stage
from tests.promises.matrix.scenes.base import SAID, Find, scene
from tests.promises.matrix.scenes.plots import play_answers, play_bids, play_correction, play_veiled, the_record


def _written(stage: Stage, name: str, state: str) -> None:
    picked = {"picked": "Mill"} if name == "for_picked" else {}
    make = stage.draft if state == "draft" else stage.share
    make(name, "ann", "canaryID", **SAID, **picked)


for _name in SIGHTS:
    for _state in ("draft", "shared"):

        @scene(f"record.{_state}.{_name}")
        def _of_sight(stage: Stage, name: str = f"for_{_name}", state: str = _state) -> Find:
            _written(stage, name, state)
            return the_record("canaryID")


@scene("record.by_the_chair.party")
def _by_the_chair(stage: Stage) -> Find:
    """Nobody but the chair is of the side of the chair."""
    stage.draft("clause", "chair", "canaryID", **SAID)
    return the_record("canaryID")


@scene("record.veiled.draft")
def _veiled_draft(stage: Stage) -> Find:
    return play_veiled(stage, shared=False)


@scene("record.veiled.shared")
def _veiled_shared(stage: Stage) -> Find:
    return play_veiled(stage, shared=True)


@scene("record.newer_draft")
def _newer_draft(stage: Stage) -> Find:
    stage.share("for_process", "ann", "canaryID", **SAID)
    stage.draft("for_process", "ann", "canaryID", fields={"text": "a canaryNEWER"})
    return the_record("canaryID")


@scene("record.confirmed")
def _confirmed(stage: Stage) -> Find:
    stage.arrive()
    stage.share("clause", "ann", "canaryID", **SAID)
    for one in ("ann", "ben", "lot"):
        stage.do("confirm", one, id="canaryID", version=1)
    return the_record("canaryID")


@scene("record.confirmed.narrow")
def _confirmed_narrow(stage: Stage) -> Find:
    stage.share("mandate", "ann", "canaryID", **SAID)
    stage.do("confirm", "abe", id="canaryID", version=1)
    return the_record("canaryID")


@scene("record.disputed")
def _disputed(stage: Stage) -> Find:
    stage.share("clause", "ann", "canaryID", **SAID)
    stage.do("dispute", "ben", id="canaryID", version=1, reason="a canaryREASON")
    return the_record("canaryID")


@scene("record.disputed.narrow")
def _disputed_narrow(stage: Stage) -> Find:
    stage.share("for_picked", "ann", "canaryID", **SAID, picked="Mill")
    stage.do("dispute", "ben", id="canaryID", version=1, reason="a canaryREASON")
    return the_record("canaryID")


@scene("record.withdrawn")
def _withdrawn(stage: Stage) -> Find:
    stage.share("for_judge", "ann", "canaryID", **SAID)
    stage.do("withdraw", "ann", id="canaryID", version=1)
    return the_record("canaryID")


@scene("record.lapsed")
def _lapsed(stage: Stage) -> Find:
    stage.share("for_judge", "ann", "canaryID", **SAID)
    stage.do("move", "chair", move="again")
    return the_record("canaryID")


@scene("record.erased", stage=a_kept_stage)
def _erased(stage: Stage) -> Find:
    stage.share("for_table", "ann", "canaryID", **SAID)
    stage.erase("canaryID")
    return the_record("canaryID")


@scene("record.on_behalf")
def _on_behalf(stage: Stage) -> Find:
    stage.share("clause", "chair", "canaryID", **SAID, on_behalf_of="Mill")
    return the_record("canaryID")


@scene("record.party_left")
def _party_left(stage: Stage) -> Find:
    stage.join("tom", "Tower", "envoy")
    stage.do("accept", "tom", role="judge", participant="jud")
    stage.share("mandate", "tom", "canaryID", **SAID)
    stage.do("leave", "tom")
    return the_record("canaryID")


@scene("record.sealed")
def _sealed(stage: Stage) -> Find:
    play_bids(stage, "ann", "ben")
    return the_record("canaryOFann")


@scene("record.released")
def _released(stage: Stage) -> Find:
    play_bids(stage, "ben", "lot", "ann")
    return the_record("canaryOFann")


@scene("record.answer_apart")
def _answer_apart(stage: Stage) -> Find:
    play_answers(stage, "word")
    return the_record("canaryOFann")


@scene("record.one_answer")
def _one_answer(stage: Stage) -> Find:
    play_answers(stage, "pulse", 2)
    return the_record("canaryOFann")


@scene("record.corrected")
def _corrected(stage: Stage) -> Find:
    play_correction(stage, "clause")
    return the_record("canaryID")


@scene("correction.process")
def _correction_process(stage: Stage) -> Find:
    return play_correction(stage, "clause")


@scene("correction.narrow")
def _correction_narrow(stage: Stage) -> Find:
    return play_correction(stage, "mandate")
