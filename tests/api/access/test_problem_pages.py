"""What goes wrong before somebody at a browser: a page in his language, with where to go from here."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.api.access.people import Person
from tests.api.access.test_pages import is_sound

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("path", "status", "english", "dutch"),
    [
        ("/nowhere", 404, "There is nothing at /nowhere", "Op /nowhere is niets"),
        ("/processes/never", 404, "There is no process &#39;never&#39; here", "Hier is geen proces “never”"),
        ("/embed/never", 404, "There is no process &#39;never&#39; here", "Hier is geen proces “never”"),
        ("/problems/<b>", 404, "There is nothing at /problems/&lt;b&gt;", "Op /problems/&lt;b&gt; is niets"),
    ],
)
def test_whoever_comes_to_where_there_is_nothing_is_told_so_by_a_page(
    owner: Person, path: str, status: int, english: str, dutch: str
) -> None:
    for language, told in (("en", english), ("nl", dutch)):
        shown = owner.client.get(path, headers=BROWSER | {"Accept-Language": language})
        assert (shown.status_code, shown.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert told in shown.text
        assert f'<html lang="{language}">' in shown.text
        assert '<a href="/">' in shown.text
        assert is_sound(shown, path)
        assert {"Accept", "Accept-Language"} <= {one.strip() for one in shown.headers["vary"].split(",")}


def test_who_may_not_open_a_page_is_told_so_by_a_page(owner: Person, nobody: TestClient) -> None:
    token = owner.post("/v1/tokens", {"title": "A board", "scopes": ["dashboard"], "days": 30})["secret"]
    shown = nobody.get("/organisation", headers=BROWSER | {"Authorization": f"Bearer {token}"})
    assert (shown.status_code, shown.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert token not in shown.text


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "application/json, text/html"])
def test_a_program_gets_a_problem_document_wherever_it_asks(owner: Person, accept: str | None) -> None:
    answer = owner.client.get("/nowhere", headers={"Accept": accept} if accept else {})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/unknown"


@pytest.mark.parametrize("path", ["/v1/processes/never", "/v1/nowhere", "/badge/never.svg"])
def test_what_is_for_programs_stays_for_programs_in_a_browser(owner: Person, path: str) -> None:
    answer = owner.client.get(path, headers=BROWSER)
    assert answer.headers["content-type"] == "application/problem+json"
