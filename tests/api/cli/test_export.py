from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.running import NO, RUNS, SHIPPED, WRONG, YES, sluis
from tests.postgres import Server
from tests.sqlite import a_file


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """Return what names a database of either kind, and a key for it."""
    if request.param == "sqlite":
        return {"SLUIS_DATABASE_URL": a_file(tmp_path / "sluis.db")}
    server: Server = request.getfixturevalue("postgres")
    return {"SLUIS_DATABASE_URL": server.database(), "SLUIS_SIGNING_KEY": str(tmp_path / "signing.key")}


@pytest.fixture
def process(database: dict[str, Any]) -> str:
    assert [sluis("publish", str(one), **database).returncode for one in (*RUNS, SHIPPED)] == [YES] * 3
    opening = ("method=starting-collaboration", "title=Dijk", "name=Anna", "case.occasion=Water")
    opened = sluis("do", "new", "open", *opening, "--as", "anna", "--json", **database)
    assert opened.returncode == YES, opened.stdout + opened.stderr
    return str(json.loads(opened.stdout)["process"])


def test_an_export_is_printed_or_kept_in_a_file_of_ones_own_where_there_is_such_a_process(
    process: str, database: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "log.json"

    printed = sluis("export", process, "--as", "anna", **database)
    kept = sluis("export", process, "--output", str(file), "--as", "anna", **database)
    again = sluis("export", process, "--output", str(file), **database)

    assert (printed.returncode, kept.returncode, again.returncode) == (YES, YES, WRONG)
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(printed.stdout)
    assert json.loads(printed.stdout)["process"] == process
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert f"sluis verify {file}" in kept.stdout
    assert "there already" in again.stderr
    absent = sluis("export", f"{process[:-1]}x", **database)
    assert (absent.returncode, absent.stdout) == (NO, "")
    assert "no process" in absent.stderr


def test_tables_and_calendars_are_printed_byte_by_byte_or_kept_and_a_format_that_is_none_is_named(
    process: str, database: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "tables.zip"

    table = sluis("export", process, "--format", "csv", "--table", "log", "--language", "nl", **database)
    calendar = sluis("export", process, "--format", "ics", **database)
    kept = sluis("export", process, "--format", "csv", "--output", str(file), **database)

    assert (table.returncode, calendar.returncode, kept.returncode) == (YES, YES, YES)
    assert table.stdout.startswith('\ufeff"Moment (Europe/Amsterdam)";"Wie";')
    assert calendar.stdout.startswith("BEGIN:VCALENDAR")
    assert zipfile.is_zipfile(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for words in (("--format", "xls"), ("--format", "csv", "--table", "secrets"), ("--table", "log")):
        refused = sluis("export", process, *words, **database)
        assert (refused.returncode, refused.stdout) == (NO, "")
        assert "--" in refused.stderr or "table" in refused.stderr
