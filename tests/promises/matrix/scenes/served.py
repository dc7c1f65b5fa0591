"""What only a server gives: lists, pages, the stream, receipts and refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.promises.matrix.cast import Stage
from tests.promises.matrix.kept import a_kept_stage
from tests.promises.matrix.looking import Seen
from tests.promises.matrix.scenes.base import SAID, Find, scene
from tests.promises.matrix.scenes.plots import play_veiled


@scene("row.list", stage=a_kept_stage)
def _row(stage: Stage) -> Find:
    stage.share("for_judge", "ann", "canaryID", **SAID)
    stage.propose("pact", run="canaryRUN")
    return lambda seen: seen.asked("get", "/v1/processes")["items"][0]


@scene("row.ended", stage=a_kept_stage)
def _row_ended(stage: Stage) -> Find:
    stage.arrive()
    stage.do("move", "chair", move="finish")
    return lambda seen: seen.asked("get", "/v1/processes")["items"][0]


@scene("page.list", stage=a_kept_stage)
def _list(stage: Stage) -> Find:
    stage.arrive()
    for title in ("One", "Two"):
        opening = {"method": "small", "title": title, "name": "Chair"}
        stage.simulation.client.post("/v1/processes", json=opening)  # type: ignore[attr-defined]  # it is on a store
    return lambda seen: seen.asked("get", "/v1/processes?limit=2")


@scene("page.log", stage=a_kept_stage)
def _page(stage: Stage) -> Find:
    stage.share("for_judge", "ann", "canaryID", **SAID)
    return lambda seen: seen.asked("get", f"{seen.there}/log?limit=3")


@scene("entry.streamed.judge", stage=a_kept_stage, whole="writer")
def _streamed(stage: Stage) -> Find:
    stage.share("for_judge", "ann", "canaryID", **SAID)
    return lambda seen: next((one for one in seen.streamed() if one["type"] == "RecordShared"), None)


def _problem(command: dict[str, Any], never: dict[str, Any]) -> Find:
    """Return the problem that a command gives to whoever it says more than of what never existed."""

    def find(seen: Seen) -> Any:
        answers = [
            {**seen.asked("post", f"{seen.there}/commands?dry_run=true", {"actor": seen.telling.sight.reader.participant
             or "nobody", **one})} for one in (command, never)
        ]  # fmt: skip
        alike = json.dumps(answers[0]).replace("canaryID", "neverWAS") == json.dumps(answers[1])
        return None if alike else answers[0]

    return find


@scene("problem.hidden_record", stage=a_kept_stage, whole="judge")
def _problem_of_record(stage: Stage) -> Find:
    stage.share("for_judge", "ann", "canaryID", **SAID)
    act = {"do": "confirm", "version": 1}
    return _problem({**act, "id": "canaryID"}, {**act, "id": "neverWAS"})


@scene("problem.hidden_run", stage=a_kept_stage, whole="fellow")
def _problem_of_run(stage: Stage) -> Find:
    stage.propose("givers", "abe", run="canaryID")
    act = {"do": "close"}
    return _problem({**act, "run": "canaryID"}, {**act, "run": "neverWAS"})


@scene("problem.gate_shut", stage=a_kept_stage, whole="chair")
def _problem_of_gate(stage: Stage) -> Find:
    return _problem({"do": "move", "move": "work.on"}, {"do": "move", "move": "neverWAS"})


@scene("problem.malformed", stage=a_kept_stage, whole="chair")
def _problem_malformed(stage: Stage) -> Find:
    return _problem({"do": "move", "move": 3}, {"do": "move", "move": "neverWAS"})


def _receipt(path: Callable[[Seen], str], body: dict[str, Any]) -> Find:
    """Return the receipt of what each reader does himself, the same however often he asks."""

    def find(seen: Seen) -> Any:
        who = seen.telling.sight.reader.participant or "nobody"
        answer = seen.asked("post", path(seen), {"actor": who, **body}, {"Idempotency-Key": f"key of {who}"})
        return answer if "events" in answer else None

    return find


@scene("receipt.draft", stage=a_kept_stage, whole="writer")
def _receipt_of_draft(stage: Stage) -> Find:
    del stage
    return _receipt(lambda seen: f"{seen.there}/commands", {"do": "record", "record": "for_judge", **SAID})


@scene("receipt.opening", stage=a_kept_stage, whole="writer")
def _receipt_of_opening(stage: Stage) -> Find:
    del stage
    return _receipt(lambda _: "/v1/processes", {"method": "small", "title": "Another", "name": "Somebody"})


@scene("receipt.tried", stage=a_kept_stage, whole="chair")
def _receipt_of_trying(stage: Stage) -> Find:
    del stage
    body = {"do": "hold", "reason": "Only tried", "hold": "tried"}
    return _receipt(lambda seen: f"{seen.there}/commands?dry_run=true", body)


def _document(stage: Stage) -> Find:
    (document,) = stage.situation.documents

    def find(seen: Seen) -> Any:
        kept: Any = seen.table.simulation
        return kept.engine.document(kept.process, document, seen.telling.sight.reader)

    return find


@scene("document.draft", stage=a_kept_stage, whole="writer")
def _document_drafted(stage: Stage) -> Find:
    play_veiled(stage, shared=False, identity="known")
    return _document(stage)


@scene("document.shared", stage=a_kept_stage, whole="writer")
def _document_shared(stage: Stage) -> Find:
    play_veiled(stage, shared=True, identity="known")
    return _document(stage)
