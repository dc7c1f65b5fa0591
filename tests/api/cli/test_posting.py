"""`sluis mail` on the database itself: what waits, what failed, and having it tried again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import Engine
from engine.outbox.mail.shapes import Outcome
from tests.api.cli.test_seeing_to import olga, sluis, told, url
from tests.engine.access.people import with_quick_passwords
from tests.mailing import Box, an_office

__all__ = ["olga", "url"]


def failed(url: str, *outcomes: Outcome) -> None:
    """Let Olga ask for a link that does not go."""
    with Engine.open(url) as engine:
        with_quick_passwords(engine)
        engine.access.links.mail("local", "olga@local.example", "en")
        box = Box(answers={"olga@local.example": list(outcomes)})
        engine.mailer(an_office(box)).round()


def test_where_all_is_well_it_says_by_what_way_mail_goes(url: str, olga: str, tmp_path: Path) -> None:
    assert olga
    said = told("mail")
    assert f"into {tmp_path}" in said.replace("\n", "")
    assert "Letters that wait: 0" in said
    assert "nothing" in said


def test_what_failed_is_shown_with_why_and_tried_again_when_asked(url: str, olga: str) -> None:
    failed(url, Outcome("refused", 550))
    found = json.loads(told("mail", "--json"))
    (one,) = found["failed"]
    assert (found["waiting"], one["kind"], one["why"], one["status"], one["is_over"]) == (
        0,
        "sign_in",
        "refused",
        550,
        True,
    )
    assert "its server refuses it (550)" in " ".join(told("mail").split())
    assert olga.partition("t=")[2].strip() not in told("mail", "--json")

    again = json.loads(told("mail", "--retry", "--json"))
    assert (again["waiting"], again["failed"][0]["is_over"]) == (1, False)
    with Engine.open(url) as engine:
        box = Box()
        assert engine.mailer(an_office(box)).round() == 1
    assert json.loads(told("mail", "--json"))["failed"] == []


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SLUIS_MAIL": "off"}, "nowhere (SLUIS_MAIL=off)"),
        (
            {
                "SLUIS_MAIL": "smtp", "SLUIS_SMTP_HOST": "mail.example.org", "SLUIS_MAIL_FROM": "us@example.org",
                "SLUIS_URL": "https://sluis.example.org",
            },
            "by mail.example.org, from us@example.org",
        ),
    ],
)  # fmt: skip
def test_it_says_where_mail_goes_as_it_is_set(
    url: str, olga: str, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    assert olga
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert said in told("mail")


def test_of_an_organisation_that_is_not_there_nothing_is_shown(url: str, olga: str) -> None:
    assert olga
    assert sluis("mail", "--organisation", "nowhere").exit_code != 0
