"""How a database is looked over: what is well, what is to be seen to, and what is a fault."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from api.cli.doctoring import look_over, settings_told
from api.cli.serving import without_password
from api.cli.terminal import Unanswered
from api.settings import Settings
from engine import Engine
from engine.journal import sqlite_file
from engine.journal.checkup import free_disk
from engine.journal.sqlite_file import connect
from tests.api.cli.running import NO, YES, sluis
from tests.engine.journal.neighbours import an_open_process
from tests.postgres import Server

Look = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def looked_over(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Look:
    """Return a way to look a database over, with settings."""

    def look(url: str, **ours: str) -> tuple[int, dict[str, Any]]:
        for name, value in {"SLUIS_DATABASE_URL": url, **ours}.items():
            monkeypatch.setenv(name, value)
        try:
            look_over(as_json=True)
        except SystemExit as ended:
            return int(str(ended.code)), json.loads(capsys.readouterr().out)
        return YES, json.loads(capsys.readouterr().out)

    return look


def of(told: dict[str, Any], *levels: str) -> list[str]:
    return [f"{one['about']}: {one['text']}" for one in told["findings"] if one["level"] in levels]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return made(tmp_path)


def made(folder: Path) -> str:
    """Return the URL of a database that was used once."""
    url = f"sqlite:///{folder}/sluis.db"
    with Engine.open(url) as engine:
        an_open_process(engine)
    return url


def test_a_database_that_is_well_is_said_to_be(url: str, looked_over: Look) -> None:
    code, told = looked_over(url)

    assert code == YES
    assert of(told, "fault") == []
    assert {"SQLite", "durability", "schema", "disk", "erasures", "database"} <= {
        one["about"] for one in told["findings"]
    }
    said = sluis("doctor", SLUIS_DATABASE_URL=url)
    assert (said.returncode, said.stderr) == (YES, "")
    assert "SLUIS_DATABASE_URL=sqlite:///" in said.stdout


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_database_is_looked_over_without_a_byte_or_a_file_being_changed(
    url: str, tmp_path: Path, looked_over: Look, mode: str
) -> None:
    """A backup's own file stays what its manifest says of it."""
    with closing(connect(tmp_path / "sluis.db")) as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}

    _, told = looked_over(url)

    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before
    durable = [one for one in told["findings"] if one["about"] == "durability"]
    assert [one["level"] for one in durable] == ["fine" if mode == "WAL" else "warning", "fine"]
    assert of(told, "fault") == []


def test_connections_that_do_not_wait_for_the_disk_are_a_fault(
    url: str, looked_over: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "_prepare", lambda one, **_: one.execute("PRAGMA synchronous=OFF"))

    code, told = looked_over(url)

    assert code == NO
    assert of(told, "fault") == ["durability: commits of ours do not wait for the disk: synchronous 0"]


def test_a_database_is_looked_over_while_a_server_has_it(tmp_path: Path, looked_over: Look) -> None:
    url = f"sqlite:///{tmp_path}/sluis.db"
    with Engine.open(url) as engine:
        an_open_process(engine)
        code, told = looked_over(url)

    assert (code, of(told, "fault")) == (YES, [])
    assert any(one.startswith("schema: ") for one in of(told, "fine"))


def test_what_others_can_read_is_a_fault(url: str, tmp_path: Path, looked_over: Look) -> None:
    for one in ("sluis.db", "sluis.db.erasures"):
        (tmp_path / one).chmod(0o644)

    code, told = looked_over(url)

    assert code == NO
    assert len([one for one in of(told, "fault") if "chmod 600" in one]) == 2


def test_a_list_that_is_of_another_state_is_a_fault(url: str, tmp_path: Path, looked_over: Look) -> None:
    other = tmp_path / "other"
    other.mkdir()
    made(other)
    shutil.copyfile(other / "sluis.db.erasures", tmp_path / "sluis.db.erasures")

    code, told = looked_over(url)

    assert code == NO
    assert any("of another database" in one for one in of(told, "fault"))


def test_what_is_no_setting_and_proxies_that_are_everybody_are_told(url: str, looked_over: Look) -> None:
    code, told = looked_over(url, SLUIS_DATABSE_URL="x", SLUIS_PROXIES="*")

    assert code == NO
    assert any("did you mean SLUIS_DATABASE_URL?" in one for one in of(told, "warning"))
    assert any("SLUIS_PROXIES" in one for one in of(told, "fault"))


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path, looked_over: Look) -> None:
    code, told = looked_over(f"sqlite:///{tmp_path}/none.db")

    assert code == YES
    assert any("the first start makes it" in one for one in of(told, "warning"))
    assert list(tmp_path.iterdir()) == []


def test_settings_that_are_wrong_are_told_before_anything_is_looked_at(looked_over: Look) -> None:
    with pytest.raises(Unanswered, match="SLUIS_ZONE"):
        looked_over("sqlite:///none.db", SLUIS_ZONE="Mars")


def test_postgresql_is_looked_over_too(postgres: Server, looked_over: Look) -> None:
    code, told = looked_over(postgres.database())

    assert code == NO
    assert of(told, "fault") == ["durability: fsync is off"]  # as the tests' own server has it
    assert any("SLUIS_ERASURE_LIST" in one for one in of(told, "warning"))


def test_no_secret_is_shown() -> None:
    told = settings_told(
        Settings(
            database_url="postgresql+psycopg://a:geheim@db/x", migrate_url="postgresql+psycopg://o:geheim@db/x",
            metrics_token="geheim" * 8, token="geheim",
        )
    )  # fmt: skip

    assert "geheim" not in repr(told)
    assert told["SLUIS_METRICS_TOKEN"] == told["SLUIS_MIGRATE_URL"] == "…"
    assert len(told) == len(Settings.model_fields)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://u:geheim@h/d", "postgresql+psycopg://u:geh@geheim@h/d",
        "postgresql+psycopg://u@h/d?password=geheim", "postgresql+psycopg://h/d?user=u&sslpassword=geheim&port=1",
        "postgresql+psycopg://h/d?PassWord=geheim", "postgresql+psycopg://h/d?p%61ssword=geheim",
        "postgresql+psycopg://u:a/geheim@h/d",
    ],
)  # fmt: skip
def test_no_password_in_a_url_is_shown(url: str) -> None:
    assert "geheim" not in without_password(url)
    assert without_password(url).startswith("postgresql+psycopg://")


def test_a_url_without_a_password_is_shown_as_it_is() -> None:
    for url in ("sqlite:////srv/a@b/sluis.db", "postgresql+psycopg://u@h/d?host=/x&options=-c%20a"):
        assert without_password(url) == url


def test_a_disk_that_is_almost_full_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 1024))  # noqa: SLF001 - a full disk

    assert [one.level for one in free_disk(tmp_path)] == ["fault"]
