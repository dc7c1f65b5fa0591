"""The pages by which people come in: without scripts, in two languages, and with no secret in any address."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from api.settings import Settings
from engine import Engine
from tests.api.access.people import Person, a_person, an_app
from tests.api.headers import cookie_faults, faults
from tests.engine.access.people import PASSWORD
from tests.mailing import Post

HTML = {"Accept": "text/html"}
ACCEPTED = {"name": "Bo Smit", "password": PASSWORD}


@pytest.fixture
def guest(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False, headers=HTML) as client:
        yield client


def a_link(owner: Person, **wished: object) -> str:
    body = {"email": "bo@local.example", "roles": ["observer"], **wished}
    return str(owner.post("/v1/invitations", body)["link"]).removeprefix("http://127.0.0.1:8420")


def is_sound(answer: Response, path: str) -> bool:
    """Tell whether a page has every header, no script, and nothing from elsewhere."""
    found = [one for one in faults(path, 200, answer.headers.multi_items()) if "Host-" not in one]
    text = answer.text
    return (
        not found and "<script" not in text and "style=" not in text and not re.search(r'(src|href|action)="http', text)
    )


def test_a_person_signs_in_by_a_form_and_goes_on_to_where_he_was(app: FastAPI, guest: TestClient) -> None:
    a_person(app, "anna", "observer")
    shown = guest.get("/sign-in?next=/prove")
    assert is_sound(shown, "/sign-in")
    assert '<html lang="en">' in shown.text
    assert 'name="next" value="/prove"' in shown.text
    assert 'autocomplete="current-password"' in shown.text

    wrong = guest.post("/sign-in", data={"email": "anna@local.example", "password": "wrong", "next": "/prove"})
    assert wrong.status_code == 403
    assert 'role="alert"' in wrong.text
    assert 'value="anna@local.example"' in wrong.text
    assert "wrong" not in wrong.text.partition("<form")[2]
    right = guest.post("/sign-in", data={"email": "anna@local.example", "password": PASSWORD, "next": "/prove"})
    assert (right.status_code, right.headers["location"]) == (303, "/prove")
    page = guest.get("/me")
    assert "anna@local.example" in page.text
    assert '<a href="/">' in page.text
    assert is_sound(page, "/me")
    left = guest.post("/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    assert guest.get("/me").headers["location"] == "/sign-in?next=%2Fme"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\/evil.example", "javascript:alert(1)", "evil",
     "/ok\r\nSet-Cookie: a=b", "/%0d%0a\n", "///evil.example"],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(app: FastAPI, guest: TestClient, elsewhere: str) -> None:
    a_person(app, "anna")
    data = {"email": "anna@local.example", "password": PASSWORD, "next": elsewhere}
    answer = guest.post("/sign-in", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.P18
def test_a_link_leaves_the_address_at_once_and_looking_uses_nothing_up(owner: Person, guest: TestClient) -> None:
    link = a_link(owner, email="bo@local.example")
    secret = link.partition("t=")[2]
    for _ in range(3):
        first = guest.get(link)
        assert (first.status_code, first.headers["location"]) == (303, "/invitation")
        assert first.content == b""
        assert secret not in str([value for name, value in first.headers.multi_items() if name != "set-cookie"])
        assert first.headers["referrer-policy"] == "no-referrer"
        assert first.headers["cache-control"] == "no-store"
        assert guest.head(link).status_code in {303, 405}
    shown = guest.get("/invitation")
    assert is_sound(shown, "/invitation")
    assert secret not in shown.text
    assert "bo@local.example" in shown.text

    came = guest.post("/invitation", data=ACCEPTED)
    assert (came.status_code, came.headers["location"]) == (303, "/")
    assert "Bo Smit" in guest.get("/me").text
    assert guest.get("/invitation").status_code == 410
    again = TestClient(guest.app, follow_redirects=True).get(link)
    assert again.status_code == 410
    assert "was used before" in again.text


def test_a_password_that_is_too_weak_shows_the_form_again(owner: Person, guest: TestClient) -> None:
    guest.get(a_link(owner))
    again = guest.post("/invitation", data={"name": "Bo Smit", "password": "password"})
    assert again.status_code == 403
    assert "everybody tries first" in again.text
    assert 'value="Bo Smit"' in again.text
    assert 'value="password"' not in again.text
    assert guest.post("/invitation", data=ACCEPTED).status_code == 303


def test_whoever_has_an_account_signs_in_and_comes_back_to_the_invitation(
    app: FastAPI, owner: Person, guest: TestClient
) -> None:
    a_person(app, "bo")
    guest.get(a_link(owner))
    assert 'href="/sign-in?next=/invitation"' in guest.get("/invitation").text
    assert 'name="next" value="/invitation"' in guest.get("/sign-in?next=/invitation").text
    known = {"email": "bo@local.example", "password": PASSWORD, "next": "/invitation"}
    assert guest.post("/sign-in", data=known).headers["location"] == "/invitation"

    assert "You accept as Bo." in guest.get("/invitation").text
    assert guest.post("/invitation", data={"button": ""}).status_code == 303
    assert "observer" in guest.get("/me").text


def test_whoever_is_signed_in_accepts_as_himself(app: FastAPI, owner: Person) -> None:
    bo = a_person(app, "bo")
    process = owner.open()
    owner.do(process, "join", participant="bo", name="Bo", party="Town", roles=["representative"])
    link = a_link(owner, roles=[], process=process, participant="bo")
    shown = bo.client.get(link)
    assert "You accept as Bo." in shown.text
    assert "Along the river" in shown.text
    assert 'type="password"' not in shown.text
    bo.client.post("/invitation", data={"button": ""})
    bo.get(f"/v1/processes/{process}")


def test_what_people_typed_is_text_on_every_page(app: FastAPI, owner: Person, guest: TestClient) -> None:
    vector = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    process = owner.open(title=vector)
    owner.do(process, "join", participant="bo", name="Bo", party="Town", roles=["representative"])
    guest.get(a_link(owner, process=process, participant="bo"))
    pages = [
        guest.get("/invitation"),
        guest.post("/invitation", data={"name": vector, "password": "x"}),
        guest.post("/sign-in", data={"email": vector, "password": "x", "next": vector, "organisation": vector}),
        guest.get("/sign-in", params={"next": vector, "organisation": vector[:60]}),
        guest.post("/invitation", data={"name": vector, "password": PASSWORD}),
        guest.get("/me"),
    ]
    assert [one.text for one in pages if "<script" in one.text or "<img" in one.text] == []
    assert "&lt;script" in pages[0].text


def test_one_signs_in_by_a_link_once_by_pressing_a_button(app: FastAPI, guest: TestClient) -> None:
    post = Post(app)
    a_person(app, "anna")
    guest.post("/v1/sign-in-links", json={"email": "anna@local.example"})
    link = f"/sign-in/link?t={post.secret()}"
    assert guest.get(link).headers["location"] == "/sign-in/link"
    assert is_sound(guest.get("/sign-in/link"), "/sign-in/link")
    assert guest.post("/sign-in/link").headers["location"] == "/"
    guest.get(link)
    assert guest.post("/sign-in/link").status_code == 410


def test_one_proves_who_one_is_and_goes_on(app: FastAPI) -> None:
    anna = a_person(app, "anna")
    shown = anna.client.get("/prove?next=/v1/me")
    assert "Is it you?" in shown.text
    wrong = anna.client.post("/prove", data={"password": "wrong boat", "next": "/me"})
    assert wrong.status_code == 403
    right = anna.client.post("/prove", data={"password": PASSWORD, "next": "/me"}, follow_redirects=False)
    assert (right.status_code, right.headers["location"]) == (303, "/me")


def test_the_pages_are_in_dutch_for_who_reads_dutch(owner: Person, guest: TestClient) -> None:
    guest.headers["Accept-Language"] = "nl"
    guest.get(a_link(owner))
    for path, words in (("/sign-in", "Aanmelden"), ("/invitation", "U bent uitgenodigd")):
        page = guest.get(path)
        assert '<html lang="nl">' in page.text
        assert words in page.text
        assert "page_" not in page.text


def test_another_sites_page_signs_nobody_in_or_out(app: FastAPI, guest: TestClient) -> None:
    a_person(app, "anna")
    data = {"email": "anna@local.example", "password": PASSWORD}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        for path in ("/sign-in", "/sign-out", "/invitation", "/sign-in/link", "/prove", "/v1/session"):
            assert guest.post(path, data=data, headers=headers).status_code == 400


def test_over_tls_every_cookie_is_for_this_host_alone(engine: Engine) -> None:
    app = an_app(engine, Settings(access="accounts", url="https://testserver"))
    a_person(app, "olga", "owner")
    owner = Person("olga", TestClient(app, base_url="https://testserver"), engine)
    owner.sign_in()
    link = str(owner.post("/v1/invitations", {"email": "bo@local.example", "roles": ["observer"]})["link"])
    guest = TestClient(app, base_url="https://testserver", follow_redirects=False)
    answers = [guest.get(link), guest.post("/invitation", data=ACCEPTED), guest.post("/sign-out")]
    cookies = [one for answer in answers for one in answer.headers.get_list("set-cookie")]
    assert len(cookies) == 4
    assert [fault for one in cookies for fault in cookie_faults(one)] == []
    found = [one for answer in answers for one in faults("/", 204, answer.headers.multi_items(), https=True)]
    assert found == []


def test_a_form_that_is_too_large_or_none_is_refused(guest: TestClient) -> None:
    assert guest.post("/sign-in", data={"email": "x" * 20_000}).status_code == 413
    assert guest.post("/sign-in", json={"email": "x"}).status_code == 415
    assert guest.post("/sign-in", data={f"k{n}": "v" for n in range(30)}).status_code == 422


def test_everybody_reads_on_his_own_page_how_long_is_kept_and_an_owner_changes_it(app: FastAPI, owner: Person) -> None:
    watcher = a_person(app, "walt", "observer")
    assert "kept here until an owner deletes it" in watcher.client.get("/me").text
    assert "/organisation" not in watcher.client.get("/me").text
    assert 'href="/organisation"' in owner.client.get("/me").text
    shown = owner.client.get("/organisation")
    assert is_sound(shown, "/organisation")
    assert 'name="keeps_days" type="number" autocomplete="off" value="" aria-' in shown.text

    for typed in ("29", "-1", "0", "a", "9" * 20, "٩" * 2, "1e3"):
        again = owner.send("/organisation", {"name": "Hillewoude", "keeps_days": typed})
        assert again.status_code == 403, typed
        assert "30 to 36525 days, or for ever" in again.text
        assert 'value="Hillewoude"' in again.text
    done = owner.send("/organisation", {"name": "Hillewoude", "keeps_days": " 90 "}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/me")

    assert "at Hillewoude" in owner.client.get("/me").text
    assert "kept here for 90 days" in watcher.client.get("/me").text
    assert "tot 90 dagen na" in watcher.client.get("/me", headers={"Accept-Language": "nl"}).text
    assert 'value="90"' in owner.client.get("/organisation").text
    owner.send("/organisation", {"name": "Hillewoude", "keeps_days": ""})
    assert "kept here until an owner deletes it" in watcher.client.get("/me").text


def test_whoever_types_a_password_sees_for_which_address_and_can_have_it_kept_with_that(
    owner: Person, guest: TestClient
) -> None:
    fixed = re.compile(r'<input id="email" readonly type="email" autocomplete="username" value="([^"]*)">')
    proof = owner.client.get("/prove")
    assert fixed.findall(proof.text) == ["olga@local.example"]

    guest.get(a_link(owner))
    assert fixed.findall(guest.get("/invitation").text) == ["bo@local.example"]
    answer = guest.post("/invitation", data=ACCEPTED | {"email": "eve@local.example"})
    assert answer.status_code == 303
    assert "bo@local.example" in guest.get("/me").text
