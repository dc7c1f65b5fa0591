"""How often somebody may ask, and how many streams a reader may have."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.rates import CALLER, Rates, caller_of, kind_of, rates_of, streams_each
from api.settings import Settings
from engine import Engine
from tests.api.conftest import OPENING
from tests.api.headers import faults
from tests.streamed import quick, streamed


def limited(engine: Engine, **settings: int) -> TestClient:
    return TestClient(create_app(engine, Settings(**settings)))  # type: ignore[arg-type]  # numbers by name


def statuses(client: TestClient, number: int, path: str, **options: Any) -> list[int]:
    verb = "POST" if "json" in options else "GET"
    return [client.request(verb, path, **options).status_code for _ in range(number)]


def test_beyond_the_rate_of_commands_the_answer_says_when_to_come_back(engine: Engine) -> None:
    client = limited(engine, commands_per_minute=2)

    assert statuses(client, 3, "/v1/processes", json=OPENING) == [201, 201, 429]
    answer = client.post("/v1/processes", json=OPENING)

    assert answer.json()["type"] == "/problems/too-often"
    assert answer.json()["detail"] == "more than 2 commands in a minute"
    assert 50 <= int(answer.headers["retry-after"]) <= 60
    assert faults("/v1/processes", 429, answer.headers.multi_items()) == []
    assert statuses(client, 3, "/v1/processes") == [200] * 3
    assert len(client.get("/v1/processes").json()["items"]) == 2


def test_reads_and_exports_are_counted_apart_and_health_never(engine: Engine) -> None:
    client = limited(engine, reads_per_minute=3, exports_per_hour=1)
    process = client.post("/v1/processes", json=OPENING).json()["process"]

    assert statuses(client, 2, f"/v1/processes/{process}/export") == [200, 429]
    assert int(client.get(f"/v1/processes/{process}/export").headers["retry-after"]) > 3_000
    assert statuses(client, 4, f"/v1/processes/{process}") == [200, 200, 200, 429]
    assert statuses(client, 2, "/problems") == [429, 429]
    assert statuses(client, 9, "/healthz") == [200] * 9
    assert statuses(client, 9, "/static/sluis.css") == [200] * 9


def test_one_caller_does_not_take_from_another(engine: Engine) -> None:
    app = create_app(engine, Settings(reads_per_minute=1))
    one, other = (TestClient(app, client=(address, 1)) for address in ("192.0.2.1", "192.0.2.2"))

    assert [statuses(client, 2, "/v1/methods") for client in (one, other)] == [[200, 429]] * 2


def test_a_made_up_token_or_address_is_no_new_caller(engine: Engine) -> None:
    client = limited(engine, reads_per_minute=1)
    made_up = [
        {"Authorization": f"Bearer {n}", "Cookie": f"a={n}", "X-Forwarded-For": f"192.0.2.{n}"} for n in range(3)
    ]

    assert [client.get("/v1/methods", headers=one).status_code for one in made_up] == [200, 429, 429]


@pytest.mark.parametrize(
    ("scope", "caller"),
    [
        ({"client": ("192.0.2.1", 5)}, "192.0.2.1"),
        ({"client": ("::ffff:192.0.2.1", 5)}, "192.0.2.1"),
        ({"client": ("2001:db8:1:2:3:4:5:6", 5)}, "2001:db8:1:2::"),
        ({"client": ("2001:db8:1:2:ffff::9", 5)}, "2001:db8:1:2::"),
        ({"client": None}, "nowhere"),
        ({"client": ("192.0.2.1", 5), CALLER: "token:7"}, "token:7"),
    ],
)
def test_who_asks_is_whoever_was_recognised_else_the_network(scope: dict[str, Any], caller: str) -> None:
    assert caller_of(scope) == caller


def test_what_is_not_set_is_limited_only_where_there_are_accounts() -> None:
    several = Settings(), Settings().model_copy(update={"access": "accounts"}), Settings(reads_per_minute=0)

    found = [
        ({kind: one.amount for kind, one in rates_of(each).limits.items()}, streams_each(each)) for each in several
    ]

    assert found == [({}, 0), ({"commands": 60, "reads": 300, "exports": 10}, 5), ({}, 0)]
    assert rates_of(several[1].model_copy(update={"commands_per_minute": 0})).wait("commands", "anna") == 0


def test_any_verb_that_changes_counts_as_a_command() -> None:
    assert {kind_of(verb, "/v1/x/export") for verb in ("POST", "PUT", "PATCH", "DELETE", "BREW")} == {"commands"}
    assert [kind_of("GET", path) for path in ("/v1/x/export", "/v1/export/x")] == ["exports", "reads"]


def test_without_limits_nothing_is_counted() -> None:
    assert sum(Rates({}).wait("reads", "anna") for _ in range(1_000)) == 0


def test_a_reader_has_so_many_streams_and_another_has_his_own(engine: Engine) -> None:
    app = create_app(engine, Settings())
    process = TestClient(app).post("/v1/processes", json=OPENING).json()["process"]
    app.state.streams = quick(each=2)
    for _ in range(2):
        app.state.streams.take_seat("testclient")

    refused = streamed(app, f"/v1/processes/{process}/stream")

    assert (refused.status, refused.headers["retry-after"]) == (429, "10")
    assert '"/problems/too-many"' in refused.text
    app.state.streams.take_seat("other")
    app.state.streams.leave_seat("testclient")
    assert [streamed(app, f"/v1/processes/{process}/stream").status for _ in range(3)] == [200] * 3
