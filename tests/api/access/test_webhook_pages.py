"""The pages of webhooks: what they show to whom, and that they go the way of the operations of programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.security.output import written
from engine import Engine
from tests.api.access.people import Person, a_person, an_app, in_a_browser, invited, mark_in
from tests.api.access.test_pages import is_sound
from tests.api.access.test_webhooks_http import HOOK, INNER, outbox_of
from tests.api.forms_in import text_in
from tests.engine.access.people import with_quick_passwords
from tests.engine.journal.neighbours import Time
from tests.receiving import Receiver, a_receiver
from tests.sqlite import a_file

pytestmark = pytest.mark.P14
HTML = {"Accept": "text/html"}
PAGE, NEW = "/me/webhooks", "/me/webhooks/new"


@pytest.fixture
def time() -> Time:
    return Time(datetime.now(UTC))


@pytest.fixture
def engine(tmp_path: Path, time: Time) -> Iterator[Engine]:
    with Engine.open(a_file(tmp_path / "sluis.db"), now=time) as opened:
        yield with_quick_passwords(opened)


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    return an_app(engine, INNER)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as lent:
        yield lent


@pytest.fixture
def anna(app: FastAPI) -> Person:
    return in_a_browser(a_person(app, "anna", "facilitator"))


def made(person: Person, url: str = HOOK["url"], title: str = "Our board") -> str:
    return str(person.post("/v1/webhooks", {"url": url, "title": title})["webhook"]["id"])


def pressed(person: Person, webhook: str, act: str) -> str:
    """Press a button of the page of webhooks; returns the text of the page that follows."""
    answer = person.send(f"{PAGE}/{webhook}/{act}", {}, PAGE, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return text_in(answer.text)


def test_a_webhook_is_made_by_a_form_and_its_secret_is_shown_once(anna: Person) -> None:
    assert f'<a href="{NEW}">' in anna.client.get(PAGE).text
    answer = anna.send(NEW, {"url": f" {HOOK['url']} ", "title": "Our <b> board", "process": ""})

    assert is_sound(answer, NEW)
    assert "no-store" in answer.headers["cache-control"]
    secret = answer.text.partition("whsec_")[2].partition("<")[0]
    assert len(secret) > 30
    (hook,) = anna.get("/v1/webhooks")
    assert (hook["url"], hook["title"], hook["process"]) == (HOOK["url"], "Our <b> board", None)
    page = anna.client.get(PAGE)
    assert is_sound(page, PAGE)
    assert "Our &lt;b&gt; board" in page.text
    assert "Nothing was sent yet that arrived." in page.text
    assert secret not in page.text


def test_what_cannot_be_is_said_and_what_was_typed_stays(anna: Person) -> None:
    for url, title in (("http://hook.example/", "Ours"), ("https://10.0.0.1/", "Ours"), (HOOK["url"], " ")):
        answer = anna.send(NEW, {"url": url, "title": title, "process": ""})
        assert (answer.status_code, 'role="alert"' in answer.text) == (403, True)
        assert f'value="{url}"' in answer.text
    assert anna.get("/v1/webhooks") == []


def test_who_signed_in_a_while_ago_proves_who_he_is_before_a_secret_is_made(anna: Person, time: Time) -> None:
    hook = made(anna)
    time.pass_by(minutes=11)
    sent = anna.send(NEW, {"url": HOOK["url"], "title": "Second", "process": ""})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/prove?next={NEW}")
    sent = anna.send(f"{PAGE}/{hook}/renew", {}, PAGE)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/prove?next={PAGE}")
    assert [one["title"] for one in anna.get("/v1/webhooks")] == ["Our board"]


def test_it_is_paused_goes_on_gets_another_secret_and_ends(anna: Person) -> None:
    hook = made(anna)
    assert "Paused: what happens meanwhile waits." in pressed(anna, hook, "pause")
    assert "Paused" not in pressed(anna, hook, "go-on")
    renewed = pressed(anna, hook, "renew")
    assert "whsec_" in renewed
    assert "For 24 hours messages are signed by the former secret as well." in renewed
    assert "No address is told of changes yet." in pressed(anna, hook, "end")
    assert anna.get("/v1/webhooks") == []


def test_a_test_says_how_it_went_and_failures_are_told(app: FastAPI, owner: Person, receiver: Receiver) -> None:
    process = owner.open()
    hook = made(owner, receiver.url)
    assert "The test to “Our board” arrived." in pressed(owner, hook, "try")
    receiver.say = lambda _got: 418
    assert "The test to “Our board” did not arrive: it answered with 418." in pressed(owner, hook, "try")

    owner.do(process, "join", name="Bo")
    outbox_of(app).round()

    said = text_in(owner.client.get(PAGE, headers=HTML).text)
    assert "it answered with 418. It will be tried again on " in said
    dutch = text_in(owner.client.get(PAGE, headers=HTML | {"Accept-Language": "nl"}).text)
    assert "het antwoordde met 418. Wordt opnieuw geprobeerd op " in dutch


def test_a_guest_makes_one_for_a_process_and_an_owner_sees_that_but_not_how_it_goes(
    app: FastAPI, owner: Person, receiver: Receiver
) -> None:
    process = owner.open(title="Along the river")
    rik = invited(app, owner, process, "rik")
    form = rik.client.get(NEW, headers=HTML).text
    assert "All that you may know of" not in form
    answer = rik.send(NEW, {"url": f"{receiver.url}?key=x", "title": "Mine", "process": process})
    assert answer.status_code == 200
    (hook,) = rik.get("/v1/webhooks")
    assert "Tells of “Along the river” alone." in text_in(rik.client.get(PAGE, headers=HTML).text)
    receiver.say = lambda _got: 500
    before = owner.client.get(PAGE, headers=HTML)

    rik.do(process, "note", text="Between us")
    outbox_of(app).round()

    page = owner.client.get(PAGE, headers=HTML)
    assert "Failed on " in rik.client.get(PAGE, headers=HTML).text
    assert page.text == before.text
    assert "key=x" not in page.text
    assert "Of Rik." in page.text
    for act in ("try", "renew", "go-on"):
        assert mark_in(page.text, f"{PAGE}/{hook['id']}/{act}") == {}
    assert "Paused" in pressed(owner, hook["id"], "pause")
    assert "Paused" in rik.client.get(PAGE, headers=HTML).text
    pressed(owner, hook["id"], "end")
    assert rik.get("/v1/webhooks") == []


def test_nobody_presses_a_button_of_anothers_webhook(owner: Person, anna: Person) -> None:
    theirs = made(owner)
    page = anna.client.get(PAGE).text
    assert "Our board" not in page
    own = made(anna)
    mark = mark_in(anna.client.get(PAGE).text, f"{PAGE}/{own}/pause")
    for act in ("pause", "go-on", "try", "renew", "end"):
        assert anna.client.post(f"{PAGE}/{theirs}/{act}", data=mark).status_code == 403
    assert [one["is_paused"] for one in owner.get("/v1/webhooks") if one["id"] == theirs] == [False]


def test_an_owner_is_led_there_from_the_page_of_the_organisation(owner: Person) -> None:
    assert f'<a href="{PAGE}">' in owner.client.get("/organisation", headers=HTML).text


def test_the_security_log_tells_what_is_done_on_the_pages_as_it_tells_it_of_programs(
    anna: Person, time: Time, tmp_path: Path
) -> None:
    with written(tmp_path / "security.log"):
        anna.send(NEW, {"url": HOOK["url"], "title": "Ours", "process": ""})
        (hook,) = anna.get("/v1/webhooks")
        for act in ("pause", "renew", "end"):
            anna.send(f"{PAGE}/{hook['id']}/{act}", {}, PAGE)
        time.pass_by(minutes=11)
        anna.send(NEW, {"url": HOOK["url"], "title": "Ours", "process": ""})
    text = (tmp_path / "security.log").read_text()
    lines = [json.loads(one) for one in text.splitlines()]
    assert [(one["event"], one["outcome"]) for one in lines] == [
        ("webhook-make", "done"), ("webhook-change", "done"), ("webhook-renew", "done"), ("webhook-end", "done"),
        ("webhook-make", "refused"),
    ]  # fmt: skip
    assert lines[0]["subject"] == hook["id"]
    assert "hook.example" not in text
