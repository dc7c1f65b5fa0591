"""The first page: what waits for whoever is signed in, and the processes he may know of."""

from __future__ import annotations

import re

from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.access.people import Person, a_person, invited

GERMAN = {"Accept-Language": "de"}
DUTCH = {"Accept-Language": "nl"}


def page_of(client: TestClient, path: str = "/", **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), answer.text
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


def test_it_says_what_waits_for_whoever_is_signed_in_and_lists_his_processes_alone(app: FastAPI, owner: Person) -> None:
    river = owner.open(title="Along the river")
    owner.open(title="Behind the dike")
    rik = invited(app, owner, river, "rik", role="principal")
    waiting = rik.get("/v1/todo")["items"]
    assert waiting

    said = page_of(rik.client)

    assert all(one["text"] in said for one in waiting)
    assert "You: Rik" in said
    assert "Along the river" in said
    assert "Behind the dike" not in said
    assert "1 under way, 0 on hold, 0 ended" in said


def test_a_member_for_whom_nothing_waits_is_told_so_in_his_language(app: FastAPI, owner: Person) -> None:
    owner.open(title="Along the river")
    walt = a_person(app, "walt", "observer")

    assert "Er wacht nu niets op u. Processen 1 lopend, 0 stil, 0 beëindigd" in page_of(walt.client, **DUTCH)
    assert "Nothing waits for you now." in page_of(walt.client, **GERMAN)


def test_processes_are_found_by_title_and_state(owner: Person) -> None:
    held = owner.open(title="Along the river")
    owner.open(title="Behind the dike")
    owner.do(held, "hold", reason="Summer")

    by_title, by_state = page_of(owner.client, "/?q=DIKE"), page_of(owner.client, "/?state=held")

    assert ("Behind the dike" in by_title, "Along the river" in by_title.partition("Find")[2]) == (True, False)
    assert ("Behind the dike" in by_state.partition("Find")[2], "Along the river" in by_state) == (False, True)
    assert "Nothing fits." in page_of(owner.client, "/?q=nowhere")
    assert "Behind the dike" in page_of(owner.client, "/?state=nonsense")


def test_what_is_under_way_stands_before_what_has_ended(owner: Person) -> None:
    owner.open(title="Along the river")
    owner.do(owner.open(title="Behind the dike"), "cancel", reason="Summer")

    listed = page_of(owner.client).partition("Find")[2]

    assert listed.index("Along the river") < listed.index("Behind the dike")


def test_what_people_typed_is_text(owner: Person) -> None:
    owner.open(title='"><script>alert(1)</script>')

    assert "<script" not in owner.client.get("/?q=%22%3E%3Cscript%3E").text


def test_older_processes_are_on_the_next_page(owner: Person) -> None:
    for number in range(51):
        owner.open(title=f"River {number:02}")
    link = re.search(r'href="(/\?[^"]*cursor=[^"]*)"', owner.client.get("/?q=river").text)
    assert link

    assert "River 00" in page_of(owner.client, link[1].replace("&amp;", "&"))


def test_whoever_is_not_signed_in_is_shown_where_to_and_comes_back(nobody: TestClient) -> None:
    answer = nobody.get("/", headers={"Accept": "text/html"}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2F")
