"""Acting from one's own seat, and what that leaves behind."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from fastapi import FastAPI

from engine import Engine
from engine.access.identity import operator_of
from engine.language import read_method
from engine.process.refusal import Refusal
from tests.api.access.people import OPENING, Person, a_person, invited
from tests.streamed import quick


def test_whoever_opens_has_the_seat_and_need_not_say_who_acts(owner: Person) -> None:
    process = str(owner.post("/v1/processes", {key: OPENING[key] for key in OPENING if key != "actor"})["process"])
    owner.do(process, "join", participant="rik", name="Rik", party="Town", roles=["representative"])

    (seat,) = owner.get("/v1/me")["seats"]
    people = {one["id"]: one["name"] for one in owner.get(f"/v1/processes/{process}/participants")}
    assert seat["process"] == process
    assert people[seat["participant"]] == "Noor"


def test_only_facilitators_open_processes_and_only_authors_publish(app: FastAPI, owner: Person) -> None:
    text = owner.client.get("/v1/methods/small/1.0.0/source").text.replace("1.0.0", "1.0.1")
    yaml = {"content-type": "application/yaml"}
    statuses: dict[str, Any] = {}
    for role in ("owner", "author", "facilitator", "observer"):
        person = a_person(app, role, role)
        statuses[role] = (
            person.client.post("/v1/processes", json=OPENING).status_code,
            person.client.post("/v1/processes?dry_run=true", json=OPENING).status_code,
            person.client.post("/v1/methods", content=text, headers=yaml).status_code,
        )
        never = person.client.post("/v1/processes", json=OPENING | {"method": "never"}).status_code
        assert never == (404 if role == "facilitator" else 403)
    assert statuses == {
        "owner": (403, 403, 403), "author": (403, 403, 201), "facilitator": (201, 200, 403),
        "observer": (403, 403, 403),
    }  # fmt: skip


def test_who_is_no_author_any_more_while_his_file_is_read_publishes_nothing(
    app: FastAPI, engine: Engine, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = owner.client.get("/v1/methods/small/1.0.0/source").text.replace("1.0.0", "1.0.1")
    author = a_person(app, "ada", "author")
    account = author.get("/v1/me")["account"]["id"]

    def demoted_meanwhile(*given: Any) -> Any:
        assert not isinstance(engine.access.accounts.take_role(operator_of("local"), account, "author"), Refusal)
        return read_method(*given)

    monkeypatch.setattr("api.routes.methods.read_method", demoted_meanwhile)
    answer = author.client.post("/v1/methods", content=text, headers={"content-type": "application/yaml"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")
    assert [one.version for one in engine.methods()] == ["1.0.0"]


def test_another_ones_name_is_answered_like_a_name_that_nobody_has(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    mine = rik.do(process, "hold", 409, actor="noor", reason="x")
    none = rik.do(process, "hold", 409, actor="nora", reason="x")
    assert mine == {**none, "detail": none["detail"].replace("nora", "noor")}
    assert mine["pointer"] == "/actor"
    batch = [{"do": "note", "text": "Mine"}, {"do": "note", "text": "Not mine", "actor": "noor"}]
    answer = rik.client.post(f"/v1/processes/{process}/commands", json=batch)
    assert (answer.status_code, answer.json()["index"]) == (409, 1)
    assert rik.get(f"/v1/processes/{process}/notes") == []


def test_a_member_without_a_seat_reads_what_the_process_sees_and_acts_for_nobody(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    watcher = a_person(app, "walt", "observer")
    watcher.get(f"/v1/processes/{process}")
    refused = watcher.do(process, "hold", 409, reason="x")
    assert refused["type"] == "/problems/not-yours"
    assert watcher.do(process, "hold", 409, reason="x", actor="noor")["pointer"] == "/actor"


def test_the_header_names_ones_own_participant_or_nobody(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    path = f"/v1/processes/{process}"
    assert rik.client.get(path, headers={"Sluis-Actor": "rik"}).content == rik.client.get(path).content
    assert rik.client.get(path, headers={"Sluis-Actor": "noor"}).status_code == 404


def test_facilitators_are_held_to_the_method(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    invited(app, owner, process, "rik")
    subject = owner.get(f"/v1/processes/{process}/parties")[0]["id"]
    told = owner.do(process, "record", 409, record="mandate", subject=subject, fields={"bounds": "Talk."})
    assert told["type"] == "/problems/not-yours"


def test_if_match_holds_for_the_view_of_ones_own_seat(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    tag = rik.client.get(f"/v1/processes/{process}").headers["etag"]
    url = f"/v1/processes/{process}/commands"
    first, second = (
        rik.client.post(url, json={"do": "note", "text": "Mine"}, headers={"If-Match": tag}) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (200, 412)


def test_a_key_belongs_to_an_account(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    url, key = f"/v1/processes/{process}/commands", {"Idempotency-Key": "one"}
    mine = [rik.client.post(url, json={"do": "note", "text": "Mine"}, headers=key) for _ in range(2)]
    hers = owner.client.post(url, json={"do": "note", "text": "Hers"}, headers=key)
    assert mine[0].content == mine[1].content
    assert hers.status_code == 200


def test_owners_see_who_read_from_a_seat(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    watcher = a_person(app, "walt", "observer")
    account = rik.get("/v1/me")["account"]["id"]
    for path in ("", "/log", "/export?format=own", "/records"):
        assert rik.client.get(f"/v1/processes/{process}{path}").status_code == 200
        watcher.client.get(f"/v1/processes/{process}{path}")

    told = owner.get("/v1/readings", params={"process": process})
    assert {one["kind"] for one in told if one["account"] == account} == {"process", "log", "export"}
    assert len(told) == 3
    assert rik.get("/v1/readings", 403)["type"] == "/problems/not-allowed"


def test_a_stream_ends_when_its_reader_may_come_in_no_more(app: FastAPI, owner: Person) -> None:
    app.state.streams = quick()
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    account = rik.get("/v1/me")["account"]["id"]
    disabled = threading.Timer(0.5, lambda: owner.client.patch(f"/v1/accounts/{account}", json={"disabled": True}))
    disabled.start()
    with rik.client.stream("GET", f"/v1/processes/{process}/stream") as answer:
        told = answer.read()
    disabled.join()
    assert answer.status_code == 200
    assert b"event: ended" not in told
    assert b"data:" in told
