"""The workbench: a text is checked, drawn and compared, and published as it was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.problems import Unreadable
from api.worker import Worker
from tests.api.conftest import METHOD, Table

NEXT = METHOD.replace("version: 1.0.0", "version: 1.1.0").replace("silence: blocks", "silence: consents")


@pytest.fixture(scope="module")
def shared() -> Iterator[Worker]:
    """One worker for all tests here: to start one takes longer than all that it does."""
    worker = Worker()
    yield worker
    worker.close()


@pytest.fixture(autouse=True)
def worker(client: TestClient, shared: Worker) -> Worker:
    client.app.state.worker = shared  # type: ignore[attr-defined]  # starlette's type is narrower
    return shared


class Busy:
    """A worker that serves others."""

    def study(self, *_asked: object) -> None:
        raise Unreadable("too-many", "others have their methods checked now", retry_after=5)


def worked(client: TestClient, text: str, way: str = "check", language: str = "en") -> Response:
    return client.post("/workbench", data={"text": text, "way": way}, headers={"Accept-Language": language})


def words_of(answer: Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def mark_of(answer: Response) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', answer.text)
    assert found, words_of(answer)
    return found[1]


def test_it_begins_with_a_published_version_or_with_a_small_method(client: TestClient) -> None:
    assert unescape(client.get("/workbench?method=small&version=1.0.0").text).count(METHOD) == 1
    assert "sluis: 1" in client.get("/workbench").text
    assert client.get("/workbench?method=absent").status_code == 404


@pytest.mark.parametrize(("language", "place"), [("en", "Line 4, column 1"), ("nl", "Regel 4, kolom 1")])
def test_each_complaint_has_its_line_and_column_and_the_piece_it_is_about(
    client: TestClient, language: str, place: str
) -> None:
    answer = worked(client, METHOD.replace("title: {en: Small", "titel: {en: Small", 1), language=language)

    assert answer.status_code == 200
    assert place in words_of(answer)
    assert "<mark>titel" in answer.text
    assert "<svg xmlns" not in answer.text


def test_a_text_without_errors_is_drawn_and_compared_with_what_is_published(client: TestClient, table: Table) -> None:
    answer = worked(client, NEXT)

    assert answer.text.count('class="diagram"') == 2
    told = words_of(answer)
    assert "Beside version 1.0.0" in told
    assert "We start" in told
    assert "1 by version 1.0.0" in told
    assert "keep its rules until their end" in told
    assert table.process


def test_what_is_byte_for_byte_published_is_said_to_be(client: TestClient) -> None:
    assert "byte for byte" in words_of(worked(client, METHOD.replace("\n", "\r\n")))
    assert "No version of this method" in words_of(worked(client, METHOD.replace("method: small", "method: other")))


def test_a_method_is_published_as_it_was_seen_after_it_was_asked(client: TestClient) -> None:
    asked = worked(client, NEXT, "publish")
    assert "Publish Small, version 1.1.0?" in words_of(asked)
    assert "each keeps the version by which it goes" in words_of(asked)
    assert client.get("/v1/methods/small").json()["version"] == "1.0.0"

    sent = {"text": NEXT.replace("\n", "\r\n"), "mark": mark_of(asked)}
    answer = client.post("/workbench/publish", data=sent, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/methods/small/1.1.0")
    assert client.get("/v1/methods/small/1.1.0/source").text == NEXT


def test_another_text_than_the_one_that_was_seen_is_not_published(client: TestClient) -> None:
    mark = mark_of(worked(client, NEXT, "publish"))

    answer = client.post("/workbench/publish", data={"text": NEXT.replace("1.1.0", "1.2.0"), "mark": mark})

    assert answer.status_code == 403
    assert "version: 1.2.0" in answer.text
    assert [one["version"] for one in client.get("/v1/methods").json()["items"]] == ["1.0.0"]


def test_two_texts_are_not_published_as_one_version(client: TestClient) -> None:
    other = NEXT.replace("version: 1.1.0", "version: 1.0.0")
    asked = worked(client, other, "publish")
    assert "1.0.0 is published already" in words_of(asked)

    answer = client.post("/workbench/publish", data={"text": other, "mark": mark_of(asked)})

    assert answer.status_code == 409
    assert "Raise the number" in words_of(answer)


def test_a_text_with_errors_is_shown_and_not_asked_about(client: TestClient) -> None:
    answer = worked(client, NEXT.replace("silence: consents", "silence: maybe"), "publish")
    assert 'name="mark"' not in answer.text
    assert "1 error" in words_of(answer)


@pytest.mark.parametrize("text", ["</textarea><script>alert(1)</script>", "a: &x [*x, *x]", "\ufeff{", "a: \x00"])
def test_whatever_is_pasted_stays_a_text(client: TestClient, text: str) -> None:
    for way in ("check", "publish"):
        answer = worked(client, text, way)
        assert answer.status_code in {200, 422}
        assert "<script>alert" not in answer.text


def test_hostile_titles_run_in_no_picture_and_no_comparison(client: TestClient) -> None:
    hostile = NEXT.replace("We start", "</title></svg><script>alert(1)</script>")
    hostile = hostile.replace("Everyone has a mandate", "<img src=x onerror=alert(2)>")
    assert "publishable" in client.post(
        "/v1/methods/check", content=hostile, headers={"content-type": "text/yaml"}
    ).text  # fmt: skip

    page = worked(client, hostile).text

    assert "<script>alert" not in page
    assert "<img" not in page


def test_nothing_and_too_much_are_not_looked_at(client: TestClient) -> None:
    client.app.state.worker = None  # type: ignore[attr-defined]  # nobody is asked
    for text, told in (("  \n", "There is no text."), ("# é\n" * 60_000, "larger than 256 kB")):
        answer = worked(client, text)
        assert answer.status_code == 422
        assert told in words_of(answer)


def test_while_others_are_served_the_text_stays_and_one_is_told_when_to_try(client: TestClient) -> None:
    client.app.state.worker = Busy()  # type: ignore[attr-defined]  # starlette's type is narrower
    answer = worked(client, METHOD)

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert "Try again in 5 seconds" in words_of(answer)
    assert "From talk to agreement." in answer.text
