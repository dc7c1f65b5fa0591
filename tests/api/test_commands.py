from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from engine import Engine
from tests.api.conftest import OPENING, Table


def _length(engine: Engine, table: Table) -> int:
    return len(engine.history(table.process))


def _problem(table: Table, kind: str, actor: str, do: str, status: int = 409, **rest: object) -> Any:
    found = table.do(actor, do, status, **rest)
    assert (found["type"], found["status"]) == (f"/problems/{kind}", status)
    assert found["instance"] == f"{table.url}/commands"
    return found


def test_a_move_behind_a_shut_gate_is_refused_with_what_is_missing(table: Table) -> None:
    found = _problem(table, "gate-shut", "noor", "move", move="deepen")
    assert "“Go deeper”" in found["detail"]
    assert [one["id"] for one in found["conditions"]] == ["mandate"]
    missing = found["conditions"][0]["missing"][0]
    assert (missing["text"], missing["owed_by"][0]["text"]) == ("Town has no mandate", "Principal of Town")


def test_the_same_move_succeeds_once_what_was_missing_is_there(table: Table) -> None:
    table.mandate()
    table.do("noor", "move", move="deepen")
    now = [one["path"] for one in table.client.get(table.url).json()["phases"] if one["status"] == "now"]
    assert now == ["share"]


def test_a_refusal_is_worded_in_the_language_of_the_reader(table: Table) -> None:
    table.headers["Accept-Language"] = "nl-NL,nl;q=0.9"
    found = _problem(table, "gate-shut", "noor", "move", move="deepen")
    assert found["title"] == "De poort is dicht"
    assert "“Verdiepen”" in found["detail"]
    assert found["conditions"][0]["missing"][0]["text"] == "Town heeft geen mandaat"


def test_each_kind_of_refusal_is_a_problem_of_its_own(table: Table) -> None:
    identity = table.mandate()
    _problem(table, "not-yours", "rik", "move", move="deepen")
    _problem(table, "unknown-thing", "noor", "move", 422, move="elsewhere")
    _problem(table, "stale-version", "pia", "confirm", id=identity, version=7)
    _problem(table, "rule", "pia", "confirm", id=identity, version=1)
    _problem(table, "not-now", "noor", "move", move="share.finish")
    _problem(table, "malformed", "rik", "record", 422, record="mandate", subject=table.party_id(), fields={"no": 1})
    table.do("noor", "move", move="deepen")
    _problem(
        table, "not-open-here", "rik", "record", record="mandate", subject=table.party_id(), fields={"bounds": "x"}
    )
    table.do("noor", "cancel", reason="Enough.")
    _problem(table, "process-ended", "noor", "move", move="finish")


def test_a_list_of_commands_happens_wholly_or_not_at_all(table: Table, engine: Engine) -> None:
    before = _length(engine, table)
    joins = {"do": "join", "actor": "noor", "name": "Bo", "roles": []}
    body = [joins, {"do": "move", "actor": "noor", "move": "deepen"}]
    answer = table.client.post(f"{table.url}/commands", json=body)
    assert (answer.status_code, answer.json()["index"]) == (409, 1)
    assert _length(engine, table) == before
    assert table.client.post(f"{table.url}/commands", json=[joins, joins]).status_code == 200
    assert _length(engine, table) == before + 2


def test_a_dry_run_tells_the_progress_that_would_be_and_writes_nothing(table: Table, engine: Engine) -> None:
    table.mandate()
    before = _length(engine, table)
    answer = table.client.post(
        f"{table.url}/commands", params={"dry_run": "true"}, json={"do": "move", "actor": "noor", "move": "deepen"}
    )
    would = [one["path"] for one in answer.json()["progress"]["phases"] if one["status"] == "now"]
    assert would == ["share"]
    assert _length(engine, table) == before


def test_a_refused_dry_run_is_the_same_problem(table: Table) -> None:
    answer = table.client.post(
        f"{table.url}/commands", params={"dry_run": "true"}, json={"do": "move", "actor": "noor", "move": "deepen"}
    )
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/gate-shut")


def test_the_same_key_gives_the_same_receipt_and_other_commands_under_it_are_refused(
    table: Table, engine: Engine
) -> None:
    headers = {"Idempotency-Key": "once"}
    body = {"do": "join", "actor": "noor", "name": "Bo"}
    first = table.client.post(f"{table.url}/commands", json=body, headers=headers)
    length = _length(engine, table)
    again = table.client.post(f"{table.url}/commands", json=body, headers=headers)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert _length(engine, table) == length
    other = table.client.post(f"{table.url}/commands", json=body | {"name": "Di"}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")


def test_opening_under_the_same_key_opens_one_process(client: TestClient) -> None:
    nameless = {key: value for key, value in OPENING.items() if key != "actor"}
    answers = [client.post("/v1/processes", json=nameless, headers={"Idempotency-Key": "o"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(client.get("/v1/processes").json()["items"]) == 1


def test_if_match_refuses_what_was_based_on_an_older_view(table: Table) -> None:
    etag = table.client.get(table.url).headers["etag"]
    body = {"do": "join", "actor": "noor", "name": "Bo"}
    first = table.client.post(f"{table.url}/commands", json=body, headers={"If-Match": etag})
    again = table.client.post(f"{table.url}/commands", json=body, headers={"If-Match": etag})
    assert (first.status_code, again.status_code) == (200, 412)
    assert again.json()["type"] == "/problems/view-changed"


def test_a_command_to_no_process_is_not_found(client: TestClient) -> None:
    answer = client.post("/v1/processes/none/commands", json={"do": "leave", "actor": "x"})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/unknown")
