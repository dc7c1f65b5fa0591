"""The pages of one's own account: only what is one's own is shown and changed, and what weighs heavily is proven."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.security.output import written
from engine import Engine
from tests.api.access.people import Person, a_person, in_a_browser, mark_in
from tests.api.access.test_pages import is_sound
from tests.engine.access.people import PASSWORD, with_quick_passwords
from tests.engine.journal.neighbours import Time
from tests.sqlite import a_file

HTML = {"Accept": "text/html"}
ANOTHER = "a few quiet words"
PLACES = ("/me", "/me/name", "/me/password", "/me/sessions", "/me/tokens", "/me/webhooks")


@pytest.fixture
def time() -> Time:
    return Time(datetime.now(UTC))


@pytest.fixture
def engine(tmp_path: Path, time: Time) -> Iterator[Engine]:
    with Engine.open(a_file(tmp_path / "sluis.db"), now=time) as opened:
        yield with_quick_passwords(opened)


@pytest.fixture
def anna(app: FastAPI) -> Person:
    return in_a_browser(a_person(app, "anna", "facilitator"))


def elsewhere(app: FastAPI, who: Person) -> Person:
    """Return the same person at another browser."""
    other = Person(who.name, TestClient(app, follow_redirects=False, headers=HTML), who.engine)
    other.sign_in()
    return other


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_each_page_is_sound_in_both_languages_and_for_the_person_alone(
    app: FastAPI, anna: Person, path: str, language: str
) -> None:
    shown = anna.client.get(path, headers={"Accept-Language": language})
    assert shown.status_code == 200
    assert is_sound(shown, path)
    assert f'<html lang="{language}">' in shown.text
    stranger = TestClient(app, follow_redirects=False, headers=HTML).get(path)
    assert (stranger.status_code, stranger.headers["location"]) == (303, f"/sign-in?next={path.replace('/', '%2F')}")


def test_the_page_of_oneself_leads_to_all_others(anna: Person) -> None:
    page = anna.client.get("/me").text
    assert [path for path in PLACES[1:] if f'<a href="{path}">' not in page] == []


def test_a_name_is_changed_and_a_wrong_one_is_shown_again_with_what_is_wrong(anna: Person) -> None:
    wrong = anna.send("/me/name", {"name": "  "})
    assert (wrong.status_code, 'role="alert"' in wrong.text) == (403, True)
    assert anna.send("/me/name", {"name": "Anna de Wit"}).headers["location"] == "/me"
    assert "Anna de Wit" in anna.client.get("/me").text


def test_a_password_is_changed_by_who_has_just_signed_in_and_all_others_are_signed_out(
    app: FastAPI, anna: Person
) -> None:
    other = elsewhere(app, anna)
    weak = anna.send("/me/password", {"password": "password"})
    assert (weak.status_code, "everybody tries first" in weak.text) == (403, True)
    assert other.client.get("/me").status_code == 200

    changed = anna.send("/me/password", {"password": ANOTHER})

    assert (changed.status_code, changed.headers["location"]) == (303, "/me")
    assert anna.client.get("/me").status_code == 200
    assert other.client.get("/me").status_code == 303
    other.sign_in(PASSWORD, 401)
    other.sign_in(ANOTHER)


def test_who_signed_in_a_while_ago_proves_who_he_is_before_the_password_changes(anna: Person, time: Time) -> None:
    time.pass_by(minutes=11)
    sent = anna.send("/me/password", {"password": ANOTHER})
    assert (sent.status_code, sent.headers["location"]) == (303, "/prove?next=/me/password")
    anna.sign_in(PASSWORD)


def test_a_session_elsewhere_is_ended_and_nobody_ends_that_of_another(
    app: FastAPI, owner: Person, anna: Person
) -> None:
    other = elsewhere(app, anna)
    page = anna.client.get("/me/sessions").text
    assert page.count("/end") == 1
    ended = page.partition('action="')[2].partition('"')[0]

    assert owner.client.post(ended, data=mark_in(page, ended)).status_code == 403
    assert other.client.get("/me").status_code == 200
    assert anna.client.post(ended, data=mark_in(page, ended)).headers["location"] == "/me/sessions"

    assert other.client.get("/me").status_code == 303
    assert anna.client.get("/me/sessions").text.count("/end") == 0
    assert anna.client.post(ended, data=mark_in(page, ended)).status_code == 303


def test_own_tokens_are_shown_without_their_secret_and_ended(owner: Person, anna: Person) -> None:
    made = anna.post("/v1/tokens", {"title": "A board <b>", "scopes": ["dashboard"], "days": 30})
    owner.post("/v1/tokens", {"title": "Of the owner", "scopes": ["read"], "days": 30})
    page = anna.client.get("/me/tokens").text
    assert "A board &lt;b&gt;" in page
    assert "Of the owner" not in page
    assert made["secret"] not in page
    assert "A board" not in owner.client.get("/me/tokens", headers=HTML).text

    ended = f"/me/tokens/{made['token']['id']}/end"
    assert anna.send(ended, {}, "/me/tokens").headers["location"] == "/me/tokens"
    assert "No program comes in as you" in anna.client.get("/me/tokens").text
    other = TestClient(anna.client.app, headers={"Authorization": f"Bearer {made['secret']}"})
    assert other.get("/v1/overview").status_code == 401


ALL_FORMS = {
    "/me/name": {"name": "Olga the First"},
    "/me/password": {"password": ANOTHER},
    "/mail": {"how": "never", "language": "", "zone": "", "quiet_from": "", "quiet_until": ""},
    "/organisation": {"name": "Town of Olga", "keeps_days": "30"},
    "/me/webhooks/new": {"url": "https://hook.example/T0/B0", "title": "Our board", "process": ""},
}


@pytest.mark.parametrize("path", ALL_FORMS)
def test_a_form_that_was_drawn_for_another_changes_nothing_of_whoever_signed_in_since(
    app: FastAPI, owner: Person, path: str
) -> None:
    page = owner.client.get(path, headers=HTML).text
    otto = a_person(app, "otto", "owner")
    before = everything_of(otto)
    otto.client, signed_in = owner.client, otto.client
    otto.sign_in()

    sent = owner.client.post(path, data=mark_in(page, path) | ALL_FORMS[path], follow_redirects=False)

    assert mark_in(page, path) != {}
    assert (sent.status_code, "made for somebody else" in sent.text) == (403, True)
    assert [typed for typed in ALL_FORMS[path].values() if len(typed) > 5 and typed in sent.text] == []
    assert everything_of(Person("otto", signed_in, owner.engine)) == before
    assert owner.client.post(path, data=mark_in(sent.text, path) | ALL_FORMS[path]).status_code == 200


@pytest.mark.parametrize("path", ALL_FORMS)
@pytest.mark.parametrize("mark", [{}, {"mark": ""}, {"mark": "é" * 64}, {"mark": "0" * 64}])
def test_a_form_without_the_mark_of_its_session_changes_nothing(owner: Person, path: str, mark: dict[str, str]) -> None:
    before = everything_of(owner)
    assert owner.client.post(path, data=mark | ALL_FORMS[path]).status_code == 403
    assert everything_of(owner) == before


def test_a_mark_is_of_one_session_and_of_one_form(app: FastAPI, anna: Person) -> None:
    other = elsewhere(app, anna)
    page = anna.client.get("/me/name").text
    mark = mark_in(page, "/me/name")
    assert other.client.post("/me/name", data=mark | {"name": "Another"}).status_code == 403
    assert anna.client.post("/me/password", data=mark | {"password": ANOTHER}).status_code == 403


def test_a_button_of_another_session_ends_no_token_and_shows_what_there_is(app: FastAPI, anna: Person) -> None:
    made = anna.post("/v1/tokens", {"title": "A board", "scopes": ["dashboard"], "days": 30})
    ended = f"/me/tokens/{made['token']['id']}/end"
    mark = mark_in(elsewhere(app, anna).client.get("/me/tokens").text, ended)

    answer = anna.client.post(ended, data=mark)

    assert (answer.status_code, "made for somebody else" in answer.text, "A board" in answer.text) == (403, True, True)
    assert is_sound(answer, ended)
    assert anna.client.post(ended, data=mark_in(answer.text, ended)).status_code == 303


def everything_of(person: Person) -> tuple[object, ...]:
    """Return what the forms of an account change, its password by whether one still signs in by it."""
    person.sign_in()
    own = person.get("/v1/me/data")
    return own["name"], own["mailboxes"][0]["how"], person.get("/v1/organisation"), person.get("/v1/webhooks")


@pytest.mark.parametrize(
    "path", ["/me/name", "/me/password", "/me/sessions/x/end", "/me/tokens/x/end", "/me/webhooks/x/end"]
)
@pytest.mark.parametrize("sent", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_no_other_site_changes_anything(anna: Person, path: str, sent: dict[str, str]) -> None:
    answer = anna.client.post(path, data={"name": "Eve", "password": ANOTHER}, headers=sent)
    assert (answer.status_code, "/problems/refused-origin" in answer.text) == (400, True)


def test_the_security_log_says_refused_of_who_is_sent_on_to_prove_who_he_is(
    anna: Person, owner: Person, time: Time, tmp_path: Path
) -> None:
    with written(tmp_path / "security.log"):
        anna.send("/me/password", {"password": ANOTHER})
        time.pass_by(minutes=11)
        anna.send("/me/password", {"password": PASSWORD})
        owner.send("/organisation", {"name": "Mine", "keeps_days": "30"}, follow_redirects=False)
    lines = [json.loads(one) for one in (tmp_path / "security.log").read_text().splitlines()]
    assert [(one["event"], one["outcome"], one.get("reason")) for one in lines] == [
        ("password-set", "done", None),
        ("password-set", "refused", "proof-needed"),
        ("organisation-change", "refused", "proof-needed"),
    ]
