"""Webhooks over HTTP: made by people, each seen as it goes by whose it is, and delivered by the running server."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.settings import Settings
from engine import Engine
from engine.outbox.outbox import TESTS_SHARE, Outbox
from engine.outbox.wire import Wire
from tests.api.access.people import Person, a_person, an_app, invited
from tests.receiving import Receiver, a_receiver

pytestmark = pytest.mark.P14
HOOK = {"url": "https://hook.example/T0/B0", "title": "Our board"}
INNER = Settings(access="accounts", webhook_inner_hosts=("127.0.0.1",))


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    return an_app(engine, INNER)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as lent:
        yield lent


def outbox_of(app: FastAPI) -> Outbox:
    outbox: Outbox = app.state.outbox
    return outbox


def test_a_webhook_is_made_seen_changed_and_ended(owner: Person) -> None:
    made = owner.post("/v1/webhooks", HOOK)
    hook = made["webhook"]
    path = f"/v1/webhooks/{hook['id']}"
    assert made["secret"].startswith("whsec_")
    assert {key: hook[key] for key in ("url", "title", "process", "is_paused", "failures", "is_waiting")} == {
        **HOOK, "process": None, "is_paused": False, "failures": 0, "is_waiting": False,
    }  # fmt: skip
    assert owner.get("/v1/webhooks") == [hook]
    assert owner.get(path) == hook
    changed = owner.client.patch(path, json={"paused": True, "title": "Another"}).json()
    assert (changed["is_paused"], changed["title"]) == (True, "Another")
    assert made["secret"][6:20] not in owner.client.get(path).text
    assert owner.client.delete(path).status_code == 204
    for verb, tail, body in (("GET", "", None), ("DELETE", "", None), ("PATCH", "", {}), ("POST", "/test", None)):
        assert owner.client.request(verb, path + tail, json=body).status_code == 404, (verb, tail)


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"title": "x"}, 422, None),
        ({"title": "x", "url": "http://hook.example/"}, 422, "/url"),
        ({"title": "x", "url": "https://10.0.0.1/"}, 422, "/url"),
        ({"title": "x", "url": "https://hook.example:22/"}, 422, "/url"),
        ({"title": "", "url": "https://hook.example/"}, 422, "/title"),
        ({"title": "x", "url": "https://hook.example/", "process": "never"}, 404, None),
        ({"title": "x", "url": "https://hook.example/", "secret": "mine"}, 422, None),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(
    owner: Person, body: dict[str, str], status: int, pointer: str | None
) -> None:
    assert owner.post("/v1/webhooks", body, status).get("pointer") == pointer


def test_a_program_makes_and_sees_no_webhook(owner: Person) -> None:
    hook = owner.post("/v1/webhooks", HOOK)["webhook"]["id"]
    program = owner.by(owner.token("read", "act", "export", "publish"))
    program.post("/v1/webhooks", HOOK, 403)
    program.get("/v1/webhooks", 403)
    program.get(f"/v1/webhooks/{hook}", 403)
    for tail in ("test", "rotate"):
        program.post(f"/v1/webhooks/{hook}/{tail}", None, 403)


def test_a_guest_makes_one_for_a_process_and_an_owner_sees_nothing_of_how_it_goes(
    app: FastAPI, owner: Person, receiver: Receiver
) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    rik.post("/v1/webhooks", HOOK, 422)
    hook = rik.post("/v1/webhooks", {"title": "Mine", "url": f"{receiver.url}?key=x", "process": process})["webhook"]
    path = f"/v1/webhooks/{hook['id']}"
    before = owner.client.get(path)
    receiver.say = lambda _got: 500

    rik.do(process, "note", text="Between us")
    outbox_of(app).round()

    assert len(receiver.got) == 1
    mine = rik.get(path)
    assert (mine["failures"], mine["failed_why"], mine["failed_status"]) == (1, "answered", 500)
    assert mine["next_try_at"]
    assert mine["url"].endswith("?key=x")
    assert owner.client.get(path).content == before.content
    assert before.json()["url"] == f"http://{receiver.host}"
    assert owner.post(f"{path}/rotate", None, 404)
    assert owner.post(f"{path}/test", None, 403)
    assert owner.client.patch(path, json={"paused": True}).json()["is_paused"] is True
    assert owner.client.patch(path, json={"paused": False}).status_code == 403
    other = a_person(app, "walt", "observer")
    assert other.get("/v1/webhooks") == []
    other.get(path, 404)
    assert owner.client.delete(path).status_code == 204


def test_a_test_says_how_it_went_and_tells_nothing(app: FastAPI, owner: Person, receiver: Receiver) -> None:
    owner.open(title="A title that is nobody's business")
    made = owner.post("/v1/webhooks", {"title": "x", "url": receiver.url})
    path = f"/v1/webhooks/{made['webhook']['id']}/test"

    told = [owner.post(path, None, 200)]
    receiver.say = lambda _got: 418
    told.append(owner.post(path, None, 200))
    receiver.say = lambda _got: "reset"
    told.append(owner.post(path, None, 200))

    assert told == [
        {"has_arrived": True, "why": None, "status": 204},
        {"has_arrived": False, "why": "answered", "status": 418},
        {"has_arrived": False, "why": "unreachable", "status": None},
    ]
    got = receiver.got[0]
    assert (got.told["type"], got.told["data"]) == ("ping", {})
    assert got.is_signed_by(made["secret"])
    assert len({one.id for one in receiver.got}) == 3


def test_tests_that_hang_keep_nobody_else_from_the_server(app: FastAPI, owner: Person, receiver: Receiver) -> None:
    made = owner.post("/v1/webhooks", {"title": "x", "url": receiver.url})["webhook"]["id"]
    others = [a_person(app, name, "observer") for name in ("rik", "bo", "cas", "dirk")]
    theirs = [one.post("/v1/webhooks", {"title": "x", "url": receiver.url})["webhook"]["id"] for one in others]
    receiver.say = lambda _got: "hang"
    outbox = outbox_of(app)

    def tried(person: Person) -> None:
        identity = person.engine.access.identity(session=person.client.cookies["sluis"])
        assert identity is not None
        outbox.ping(next(one for one in person.engine.access.webhooks.of(identity) if one.account == identity.account))

    def tries(*people: Person) -> list[threading.Thread]:
        threads = [threading.Thread(target=tried, args=(one,)) for one in people]
        for one in threads:
            one.start()
        return threads

    under_way = tries(owner)
    while len(receiver.got) < 1:
        time.sleep(0.01)
    answer = owner.client.post(f"/v1/webhooks/{made}/test")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "15")

    under_way += tries(*others[: TESTS_SHARE - 1])
    while len(receiver.got) < TESTS_SHARE:
        time.sleep(0.01)
    answer = others[-1].client.post(f"/v1/webhooks/{theirs[-1]}/test")
    assert answer.status_code == 429

    outbox.stop()
    for one in under_way:
        one.join(5)


def test_an_account_has_at_most_twenty(owner: Person) -> None:
    for _ in range(20):
        owner.post("/v1/webhooks", HOOK)
    assert owner.post("/v1/webhooks", HOOK, 409)["type"] == "/problems/rule"


def test_a_secret_is_renewed_by_whose_it_is(app: FastAPI, owner: Person, receiver: Receiver) -> None:
    made = owner.post("/v1/webhooks", {"title": "x", "url": receiver.url})
    path = f"/v1/webhooks/{made['webhook']['id']}"
    renewed = owner.post(f"{path}/rotate", None, 200)
    owner.post(f"{path}/test", None, 200)

    assert renewed["secret"] != made["secret"]
    assert [receiver.got[0].is_signed_by(one["secret"]) for one in (made, renewed)] == [True, True]


def test_a_webhook_is_among_what_one_can_have_of_oneself(owner: Person) -> None:
    owner.post("/v1/webhooks", HOOK)
    told = json.loads(owner.client.get("/v1/me/data").content)
    assert [one["url"] for one in told["webhooks"]] == [HOOK["url"]]


def test_without_a_signing_key_webhooks_are_refused_with_what_helps(owner: Person) -> None:
    journal = owner.engine._journal  # noqa: SLF001 - as on PostgreSQL where no setting names one
    journal._key_file = journal._key = None  # noqa: SLF001 - the same
    assert "SLUIS_SIGNING_KEY" in owner.post("/v1/webhooks", HOOK, 409)["detail"]


def test_the_running_server_delivers_by_itself_and_a_dead_receiver_keeps_no_command_waiting(
    app: FastAPI, owner: Person, receiver: Receiver, tmp_path: Path
) -> None:
    """What a command does ends before anything is sent: while the receiver hangs, commands and other hooks go on."""
    process = owner.open()
    outbox = Outbox(owner.engine._journal, Wire(("127.0.0.1",)), every=0.02)  # noqa: SLF001 - looks more often
    rik = invited(app, owner, process, "rik")
    with a_receiver(lambda _got: "hang") as dead:
        owner.post("/v1/webhooks", {"title": "x", "url": dead.url})
        rik.post("/v1/webhooks", {"title": "x", "url": receiver.url, "process": process})
        outbox.start()
        owner.do(process, "join", participant="one", name="One")
        _until(lambda: len(dead.got) == 1)

        for number in range(5):
            owner.do(process, "join", participant=f"more-{number}", name="More")

        _until(lambda: len(receiver.events()) >= 6)
        assert len(dead.got) == 1
        outbox.stop()
    assert not [one for one in threading.enumerate() if one.name in {"sluis-outbox", "sluis-webhook"}]


def _until(is_so: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to that")
