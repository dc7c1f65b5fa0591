"""Who works at the workbench, and who publishes from it."""

from __future__ import annotations

import re

from fastapi import FastAPI

from tests.api.access.people import Person, a_person, invited
from tests.api.conftest import METHOD

NEXT = METHOD.replace("version: 1.0.0", "version: 1.1.0")


def mark_from(person: Person) -> str:
    page = person.client.post("/workbench", data={"text": NEXT, "way": "publish"}).text
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', page)
    return found[1] if found else ""


def sent(person: Person, mark: str) -> int:
    answer = person.client.post("/workbench/publish", data={"text": NEXT, "mark": mark}, follow_redirects=False)
    return answer.status_code


def test_only_members_work_there_and_only_authors_publish(app: FastAPI, owner: Person) -> None:
    guest = invited(app, owner, owner.open(), "rik")
    observer = a_person(app, "obe", "observer")

    assert guest.client.get("/workbench").status_code == 403
    assert guest.client.post("/workbench", data={"text": METHOD}).status_code == 403
    assert observer.client.get("/workbench?method=small").status_code == 200
    assert mark_from(observer) == ""
    assert sent(observer, mark_from(owner)) == 403
    assert [one["version"] for one in owner.get("/v1/methods")["items"]] == ["1.0.0"]
    app.state.worker.close()


def test_what_was_asked_in_one_session_is_not_published_by_another(app: FastAPI, owner: Person) -> None:
    other = a_person(app, "ada", "author")
    mark = mark_from(owner)

    assert sent(other, mark) == 403
    assert sent(owner.by(owner.token("publish", "read")), mark) == 403
    assert sent(owner, mark) == 303
    app.state.worker.close()
