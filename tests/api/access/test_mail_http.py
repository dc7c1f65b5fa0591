"""Mail over HTTP: what is mailed for whoever asks, what one says of it oneself, and the link that ends it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.mailing import SenderUnusable
from api.settings import Settings
from engine import Engine
from engine.access.mailboxes import token_of
from tests.api.access.people import Person, a_person, invited
from tests.mailing import Post, read_mail, secret_of, text_of

AS_IT_IS = {"how": "at_once", "language": None, "zone": None, "quiet_from": None, "quiet_until": None}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def post(app: FastAPI) -> Post:
    return Post(app)


def a_token(app: FastAPI, person: Person) -> str:
    """Return the token that stands at the foot of somebody's mail."""
    engine: Engine = app.state.engine
    account = person.get("/v1/me")["account"]["id"]
    return token_of(engine._journal.signing_key(), account, person.email)  # noqa: SLF001 - the tests look behind the door


def test_an_invitation_is_mailed_in_the_language_of_whoever_invites(owner: Person, post: Post) -> None:
    body = {"email": "cas@local.example", "roles": ["observer"]}
    made = owner.post("/v1/invitations", body, headers={"Accept-Language": "nl"})

    assert made["mailed"] is True
    (letter,) = [one for one in post.sent() if one.to == "cas@local.example"]
    assert read_mail(letter.data)["Subject"] == "local nodigt u uit"
    assert secret_of(letter.data) not in made["link"]
    guest = TestClient(owner.client.app, follow_redirects=True)
    assert "local" in guest.get(f"/invitation?t={secret_of(letter.data)}").text


def test_who_invites_can_hand_the_link_over_himself(owner: Person, post: Post) -> None:
    body = {"email": "cas@local.example", "roles": ["observer"], "mail": False}
    assert owner.post("/v1/invitations", body)["mailed"] is False
    assert [one for one in post.sent() if one.to == "cas@local.example"] == []


def test_a_server_that_mails_nothing_says_so_and_keeps_no_letter(engine: Engine, app: FastAPI, owner: Person) -> None:
    other = create_app(engine, Settings(access="accounts", mail="off"))
    quiet = Person("olga", TestClient(other), owner.engine)
    quiet.sign_in()

    assert quiet.post("/v1/invitations", {"email": "cas@local.example", "roles": ["observer"]})["mailed"] is False
    assert quiet.client.post("/v1/sign-in-links", json={"email": owner.email}).status_code == 202
    assert other.state.mailer is None
    assert quiet.client.get("/sign-in/ask").status_code == 404
    assert "/sign-in/ask" not in quiet.client.get("/sign-in").text
    assert [one.to for one in Post(app).sent() if one.to != owner.email] == []


def test_one_asks_for_a_link_on_a_page_that_tells_nobody_who_has_an_account(
    owner: Person, nobody: TestClient, post: Post
) -> None:
    assert 'href="/sign-in/ask"' in nobody.get("/sign-in").text
    assert 'name="email"' in nobody.get("/sign-in/ask").text
    pages = [nobody.post("/sign-in/ask", data={"email": one}).text for one in (owner.email, "nora@local.example")]

    assert pages[0] == pages[1]
    assert [one.to for one in post.sent()] == [owner.email]
    nobody.get(f"/sign-in/link?t={post.secret()}")
    assert nobody.post("/sign-in/link", follow_redirects=False).status_code == 303
    assert nobody.get("/v1/me").json()["account"]["email"] == owner.email


def test_who_asks_for_many_links_is_told_to_wait_and_who_is_asked_for_gets_few(
    app: FastAPI, owner: Person, nobody: TestClient, post: Post
) -> None:
    for number in range(4):
        a_person(app, f"p{number}")
    asked = [nobody.post("/v1/sign-in-links", json={"email": f"x{one}@local.example"}).status_code for one in range(14)]
    mine = [nobody.post("/v1/sign-in-links", json={"email": owner.email}).status_code for _ in range(8)]

    assert set(asked) == {202}
    assert mine.count(202) <= 5
    assert mine[-1] == 429
    assert len([one for one in post.sent() if one.to == owner.email]) <= 5


