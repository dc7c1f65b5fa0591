from __future__ import annotations

import pytest

from tests.api.conftest import Table


def test_the_log_is_read_on_behind_its_cursor(table: Table) -> None:
    whole = table.client.get(f"{table.url}/log").json()
    first = table.client.get(f"{table.url}/log?limit=2").json()
    rest = table.client.get(f"{table.url}/log", params={"cursor": first["cursor"]}).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == [one["id"] for one in whole["items"]]
    assert (first["more"], rest["more"], rest["cursor"]) == (True, False, whole["cursor"])
    later = {"since": whole["cursor"]}
    assert table.client.get(f"{table.url}/log", params=later).json()["items"] == []
    table.do("noor", "join", name="Bo")
    texts = [one["text"] for one in table.client.get(f"{table.url}/log", params=later).json()["items"]]
    assert texts == ["Bo takes part"]


def test_a_move_is_explained_condition_by_condition(table: Table) -> None:
    table.mandate()
    table.do("noor", "move", move="deepen")
    items = table.client.get(f"{table.url}/log").json()["items"]
    moved = next(one for one in items if one["type"] == "Moved")
    assert moved["text"] == "Noor took the step “Go deeper”"
    assert moved["details"] == ["mandate: met (Town)"]


def test_drafts_of_others_leave_no_trace_in_entries_or_cursor(table: Table) -> None:
    before = table.client.get(f"{table.url}/log").json()
    table.do("rik", "record", record="mandate", subject=table.party_id(), fields={"bounds": "Talk."})
    assert table.client.get(f"{table.url}/log").json() == before
    own = table.client.get(f"{table.url}/log", headers={"Sluis-Actor": "pia"}).json()
    assert own["items"][-1]["type"] == "RecordWritten"


def test_an_unchanged_log_is_304(table: Table) -> None:
    etag = table.client.get(f"{table.url}/log").headers["etag"]
    assert table.client.get(f"{table.url}/log", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("cursor", ["!", "bm90", "eyJhIjogSW5maW5pdHl9", "W10", "é"])
def test_a_cursor_that_the_log_did_not_give_is_malformed(table: Table, cursor: str) -> None:
    answer = table.client.get(f"{table.url}/log", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/malformed")
