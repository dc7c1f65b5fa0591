"""How a command without the shape of one is answered: each thing once, at its place, in a sentence."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import OPENING, Table

ID = "An id has 1 to 64 letters (a-z, A-Z), digits, “_”, “.” and “-”, and begins with a letter or digit; found “{it}”"
RECORD = {"do": "record", "actor": "rik", "record": "mandate"}


def found_in(table: Table, body: object, language: str = "en") -> list[tuple[str, str]]:
    answer = table.client.post(f"{table.url}/commands", json=body, headers={"Accept-Language": language})
    told = answer.json()
    assert (answer.status_code, told["type"]) == (422, "/problems/malformed")
    return [(one["pointer"], one["detail"]) for one in told["errors"]]


@pytest.mark.parametrize("key", ["title", "name", "party", "method"])
@pytest.mark.parametrize(
    ("text", "place", "code"), [("a\x07b", 2, "U+0007"), ("\x7f", 1, "U+007F"), ("ab\n", 3, "U+000A")]
)
def test_a_control_character_is_named_with_its_place(
    client: TestClient, key: str, text: str, place: int, code: str
) -> None:
    answer = client.post("/v1/processes", json=OPENING | {key: text}, headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"pointer": f"/{key}", "detail": f"Control characters are not allowed here: character {place} is {code}"}],
    )


@pytest.mark.parametrize("wrong", ["", "a b", "-a", "é", "a/b", "x" * 65, "a\n"])
def test_what_an_id_may_look_like_is_said(client: TestClient, wrong: str) -> None:
    answer = client.post("/v1/processes", json=OPENING | {"actor": wrong}, headers={"Accept-Language": "en"})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/actor", "detail": ID.replace("{it}", wrong)}]


@pytest.mark.parametrize("fine", ["a", "0", "A-b_c.9", "x" * 64])
def test_an_id_as_it_may_look_is_taken(client: TestClient, fine: str) -> None:
    assert client.post("/v1/processes", json=OPENING | {"actor": fine}).status_code == 201


def test_a_sentence_is_in_the_language_of_the_reader(table: Table) -> None:
    body = {"do": "cancel", "actor": "noor", "reason": "a\x00"}

    assert found_in(table, body, "nl") == [("/reason", "Stuurtekens mogen hier niet: teken 2 is U+0000")]


def test_lines_may_stand_below_one_another_in_a_reason(table: Table) -> None:
    table.do("noor", "cancel", reason="one\n\ttwo")


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        (5, ("/subject", "This has none of the shapes that it can have here")),
        ("", ("/subject", "Text is asked; this is empty")),
        (["a", "b\x01"], ("/subject/1", "Control characters are not allowed here: character 2 is U+0001")),
        ({"party": 5}, ("/subject/party", "Text is asked")),
    ],
)
def test_of_a_part_that_may_have_several_shapes_only_the_one_it_has_is_told(
    table: Table, subject: object, found: tuple[str, str]
) -> None:
    assert found_in(table, [RECORD | {"subject": subject}]) == [(f"/0{found[0]}", found[1])]


def test_every_part_that_is_wrong_is_told(table: Table) -> None:
    body = {"do": "accept", "actor": "pia", "answer": "perhaps", "role": "", "with": 1}

    assert found_in(table, body) == [
        ("/role", "Text is asked; this is empty"),
        ("/participant", "This is missing"),
        ("/answer", "Asked is yes or no"),
        ("/with", "This is not known here; known are actor, as, do, role, participant and answer"),
    ]


def test_a_command_that_there_is_not_is_told_with_those_there_are(table: Table) -> None:
    ((pointer, detail),) = found_in(table, {"do": "mvoe"})

    assert (pointer, detail.startswith("There is no command “mvoe”; there are open, join")) == ("", True)


def test_a_decimal_is_no_text_where_text_is_asked(client: TestClient, table: Table) -> None:
    """Decimals are read as they were written, so that none is rounded; that makes them no titles and no ids."""
    opened = client.post("/v1/processes", content='{"title": 1.50}', headers={"Content-Type": "application/json"})
    told = {one["pointer"]: one["detail"] for one in opened.json()["errors"]}

    assert told["/title"] == "Text is asked"
    assert found_in(table, {"do": "note", "actor": "rik", "text": 1.5}) == [("/text", "Text is asked")]
    assert found_in(table, {"do": "note", "actor": 1.5, "text": "x"}) == [("/actor", "Text is asked")]
    assert found_in(table, {"do": "join", "actor": "noor", "participant": 2.5, "name": "Bo"}) == [
        ("/participant", "Text is asked")
    ]
    assert found_in(table, RECORD | {"subject": ["a", 1.5]}) == [("/subject/1", "Text is asked")]
