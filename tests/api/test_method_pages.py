"""The pages of published methods: what is asked of whom, who decides and who sees what, in plain words."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import get_args

import pytest
from starlette.testclient import TestClient

from api.pages.methods.page import page_of
from api.pages.methods.speaking import speaker_for
from api.wording.methods import CATALOGS as page_words  # noqa: N811 - both are called so where they stand
from api.wording.reports import CATALOGS as report_words  # noqa: N811 - as above
from engine.files import read_file
from engine.language.declaration.decisions import Rule
from engine.language.declaration.records import FieldType
from tests.api.conftest import METHOD

SHIPPED = sorted(Path("methods").glob("*/method.yaml"))
YAML = {"content-type": "application/yaml"}


def words_of(client: TestClient, path: str, language: str = "en") -> str:
    answer = client.get(path, headers={"Accept-Language": language, "Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), answer.text
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def test_the_list_has_the_newest_version_of_each_method_and_names_the_others(client: TestClient) -> None:
    client.post("/v1/methods", content=METHOD.replace("version: 1.0.0", "version: 1.10.0"), headers=YAML)

    page = client.get("/methods").text

    assert page.index('href="/methods/small/1.10.0"') < page.index('href="/methods/small/1.0.0"')
    assert "From talk to agreement." in page
    assert "There is a newer version: 1.10.0." in words_of(client, "/methods/small/1.0.0")
    assert "There is a newer version" not in words_of(client, "/methods/small")


def test_a_page_says_what_is_asked_of_whom_and_who_decides_and_sees(client: TestClient) -> None:
    told = words_of(client, "/methods/small/1.0.0")

    for sentence in (
        "Written by Representative", "Confirmed by Principal", "Seen by: everybody who takes part", "One per party",
        "Representative of each party", "everybody who may vote says yes", "keeps it from being accepted", "14 days",
        "What the gate asks: 1 condition", "What a party allows.", "Opens a process Convener", "may be left empty",
    ):  # fmt: skip
        assert sentence in told, sentence
    assert "Geschreven door Vertegenwoordiger" in words_of(client, "/methods/small/1.0.0", "nl")


def test_a_method_without_the_language_of_its_reader_is_framed_in_its_own(client: TestClient) -> None:
    assert "What is asked of whom" in words_of(client, "/methods/small/1.0.0", "fr")


@pytest.mark.parametrize("path", ["/methods/absent", "/methods/small/9.9.9"])
def test_a_method_that_is_not_there_is_as_one_that_never_was(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_page_that_its_reader_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/methods/small/1.0.0")
    again = client.get("/methods/small/1.0.0", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_texts_of_a_method_are_texts_on_its_page_and_in_the_picture_on_it(client: TestClient) -> None:
    hostile = METHOD.replace("{en: Mandate,", "{en: '</title></svg><script>alert(1)</script>',").replace(
        "1.0.0", "1.0.1"
    )
    hostile = hostile.replace("{en: Everyone has a mandate,", "{en: '</desc><script>alert(2)</script>',")
    assert client.post("/v1/methods", content=hostile, headers=YAML).status_code == 201

    page = client.get("/methods/small/1.0.1").text

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("catalog", [page_words, report_words], ids=["page", "report"])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_rule_of_a_decision_has_words(language: str, catalog: dict[str, dict[str, str]]) -> None:
    words = catalog[language]

    assert [one for one in Rule.model_fields if not any(f"{word}_".startswith(f"rule_{one}_") for word in words)] == []


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_type_of_a_field_has_words(language: str) -> None:
    assert [one for one in get_args(FieldType) if f"type_{one}" not in page_words[language]] == []


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("path", SHIPPED, ids=[one.parent.name for one in SHIPPED])
def test_every_shipped_method_is_told_whole(path: Path, language: str) -> None:
    method = read_file(path).method
    assert method is not None

    page = page_of(speaker_for(method, language))

    assert len(page.records) == len(method.declared.records)
    assert len(page.decisions) == len(method.declared.decisions)
    assert [one.stage.path for one in page.phases] == [one for one in method.plan.nodes if one]
    assert all(one.seen_by and one.facts for one in page.records)
    assert all(one.seen_by and one.facts for one in page.decisions)
