"""No request, however it is made, is answered with an error of ours: 2,000 malformed ones, and some by hand."""

from __future__ import annotations

import json
import random
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.problems import MEDIA_TYPE, STATUS
from engine.process.commands import COMMANDS
from tests.api.conftest import OPENING, Table

JSON = {"content-type": "application/json"}
ODD: list[object] = [
    None,
    True,
    -1,
    0,
    10**30,
    1.5,
    "",
    "x",
    "é\u0000",
    "\ud800",
    [],
    {},
    [[]],
    {"a": {}},
    "x" * 70,
    ["rik"],
]
KEYS = ["do", "actor", "as", "id", "version", "fields", "record", "subject", "move", "party", "roles", "run", "ballot",
        "reason", "name", "decision", "about", "participant", "role", "answer", "case", "title"]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not JSON at line 1"),
        (b"{", "not JSON at line 1"),
        (b'{"do": NaN}', "NaN is not JSON"),
        (b'{"do": -Infinity}', "-Infinity is not JSON"),
        (b'{"do": 1, "do": 2}', "the key 'do' stands twice"),
        (b'{"do": "\xff"}', "not UTF-8 at byte 8"),
        (b'{"do": "\\ud800"}', "half of a surrogate pair"),
        (b"[" * 33 + b"]" * 33, "nested deeper than 32"),
        (b"[" * 200_000, "nested deeper than 32"),
        (b"1" * 5_000, ""),
        (b"[]", "a list holds 1 to 100 commands"),
        (b"[" + b",".join([b"{}"] * 101) + b"]", "this one has 101"),
        (b"null", ""),
        (b'"move"', ""),
    ],
)
def test_json_that_cannot_be_a_command_is_malformed(table: Table, body: bytes, said: str) -> None:
    answer = table.client.post(f"{table.url}/commands", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/malformed")
    assert said in answer.json()["detail"]


def test_a_part_of_the_wrong_type_is_named_by_its_pointer(table: Table) -> None:
    body = [{"do": "leave", "actor": "rik"}, {"do": "share", "actor": "rik", "id": "x", "version": "new"}]
    found = table.client.post(f"{table.url}/commands", json=body).json()
    assert [one["pointer"] for one in found["errors"]] == ["/1/version"]


def test_commands_have_room_for_one_document_and_no_more(table: Table) -> None:
    most = 1024 * 1024 + 5 * 1024 * 1024 * 4 // 3

    answers = [
        table.client.post(f"{table.url}/commands", content=b" " * size, headers=JSON) for size in (most, most + 1)
    ]

    assert [one.status_code for one in answers] == [422, 413]


def test_a_body_over_one_mebibyte_is_too_large(table: Table) -> None:
    answer = table.client.post("/v1/processes", content=b" " * (1024 * 1024 + 1), headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


def test_another_media_type_is_unsupported(table: Table) -> None:
    answer = table.client.post(f"{table.url}/commands", content=b"do=leave")
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media")


def test_another_http_method_is_not_allowed(table: Table) -> None:
    answer = table.client.put(table.url)
    assert (answer.status_code, answer.json()["type"]) == (405, "/problems/method-not-allowed")
    assert answer.headers["allow"] == "GET"


def test_what_is_allowed_names_all_that_an_address_answers_to(client: TestClient) -> None:
    assert client.delete("/v1/methods").headers["allow"] == "GET, POST"
    assert client.options("/v1/processes").headers["allow"] == "GET, POST"
    assert client.options("/v1/methods/check").headers["allow"] == "POST"
    assert client.options("/v1/methods/small").headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ({"do": "share", "id": "x"}, {"version": "1"}),
        ({"do": "share", "id": "x"}, {"version": True}),
        ({"do": "share", "id": "x", "version": 1}, {"editorial": "yes"}),
        ({"do": "share", "id": "x", "version": 1}, {"editorial": 1}),
        ({"do": "vote", "run": "x"}, {"ballot": True}),
    ],
)
def test_what_is_asked_as_number_or_truth_is_not_taken_from_text(
    table: Table, command: dict[str, object], wrong: dict[str, object]
) -> None:
    told = table.do("rik", status=422, **command, **wrong)  # type: ignore[arg-type]  # keys of a command
    assert {one["pointer"] for one in told["errors"]} == {f"/{key}" for key in wrong}


@pytest.mark.parametrize("day", [0, "0", 86_400, True, "2026-3-1", "2026-02-30", "2026-03-01T00:00:00"])
def test_a_day_is_written_as_a_day(table: Table, day: object) -> None:
    told = table.do("noor", "hold", 422, reason="Pause", until=day)
    assert [one["pointer"] for one in told["errors"]] == ["/until"]


def test_two_thousand_malformed_requests_are_answered_with_problems(table: Table) -> None:
    chance = random.Random(2)
    for number in range(2_000):
        url = chance.choice([f"{table.url}/commands", "/v1/processes", f"{table.url}/commands?dry_run=1"])
        body = _body(chance)
        answer = table.client.post(url, content=body, headers=JSON)
        assert answer.status_code < 500, (number, body)
        if answer.status_code >= 400:
            kind = answer.json()["type"].removeprefix("/problems/")
            assert (answer.headers["content-type"], STATUS[kind]) == (MEDIA_TYPE, answer.status_code)


def test_odd_addresses_and_headers_are_answered_with_problems(table: Table) -> None:
    chance = random.Random(3)
    for _ in range(200):
        odd = "".join(chance.choices([chr(one) for one in range(0x250)], k=12))
        path = chance.choice(["/v1/methods", "/v1/processes", f"{table.url}/records"])
        headers = {"Accept-Language": repr(odd), "Sluis-Actor": repr(odd)[:64], "If-None-Match": repr(odd)}
        printable = {key: value.encode("ascii", "ignore").decode() for key, value in headers.items()}
        with_actor = chance.choice([printable, {}])
        assert table.client.get(f"{path}/{quote(odd, safe='')}", headers=with_actor).status_code < 500


def _body(chance: random.Random) -> bytes:
    if chance.random() < 0.2:
        whole = json.dumps(OPENING).encode()
        place = chance.randrange(len(whole))
        return whole[:place] + bytes([chance.randrange(256)]) + whole[place + chance.randrange(3) :]
    command: dict[str, object] = {"do": chance.choice(COMMANDS), "actor": chance.choice(["noor", "rik", "nobody"])}
    command |= {key: chance.choice(ODD) for key in chance.sample(KEYS, chance.randrange(6))}
    whole_command = OPENING | command if chance.random() < 0.4 else command
    return json.dumps([whole_command] if chance.random() < 0.2 else whole_command).encode()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil:80", ""])
def test_other_names_than_this_machines_are_refused(client: TestClient, host: str) -> None:
    answer = client.get("/healthz", headers={"host": host})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/refused-origin")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8420", "[::1]:8420"])
def test_the_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).json() == {"status": "ok"}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_pages_of_other_sites_send_no_commands(table: Table, site: str) -> None:
    body = {"do": "leave", "actor": "rik"}
    answer = table.client.post(f"{table.url}/commands", json=body, headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/refused-origin")
