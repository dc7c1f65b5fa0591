"""Pictures over HTTP: of a method, and of a process as its reader may see it."""

from __future__ import annotations

import pytest

from tests.api.conftest import Table


def test_a_method_is_drawn_in_the_language_asked(table: Table) -> None:
    answer = table.client.get("/v1/methods/small/1.0.0/diagram.svg", headers={"Accept-Language": "nl"})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml; charset=utf-8")
    assert 'lang="nl"' in answer.text
    assert "<title" in answer.text
    known = {"If-None-Match": answer.headers["ETag"], "Accept-Language": "nl"}
    assert table.client.get("/v1/methods/small/1.0.0/diagram.svg", headers=known).status_code == 304
    assert table.client.get("/v1/methods/small/1.0.0/diagram.svg?width=390", headers=known).status_code == 200


@pytest.mark.parametrize(("ending", "begins"), [("txt", "Small\n"), ("mmd", "flowchart TD\n"), ("dot", "digraph {\n")])
def test_a_method_is_told_in_other_forms(table: Table, ending: str, begins: str) -> None:
    answer = table.client.get(f"/v1/methods/small/1.0.0/diagram.{ending}", headers={"Accept-Language": "en"})

    assert answer.status_code == 200
    assert answer.text.startswith(begins)


def test_a_process_is_drawn_where_it_stands_and_its_picture_is_where_its_links_say(table: Table) -> None:
    links = table.client.get(table.url).json()["links"]

    answer = table.client.get(links["diagram"], headers={"Accept-Language": "en"})
    words = table.client.get(f"{table.url}/diagram.txt", headers={"Accept-Language": "en"})

    assert (answer.status_code, words.status_code) == (200, 200)
    assert "here we are" in answer.text
    assert "here we are" in words.text
    assert table.client.get(links["diagram"], headers={"If-None-Match": answer.headers["ETag"], "Accept-Language": "en"}
                            ).status_code == 304  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/methods/absent/1.0.0/diagram.svg", 404),
        ("/v1/methods/small/9.9.9/diagram.svg", 404),
        ("/v1/methods/small/1.0.0/diagram.svg?width=12", 422),
        ("/v1/processes/absent/diagram.svg", 404),
    ],
)
def test_what_is_not_there_or_cannot_be_is_told(table: Table, path: str, status: int) -> None:
    assert table.client.get(path).status_code == status


def test_somebody_who_takes_no_part_sees_no_picture(table: Table) -> None:
    assert table.client.get(f"{table.url}/diagram.svg", headers={"Sluis-Actor": "nobody"}).status_code == 404
