"""Polls of where a process stands are answered before their route where they can be: nobody can tell by the answer."""

from __future__ import annotations

import gc
import sys
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
from engine.access.access import Access
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


@pytest.mark.parametrize(("language", "is_near"), [("en", True), ("nl", False)])
def test_what_is_told_before_the_route_is_what_the_route_tells(
    owner: Person,
    rik: Person,
    process: str,
    routed: list[str],
    language: str,
    is_near: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Access, "is_near", is_near)
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
    """Stands for a situation: all that matters is which it is, and of which process."""

    def __init__(self, process: str = "p") -> None:
        self.process = process


class _Telling:
    def __init__(self, situation: _Situation) -> None:
        self.situation = situation


def telling(situation: _Situation) -> Any:
    return _Telling(situation)


def test_of_bodies_those_of_the_oldest_process_go_first_and_large_ones_are_not_kept() -> None:
    bodies, situations = Bodies(most=2, largest=3), [_Situation(name) for name in "abc"]
    for one in situations:
        assert bodies.told(telling(one), "tag", one.process.encode) == one.process.encode()
    bodies.told(telling(situations[2]), "large", lambda: b"1234")

    assert [bodies.known(telling(one), "tag") for one in situations] == [None, b"b", b"c"]
    assert bodies.known(telling(situations[2]), "large") is None
    assert bodies.told(telling(situations[1]), "tag", lambda: b"anew") == b"b"


def test_of_one_situation_no_more_bodies_are_kept_than_some() -> None:
    bodies, situation = Bodies(each=2), _Situation()
    for tag in "abc":
        bodies.told(telling(situation), tag, tag.encode)

    assert [bodies.known(telling(situation), tag) for tag in "abc"] == [b"a", b"b", None]


def test_a_body_of_another_situation_is_not_told_though_its_tag_is_the_same() -> None:
    bodies, one, other = Bodies(), _Situation(), _Situation()
    bodies.told(telling(one), "tag", lambda: b"with what was erased")

    assert bodies.known(telling(other), "tag") is None
    assert bodies.told(telling(other), "tag", lambda: b"without") == b"without"
    assert bodies.known(telling(one), "tag") is None


def test_what_was_told_goes_as_soon_as_the_process_is_told_anew() -> None:
    bodies, one, other = Bodies(), _Situation(), _Situation()
    body = bytes(b"what was erased" * 2)
    held = sys.getrefcount(body)
    bodies.told(telling(one), "tag", lambda: body)
    assert sys.getrefcount(body) > held
    bodies.told(telling(other), "another", lambda: b"without")

    assert sys.getrefcount(body) == held
    assert bodies.known(telling(other), "another") == b"without"


def test_a_poll_that_something_is_late_for_is_not_waited_for_before_it_is_counted(
    engine: Engine, owner: Person, process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = create_app(engine, Settings(access="accounts", reads_per_minute=1))
    program = Person("olga", TestClient(limited, headers={"Authorization": f"Bearer {owner.token('read')}"}), engine)
    assert poll(program, process).status_code == 200
    done: list[str] = []
    monkeypatch.setattr(Engine, "_is_late", lambda *_: True)
    monkeypatch.setattr(Engine, "_advance", lambda _self, one, *_args, **_named: done.append(one))

    assert poll(program, process).status_code == 429
    assert done == []
    assert poll(owner, process).status_code == 200
    assert done == [process]


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
