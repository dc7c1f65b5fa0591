"""Check that requirements.lock holds pins and hashes only, fits pyproject.toml, and is what is installed here."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[a-z0-9.+!]+)"
    r"(?: ; (?P<marker>[A-Za-z0-9_ .'<>=!()*]+))?"
    r"(?: --hash=sha256:[0-9a-f]{64})+"
)
APART = tuple(f"requirements-{group}.lock" for group in ("oracle", "audit", "client", "docs", "peers"))
NOT_LOCKED = {"pip", "setuptools", "sluis"}  # what `python -m venv` brings along, and this project itself


class Pin(NamedTuple):
    """One line of the lock; without a marker it holds everywhere."""

    name: str
    version: str
    marker: str | None

    def applies(self) -> bool:
        """Tell whether this machine and Python need the package."""
        requirement = Requirement(f"{self.name} ; {self.marker}" if self.marker else self.name)
        return requirement.marker is None or requirement.marker.evaluate()


def read_lock(name: str) -> tuple[list[Pin], list[str]]:
    """Read the pins of a lock; an option, an address or a comment is a complaint."""
    text = (ROOT / name).read_text(encoding="utf-8")
    pins, complaints = [], []
    for line in re.sub(r" *\\\n +", " ", text).splitlines():
        if match := PIN.fullmatch(line):
            pins.append(Pin(match["name"], match["version"], match["marker"]))
        else:
            complaints.append(f"{name}: not a pin with hashes alone: {line[:100]!r}")
    return pins, complaints


def wanted(pyproject: Path) -> list[Requirement]:
    """List what pyproject.toml asks for, for running and for development."""
    declared = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    return [Requirement(text) for text in declared["project"]["dependencies"] + declared["dependency-groups"]["dev"]]


def unsatisfied(requirements: list[Requirement], pins: list[Pin]) -> list[str]:
    """Complain of each requirement that no pin satisfies."""
    complaints = []
    for requirement in requirements:
        found = [pin.version for pin in pins if pin.name == canonicalize_name(requirement.name)]
        if not found or not all(map(requirement.specifier.contains, found)):
            has = " and ".join(found) or "none"
            complaints.append(
                f"requirements.lock: pyproject.toml asks for {requirement}, it has {has}; run `make lock`"
            )
    return complaints


def not_as_installed(pins: list[Pin]) -> list[str]:
    """Complain of each package whose installed version is not the locked one, or that is in one of the two only."""
    locked = {pin.name: pin.version for pin in pins if pin.applies()}
    installed = {str(canonicalize_name(dist.name)): dist.version for dist in distributions()}
    return [
        f".venv: {name} is {installed.get(name)}, the lock says {locked.get(name)}; remove .venv and run `make setup`"
        for name in sorted((locked.keys() | installed.keys()) - NOT_LOCKED)
        if installed.get(name) != locked.get(name)
    ]


def main() -> int:
    """Print every complaint; 0 when there is none."""
    pins, complaints = read_lock("requirements.lock")
    complaints += unsatisfied(wanted(ROOT / "pyproject.toml"), pins)
    complaints += not_as_installed(pins)
    for apart in APART:
        complaints += read_lock(apart)[1]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if not complaints:
        print(f"requirements.lock: {len(pins)} pins, all with hashes, as pyproject.toml asks and as installed")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
