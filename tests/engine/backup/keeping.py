"""Stores that are backed up, lost and restored, on either database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine import Engine
from engine.backup.making import make_backup
from engine.backup.newest import Lists
from engine.backup.restoring import Place, Restored, restore
from tests.engine.access.people import with_quick_passwords
from tests.engine.journal.neighbours import Time, counted_ids
from tests.postgres import OWNER, as_role

if TYPE_CHECKING:
    from engine.backup.manifest import Manifest
    from tests.postgres import Server

RELEASE = "0.1.0"


@dataclass
class Installation:
    """A store in a folder of its own or on the tests' server. Its list of erasures stands in a file on either.

    `beside` is where a restore writes the list, where that is elsewhere.
    """

    folder: Path
    postgres: Server | None
    url: str
    time: Time = field(default_factory=Time)
    series: int = 0
    beside: Path | None = None

    @property
    def listed(self) -> Path:
        return self.folder / "sluis.db.erasures"

    @contextmanager
    def opened(self) -> Iterator[Engine]:
        self.series += 1
        with Engine.open(
            self.url, now=self.time, ids=counted_ids(self.series), signing_key=self.folder / "key",
            erasure_list=self.listed,
        ) as engine:  # fmt: skip
            yield with_quick_passwords(engine)

    def backed_up(self, name: str = "one") -> Path:
        folder = self.folder.parent / "backups" / name
        folder.parent.mkdir(exist_ok=True)
        self.manifest: Manifest = make_backup(self.url, folder, RELEASE)
        return folder

    def lost(self, *, with_list: bool = False) -> Path:
        """Lose the store; the list is kept elsewhere, unless it is lost too."""
        kept = self.folder.parent / "kept.erasures"
        shutil.copyfile(self.listed, kept)
        for one in self.folder.glob("sluis.db*"):
            one.unlink()
        self.url = self.postgres.empty() if self.postgres else self.url
        if with_list:
            kept.unlink()
        return kept

    def restored(self, backup: Path, given: Path | None = None, *, knowingly: bool = False) -> Restored:
        servants = self.url if self.postgres is None else as_role(self.url, "sluis_servant")
        owner = None if self.postgres is None else as_role(self.url, OWNER)
        self.series += 1
        place = Place(servants, owner, counted_ids(1_000 + self.series), self.time)
        done = restore(backup, place, Lists(given, self.beside or self.listed, knowingly))
        self.url = servants
        return done
