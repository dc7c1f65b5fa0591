"""The files for containers are data that nobody runs here: they name settings, places and files that are there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.cli import app
from api.settings import Settings, SettingsWrong, read_settings

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
