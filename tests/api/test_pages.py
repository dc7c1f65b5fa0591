from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.problems import STATUS


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("kind", sorted(STATUS))
def test_every_type_of_problem_has_a_page(client: TestClient, kind: str, language: str) -> None:
    page = client.get(f"/problems/{kind}", headers={"Accept-Language": language})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert "<script" not in page.text


def test_the_index_names_them_all_and_has_a_strict_policy(client: TestClient) -> None:
    page = client.get("/problems")
    assert all(f'href="/problems/{kind}"' in page.text for kind in STATUS)
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert client.get("/static/sluis.css").headers["content-type"].startswith("text/css")


def test_an_unknown_type_of_problem_is_not_found(client: TestClient) -> None:
    assert client.get("/problems/absent").status_code == 404


def test_the_server_says_that_it_is_up_and_ready(client: TestClient) -> None:
    assert [client.get(path).json() for path in ("/healthz", "/readyz")] == [{"status": "ok"}] * 2


def test_what_stands_between_backticks_is_shown_as_code(client: TestClient) -> None:
    shown = client.get("/problems").text

    assert "<code>errors</code>" in shown
    assert "`" not in shown
