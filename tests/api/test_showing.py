"""What can stand in pages of others: a badge and a board."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import OPENING, Table


def opened(client: TestClient, **told: Any) -> Table:
    return Table(client, str(client.post("/v1/processes", json=OPENING | told).json()["process"]))


def badge_of(client: TestClient, process: str, **headers: str) -> str:
    answer = client.get(f"/badge/{process}.svg", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    return str(ET.fromstring(answer.text).attrib["aria-label"])  # noqa: S314 - our own


def page_of(client: TestClient, process: str, **headers: str) -> str:
    answer = client.get(f"/embed/{process}", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


def test_a_badge_says_where_a_process_stands_and_how_far_it_is(client: TestClient) -> None:
    table = opened(client, title="Along the river")
    told = client.get(f"/v1/processes/{table.process}").json()
    here, percent = [one["title"] for one in told["phases"] if one["status"] == "now"], told["progress"]["percent"]

    assert badge_of(client, table.process) == f"Along the river: {here[-1]} · {percent} %"


@pytest.mark.parametrize(("language", "held"), [("en", "On hold"), ("nl", "Ligt stil")])
def test_a_badge_says_that_a_process_is_on_hold_or_has_ended(client: TestClient, language: str, held: str) -> None:
    table = opened(client)
    table.do("noor", "hold", reason="Summer")
    assert held in badge_of(client, table.process, **{"Accept-Language": language})

    table.do("noor", "cancel", reason="No time")
    told = client.get(f"/v1/processes/{table.process}", headers={"Accept-Language": language}).json()
    assert badge_of(client, table.process, **{"Accept-Language": language}).endswith(told["end"]["title"])


def test_a_board_says_what_is_missing_and_whose_turn_it_is_and_nothing_else(client: TestClient) -> None:
    table = opened(client, title="Along the river")
    table.party()
    told = client.get(f"/v1/processes/{table.process}").json()

    said = page_of(client, table.process)

    missing = [one for move in told["moves"] if move["gate"] for one in move["gate"]["conditions"][0]["missing"]]
    assert missing
    for one in missing:
        assert one["text"] in said
        assert one["owed_by"][0]["text"] in said
    assert "Along the river" in said


def test_what_people_typed_is_text_in_both(client: TestClient) -> None:
    hostile = '"><script>alert(1)</script>&\u202e'
    table = opened(client, title=hostile)

    board, svg = client.get(f"/embed/{table.process}").text, client.get(f"/badge/{table.process}.svg").text

    assert "<script" not in board
    assert "<script" not in svg
    assert badge_of(client, table.process).startswith('"><script>alert(1)</script>&:')


def test_what_is_long_is_cut_in_a_badge(client: TestClient) -> None:
    table = opened(client, title="A very long title " * 9)

    name = badge_of(client, table.process).partition(":")[0]

    assert name == "A very long title A very long title A v…"


def test_neither_is_sent_again_while_nothing_changed(client: TestClient) -> None:
    table = opened(client)
    for path in (f"/badge/{table.process}.svg", f"/embed/{table.process}"):
        etag = client.get(path).headers["etag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
        table.do("noor", "hold" if path.startswith("/badge") else "resume", reason="x")
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_of_what_never_was_there_is_neither(client: TestClient) -> None:
    assert client.get("/badge/never.svg").status_code == 404
    assert client.get("/embed/never").status_code == 404
