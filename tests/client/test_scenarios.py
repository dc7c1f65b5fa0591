"""Every scenario of every shipped method, played by a program that has nothing but the generated client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest
from fastapi import Request, Response

from api.dependencies import answer
from api.routes import processes
from engine.authoring.playing import Player
from engine.authoring.scenario import read_scenario
from tests.client.stage import OWNER, PARTS, ByClient
from tests.engine.access.people import signed_in
from tests.engine.journal.neighbours import a_method, accepted, an_opening
from tests.scenarios.test_shipped_methods import SCENARIOS, in_order, method_of


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_scenario_goes_as_told_by_the_generated_client(path: Path, stage: ByClient) -> None:
    method, scenario = method_of(path), read_scenario(path.read_text(encoding="utf-8"), path.name)
    stage.clock[0] = scenario.given.at.astimezone(UTC)
    published = [stage.program.ask("publish", who=OWNER, source=one.source) for one in in_order(method)]

    played = list(Player(method, scenario, stage).play())

    assert {(one["status"], one["kind"]) for one in published} == {(201, "Published")}
    assert [(one.number, one.problems) for one in played if one.problems] == []
    assert len([one for one in stage.refused if one["type"] == "/problems/gate-shut"]) >= 1
    for where, people in stage.everybody():
        for who in people:
            read, kept = stage.shown(where, who)
            assert read == kept
        told = [
            stage.program.ask("read", who=who, what=part, process=where)
            for who in {people[0], people[-1]}
            for part in PARTS
        ]
        assert {one["status"] for one in told} == {200}


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        (b'"colour":"red","state":"open"', "not in the document: .'Progress.colour'"),
        (b'"state":"asleep"', "asleep"),
        (b'"state":null', "None"),
        (b'"was":"open"', "KeyError"),
    ],
)
def test_the_program_takes_no_answer_that_is_not_as_the_document_says(
    stage: ByClient, monkeypatch: pytest.MonkeyPatch, sent: bytes, wrong: str
) -> None:
    def otherwise(request: Request, make: Callable[[], bytes], etag: str) -> Response:
        body = make()
        assert b'"state":"open"' in body
        return answer(request, body.replace(b'"state":"open"', sent), etag)

    stage.engine.publish(a_method())
    process = accepted(stage.engine.submit(None, an_opening(), by=signed_in(stage.engine, OWNER))).process
    monkeypatch.setattr(processes, "answer", otherwise)

    with pytest.raises(AssertionError, match=wrong):
        stage.program.ask("read", who=OWNER, what="progress", process=process)