def test_one_says_how_one_is_told_and_only_what_is_named_changes(owner: Person) -> None:
    before = owner.get("/v1/me/mail")
    assert before == AS_IT_IS | {"sent_at": None, "failed_at": None}

    owner.client.patch("/v1/me/mail", json={"how": "daily", "zone": "Europe/Brussels", "language": "nl"})
    answer = owner.client.patch("/v1/me/mail", json={"quiet_from": "22:00", "quiet_until": "07:30"})
    assert answer.json() == {
        "how": "daily", "language": "nl", "zone": "Europe/Brussels", "quiet_from": "22:00", "quiet_until": "07:30",
        "sent_at": None, "failed_at": None,
    }  # fmt: skip
    again = owner.client.patch("/v1/me/mail", json={"quiet_from": None, "quiet_until": None, "zone": None})
    assert (again.json()["quiet_from"], again.json()["zone"], again.json()["how"]) == (None, None, "daily")
    assert owner.get("/v1/me/data")["mailboxes"][0]["how"] == "daily"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"how": "weekly"}, "/how"), ({"zone": "Mars/Olympus"}, "/zone"), ({"zone": "../../etc/passwd"}, "/zone"),
        ({"language": "Nederlands"}, "/language"), ({"quiet_from": "24:00", "quiet_until": "07:00"}, "/quiet_from"),
        ({"quiet_from": "22:00"}, "/quiet_until"), ({"quiet_from": "22:00", "quiet_until": "22:00"}, "/quiet_until"),
        ({"quiet_until": "7"}, "/quiet_until"), ({"more": 1}, "/more"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_place_and_nothing_changes(
    body: dict[str, object], pointer: str, owner: Person
) -> None:
    answer = owner.client.patch("/v1/me/mail", json=body)
    assert answer.status_code == 422
    assert pointer in answer.text
    assert owner.get("/v1/me/mail") == AS_IT_IS | {"sent_at": None, "failed_at": None}


def test_a_program_says_nothing_of_mail(owner: Person) -> None:
    program = owner.by(owner.token("read", "act"))
    assert program.client.patch("/v1/me/mail", json={"how": "never"}).status_code == 403
    assert program.client.get("/v1/me/mail").status_code == 403


def test_the_page_shows_what_one_chose_and_what_is_wrong_with_it(owner: Person) -> None:
    assert 'href="/mail"' in owner.client.get("/me").text
    assert "<select" in owner.client.get("/mail").text
    chosen = {"how": "daily", "language": "nl", "zone": "", "quiet_from": "22:00", "quiet_until": "07:00"}
    assert '<option value="daily" selected>' in owner.send("/mail", chosen).text
    wrong = owner.send("/mail", chosen | {"zone": "<b>Mars"})
    assert (wrong.status_code, "<b>Mars" in wrong.text, "&lt;b&gt;Mars" in wrong.text) == (403, False, True)
    assert owner.get("/v1/me/mail")["zone"] is None
    owner.client.headers["Accept-Language"] = "nl"
    assert "Welke mail u krijgt" in owner.client.get("/mail").text


def test_looking_at_the_page_that_ends_mail_ends_nothing(app: FastAPI, owner: Person, nobody: TestClient) -> None:
    token = a_token(app, owner)
    for verb in ("GET", "HEAD"):
        nobody.request(verb, f"/no-more-mail?t={token}")
    assert owner.get("/v1/me/mail")["how"] == "at_once"
    assert token in nobody.get(f"/no-more-mail?t={token}").text


def test_one_click_ends_mail_by_a_program_of_mail_or_by_the_button(
    app: FastAPI, owner: Person, nobody: TestClient
) -> None:
    anna = a_person(app, "anna")
    for _ in range(2):
        assert nobody.post(f"/no-more-mail?t={a_token(app, owner)}", data=ONE_CLICK).status_code == 200
    assert nobody.post("/no-more-mail", data={"t": a_token(app, anna)}).status_code == 200

    assert [one.get("/v1/me/mail")["how"] for one in (owner, anna)] == ["never", "never"]


def test_one_click_ends_mail_also_where_a_program_sends_it_in_parts(
    app: FastAPI, owner: Person, nobody: TestClient
) -> None:
    parts = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    where = f"/no-more-mail?t={a_token(app, owner)}"

    assert nobody.post("/no-more-mail", content=parts, headers=headers).status_code == 415
    assert nobody.post(where, content=parts, headers=headers).status_code == 200
    assert owner.get("/v1/me/mail")["how"] == "never"


def test_one_server_of_mail_ends_mail_of_many_and_none_of_them_again_and_again_without_bound(
    app: FastAPI, owner: Person, nobody: TestClient
) -> None:
    many = [a_token(app, a_person(app, f"p{number}")) for number in range(4)]
    ended = [nobody.post(f"/no-more-mail?t={token}", data=ONE_CLICK).status_code for token in many * 6]
    wrong = [nobody.post(f"/no-more-mail?t=wrong{number}", data=ONE_CLICK).status_code for number in range(25)]
    again = nobody.post(f"/no-more-mail?t={a_token(app, owner)}", data=ONE_CLICK)

    assert (ended[:20], ended[20:]) == ([200] * 20, [429] * 4)
    assert (wrong[0], wrong[-1]) == (410, 429)
    assert again.status_code == 200


@pytest.mark.parametrize("url", ["http://[::1]:8000", "http://[::1]"])
def test_a_server_whose_mail_would_come_from_no_address_does_not_start(url: str, engine: Engine) -> None:
    with pytest.raises(SenderUnusable, match=r"sluis@::1.*SLUIS_MAIL_FROM"):
        create_app(engine, Settings(access="accounts", url=url))
    create_app(engine, Settings(access="accounts", url=url, mail_from="sluis@town.example"))


@pytest.mark.parametrize("wrong", ["", "x", ".", "a.b", "\x00.\x00", "é.é", "x" * 200])
def test_what_is_no_token_ends_nothing_and_is_answered_alike(wrong: str, owner: Person, nobody: TestClient) -> None:
    answer = nobody.post("/no-more-mail", data={"t": wrong})
    assert answer.status_code == 410
    assert owner.get("/v1/me/mail")["how"] == "at_once"
    assert answer.text == nobody.post("/no-more-mail", data={"t": "another"}).text


def test_the_token_of_one_ends_mail_of_no_other_and_lets_nobody_in(
    app: FastAPI, owner: Person, nobody: TestClient
) -> None:
    anna = a_person(app, "anna")
    token = a_token(app, owner)
    mixed = f"{anna.get('/v1/me')['account']['id']}.{token.partition('.')[2]}"
    assert nobody.post(f"/no-more-mail?t={mixed}", data=ONE_CLICK).status_code == 410
    assert nobody.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    nobody.cookies.set("sluis", token)
    assert nobody.get("/v1/me").status_code == 401
    assert nobody.post("/v1/sign-in-links/use", json={"token": token}).status_code == 410
    assert nobody.post("/v1/invitations/look", json={"token": token}).status_code in {404, 410}
    assert anna.get("/v1/me/mail")["how"] == "at_once"


def test_who_takes_part_is_mailed_where_there_is_something_and_reads_it_there(
    app: FastAPI, owner: Person, post: Post
) -> None:
    process = owner.open(title="A secret title")
    bo = invited(app, owner, process, "bo", role="principal")
    (letter,) = [one for one in post.sent() if one.to == bo.email and "/processes/" in text_of(one.data)]

    assert f"/processes/{process}" in text_of(letter.data)
    assert b"secret title" not in letter.data
    assert bo.client.get(f"/processes/{process}").status_code == 200
