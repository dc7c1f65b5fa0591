"""Everything that the security log is to tell is told, and no word of what is confidential stands in any log."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from api.security.events import EVENTS, OUTCOMES
from api.security.line import FIELDS
from api.security.output import written
from engine import Engine
from tests.api.security.story import Story
from tests.listening import served
from tests.promises.kept import Clock
from tests.sqlite import a_file

LOGGERS = ("", "uvicorn", "sluis.security")  # the others hand on to these


@dataclass(frozen=True, slots=True)
class Told:
    """What was told in a day: lines of the security log, the output of every logger, and what may stand in none."""

    lines: list[dict[str, Any]]
    everything: str
    secrets: set[str]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [one for one in self.lines if one["event"] == event]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Play a day once: several tests look at it."""
    folder = tmp_path_factory.mktemp("day")
    everything, clock = folder / "everything", Clock(datetime.now(UTC))  # browsers look at when a cookie ends
    hearer = logging.FileHandler(everything, encoding="utf-8")
    with Engine.open(a_file(folder / "sluis.db"), now=clock) as engine:
        story = Story(engine, clock)
        with served(story.app) as port, written(folder / "security.log"):
            for name in LOGGERS:
                logging.getLogger(name).addHandler(hearer)
            hearer.setFormatter(logging.getLogger("uvicorn").handlers[0].formatter)
            try:
                story.play(f"http://127.0.0.1:{port}")
            finally:
                for name in LOGGERS:
                    logging.getLogger(name).removeHandler(hearer)
                hearer.close()
    lines = (folder / "security.log").read_text().splitlines()
    return Told([json.loads(one) for one in lines], everything.read_text() + "\n".join(lines), story.secrets)


def test_every_event_of_the_list_is_told_and_no_other(told: Told) -> None:
    assert {one["event"] for one in told.lines} == set(EVENTS)
    assert {one["outcome"] for one in told.lines} == set(OUTCOMES)


def test_no_log_holds_what_is_secret_or_what_somebody_wrote(told: Told) -> None:
    assert "RuntimeError" in told.everything
    assert len(told.secrets) > 12
    assert min(map(len, told.secrets)) > 5

    assert [one for one in told.secrets if one.lower() in told.everything.lower()] == []


def test_a_line_is_of_known_fields_and_of_ids(told: Told) -> None:
    ids = re.compile(r"[0-9a-f]{16}|[0-9a-f-]{36}")
    for line in told.lines:
        assert list(line) == [one for one in FIELDS if one in line]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["at"])
        assert {"event", "outcome", "address", "request", "method"} <= set(line)
        known = {line.get(one) for one in ("account", "session", "token", "request", "process", "subject")}
        assert [one for one in known if one and not ids.fullmatch(one)] == []
        assert ("reason" in line) == (line["outcome"] == "refused" or line.get("reason") == "busy"), line


def test_who_came_in_and_who_did_not(told: Told) -> None:
    first, wrong, right, nobody, *_ = [*told.of("invitation-accept")[:1], *told.of("sign-in")]
    assert wrong["reason"] == "sign-in-refused"
    assert wrong["account"] == right["account"] == first["account"]
    assert wrong["tried"] == right["tried"] != nobody["tried"]
    assert "session" not in wrong
    assert right["session"] != first["session"] == told.of("session-end")[0]["subject"]
    assert "account" not in nobody
    assert [one["outcome"] for one in told.of("proof")][:2] == ["refused", "done"]
    assert [(one["outcome"], "account" in one) for one in told.of("sign-in-link-ask")] == [
        ("done", True),
        ("done", False),
    ]
    assert [(one["by"], one["outcome"]) for one in told.of("sign-in") if one["by"] == "link"] == [
        ("link", "done"), ("link", "refused")]  # fmt: skip


def test_what_was_made_is_told_by_its_id_when_it_is_used_and_ended(told: Told) -> None:
    rik, bo = told.of("invitation-make")
    accepted = told.of("invitation-accept")
    assert accepted[1]["subject"] == rik["subject"]
    assert accepted[1]["process"] == rik["process"]
    assert [one["subject"] for one in told.of("invitation-revoke")] == [bo["subject"]]
    gone, old = told.of("token-make")
    assert [one.get("subject") for one in told.of("token-end")] == [gone["subject"], None]
    assert [(one["reason"], one.get("token")) for one in told.of("token-use")] == [
        ("expired", old["subject"]), ("unknown", gone["subject"]), ("malformed", None)]  # fmt: skip
    hook, other = told.of("webhook-make")[:2]
    for event in ("change", "renew", "try"):
        assert [one["subject"] for one in told.of(f"webhook-{event}")] == [hook["subject"]], event
    assert [(one["subject"], one["outcome"]) for one in told.of("webhook-end")] == [
        (hook["subject"], "done"), (hook["subject"], "refused")]  # fmt: skip
    assert other["subject"] != hook["subject"]
    (made,) = told.of("account-make")
    changed = [
        one for one in told.lines if one["event"].startswith(("account-", "roles-")) and one["outcome"] == "done"
    ]
    assert {one["subject"] for one in changed} == {made["subject"]}
    assert [(one.get("given"), one.get("taken"), one["outcome"]) for one in told.of("roles-change")] == [
        ("author", None, "done"), (None, "observer", "done"), (None, None, "refused")]  # fmt: skip


def test_what_is_done_in_a_process_is_told_with_its_id(told: Told) -> None:
    (opened,) = {one["process"] for one in told.of("waive")}
    for event in ("pick", "waive", "agree", "redact", "export"):
        assert [(one["outcome"], one["process"]) for one in told.of(event)] == [("done", opened)], event
    assert {one["by"] for one in told.of("reading")} == {"process", "log"}


def test_refusals_say_why_and_where_and_hold_no_address_that_was_made_up(told: Told) -> None:
    found = {(one["reason"], one.get("route"), one.get("process") is None) for one in told.of("access")}
    assert found >= {
        ("sign-in-needed", "/v1/processes/{process}", False), ("sign-in-needed", None, True),
        ("for-owners", "/v1/accounts", True), ("unknown", "/v1/processes/{process}", True),
    }  # fmt: skip
    assert [one["reason"] for one in told.of("place")] == ["other-name", "other-site"]
    assert {one["reason"] for one in told.of("rate-limit")} == {"too-often"}
    (error,) = told.of("error")
    assert re.match(r"RuntimeError at .*story\.py:\d+$", error["error"])
