from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from engine.process.view.shapes import Progress
from tests.api.conftest import OPENING, Table


def test_opening_answers_with_place_and_actor(client: TestClient) -> None:
    answer = client.post("/v1/processes", json={key: value for key, value in OPENING.items() if key != "actor"})
    told = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/processes/{told['process']}")
    people = client.get(f"/v1/processes/{told['process']}/participants").json()
    assert [(one["id"], one["name"]) for one in people] == [(told["actor"], "Noor")]


def test_a_dry_run_opens_nothing(client: TestClient) -> None:
    answer = client.post("/v1/processes?dry_run=true", json=OPENING)
    assert (answer.status_code, answer.json()["progress"]["title"]) == (200, "Along the river")
    assert client.get("/v1/processes").json()["items"] == []


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"method": "absent"}, 404, "unknown"),
        ({"language": "fr"}, 422, "malformed"),
        ({"zone": "Nowhere/City"}, 422, "malformed"),
        ({"case": {}}, 422, "malformed"),
        ({"title": ""}, 422, "malformed"),
        ({"do": "leave"}, 422, "malformed"),
        ({"surprise": 1}, 422, "malformed"),
    ],
)
def test_an_opening_that_cannot_be_is_refused(
    client: TestClient, change: dict[str, object], status: int, kind: str
) -> None:
    answer = client.post("/v1/processes", json=OPENING | change)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")


def test_progress_has_the_shape_of_its_schema(table: Table) -> None:
    found = table.client.get(table.url)
    told = TypeAdapter(Progress).validate_json(found.content)
    assert json.loads(TypeAdapter(Progress).dump_json(told)) == found.json()
    schema = table.client.get("/openapi.json").json()["components"]["schemas"]["Progress"]
    assert set(found.json()) == set(schema["properties"]) == set(schema["required"])


def test_progress_says_phase_gate_missing_and_whose_turn_it_is(table: Table) -> None:
    found = table.client.get(table.url).json()
    assert [one["path"] for one in found["phases"] if one["status"] == "now"] == ["convene"]
    assert found["moves"][0]["gate"]["met"] is False
    assert ("Town has no mandate", "Principal of Town") in [
        (one["text"], one["owed_by"][0]["text"]) for one in found["todo"]
    ]
    links = {part: url for part, url in found["links"].items() if part not in ("commands", "stream")}
    assert {part: table.client.get(url).status_code for part, url in links.items()} == dict.fromkeys(links, 200)


NOTHING_MADE = [
    ("/v1/processes/{}", "api.routes.processes.progress"),
    ("/v1/processes/{}/calendar.ics", "api.routes.export.calendar"),
    ("/v1/processes/{}/diagram.svg", "api.routes.diagrams.draw"),
    ("/badge/{}.svg", "api.routes.showing.progress"),
    ("/embed/{}", "api.routes.showing.progress"),
]


@pytest.mark.parametrize(("path", "maker"), NOTHING_MADE)
def test_for_whoever_has_it_already_nothing_is_made_anew(
    path: str, maker: str, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = path.format(table.process)
    etag = table.client.get(asked).headers["etag"]
    calls: list[object] = []
    monkeypatch.setattr(maker, lambda *told, **_: calls.append(told))
    assert table.client.get(asked, headers={"If-None-Match": etag}).status_code == 304
    assert calls == []


def test_an_unchanged_view_is_304_and_a_changed_one_is_not(table: Table) -> None:
    first = table.client.get(table.url)
    headers = {"If-None-Match": first.headers["etag"]}
    assert first.headers["vary"] == "Accept-Language, Sluis-Actor, Authorization, Cookie"
    same = table.client.get(table.url, headers=headers)
    assert (same.status_code, same.content) == (304, b"")
    assert table.client.get(table.url, headers=headers | {"Accept-Language": "nl"}).status_code == 200
    table.do("noor", "join", name="Bo")
    assert table.client.get(table.url, headers=headers).status_code == 200


def test_a_draft_changes_the_view_of_its_own_side_only(table: Table) -> None:
    town, all_ = ({"Sluis-Actor": "rik"}, {"Sluis-Actor": "noor"})
    before = [table.client.get(table.url, headers=one).headers["etag"] for one in (town, all_)]
    table.do("rik", "record", record="mandate", subject=table.party_id(), fields={"bounds": "Talk."})
    after = [table.client.get(table.url, headers=one).headers["etag"] for one in (town, all_)]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True]
    assert [len(table.client.get(f"{table.url}/records", headers=one).json()) for one in (town, all_)] == [1, 0]


def test_an_unknown_reader_and_an_unknown_process_are_the_same(table: Table) -> None:
    stranger = table.client.get(table.url, headers={"Sluis-Actor": "stranger"})
    nothing = table.client.get("/v1/processes/none")
    assert (stranger.status_code, nothing.status_code) == (404, 404)
    assert {key for key in stranger.json() if stranger.json()[key] != nothing.json()[key]} == {"detail", "instance"}


def test_the_parts_are_there(table: Table) -> None:
    table.mandate()
    get = table.client.get
    assert [one["name"] for one in get(f"{table.url}/parties").json()] == ["Town"]
    assert [one["name"] for one in get(f"{table.url}/participants").json()] == ["Noor", "Rik", "Pia"]
    assert [one["state"] for one in get(f"{table.url}/records/mandate").json()] == ["confirmed"]
    assert get(f"{table.url}/records/absent").json() == []
    table.do("noor", "propose", decision="start")
    assert [one["state"] for one in get(f"{table.url}/decisions").json()] == ["open"]


def test_a_list_goes_on_behind_its_cursor(client: TestClient) -> None:
    opened = {client.post("/v1/processes", json=OPENING | {"title": f"T{n}"}).json()["process"] for n in range(3)}
    first = client.get("/v1/processes?limit=2")
    assert first.headers["link"] == f'</v1/processes?limit=2&cursor={first.json()["next"]}>; rel="next"'
    second = client.get("/v1/processes", params={"limit": 2, "cursor": first.json()["next"]}).json()
    assert {one["id"] for one in [*first.json()["items"], *second["items"]]} == opened
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("method=small", 1), ("method=other", 0), ("state=open", 1), ("state=ended", 0), ("phase=convene", 1),
        ("phase=share", 0), ("owed_by=principal", 1), ("overdue=true", 0), ("q=RIVER", 1), ("q=sea", 0),
    ],
)  # fmt: skip
def test_a_list_can_be_narrowed(table: Table, query: str, count: int) -> None:
    assert len(table.client.get(f"/v1/processes?{query}").json()["items"]) == count


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "state=odd", "overdue=perhaps", "colour=red"])
def test_a_question_that_cannot_be_read_is_malformed(client: TestClient, query: str) -> None:
    answer = client.get(f"/v1/processes?{query}")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/malformed")
    assert answer.json()["errors"][0]["pointer"].startswith("/query/")
