"""What a caller is told when the store cannot do it: nothing is lost, and it is said what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.problems import METHOD_WAITS
from engine import Engine
from engine.language import read_method
from tests.api.conftest import METHOD, OPENING, Table
from tests.engine.journal.neighbours import allow_writing, forbid_writing
from tests.postgres import all_seeing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.journal.store import Connection, Cursor


class Forgetful:
    """A connection whose next commit fails, after it was done."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.is_armed = connection, True

    def __getattr__(self, name: str) -> object:
        return getattr(self.connection, name)

    def execute(self, sql: str, values: Sequence[object] = ()) -> Cursor:
        found = self.connection.execute(sql, values)
        if sql == "COMMIT" and self.is_armed:
            self.is_armed = False
            self.connection.execute("SELECT * FROM no_such_table")
        return found


def test_a_database_that_refuses_is_busy_and_wrote_nothing(table: Table, engine: Engine) -> None:
    beside = all_seeing(engine._journal.store)  # noqa: SLF001 - the test breaks what stands behind the door
    forbid_writing(engine, beside, "event")
    before = table.client.get(table.url).json()

    answer = table.client.post(f"{table.url}/commands", json={"do": "join", "actor": "noor", "name": "Bo"})

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/busy")
    assert answer.headers["retry-after"] == "1"
    assert table.client.get(table.url).json() == before
    allow_writing(engine, beside, "event")
    beside.close()
    table.do("noor", "join", name="Bo")


def test_an_error_at_the_commit_leaves_the_outcome_open_and_the_same_key_settles_it(
    table: Table, engine: Engine
) -> None:
    writer = engine._journal.writer  # noqa: SLF001 - the same
    asked = {"json": {"do": "join", "actor": "noor", "name": "Bo"}, "headers": {"Idempotency-Key": "once"}}
    writer._connection = Forgetful(writer._connection)  # type: ignore[arg-type,assignment]  # noqa: SLF001 - the same

    first = table.client.post(f"{table.url}/commands", **asked)  # type: ignore[arg-type]  # words of a request
    second = table.client.post(f"{table.url}/commands", **asked)  # type: ignore[arg-type]  # the same

    assert (first.status_code, first.json()["type"]) == (503, "/problems/outcome-unknown")
    assert "same key" in first.json()["detail"]
    assert second.status_code == 200
    people = table.client.get(f"{table.url}/participants").json()
    assert [one["name"] for one in people].count("Bo") == 1


def test_an_event_of_a_newer_release_keeps_its_own_process_waiting_and_no_other(table: Table, engine: Engine) -> None:
    other = table.client.post("/v1/processes", json=OPENING).json()["process"]
    beside = all_seeing(engine._journal.store)  # noqa: SLF001 - the same
    query = "SELECT skeleton FROM event WHERE process=? AND seq=2"
    ((skeleton,),) = beside.execute(query, (table.process,)).fetchall()
    newer = bytes(skeleton).replace(b'"version":1}', b'"version":2}')
    beside.execute("UPDATE event SET skeleton=? WHERE process=? AND seq=2", (newer, table.process))
    beside.close()
    engine._journal.cache.clear()  # noqa: SLF001 - the same

    answer = table.client.get(table.url)

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/busy")
    assert "upgrade" in answer.json()["detail"]
    assert table.client.get(f"/v1/processes/{other}").status_code == 200
    assert len(table.client.get("/v1/processes").json()["items"]) == 2


@pytest.mark.parametrize("path", ["export", "checkpoint"])
def test_who_may_not_see_a_process_gets_nothing_of_its_log(table: Table, path: str) -> None:
    assert table.client.get(f"{table.url}/{path}", headers={"Sluis-Actor": "nobody"}).status_code == 404
    assert table.client.get(f"/v1/processes/nothing/{path}").status_code == 404


def test_an_export_is_a_file_to_keep_with_a_checkpoint_that_is_the_same_by_itself(table: Table) -> None:
    table.mandate()

    answer = table.client.get(f"{table.url}/export", params={"format": "json"}, headers={"Sluis-Actor": "rik"})

    assert answer.headers["content-disposition"] == f'attachment; filename="sluis-{table.process}.json"'
    told = answer.json()
    checkpoint = table.client.get(f"{table.url}/checkpoint", headers={"Sluis-Actor": "rik"}).json()
    assert told["checkpoint"] == checkpoint
    assert len(told["events"]) == sum(head["n"] for head in checkpoint["heads"].values())
    assert table.client.get(f"{table.url}/export", params={"format": "xml"}).status_code == 422


def test_content_is_erased_by_a_commitment_of_the_log(table: Table) -> None:
    table.mandate()
    entry = next(one for one in table.client.get(f"{table.url}/log").json()["items"] if one["type"] == "RecordShared")

    table.do("noor", "redact", content=entry["parts"]["fields"], reason="Asked by Town")

    (record,) = table.client.get(f"{table.url}/records").json()
    assert record["fields"] is None
    items = table.client.get(f"{table.url}/log").json()["items"]
    assert [one["text"] for one in items if one["type"] == "ContentRedacted"] == ["Noor had content erased for ever"]
    assert "Talk." not in table.client.get(f"{table.url}/export").text
    refused = table.do("rik", "redact", 409, content=record["id"], reason="Again")
    assert refused["detail"] == "Only Noor can have content erased"


def test_a_method_of_a_newer_release_keeps_what_goes_by_it_waiting_and_nothing_else(
    table: Table, engine: Engine
) -> None:
    """A server of the release before stands beside it: whoever comes to that one is told to come again."""
    newer = METHOD.replace("method: small", "method: newer").replace(
        "id: mandate\n", "id: mandate\n        newly: 1\n", 1
    )
    assert "newly" in newer
    engine.publish(read_method(METHOD.replace("method: small", "method: newer"), "newer.yaml"))
    opened = table.client.post("/v1/processes", json=OPENING | {"method": "newer"}).json()["process"]
    beside = all_seeing(engine._journal.store)  # noqa: SLF001 - the same
    beside.execute("UPDATE method SET source=? WHERE id='newer'", (newer.encode(),))
    beside.close()
    engine._journal.libraries.clear()  # noqa: SLF001 - the same
    engine._journal.cache.clear()  # noqa: SLF001 - the same
    url, command = f"/v1/processes/{opened}", {"do": "join", "actor": "noor", "name": "Bo"}

    gets = (url, f"{url}/log", "/v1/methods/newer", "/v1/overview")
    posts = {f"{url}/commands": command, "/v1/processes": OPENING | {"method": "newer"}}
    answers = [table.client.get(one) for one in gets]
    answers += [table.client.post(one, json=body) for one, body in posts.items()]

    assert {(one.status_code, one.json()["type"], one.headers.get("retry-after")) for one in answers} == {
        (503, "/problems/busy", "300")
    }
    assert {one.json()["detail"] for one in answers} == {METHOD_WAITS}
    table.do("noor", "join", name="Bo")
    assert [one["id"] for one in table.client.get("/v1/methods").json()["items"]] == ["small"]
    for page in ("/methods", "/open", "/portfolio/export", f"/processes/{table.process}"):
        shown = table.client.get(page)
        assert shown.status_code == 200, page
        assert "newer" not in shown.text
    assert {one["id"] for one in table.client.get("/v1/processes").json()["items"]} == {opened, table.process}
