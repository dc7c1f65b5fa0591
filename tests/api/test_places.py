"""Who may ask from where: names, origins and guests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings, SettingsWrong, read_settings
from engine import Engine
from tests.api.conftest import OPENING

HOST = "sluis.example.org"
BOARD = "https://board.example"
LEAVE = {"do": "leave", "actor": "rik"}


@pytest.fixture
def client(engine: Engine) -> TestClient:
    told = {"url": f"https://{HOST}", "hosts": ("intern.example",), "cors_origins": (BOARD,)}
    return TestClient(create_app(engine, Settings().model_copy(update=told)), base_url=f"https://{HOST}")


@pytest.mark.parametrize("host", [HOST, HOST.upper(), f"{HOST}:443", "intern.example", "127.0.0.1:8420", "[::1]"])
def test_the_names_that_are_set_and_those_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", [f"evil.{HOST}", f"{HOST}.evil", "example.org", f"{HOST}@evil", f"{HOST}:443:1", "*"])
def test_other_names_are_not(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": f"https://{HOST}"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site", "Origin": f"https://{HOST}"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "SAME-ORIGIN"}, False),
        ({"Sec-Fetch-Site": ""}, False),
        ({"Origin": f"https://{HOST}"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": f"https://{HOST}.evil"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({"Origin": BOARD}, True),
        ({"Origin": BOARD, "Sec-Fetch-Site": "cross-site"}, True),
        ({"Origin": BOARD, "Sec-Fetch-Site": "cross-site", "Cookie": "__Host-sluis=x"}, False),
        ({"Origin": "http://board.example", "Sec-Fetch-Site": "cross-site"}, False),
    ],
)
def test_a_write_comes_from_our_own_pages_from_a_guest_without_cookies_or_from_no_page(
    client: TestClient, headers: dict[str, str], passes: bool
) -> None:  # fmt: skip
    answer = client.post("/v1/processes", json=OPENING, headers=headers)

    assert answer.status_code == (201 if passes else 400)


def preflight(client: TestClient, origin: str) -> Response:
    asks = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return client.options("/v1/processes", headers=asks)


def test_a_guests_page_may_read_an_answer_a_refusal_too_and_never_with_cookies(client: TestClient) -> None:
    for path, status in (("/v1/methods", 200), ("/v1/processes/none", 404)):
        answer = client.get(path, headers={"Origin": BOARD})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, BOARD)
        assert "access-control-allow-credentials" not in answer.headers
        assert "etag" in answer.headers["access-control-expose-headers"].lower()
        assert "Origin" in answer.headers["vary"]
    asked = preflight(client, BOARD)
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, BOARD)
    assert "Authorization" in asked.headers["access-control-allow-headers"]


def test_no_other_page_may_read_an_answer(client: TestClient) -> None:
    for origin in ("https://evil.example", "null", f"{BOARD}.evil", BOARD.upper()):
        answers = [client.get("/v1/methods", headers={"Origin": origin}), preflight(client, origin)]
        assert [one.status_code for one in answers] == [200, 405]
        assert not any(name.startswith("access-control") for one in answers for name in one.headers)


SMTP = {
    "ACCESS": "accounts", "MAIL": "smtp", "SMTP_HOST": "mail.example.org", "MAIL_FROM": "sluis@example.org",
    "URL": "https://sluis.example.org",
}  # fmt: skip


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"ACCESS": "accounts", "HOST": "0.0.0.0"}, "SLUIS_HOST: 0.0.0.0 can be reached by others"),  # noqa: S104 - the same
        ({"ACCESS": "accounts", "HOST": "::", "URL": "http://sluis.example.org"}, "may not go about unsealed"),
        ({"ACCESS": "accounts", "URL": "http://sluis.example.org"}, "may not go about unsealed"),
        ({"ACCESS": "accounts", "HOSTS": "sluis.example.org"}, "may not go about unsealed"),
        ({"ACCESS": "accounts", "ORGANISATION": "The Town"}, "SLUIS_ORGANISATION"),
        ({"HOST": "0.0.0.0"}, "SLUIS_HOST: 0.0.0.0 can be reached by others"),  # noqa: S104 - it is refused
        ({"HOST": "::"}, ":: can be reached"),
        ({"HOST": "sluis.example.org"}, "acts for everybody"),
        ({"URL": "https://sluis.example.org"}, "SLUIS_URL: sluis.example.org can be reached"),
        ({"HOSTS": "localhost, other.example"}, "SLUIS_HOSTS: other.example can be reached"),
        ({"URL": "https://localhost/path"}, "without a path"),
        ({"CORS_ORIGINS": "*"}, "'*' is not an address"),
        ({"CORS_ORIGINS": "https://a.example,null"}, "'null' is not an address"),
        ({"CORS_ORIGINS": "https://me@a.example"}, "is not an address"),
        ({"READS_PER_MINUTE": "-1"}, "SLUIS_READS_PER_MINUTE"),
        ({"WEBHOOK_INNER_HOSTS": "*"}, "'*' is no receiver"),
        ({"WEBHOOK_INNER_HOSTS": "board, http://board"}, "'http://board' is no receiver"),
        ({"WEBHOOK_INNER_HOSTS": "10.0.0.0/8"}, "is no receiver"),
        ({"MAIL": "smtp"}, "SLUIS_MAIL: mail by SMTP needs SLUIS_SMTP_HOST, SLUIS_MAIL_FROM, SLUIS_URL too"),
        ({"MAIL": "post"}, "SLUIS_MAIL"),
        ({"MAIL_FROM": "Sluis <sluis@example.org>"}, "SLUIS_MAIL_FROM: 'Sluis <sluis@example.org>' is no address"),
        ({"MAIL_FROM": "a@b\r\nBcc: c@d"}, "is no address of mail"),
        (SMTP | {"SMTP_TLS": "off"}, "SLUIS_SMTP_TLS=off is for a server on this machine"),
        (
            SMTP | {"SMTP_HOST": "127.0.0.1", "SMTP_TLS": "off", "SMTP_USER": "us", "SMTP_PASSWORD_FILE": "x"},
            "without a",
        ),
        (SMTP | {"SMTP_USER": "us"}, "SLUIS_SMTP_USER and SLUIS_SMTP_PASSWORD_FILE go together"),
    ],
)
def test_a_setting_that_would_open_the_door_too_far_is_refused(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"SLUIS_{name}", value)

    with pytest.raises(SettingsWrong) as refused:
        read_settings()

    assert said in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: dict[str, Any] = {"CORS_ORIGINS": "https://a.example, http://localhost:3000", "HOST": "127.0.0.1"}
    for name, value in wanted.items():
        monkeypatch.setenv(f"SLUIS_{name}", value)

    assert read_settings().cors_origins == ("https://a.example", "http://localhost:3000")
    monkeypatch.setenv("SLUIS_WEBHOOK_INNER_HOSTS", "board.internal, 10.0.0.7:8080,[fd00::7]:8080")
    assert read_settings().webhook_inner_hosts == ("board.internal", "10.0.0.7:8080", "[fd00::7]:8080")


def test_mail_goes_beside_a_file_unless_another_folder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLUIS_DATABASE_URL", "sqlite:////var/lib/sluis/sluis.db")
    assert read_settings().folder_of_mail == Path("/var/lib/sluis/sluis.db.mail")
    monkeypatch.setenv("SLUIS_DATABASE_URL", "postgresql+psycopg://sluis@localhost/sluis")
    assert read_settings().folder_of_mail is None
    monkeypatch.setenv("SLUIS_MAIL_FOLDER", "/srv/mail")
    assert read_settings().folder_of_mail == Path("/srv/mail")


def test_mail_by_a_server_with_a_login_is_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (SMTP | {"SMTP_USER": "us", "SMTP_PASSWORD_FILE": "secret"}).items():
        monkeypatch.setenv(f"SLUIS_{name}", value)
    found = read_settings()
    assert (found.smtp_tls, found.smtp_port, found.smtp_user) == ("starttls", None, "us")
