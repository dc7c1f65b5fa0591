from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import METHOD

YAML = {"content-type": "application/yaml"}


def test_published_methods_are_listed_in_the_language_of_the_reader(client: TestClient) -> None:
    one = client.get("/v1/methods", headers={"Accept-Language": "nl"}).json()["items"][0]
    assert (one["id"], one["version"], one["title"]) == ("small", "1.0.0", "Klein")


@pytest.mark.parametrize("path", ["small", "small/1.0.0"])
def test_a_method_is_described(client: TestClient, path: str) -> None:
    found = client.get(f"/v1/methods/{path}").json()
    assert (found["title"], found["source"], found["glossary"][0]["word"]) == ("Small", "A practice.", "mandate")
    assert found["gates"][0]["conditions"] == [{"id": "mandate", "title": "{party.name} has no mandate"}]
    assert [one["path"] for one in found["phases"]] == ["convene", "share"]


def test_the_source_is_what_was_published_byte_for_byte(client: TestClient) -> None:
    assert client.get("/v1/methods/small/1.0.0/source").content == METHOD.encode()


def test_publishing_is_201_then_200_then_409_for_other_bytes(client: TestClient) -> None:
    new = METHOD.replace("1.0.0", "1.1.0")
    answers = [client.post("/v1/methods", content=one, headers=YAML) for one in (new, new, new + "# changed\n")]
    assert [one.status_code for one in answers] == [201, 200, 409]
    assert answers[0].headers["location"] == "/v1/methods/small/1.1.0"
    assert answers[2].json()["type"] == "/problems/version-taken"
    assert client.get("/v1/methods/small").json()["version"] == "1.1.0"


def test_a_method_with_errors_is_refused_with_their_places(client: TestClient) -> None:
    answer = client.post("/v1/methods", content=METHOD.replace("to: share", "to: shore"), headers=YAML)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/problems/method-invalid")
    assert problem["errors"][0]["line"] > 1
    assert "shore" in problem["errors"][0]["detail"]


def test_checking_tells_without_publishing(client: TestClient) -> None:
    broken = client.post("/v1/methods/check", content=METHOD.replace("to: share", "to: shore"), headers=YAML).json()
    fine = client.post("/v1/methods/check", content=METHOD.replace("1.0.0", "2.0.0"), headers=YAML).json()
    assert (broken["publishable"], fine["publishable"]) == (False, True)
    assert {one["severity"] for one in fine["diagnostics"]} == {"warning"}
    assert client.get("/v1/methods/small").json()["version"] == "1.0.0"


@pytest.mark.parametrize("path", ["absent", "small/9.9.9", "small/9.9.9/source", "small/odd"])
def test_a_method_that_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(f"/v1/methods/{path}")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/unknown")


def test_a_method_larger_than_256_kib_is_too_large(client: TestClient) -> None:
    answer = client.post("/v1/methods", content=b"#" * (256 * 1024 + 1), headers=YAML)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
