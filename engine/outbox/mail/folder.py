"""A folder of files as the way out: each mail is one, whole, and for its owner's eyes alone."""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine.outbox.mail.shapes import Outcome

if TYPE_CHECKING:
    from engine.outbox.mail.shapes import Envelope

MOST_FILES = 10_000  # of a folder that nobody empties
OLD = 3_600.0  # seconds after which nobody writes a draft any more
DRAFT, MAIL = ".draft", ".eml"
log = logging.getLogger("sluis.outbox")


class Folder:
    """Writes mail into a folder, made when absent. Who sends again under the same name replaces the file."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()

    def send(self, envelope: Envelope) -> Outcome:
        """Write a file under a name of its own, and then under the one by which others take it."""
        draft = self._path / f".{envelope.id}{DRAFT}"
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if sum(one.name.endswith(MAIL) for one in os.scandir(self._path)) >= MOST_FILES:
                log.warning("the folder of mail is full: %s files wait in it for somebody to take them", MOST_FILES)
                return Outcome("closed")
            with self._lock:
                draft.unlink(missing_ok=True)
                _write(draft, envelope.data)
                draft.replace(self._path / f"{envelope.id}{MAIL}")
                _settle(self._path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            log.warning("a mail could not be written into its folder: %s", error.strerror)
            return Outcome("closed")
        return Outcome()

    def tidy(self, *, is_alone: bool) -> None:
        """Remove drafts of a sender that was killed; where others write here, only old ones."""
        with suppress(OSError):
            for one in self._path.glob(f".*{DRAFT}"):
                if is_alone or time.time() - one.stat().st_mtime > OLD:
                    one.unlink(missing_ok=True)

    def close(self) -> None:
        """Do nothing: a file is written in a moment."""


def _write(draft: Path, data: bytes) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
