"""The portfolio where there are accounts: nobody finds in it what he may not know of."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.access.people import Person, invited
from tests.api.forms_in import text_in


def test_a_guest_finds_only_the_processes_in_which_he_sits(app: FastAPI, owner: Person) -> None:
    own, other = owner.open(title="Along the river"), owner.open(title="Behind the dike")
    rik = invited(app, owner, own, "rik")

    for path in ("/portfolio", "/portfolio/export"):
        told = rik.client.get(path).text
        assert "Along the river" in told
        assert "Behind the dike" not in told
        assert other not in told
        assert "Behind the dike" in owner.client.get(path).text
    assert "1 process:" in text_in(rik.client.get("/portfolio").text)
    (week,) = rik.get("/v1/overview?weeks=1")["trends"]["weeks"]
    assert (week["opened"], owner.get("/v1/overview?weeks=1")["trends"]["weeks"][0]["opened"]) == (1, 2)


def test_whoever_is_not_signed_in_finds_nothing(nobody: TestClient) -> None:
    for path in ("/portfolio", "/portfolio/export"):
        assert nobody.get(path, headers={"Accept": "text/html"}, follow_redirects=False).status_code in (303, 401)


def test_a_list_to_take_along_is_for_whoever_may_export(owner: Person) -> None:
    owner.open(title="Along the river")

    assert owner.by(owner.token("read")).client.get("/portfolio").status_code == 200
    assert owner.by(owner.token("read")).client.get("/portfolio/export").status_code == 403
    assert "Along the river" in owner.by(owner.token("export")).client.get("/portfolio/export").text
