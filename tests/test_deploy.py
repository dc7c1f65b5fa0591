"""The files for containers, of which nobody runs a container here: what they name is there, and what they do is done.

The wheel is built of what the image copies, the check of its health is run, and the script makes roles in a database.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from api.app import create_app
from api.cli import app
from api.settings import Settings, SettingsWrong, read_settings
from engine import Engine
from engine.journal.postgres import libpq_url
from tests.api.cli.running import WRONG, YES, sluis
from tests.listening import served
from tests.postgres import ALL_SEEING, OWNER, binary, server

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
NAMED = re.compile(r"\bSLUIS_[A-Z_]+[A-Z]\b")
SETTINGS = {f"SLUIS_{name.upper()}" for name in Settings.model_fields}
OF_COMPOSE = "SLUIS_NAME"  # the name of the server, which compose and Caddy fill in
TOLD = [
    ROOT / "Containerfile", *sorted(DEPLOY.iterdir()), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md",
]  # fmt: skip


def compose() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return told


def ours(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    for name, service in told["services"].items():
        if service.get("image") == "sluis":
            yield name, service["environment"]


@pytest.mark.parametrize("path", [one for one in TOLD if one.is_file()], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    assert set(NAMED.findall(path.read_text())) - SETTINGS - {OF_COMPOSE} == set()


def test_the_settings_of_the_containers_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLUIS_ACCESS")
    found = dict(ours(compose()))
    assert sorted(found) == ["sluis-1", "sluis-2", "upgrade"]
    for environment in found.values():
        given = {key: value for key, value in environment.items() if key in SETTINGS}
        url = re.sub(r"\$\{SLUIS_NAME:\?[^}]*\}", "sluis.example.org", given.pop("SLUIS_URL"))
        settings = read_settings(**{key[6:].lower(): value for key, value in given.items()}, url=url)
        assert settings.access == "accounts"
        assert settings.proxies == ("172.30.0.2",)
        assert settings.signing_key is not None
        assert settings.erasure_list is not None
        with pytest.raises(SettingsWrong, match="can be reached by others"):
            read_settings(host=settings.host)


def test_only_what_makes_the_tables_comes_in_by_the_role_that_owns_them() -> None:
    owners = {name for name, environment in ours(compose()) if "SLUIS_MIGRATE_URL" in environment}

    assert owners == {"upgrade"}


def test_the_proxy_that_is_believed_is_the_only_one_with_a_door_outside() -> None:
    services = compose()["services"]

    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    assert (
        services["proxy"]["networks"]["inside"]["ipv4_address"] == services["sluis-1"]["environment"]["SLUIS_PROXIES"]
    )


def test_the_address_of_the_proxy_is_given_to_nobody_who_starts_before_it() -> None:
    (addresses,) = compose()["networks"]["inside"]["ipam"]["config"]
    proxy = IPv4Address(compose()["services"]["proxy"]["networks"]["inside"]["ipv4_address"])

    assert proxy in IPv4Network(addresses["subnet"])
    assert IPv4Network(addresses["ip_range"]).subnet_of(IPv4Network(addresses["subnet"]))
    assert proxy not in IPv4Network(addresses["ip_range"])


def test_whatever_a_container_asks_for_is_there() -> None:
    told = compose()
    for service in told["services"].values():
        assert set(service.get("depends_on", {})) <= set(told["services"])
        assert set(service.get("secrets", [])) <= set(told["secrets"])
        assert set(service.get("networks", [])) <= set(told["networks"])
        assert {one["source"] for one in service.get("configs", [])} <= set(told["configs"])
        assert {one.partition(":")[0] for one in service.get("volumes", [])} <= set(told["volumes"])
        if "command" in service:
            assert set(service["command"]) <= {one.name or one.callback.__name__ for one in app.registered_commands}  # type: ignore[union-attr]  # each has one
    assert [one["file"] for one in told["configs"].values() if not (DEPLOY / one["file"]).is_file()] == []
    assert (DEPLOY / told["x-sluis"]["build"]["context"] / told["x-sluis"]["build"]["dockerfile"]).is_file()


def test_the_image_runs_a_command_that_is_there_and_copies_what_is_there() -> None:
    lines = (ROOT / "Containerfile").read_text().replace("\\\n", " ").splitlines()
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]

    assert [one for one in copied if not (ROOT / one).exists()] == []
    assert "USER sluis" in lines
    assert 'CMD ["serve"]' in lines


def test_the_script_of_the_database_is_a_script() -> None:
    assert subprocess.run(["sh", "-n", str(DEPLOY / "roles.sh")], check=False).returncode == 0


def instructions() -> list[str]:
    """Return the lines of the Containerfile, each with what goes on behind a backslash."""
    return re.sub(r"\\\n\s*", "", (ROOT / "Containerfile").read_text()).splitlines()


def test_the_wheel_of_the_image_is_made_of_what_the_image_copies_and_nothing_else(tmp_path: Path) -> None:
    for line in instructions():
        if line.startswith("COPY ") and "--from" not in line:
            for name in line.split()[1:-1]:
                if (ROOT / name).is_dir():
                    shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copyfile(ROOT / name, tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "made"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "made").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    ours = {path.relative_to(tmp_path) for one in ("engine", "methods", "api") for path in (tmp_path / one).rglob("*")}
    assert {one.as_posix() for one in ours if (tmp_path / one).is_file()} <= packed


def test_what_builds_the_wheel_is_among_what_the_image_installs() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    locked = {line.partition("==")[0] for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line}
    needed = {re.split(r"[<>=!~ ]", one)[0] for one in told["build-system"]["requires"]}

    assert needed <= locked
    (entry,) = [line for line in instructions() if line.startswith("ENTRYPOINT ")]
    assert json.loads(entry.removeprefix("ENTRYPOINT "))[0] in told["project"]["scripts"]


def test_the_health_check_of_the_image_tells_whether_anybody_serves(tmp_path: Path) -> None:
    (line,) = [one for one in instructions() if one.startswith("HEALTHCHECK ")]
    python, *words = json.loads(line.partition(" CMD ")[2])
    assert python == "python"
    port = str(Settings().port)
    assert any(f"127.0.0.1:{port}/" in one for one in words)

    def health(at: int) -> int:
        asked = [one.replace(f":{port}/", f":{at}/") for one in words]
        return subprocess.run([sys.executable, *asked], check=False, capture_output=True).returncode

    with Engine.open(f"sqlite:///{tmp_path}/sluis.db") as engine, served(create_app(engine, Settings())) as at:
        assert health(at) == 0
    assert health(at) != 0


def test_the_roles_that_the_script_makes_do_what_compose_has_them_do(tmp_path: Path) -> None:
    """By a server of PostgreSQL of its own: one role makes the tables, and the other comes in and owns nothing."""
    told, secrets = dict(ours(compose())), tmp_path / "roles"
    secrets.write_text('OWNER_PASSWORD=owner\nSERVER_PASSWORD="it\'s ours"\n')
    script, path = (DEPLOY / "roles.sh").read_text(), f"{binary('psql').parent}:{os.environ['PATH']}"
    assert "/run/secrets/roles" in script
    with server() as postgres:
        with psycopg.connect(libpq_url(postgres.url("postgres", ALL_SEEING)), autocommit=True) as first:
            first.execute("CREATE ROLE postgres SUPERUSER LOGIN")
        with psycopg.connect(libpq_url(postgres.url("postgres", "postgres")), autocommit=True) as first:
            for name in (ALL_SEEING, OWNER):  # the script makes roles of these names
                first.execute(f"ALTER ROLE {name} RENAME TO former_{name}".encode())
        made = subprocess.run(
            ["sh", "-c", script.replace("/run/secrets/roles", str(secrets))],
            capture_output=True, text=True, check=False,
            env=os.environ | {"PGHOST": "127.0.0.1", "PGPORT": str(postgres.port), "PATH": path},
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        url, owner = (
            told["upgrade"][one].replace("@database/", f"@127.0.0.1:{postgres.port}/")
            for one in ("SLUIS_DATABASE_URL", "SLUIS_MIGRATE_URL")
        )
        refused = sluis("processes", SLUIS_DATABASE_URL=url)
        upgraded = sluis("upgrade", SLUIS_DATABASE_URL=url, SLUIS_MIGRATE_URL=owner)
        with Engine.open(url) as engine:
            assert engine.warnings() == []
            assert engine.processes().items == []
        with psycopg.connect(libpq_url(url)) as looking:
            owners = looking.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
            roles = looking.execute("SELECT rolname FROM pg_roles WHERE rolsuper OR rolbypassrls ORDER BY 1").fetchall()

    assert refused.returncode == WRONG
    assert (upgraded.returncode, upgraded.stderr) == (YES, "")
    assert owners == [("sluis_owner",)]
    assert roles == [(f"former_{ALL_SEEING}",), ("postgres",)]
