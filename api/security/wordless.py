"""What the server's own log tells of an error: its kinds and places, and none of its words.

What an error says may be what somebody wrote in a process, an address or a secret, and logs are read by others.
"""

from __future__ import annotations

import json
import logging
from copy import deepcopy
from datetime import UTC, datetime
from traceback import format_tb
from typing import TYPE_CHECKING, Any

from uvicorn.config import LOGGING_CONFIG
from uvicorn.logging import DefaultFormatter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Wordless(DefaultFormatter):
    """Writes a line as uvicorn does, and of an error where it came from."""

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - logging calls it so
        """Return the kinds and places of an error and of those that led to it, the first of them first."""
        return places_of(ei)


class Lines(logging.Formatter):
    """Writes a line of JSON, which no message breaks, and of an error where it came from."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as an object on one line."""
        at = datetime.fromtimestamp(record.created, UTC)
        told = {
            "time": at.isoformat(timespec="milliseconds"), "level": record.levelname.lower(), "logger": record.name,
            "message": record.getMessage(),
        }  # fmt: skip
        if record.exc_info:
            told["error"] = places_of(record.exc_info)
        return json.dumps(told)


def places_of(raised: Raised) -> str:
    """Return the kinds and places of an error and of those that led to it, the first of them first."""
    return "\n".join("".join([*format_tb(one.__traceback__), type(one).__qualname__]) for one in _led_to(raised[1]))


def log_config(form: str = "text") -> dict[str, Any]:
    """Return how the server logs: as uvicorn does by default, without words of errors, and our own log with it.

    As `json`, each message is a line of JSON.
    """
    config: dict[str, Any] = deepcopy(LOGGING_CONFIG)
    kind = Lines if form == "json" else Wordless
    config["formatters"]["default"]["()"] = f"{__name__}.{kind.__name__}"
    if kind is Lines:
        del config["formatters"]["default"]["use_colors"], config["formatters"]["default"]["fmt"]
    config["loggers"]["sluis"] = {"handlers": ["default"], "level": "WARNING"}
    return config


def _led_to(error: BaseException | None) -> Iterator[BaseException]:
    if error is not None:
        yield from _led_to(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
        yield error
