"""Keeping, putting away and deleting over HTTP: an owner says so, and what was deleted never was."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from api.settings import Settings
from engine import Engine
from tests.api.access.people import ACCOUNTS, OPENING, Person, a_person, an_app, invited, mark_in
from tests.api.headers import lasting
from tests.engine.access.people import an_organisation, with_quick_passwords
from tests.engine.journal.neighbours import Time, two_stores
from tests.streamed import quick

NEVER = "01900000-0000-7000-8000-000000000000"
CANARY = "zqxjkvwpl"
UNCOUNTED = ACCOUNTS.model_copy(update={"commands_per_minute": 0, "reads_per_minute": 0, "exports_per_hour": 0})


@pytest.fixture
def time() -> Time:
    """Return a clock that begins now: a client drops cookies that have ended by its own."""
    return Time(datetime.now(UTC))


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, time: Time) -> Iterator[Engine]:
    """Yield an engine on a store of either kind, whose clock the test moves."""
    url = two_stores(request, tmp_path)
    with Engine.open(url, now=time, signing_key=tmp_path / "signing.key") as opened:
        yield with_quick_passwords(opened)


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    return an_app(engine, UNCOUNTED)


def delete(person: Person, process: str, status: int = 200, **asked: str) -> Any:
    answer = person.client.delete(f"/v1/processes/{process}", params=asked)
    assert answer.status_code == status, answer.text
    return answer.json()


def over(person: Person, **given: object) -> str:
    """Open a process, and end it."""
    process = person.open(**given)
    person.do(process, "cancel", reason="It is over")
    return process


def listed(person: Person, **asked: str) -> dict[str, bool]:
    items = person.get("/v1/processes", params=asked)["items"]
    return {one["id"]: one["archived"] for one in items}


def reads_of(person: Person) -> list[str]:
    """Return the address of all that can be read of a process."""
    paths = person.get("/openapi.json")["paths"]
    found = [path for path, told in paths.items() if path.startswith("/v1/processes/{process}") and "get" in told]
    assert len(found) > 15
    named = {"record": "mandate", "document": NEVER, "ending": "svg"}
    return [path.format(process="{process}", **named) for path in found]


def is_as_never(answers: list[Response], process: str) -> bool:
    """Tell whether two answers differ by nothing but the id that was asked for."""
    mine, never = answers
    told = [(name, value.replace(process, NEVER)) for name, value in sorted(lasting(mine.headers))]
    return (mine.status_code, mine.text.replace(process, NEVER), told) == (
        never.status_code, never.text, sorted(lasting(never.headers)),
    )  # fmt: skip


def test_an_owner_deletes_what_has_ended_and_hears_what_went(owner: Person, time: Time) -> None:
    process, other = over(owner), owner.open(title="Elsewhere")

    looked = delete(owner, process, dry_run="true")
    assert looked == {
        "process": process, "title": "Along the river", "processes": 1,
        "ended_at": time().isoformat().replace("+00:00", "Z"), "deleted": False,
    }  # fmt: skip
    assert set(listed(owner)) == {process, other}
    assert delete(owner, process) == looked | {"deleted": True}

    assert set(listed(owner)) == {other}
    (line, *others) = owner.get("/v1/readings", params={"process": process})
    assert (line["account"], line["kind"], others) == (owner.get("/v1/me")["account"]["id"], "deleted", [])
    assert delete(owner, process, 404)["type"] == "/problems/unknown"


def test_what_was_deleted_is_answered_everywhere_as_what_never_was(
    app: FastAPI, engine: Engine, owner: Person, tmp_path: Path
) -> None:
    process = owner.open(title=f"Title {CANARY}", case={"occasion": CANARY})
    rik = invited(app, owner, process, "rik")
    owner.do(process, "join", participant="pia", name=f"Pia {CANARY}", party="Town", roles=["principal"])
    email = {"email": "pia@local.example", "process": process, "participant": "pia"}
    waiting = owner.post("/v1/invitations", email)["link"].partition("t=")[2]
    bound = rik.by(rik.token("read", "act", process=process))
    rik.do(
        process, "record", record="mandate", fields={"bounds": f"No more than {CANARY}"}, subject=_party(rik, process)
    )
    screen = owner.by(owner.token("dashboard", process=process))
    for one in (rik, bound, screen):
        one.get(f"/v1/processes/{process}")
    owner.do(process, "cancel", reason=CANARY)
    if engine._journal.store.name == "SQLite":  # noqa: SLF001 - the test looks behind the door
        assert found_in(tmp_path)

    delete(owner, process)

    for path in reads_of(owner):
        for person in (owner, rik):
            answers = [person.client.get(path.replace("{process}", one)) for one in (process, NEVER)]
            assert answers[0].status_code == 404, path
            assert is_as_never(answers, process), path
    for verb, path, body in (
        ("POST", "/commands", {"do": "hold", "reason": "x"}), ("POST", "/commands?dry_run=true", {"do": "hold"}),
        ("DELETE", "", None), ("DELETE", "?dry_run=true", None), ("PUT", "/archive", None),
        ("DELETE", "/archive", None),
    ):  # fmt: skip
        for person in (owner, rik):
            answers = [person.client.request(verb, f"/v1/processes/{one}{path}", json=body) for one in (process, NEVER)]
            assert is_as_never(answers, process), (verb, path)
    for program in (bound, screen):
        program.get("/v1/me", 401)
        program.get(f"/v1/processes/{process}", 401)
    assert (listed(owner, archived="all"), listed(rik)) == ({}, {})
    assert (rik.get("/v1/me")["seats"], rik.get("/v1/tokens"), owner.get("/v1/invitations")) == ([], [], [])
    owner.post("/v1/invitations/look", {"token": waiting}, 410)
    assert [one["kind"] for one in owner.get("/v1/readings")] == ["deleted"]
    assert process not in rik.client.get("/v1/me/data").text
    assert found_in(tmp_path) == []


def _party(person: Person, process: str) -> str:
    return str(person.get(f"/v1/processes/{process}/parties")[0]["id"])


def found_in(folder: Path) -> list[str]:
    """Return the files of a store that still have what was typed."""
    return [one.name for one in folder.iterdir() if one.is_file() and CANARY.encode() in one.read_bytes()]


def test_a_stream_that_is_open_ends_when_its_process_is_deleted(app: FastAPI, owner: Person) -> None:
    process = over(owner)
    app.state.streams = quick(each=1)
    assert owner.client.get("/v1/processes").status_code == 200
    told: list[bytes] = []

    async def follow() -> None:
        await asyncio.wait_for(_followed(app, owner, process, told), 10)

    asyncio.run(follow())

    assert any(b"cancelled" in part for part in told)


async def _followed(app: FastAPI, owner: Person, process: str, told: list[bytes]) -> None:
    """Follow a stream to its end; what it followed is deleted once it has told something."""
    sent = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not sent.is_set():
            sent.set()
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        told.append(message.get("body", b""))
        if b"cancelled" in told[-1]:
            await asyncio.to_thread(delete, owner, process)

    cookie = f"sluis={owner.client.cookies['sluis']}".encode()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": f"/v1/processes/{process}/stream", "raw_path": f"/v1/processes/{process}/stream".encode(),
        "query_string": b"", "root_path": "", "headers": [(b"host", b"testserver"), (b"cookie", cookie)],
        "client": ("testclient", 1), "server": ("testserver", 80), "state": {},
    }  # fmt: skip
    await app(scope, receive, send)


def test_deleting_is_for_owners_who_proved_who_they_are_and_for_what_is_over(
    app: FastAPI, owner: Person, time: Time
) -> None:
    going_on, ended = owner.open(), over(owner)
    rik = invited(app, owner, going_on, "rik")
    fred, program = a_person(app, "fred", "facilitator"), owner.by(owner.token("read", "act", "export"))
    an_organisation(owner.engine, "town")
    tom = a_person(app, "tom", "owner", organisation="town")

    for person in (rik, fred, program):
        answers = [delete(person, one, 403) for one in (going_on, ended, NEVER)]
        assert {(one["type"], one["detail"]) for one in answers} == {
            ("/problems/not-allowed", "This is for owners of the organisation, signed in themselves")
        }
    for one in (going_on, ended, NEVER):
        assert delete(tom, one, 404)["type"] == "/problems/unknown"
    for asked in ({}, {"dry_run": "true"}):
        no = delete(owner, going_on, 409, **asked)
        assert (no["type"], no["detail"]) == (
            "/problems/rule", "Only what has ended is deleted, with all that it began",
        )  # fmt: skip
    time.pass_by(minutes=11)
    assert delete(owner, ended, 403)["type"] == "/problems/proof-needed"
    assert delete(owner, NEVER, 404)["type"] == "/problems/unknown"
    assert set(listed(owner)) == {going_on, ended}


def test_days_of_keeping_are_told_to_all_and_set_by_an_owner_who_proves_who_he_is(
    app: FastAPI, owner: Person, time: Time
) -> None:
    rik = invited(app, owner, owner.open(), "rik")
    assert rik.get("/v1/organisation") == {"id": "local", "name": "local", "keeps_days": None}
    for program, status in ((owner.by(owner.token("dashboard")), 200), (owner.by(owner.token("publish")), 403)):
        program.get("/v1/organisation", status)
        assert program.client.patch("/v1/organisation", json={"keeps_days": 30}).status_code == 403
    change = owner.client.patch

    told = change("/v1/organisation", json={"name": "Gemeente Hillewoude", "keeps_days": 400})
    assert told.json() == {"id": "local", "name": "Gemeente Hillewoude", "keeps_days": 400}
    assert change("/v1/organisation", json={"name": "Hillewoude"}).json()["keeps_days"] == 400
    for wrong in (29, 0, 36_526, "90", 90.5, True):
        no = change("/v1/organisation", json={"keeps_days": wrong, "name": "Never"})
        assert no.status_code == 422, wrong
        assert "/keeps_days" in no.text
    assert rik.get("/v1/organisation") == {"id": "local", "name": "Hillewoude", "keeps_days": 400}
    assert rik.client.patch("/v1/organisation", json={"keeps_days": None}).status_code == 403
    time.pass_by(minutes=11)
    no = change("/v1/organisation", json={"keeps_days": None, "name": "Never"})
    assert (no.status_code, no.json()["type"]) == (403, "/problems/proof-needed")
    owner.sign_in()
    assert change("/v1/organisation", json={"keeps_days": None}).json()["keeps_days"] is None
    assert owner.get("/v1/organisation")["name"] == "Hillewoude"


def test_the_page_on_which_days_are_set_is_for_owners_and_asks_them_to_prove_who_they_are(
    app: FastAPI, owner: Person, time: Time
) -> None:
    watcher = a_person(app, "walt", "observer")
    wanted = {"name": "Mine", "keeps_days": "30"}
    assert watcher.client.get("/organisation").status_code == 403
    assert "This is for owners" in watcher.client.post("/organisation", data=wanted).text
    page = owner.client.get("/organisation").text
    time.pass_by(minutes=11)

    sent = owner.client.post("/organisation", data=mark_in(page, "/organisation") | wanted, follow_redirects=False)

    assert (sent.status_code, sent.headers["location"]) == (303, "/prove?next=/organisation")
    assert owner.get("/v1/organisation") == {"id": "local", "name": "local", "keeps_days": None}


def test_the_days_that_were_set_over_http_let_processes_go(app: FastAPI, owner: Person, time: Time) -> None:
    ended, going_on = over(owner), owner.open()
    owner.client.patch("/v1/organisation", json={"keeps_days": 30})
    time.pass_by(days=30, minutes=1)

    owner.engine.tick()

    owner.sign_in()
    assert set(listed(owner, archived="all")) == {going_on}
    owner.get(f"/v1/processes/{ended}", 404)


def test_what_is_put_away_is_left_out_of_lists_and_is_read_as_before(app: FastAPI, owner: Person) -> None:
    process, other = owner.open(), owner.open(title="Elsewhere")
    rik = invited(app, owner, process, "rik")
    assert owner.client.put(f"/v1/processes/{process}/archive").json()["type"] == "/problems/rule"
    owner.do(process, "cancel", reason="It is over")
    reads = [f"/v1/processes/{process}{part}" for part in ("", "/log", "/participants", "/export")]
    before = [[person.client.get(path).json() for path in reads[:3]] for person in (owner, rik)]

    told = owner.client.put(f"/v1/processes/{process}/archive")

    assert (told.status_code, told.json()) == (200, {"process": process, "archived": True, "processes": 1})
    for person, all_of_it in ((owner, {process: True, other: False}), (rik, {process: True})):
        assert process not in listed(person)
        assert process not in listed(person, state="ended", q="river")
        assert listed(person, archived="true") == {process: True}
        assert listed(person, archived="all") == all_of_it
    assert [[person.client.get(path).json() for path in reads[:3]] for person in (owner, rik)] == before
    assert rik.client.get(reads[3]).status_code == 200
    owner.get("/v1/processes", 422, params={"archived": "maybe"})
    assert {
        one["kind"] for one in owner.get("/v1/readings") if one["account"] != rik.get("/v1/me")["account"]["id"]
    } >= {"archived"}

    told = owner.client.delete(f"/v1/processes/{process}/archive")
    assert (told.status_code, told.json()) == (200, {"process": process, "archived": False, "processes": 1})
    assert listed(owner) == {process: False, other: False}


def test_putting_away_is_for_an_owner_and_a_facilitator_who_takes_part(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik, fred, walt = (
        invited(app, owner, process, "rik"),
        a_person(app, "fred", "facilitator"),
        a_person(app, "walt", "observer"),
    )
    owner.do(process, "cancel", reason="It is over")
    an_organisation(owner.engine, "town")
    tom = a_person(app, "tom", "owner", organisation="town")

    for verb in ("PUT", "DELETE"):
        for person in (rik, fred, walt):
            answer = person.client.request(verb, f"/v1/processes/{process}/archive")
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed"), person.name
        for person in (tom, rik, fred):
            other = process if person is tom else NEVER
            answers = [person.client.request(verb, f"/v1/processes/{one}/archive") for one in (other, NEVER)]
            assert answers[0].status_code == 404
            assert is_as_never(answers, other)
    assert listed(owner) == {process: False}
    mine = over(fred)
    assert fred.by(fred.token("act")).client.put(f"/v1/processes/{mine}/archive").status_code == 200
    assert listed(fred) == {process: False}


def test_without_accounts_there_is_an_archive_and_no_deleting_of_what_is_real(tmp_path: Path) -> None:
    with Engine.open(f"sqlite:///{tmp_path / 'open.db'}") as engine:
        client = TestClient(an_app(engine, Settings(access="open")))
        process = client.post("/v1/processes", json=OPENING).json()["process"]
        client.post(f"/v1/processes/{process}/commands", json={"do": "cancel", "actor": "noor", "reason": "Over"})

        assert client.delete(f"/v1/processes/{process}").status_code == 405
        assert client.get("/v1/organisation").status_code == 404
        assert client.put(f"/v1/processes/{process}/archive").json()["archived"] is True
        assert client.put(f"/v1/processes/{NEVER}/archive").status_code == 404
        assert client.get("/v1/processes").json()["items"] == []
        assert client.delete(f"/v1/processes/{process}/archive").json()["archived"] is False
        assert [one["id"] for one in client.get("/v1/processes").json()["items"]] == [process]
