"""Lines of the log."""

from __future__ import annotations

from tests.promises.matrix.cast import Stage, matrix_method, seat
from tests.promises.matrix.kept import a_kept_stage
from tests.promises.matrix.scenes.base import SAID, Find, scene
from tests.promises.matrix.scenes.plots import play_bids, play_meeting, play_veiled, play_waiver


def _entry(kind: str) -> Find:
    return lambda seen: seen.entry(kind)


@scene("entry.shared.process")
def _entry_shared(stage: Stage) -> Find:
    stage.share("for_process", "ann", "canaryID", **SAID)
    return _entry("RecordShared")


@scene("entry.fields_shown")
def _entry_fields_shown(stage: Stage) -> Find:
    play_veiled(stage, shared=True, identity="known")
    return _entry("FieldsShown")


@scene("entry.due")
def _entry_due(stage: Stage) -> Find:
    stage.arrive()
    stage.wait(days=61)
    return _entry("PhaseOverdue")


@scene("entry.drafted")
def _entry_drafted(stage: Stage) -> Find:
    stage.draft("for_process", "ann", "canaryID", **SAID)
    return _entry("RecordWritten")


@scene("entry.shared.judge")
def _entry_narrow(stage: Stage) -> Find:
    stage.share("for_judge", "ann", "canaryID", **SAID)
    return _entry("RecordShared")


@scene("entry.shared.veiled")
def _entry_veiled(stage: Stage) -> Find:
    play_veiled(stage, shared=True)
    return _entry("RecordShared")


@scene("entry.erased", stage=a_kept_stage)
def _entry_erased(stage: Stage) -> Find:
    stage.share("for_table", "ann", "canaryID", **SAID)
    stage.erase("canaryID")
    return _entry("ContentRedacted")


@scene("entry.vote.process")
def _entry_vote(stage: Stage) -> Find:
    stage.propose("pact", run="canaryRUN")
    stage.do("vote", "ann", run="canaryRUN", ballot="yes", reason="a canaryREASON")
    return _entry("VoteCast")


@scene("entry.vote.closed")
def _entry_sealed_vote(stage: Stage) -> Find:
    stage.propose("closed", run="known")
    stage.do("vote", "ann", run="known", ballot="yes", reason="a canaryREASON")
    return _entry("VoteCast")


@scene("entry.voted.closed")
def _entry_voted(stage: Stage) -> Find:
    stage.propose("closed", run="known")
    stage.do("vote", "ann", run="known", ballot="yes", reason="a canaryREASON")
    return _entry("VoterVoted")


@scene("entry.opened.closed")
def _entry_ballot(stage: Stage) -> Find:
    stage.propose("closed", run="known")
    stage.do("vote", "ann", run="known", ballot="yes", reason="a canaryREASON")
    stage.vote("known", ben="no")
    stage.do("close", "chair", run="known")
    return lambda seen: next((one for one in seen.log if one.type == "BallotOpened" and "yes" in str(one.data)), None)


@scene("entry.vote.silent")
def _entry_secret_vote(stage: Stage) -> Find:
    stage.propose("silent", run="canaryRUN")
    stage.vote("canaryRUN", ann="yes")
    return _entry("BallotPut")


@scene("entry.picked")
def _entry_picked(stage: Stage) -> Find:
    stage.share("for_picked", "ann", "canaryID", **SAID, picked="Mill")
    return _entry("PartiesPicked")


@scene("entry.note")
def _entry_note(stage: Stage) -> Find:
    stage.do("note", "ann", note="canaryNOTE", text="a canaryTEXT")
    return _entry("NoteKept")


@scene("entry.sealed")
def _entry_sealed(stage: Stage) -> Find:
    play_bids(stage, "ann")
    return _entry("DepositSealed")


@scene("entry.minutes")
def _entry_minutes(stage: Stage) -> Find:
    play_meeting(stage)
    return _entry("MinutesTaken")


@scene("entry.moved")
def _entry_moved(stage: Stage) -> Find:
    stage.arrive()
    stage.do("move", "chair", move="finish")
    return _entry("Moved")


@scene("entry.waiver.told_count")
def _entry_waiver(stage: Stage) -> Find:
    play_waiver(stage, "told_count", stage.party("Town"))
    return _entry("WaiverProposed")


@scene("entry.judged")
def _entry_judged(stage: Stage) -> Find:
    stage.share("mandate", "ann", "canaryID", **SAID)
    stage.do("confirm", "abe", id="canaryID", version=1)
    return _entry("GateJudged")


@scene("entry.opened")
def _entry_run_opened(stage: Stage) -> Find:
    stage.share("clause", "ann", "canaryID", **SAID)
    stage.propose("choice", run="canaryRUN")
    return _entry("DecisionOpened")


def _with_case() -> Stage:
    told = {"type": "text", "title": "Asked"}
    case = {"open": told, "hidden": {**told, "seen_by": "table"}}
    return seat(Stage(matrix_method(case=case)), case={"open": "a canaryOPEN", "hidden": "a canaryHIDDEN"})


@scene("entry.case.open", stage=_with_case)
def _entry_case(stage: Stage) -> Find:
    stage.arrive()
    return _entry("ProcessOpened")


@scene("entry.case.table", stage=_with_case)
def _entry_case_hidden(stage: Stage) -> Find:
    stage.arrive()
    return _entry("CaseTold")


@scene("entry.vote.lapsed")
def _entry_vote_lapsed(stage: Stage) -> Find:
    """Let a sealed vote lapse: it is never opened."""
    stage.share("clause", "ann", "theirs", **SAID)
    stage.propose("pinned", run="known")
    stage.do("vote", "ann", run="known", ballot="yes", reason="a canaryREASON")
    stage.do("withdraw", "ann", id="theirs", version=1)
    return _entry("VoteCast")
