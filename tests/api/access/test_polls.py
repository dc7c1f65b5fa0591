"""Polls of where a process stands are answered before their route where they can be: nobody can tell by the answer."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from api.app import create_app
from api.caller import FOUND, Doorman
from api.polls import Bodies
from api.rates import Rates
from api.settings import Settings
from engine import Engine
from tests.api.access.people import Person, invited


@pytest.fixture
def routed(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the processes for which the route was asked."""
    asked: list[str] = []
    was = Bodies.told

    def told(self: Bodies, telling: Any, tag: str, make: Any) -> bytes:
        asked.append(telling.situation.process)
        return was(self, telling, tag, make)

    monkeypatch.setattr(Bodies, "told", told)
    return asked


def poll(person: Person, process: str, **headers: str) -> Response:
    return person.client.get(f"/v1/processes/{process}", headers=headers)


def by_the_route(person: Person, process: str, **headers: str) -> Response:
    """Ask what the route alone answers: whatever stands behind the address has to be read by it."""
    return person.client.get(f"/v1/processes/{process}?plain=no", headers=headers)


def seen(answer: Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Return all of an answer but the name of its request."""
    return (
        answer.status_code,
        answer.content,
        [one for one in answer.headers.multi_items() if one[0] != "sluis-request"],
    )


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_is_told_before_the_route_is_what_the_route_tells(
    owner: Person, rik: Person, process: str, routed: list[str], language: str
) -> None:
    for person in (owner, rik):
        asked = {"accept-language": language}
        first = by_the_route(person, process, **asked)
        routed.clear()
        again = poll(person, process, **asked)
        assert seen(again) == seen(first)
        assert again.json()["title"] == "Along the river"
        assert routed == []

        has = asked | {"if-none-match": first.headers["etag"]}
        unchanged = poll(person, process, **has)
        assert seen(unchanged) == seen(by_the_route(person, process, **has))
        assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_after_each_act_everybody_is_told_the_new_at_once(owner: Person, rik: Person, process: str) -> None:
    for number in range(3):
        before = {one.name: poll(one, process).headers["etag"] for one in (owner, rik)}
        owner.do(process, "join", participant=f"p{number}", name=f"Someone {number}")
        for person in (owner, rik):
            after = poll(person, process, **{"if-none-match": before[person.name]})
            assert after.status_code == 200
            assert seen(after) == seen(by_the_route(person, process))


def test_readers_who_may_know_something_else_are_told_something_else(
    app: FastAPI, owner: Person, rik: Person, process: str
) -> None:
    mia = invited(app, owner, process, "mia", party="Farm")
    party = rik.get(f"/v1/processes/{process}/parties")[0]["id"]
    of_rik, of_mia = poll(rik, process), poll(mia, process)
    rik.do(process, "record", record="mandate", subject=party, fields={"bounds": "Talk."})

    assert poll(mia, process).content == of_mia.content
    assert poll(mia, process, **{"if-none-match": of_mia.headers["etag"]}).status_code == 304
    assert poll(rik, process, **{"if-none-match": of_rik.headers["etag"]}).status_code == 200


def test_whoever_may_not_come_in_any_more_is_not_answered_from_what_is_there(
    owner: Person, rik: Person, process: str
) -> None:
    token = owner.token("read")
    program = owner.by(token)
    assert [poll(one, process).status_code for one in (program, program, rik, rik)] == [200] * 4
    tag = poll(program, process).headers["etag"]

    (made,) = owner.get("/v1/tokens")
    owner.client.delete(f"/v1/tokens/{made['id']}")
    assert poll(program, process, **{"if-none-match": tag}).status_code == 401
    assert poll(program, process).status_code == 401

    tag = poll(rik, process).headers["etag"]
    rik.do(process, "leave")
    assert poll(rik, process, **{"if-none-match": tag}).status_code == 404


def test_a_process_of_which_somebody_may_not_know_is_not_there_for_him(
    app: FastAPI, owner: Person, rik: Person, process: str
) -> None:
    other = owner.open(title="Of others", actor="eve", name="Eve")
    tag = poll(owner, other).headers["etag"]

    assert seen(poll(rik, other, **{"if-none-match": tag}))[0] == 404
    assert poll(rik, other).status_code == 404


def test_polls_are_counted_as_they_were(engine: Engine, owner: Person, process: str) -> None:
    limited = create_app(engine, Settings(access="accounts", reads_per_minute=3))
    program = Person("olga", TestClient(limited, headers={"Authorization": f"Bearer {owner.token('read')}"}), engine)
    tag = poll(owner, process).headers["etag"]

    asked = [poll(program, process, **{"if-none-match": tag}).status_code for _ in range(4)]

    assert asked == [304, 304, 304, 429]


def test_that_somebody_reads_from_his_seat_is_noted_for_polls_too(owner: Person, rik: Person, process: str) -> None:
    tag = by_the_route(owner, process).headers["etag"]
    account = rik.get("/v1/me")["account"]["id"]
    if poll(rik, process, **{"if-none-match": tag}).status_code != 304:
        tag = poll(rik, process).headers["etag"]
        assert poll(rik, process, **{"if-none-match": tag}).status_code == 304

    lines = [one for one in owner.get("/v1/readings", params={"process": process}) if one["account"] == account]

    assert [one["kind"] for one in lines] == ["process"]


def test_who_says_for_whom_he_reads_is_heard_by_the_route(rik: Person, process: str, routed: list[str]) -> None:
    poll(rik, process)
    assert poll(rik, process, **{"sluis-actor": "rik"}).status_code == 200
    assert poll(rik, process, **{"sluis-actor": "noor"}).status_code == 404
    assert routed == [process, process]


def test_what_was_told_goes_with_the_situation_it_was_made_of(
    app: FastAPI, owner: Person, rik: Person, process: str
) -> None:
    bodies: Bodies = app.state.bodies
    poll(owner, process)
    poll(rik, process)
    assert len(bodies) > 0

    owner.do(process, "join", participant="els", name="Els")
    gc.collect()

    assert len(bodies) == 0


class _Situation:
    """Stands for a situation: all that matters is which it is."""


class _Telling:
    def __init__(self, situation: _Situation) -> None:
        self.situation = situation


def test_of_bodies_the_oldest_go_first_and_large_ones_are_not_kept() -> None:
    bodies, situation = Bodies(most=2, largest=3), _Situation()
    telling: Any = _Telling(situation)
    for tag in "abc":
        assert bodies.told(telling, tag, tag.encode) == tag.encode()
    bodies.told(telling, "large", lambda: b"1234")

    assert [bodies.known(telling, tag) for tag in ("a", "b", "c", "large")] == [None, b"b", b"c", None]
    assert bodies.told(telling, "b", lambda: b"anew") == b"b"


def test_a_body_of_another_situation_is_not_told_though_its_tag_is_the_same() -> None:
    bodies, one, other = Bodies(), _Situation(), _Situation()
    first: Any = _Telling(one)
    second: Any = _Telling(other)
    bodies.told(first, "tag", lambda: b"with what was erased")

    assert bodies.known(second, "tag") is None
    assert bodies.told(second, "tag", lambda: b"without") == b"without"
    assert bodies.known(first, "tag") is None


def test_a_connection_keeps_nothing_of_a_poll_that_is_over(
    app: FastAPI, rik: Person, process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scopes: list[dict[str, Any]] = []
    was = Doorman.__call__

    async def kept(self: Doorman, scope: Any, receive: Any, send: Any) -> None:
        scopes.append(scope)
        await was(self, scope, receive, send)

    monkeypatch.setattr(Doorman, "__call__", kept)
    monkeypatch.setattr(Rates, "wait", lambda _self, kind, _caller: 9 if kind == "reads" and len(scopes) > 2 else 0)
    monkeypatch.setattr(Rates, "answer", lambda *_: PlainTextResponse("", 429))

    assert [poll(rik, process).status_code for _ in range(3)] == [200, 200, 429]
    assert [FOUND in scope for scope in scopes] == [False] * 3
