"""The workbench: a text is checked, drawn and compared, and published as it was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from html import unescape
from importlib.resources import files

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.finding import reasons_of, runs_of
from api.problems import Unreadable
from api.templating import PAGES
from api.wording.methods import Words
from api.worker import Worker
from engine.authoring.proving import Reason
from engine.language import read_method
from tests.api.conftest import METHOD, Table

STARTER = files("api") / "starter"
SMALL = (STARTER / "method.yaml").read_text("utf-8")
AGREEMENT = (STARTER / "scenarios" / "agreement.yaml").read_text("utf-8")
NEXT = METHOD.replace("version: 1.0.0", "version: 1.1.0").replace("silence: blocks", "silence: consents")


@pytest.fixture(scope="module")
def shared() -> Iterator[Worker]:
    """One worker for all tests here: to start one takes longer than all that it does."""
    worker = Worker(seconds=120.0)
    yield worker
    worker.close()


@pytest.fixture(autouse=True)
def worker(client: TestClient, shared: Worker) -> Worker:
    client.app.state.worker = client.app.state.searcher = shared  # type: ignore[attr-defined]  # starlette's is narrower
    return shared


class Busy:
    """A worker that serves others."""

    def study(self, *_asked: object) -> None:
        raise Unreadable("too-many", "others have their methods checked now", retry_after=5)

    runs = play = study


def worked(client: TestClient, text: str, way: str = "check", language: str = "en") -> Response:
    return client.post("/workbench", data={"text": text, "way": way}, headers={"Accept-Language": language})


def words_of(answer: Response) -> str:
    return plain(answer.text)


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def mark_of(answer: Response) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', answer.text)
    assert found, words_of(answer)
    return found[1]


def test_it_begins_with_a_published_version_or_with_a_small_method(client: TestClient) -> None:
    assert unescape(client.get("/workbench?method=small&version=1.0.0").text).count(METHOD) == 1
    assert "sluis: 1" in client.get("/workbench").text
    assert client.get("/workbench?method=absent").status_code == 404


def test_a_name_that_holds_what_a_browser_leaves_out_shows_that_it_is_there(client: TestClient) -> None:
    answer = client.get("/workbench?method=sma%00ll", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert "sma\N{REPLACEMENT CHARACTER}ll" in answer.text


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


@pytest.mark.parametrize("way", ["check", "runs", "play"])
def test_while_others_are_served_the_texts_stay_and_one_is_told_when_to_try(client: TestClient, way: str) -> None:
    client.app.state.worker = client.app.state.searcher = Busy()  # type: ignore[attr-defined]  # starlette's is narrower
    answer = client.post("/workbench", data={"text": METHOD, "scenario": "scenario: mine", "way": way})

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert "Try again in 5 seconds" in words_of(answer)
    assert "From talk to agreement." in answer.text
    assert "scenario: mine" in answer.text


def test_a_search_keeps_nobody_waiting_who_has_a_text_checked(client: TestClient) -> None:
    client.app.state.searcher = Busy()  # type: ignore[attr-defined]  # starlette's type is narrower
    assert worked(client, SMALL, "runs").status_code == 429
    assert worked(client, SMALL).status_code == 200
    assert played(client, AGREEMENT).status_code == 200


def played(client: TestClient, scenario: str, language: str = "en") -> Response:
    sent = {"text": SMALL, "scenario": scenario, "way": "play"}
    return client.post("/workbench", data=sent, headers={"Accept-Language": language})


def test_a_scenario_is_told_step_by_step_with_who_asks_what_and_what_the_gates_say_then(client: TestClient) -> None:
    told = words_of(played(client, AGREEMENT))

    assert "Everything went as the scenario has it." in told
    assert "Ann Bakker (Spokesperson, Number 4) write “Concern” share “Concern”" in told
    assert "Refused. The gate is shut: “Make a proposal” cannot be taken yet" in told
    assert "Number 6 has yet to say what worries it (whose turn: Spokesperson of Number 6)" in told
    assert "met: Every party said what worries it new 2 / 2" in told
    assert "Then in: Decide" in told
    assert "Ended: Agreed" in told


def test_a_scenario_is_told_in_dutch_and_where_it_goes_otherwise_it_says_so(client: TestClient) -> None:
    told = words_of(played(client, AGREEMENT.replace("end: agreed", "end: parted"), "nl"))

    assert "Niet alles ging zoals het scenario zegt: 1 keer anders." in told
    assert "Anders dan in het scenario: end: expected parted, found agreed" in told
    assert "Ann Bakker (Woordvoerder, Number 4) “Zorg” schrijven" in told


def test_what_is_wrong_with_a_scenario_is_said_at_its_place_and_never_runs(client: TestClient) -> None:
    answer = played(client, "scenario: <script>alert(1)</script>\n")

    assert "What is wrong with the scenario" in words_of(answer)
    assert "Line 1, column" in words_of(answer)
    assert "<script>alert" not in answer.text
    assert "There is no scenario to play." in words_of(played(client, " "))


def test_hostile_words_run_in_no_story(client: TestClient) -> None:
    hostile = AGREEMENT.replace("Number 4", "</li><script>alert(1)</script>").replace("Ann Bakker", "<img src=x>")
    answer = played(client, hostile)

    assert "Everything went" in words_of(answer)
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


def test_the_shortest_runs_are_stories_that_can_be_played(client: TestClient) -> None:
    answer = worked(client, SMALL, "runs")

    told = words_of(answer)
    assert "Ends reached: 2 of 2." in told
    assert "To “Agreed”" in told
    assert "The search stopped at its limit" not in told
    kept = re.search(r'<textarea name="run-1"[^>]*>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert kept
    again = client.post("/workbench", data={"text": SMALL, "run": "run-1", "run-1": unescape(kept[1]), "scenario": "x"})
    assert "Everything went as the scenario has it." in words_of(again)
    assert "Ended: Agreed" in words_of(again)


def test_a_search_that_stops_at_its_limit_says_so_and_what_it_did_not_reach() -> None:
    never = SMALL.replace("need: agreement.accepted", 'need: "agreement.accepted && !agreement.accepted"')
    found = asdict(runs_of(read_method(never, "never"), "nl", 100))

    page = PAGES.from_string('{% from "workbench_parts.html" import runs %}{{ runs(one, say) }}')
    told = plain(page.render(one=found, say=Words("nl")))
    assert "Bereikte eindes: 1 van 2." in told
    assert "Het zoeken hield op bij zijn grens: er zijn 100 dingen geprobeerd." in told
    assert "Niet bereikt: “Afgesproken” Wat dat waarschijnlijk tegenhield, voor zover er is gezocht:" in told
    assert "Afspreken : het zoeken hield op voordat dit was geprobeerd" in told


def test_what_kept_from_an_end_has_titles_in_the_place_of_ids() -> None:
    reasons = (
        Reason("never-there", "decide"),
        Reason("unmet", "accepted", "decide.agree"),
        Reason("nobody", "spokesperson", "listen.propose"),
    )
    assert reasons_of(read_method(SMALL, "small"), reasons, "nl") == [
        ("", "het zoeken kwam nooit in de fase 'Besluiten', of kon er niet blijven"),
        ("Afspreken", "er is geen manier gevonden om te voldoen aan de voorwaarde 'Het voorstel is aangenomen'"),
        (
            "Een voorstel doen",
            "er is niemand gevonden die kan handelen als 'Woordvoerder', of wie dat kunnen, hebben het al gedaan",
        ),
    ]


def test_a_method_file_is_read_without_a_script(client: TestClient) -> None:
    typed = {"text": METHOD, "way": "check"}
    file = ("mine.yaml", b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode(), "application/yaml")
    answer = client.post("/workbench", data=typed, files={"text_file": file})

    assert "No version of this method is published yet." in words_of(answer)
    assert unescape(answer.text).count(SMALL) == 1
    assert "From talk to agreement." not in answer.text


def test_a_form_in_which_no_file_was_chosen_is_as_any_other(client: TestClient) -> None:
    none = {"text_file": ("", b"", "application/octet-stream"), "scenario_file": ("", b"", "application/octet-stream")}
    answer = client.post("/workbench", data={"text": METHOD, "way": "check"}, files=none)

    assert "byte for byte" in words_of(answer)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("text_file", b"sluis: 1\nmethod: \xff", "“mine.yaml” is no text in UTF-8 (line 2)."),
        ("text_file", b"#" * 262_145, "“mine.yaml” is larger than 256 kB."),
        ("scenario_file", b" \n", "“mine.yaml” is empty."),
    ],
)
def test_a_file_that_is_no_text_is_named_and_what_was_typed_stays(
    client: TestClient, name: str, content: bytes, told: str
) -> None:
    typed = {"text": METHOD, "scenario": "scenario: mine", "way": "play"}
    answer = client.post("/workbench", data=typed, files={name: ("mine.yaml", content, "text/yaml")})

    assert answer.status_code == 422
    assert told in words_of(answer)
    assert "From talk to agreement." in answer.text
    assert "scenario: mine" in answer.text
