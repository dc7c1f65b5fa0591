"""By which calendar instants are planned: the time zones and public holidays of the packages that are installed."""

from __future__ import annotations

from importlib.metadata import version

PACKAGES = ("tzdata", "holidays")


def _edition(package: str) -> str:
    return ".".join(f"{int(part):04}" for part in version(package).split(".") if part.isdecimal())


PLANNED_BY = " ".join(map(_edition, PACKAGES))
"""Its edition, written so that a newer one sorts behind an older."""
