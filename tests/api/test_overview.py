"""How many processes there are, by method, state, phase and whose turn it is."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from tests.api.conftest import OPENING


def opened(client: TestClient, **told: Any) -> str:
    return str(client.post("/v1/processes", json=OPENING | told).json()["process"])


def do(client: TestClient, process: str, **command: Any) -> None:
    answer = client.post(f"/v1/processes/{process}/commands", json={"actor": "noor", **command})
    assert answer.status_code == 200, answer.text


def test_processes_are_counted_by_state_phase_turn_and_end(client: TestClient) -> None:
    going, held, over = (opened(client, title=one) for one in ("Going", "Held", "Over"))
    do(client, held, do="hold", reason="Summer")
    do(client, over, do="cancel", reason="No time")
    for process in (going, held):
        do(client, process, do="join", participant="rik", name="Rik", party="Town", roles=["representative"])

    told = client.get("/v1/overview").json()

    assert (told["total"], told["states"], told["overdue"]) == (3, {"open": 1, "held": 1, "ended": 1}, 0)
    (method,) = told["methods"]
    listed = client.get("/v1/processes").json()["items"]
    phases = [path for one in listed if one["state"] != "ended" for path in one["phases"]]
    assert {one["path"]: one["number"] for one in method["phases"]} == {path: phases.count(path) for path in phases}
    assert [(one["id"], one["number"]) for one in method["ends"]] == [("cancelled", 1)]
    assert [(one["id"], one["title"], one["number"]) for one in method["turns"]] == [("principal", "Principal", 2)]


def test_rehearsals_are_counted_where_they_are_asked_for_alone(client: TestClient) -> None:
    opened(client)
    opened(client, rehearsal=True)
    opened(client, rehearsal=True)

    assert client.get("/v1/overview").json()["total"] == 1
    assert client.get("/v1/overview?rehearsal=true").json()["total"] == 2


def test_it_is_counted_in_the_readers_words_and_narrowed(client: TestClient) -> None:
    opened(client, title="River")
    opened(client, title="Dike")

    assert client.get("/v1/overview?q=dike").json()["total"] == 1
    assert client.get("/v1/overview?method=none").json()["methods"] == []
    assert client.get("/v1/overview?nonsense=1").status_code == 422


def test_it_is_not_sent_again_while_nothing_changed(client: TestClient) -> None:
    process = opened(client)
    etag = client.get("/v1/overview").headers["etag"]
    assert client.get("/v1/overview", headers={"If-None-Match": etag}).status_code == 304

    do(client, process, do="cancel", reason="No time")
    assert client.get("/v1/overview", headers={"If-None-Match": etag}).status_code == 200
