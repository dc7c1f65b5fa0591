"""Where the security log goes: to standard error, or to a file that may be moved away while the server runs."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from logging.handlers import WatchedFileHandler
from typing import TYPE_CHECKING

from api.security.line import log
from engine.errors import SluisError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import TextIOWrapper
    from pathlib import Path

MODE = 0o640  # it tells who came from where: for its owner, and for whoever ships it


class LogUnusable(SluisError):
    """The file of the security log cannot be written; the message says why."""


class SecurityFile(WatchedFileHandler):
    """A file that is opened anew when it was moved, and made so that not everybody may read it."""

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, MODE))
        return super()._open()


@contextmanager
def written(file: Path | None) -> Iterator[None]:
    """Write the security log meanwhile: to a file, or to standard error where none is named. Raises LogUnusable."""
    try:
        handler = SecurityFile(file, encoding="ascii") if file else logging.StreamHandler()
    except OSError as error:
        raise LogUnusable(f"SLUIS_SECURITY_LOG: {file} cannot be written: {error.strerror}") from error
    handler.setFormatter(logging.Formatter("%(message)s"))
    before = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()
        log.setLevel(before[0])
        log.propagate = before[1]
