"""`sluis organisation` and `sluis process`: what is kept, put away and deleted, and that it is meant."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine import Engine
from engine.access.identity import operator_of
from engine.errors import ProcessUnknown
from engine.language import read_method
from tests.api.cli.running import NO, YES
from tests.api.cli.test_acting import Terminal
from tests.api.cli.test_seeing_to import sluis, told, url, why
from tests.api.conftest import METHOD
from tests.engine.access.people import an_account, an_organisation
from tests.engine.journal.neighbours import Time, a_command, accepted
from tests.engine.process.family_methods import FINDING, TALKS

__all__ = ["url"]  # the database of the test


def over(where: str, at: Time | None = None) -> str:
    """Open a process and end it; returns its id."""
    with Engine.open(where, now=at) as engine:
        town = an_organisation(engine, "local")
        town.publish(read_method(METHOD, "small.yaml"))
        opening = a_command(
            "open", "noor", method="small", title="Along the river", name="Noor", case={"occasion": "x"}
        )
        process = accepted(town.submit(None, opening)).process
        accepted(town.submit(process, a_command("cancel", "noor", reason="Over")))
        return process


def is_there(where: str, process: str) -> bool:
    with Engine.open(where) as engine:
        try:
            return engine.situation(process)[1].process == process
        except ProcessUnknown:
            return False


def test_an_organisation_is_made_listed_and_deleted_once_that_is_meant(url: str) -> None:
    link = told("organisation", "add", "town", "--name", "The town")
    assert link.startswith("http://127.0.0.1:8420/invitation?t=")
    assert json.loads(told("organisation", "add", "water", "--json"))["link"] != link
    told("user", "add", "olga@town.example", "--name", "Olga", "--role", "owner", "--organisation", "town")
    assert "it has an owner" in why("organisation", "add", "town")
    assert "small letters" in why("organisation", "add", "The Town")
    assert told("organisation", "list").splitlines() == [
        "town  The town", "  1 person, 0 methods, 0 processes  ·  keeps what has ended for ever",
        "water  water", "  0 people, 0 methods, 0 processes  ·  keeps what has ended for ever",
    ]  # fmt: skip

    looked = json.loads(told("organisation", "delete", "town", "--dry-run", "--json"))
    assert (looked["accounts"], looked["going_on"], looked["deleted"]) == (1, 0, False)
    assert "say it once more, by --yes town" in why("organisation", "delete", "town")
    assert "nothing was changed" in why("organisation", "delete", "town", "--yes", "water")
    assert "no organisation village" in why("organisation", "delete", "village", "--yes", "village")
    assert len(json.loads(told("organisation", "list", "--json"))) == 2
    assert told("organisation", "delete", "town", "--yes", "town").splitlines()[-1] == "deleted organisation town"
    assert [one["id"] for one in json.loads(told("organisation", "list", "--json"))] == ["water"]
    assert json.loads(told("organisation", "delete", "water", "--yes", "water", "--json"))["deleted"] is True
    assert "None yet" in told("organisation", "list")


def test_how_long_is_kept_is_said_by_whoever_holds_the_database(url: str) -> None:
    process = over(url)

    assert told("organisation", "keep", "90") == "local keeps what has ended for 90 days after its last change.\n"
    assert json.loads(told("organisation", "list", "--json"))[0]["keeps_days"] == 90
    assert told("organisation", "keep", "forever") == "local keeps what has ended for ever.\n"
    for wrong in ("soon", "-1", "9" * 20, "\N{ARABIC-INDIC DIGIT NINE}"):
        assert sluis("organisation", "keep", "--", wrong).exit_code == 1  # it is raised; main tells 2
    assert "30 to 36525" in why("organisation", "keep", "29", "--yes", "29")
    assert json.loads(told("organisation", "list", "--json"))[0]["keeps_days"] is None
    assert is_there(url, process)


def test_where_something_would_go_at_once_it_says_so_and_has_it_meant(url: str) -> None:
    process = over(url, Time(datetime(2021, 1, 1, tzinfo=UTC)))

    done = sluis("organisation", "keep", "30")
    assert "1 process that ended, with all" in done.stderr
    assert "say it once more, by --yes 30" in why("organisation", "keep", "30")
    assert json.loads(told("organisation", "list", "--json"))[0]["keeps_days"] is None
    assert json.loads(told("organisation", "keep", "30", "--yes", "30", "--json"))["older"] == 1

    assert is_there(url, process)
    with Engine.open(url) as engine:
        engine.tick()
    assert not is_there(url, process)


def test_an_ended_process_is_deleted_once_that_is_meant(url: str) -> None:
    process = over(url)

    looked = json.loads(told("process", "delete", process, "--dry-run", "--json"))
    assert (looked["title"], looked["processes"], looked["deleted"]) == ("Along the river", 1, False)
    printed = told("process", "delete", process, "--dry-run")
    assert "Along the river  ·  ended " in printed
    assert f"sluis export {process}" in printed
    assert printed.endswith("Nothing was deleted: this was a dry run.\n")
    assert f"by --yes {process}" in why("process", "delete", process)
    assert "nothing was changed" in why("process", "delete", process, "--yes", "never")
    assert "no process 'never'" in why("process", "delete", "never", "--yes", "never")
    assert "no organisation town" in why("process", "delete", process, "--organisation", "town")
    assert is_there(url, process)

    assert told("process", "delete", process, "--yes", process).endswith("deleted 1 process\n")
    assert not is_there(url, process)


def test_what_goes_on_is_neither_deleted_nor_put_away_and_a_family_goes_together(url: str) -> None:
    with Engine.open(url) as engine:
        town = an_organisation(engine, "local")
        town.publish(read_method(FINDING, "finding.yaml"))
        town.publish(read_method(TALKS, "talks.yaml", town.newest))
        parent = accepted(
            town.submit(None, a_command("open", "chair", method="talks", title="Talks", name="C"))
        ).process
        for do, given in (
            ("join", {"participant": "ann", "name": "Ann", "party": "Town", "roles": ["envoy"]}),
            ("record", {"record": "topic", "id": "wet", "fields": {"question": "Is it wet?", "disputed": True}}),
            ("share", {"id": "wet", "version": 1}), ("move", {"move": "on"}),
        ):  # fmt: skip
            accepted(town.submit(parent, a_command(do, "ann" if do in {"record", "share"} else "chair", **given)))
        (child,) = town.situation(parent)[1].children
    assert "Only what has ended is deleted" in why("process", "delete", parent, "--yes", parent)
    assert "Only what has ended is put away" in why("process", "archive", parent)
    told("do", parent, "cancel", "reason=Over", "--as", "chair")

    assert f"together with the one that began it: {parent}" in why("process", "delete", child, "--yes", child)
    assert told("process", "archive", parent) == f"put away {parent}  with 1 process that it began\n"
    assert told("process", "delete", parent, "--yes", parent).endswith("deleted 2 processes\n")
    assert not is_there(url, child)


def test_what_was_put_away_is_listed_where_that_is_asked(url: str) -> None:
    process = over(url)

    assert told("process", "archive", process) == f"put away {process}\n"
    assert told("processes") == "All that there is was put away: sluis processes --archived\n"
    assert told("processes", "--state", "open") == "There are no processes yet.\n"
    for asked in ("--archived", "--all"):
        assert "Along the river  ·  Cancelled  ·  put away" in told("processes", asked)
    assert "opgeborgen" in told("processes", "--all", "--language", "nl")
    assert "one at a time" in why("processes", "--all", "--archived")
    assert json.loads(told("process", "archive", process, "--undo", "--json")) == {
        "process": process, "archived": False, "processes": 1,
    }  # fmt: skip
    assert "put away" not in told("processes")
    assert "no process 'never'" in why("process", "archive", "never")


def test_while_a_server_has_the_database_it_says_what_to_do(url: str) -> None:
    process = over(url)
    with Engine.open(url, url_of_server="http://127.0.0.1:1"):
        done = sluis("process", "delete", process, "--yes", process)
    assert "stop the server for a moment" in str(done.exception.help)  # type: ignore[union-attr]  # it is Unanswered
    assert is_there(url, process)


def test_where_there_is_no_database_it_says_so_without_talk_of_servers(url: str, tmp_path: Path) -> None:
    done = sluis("organisation", "list")
    assert "there is no database" in str(done.exception)
    assert done.exception.help == []  # type: ignore[union-attr]  # it is Unanswered
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("typed", "code"), [("local", YES), ("no", NO)])
def test_at_a_terminal_the_id_is_typed_again(url: str, typed: str, code: int) -> None:
    process = over(url)
    with Engine.open(url) as engine:
        an_account(engine.of("local"), "olga", "owner")

    terminal = Terminal("organisation", "delete", "local", SLUIS_DATABASE_URL=url)
    asked = terminal.until("Type local again to delete it: ")
    assert "1 person, 1 method, 1 process: every row goes" in asked
    terminal.type(typed, "deleted organisation local" if code == YES else "nothing was changed")

    assert terminal.leave() == code
    assert is_there(url, process) == (code == NO)


def test_the_operator_leaves_no_line_of_reading(url: str) -> None:
    process = over(url)
    told("process", "delete", process, "--yes", process)
    with Engine.open(url) as engine:
        assert engine.access.readings.of(operator_of("local")) == []
