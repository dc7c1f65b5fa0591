"""What the server's own log tells of an error: its kinds and places, and none of its words.

What an error says may be what somebody wrote in a process, an address or a secret, and logs are read by others.
"""

from __future__ import annotations

from copy import deepcopy
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
        return "\n".join("".join([*format_tb(one.__traceback__), type(one).__qualname__]) for one in _led_to(ei[1]))


def log_config() -> dict[str, Any]:
    """Return how the server logs: as uvicorn does by default, without words of errors, and our own log with it."""
    config: dict[str, Any] = deepcopy(LOGGING_CONFIG)
    config["formatters"]["default"]["()"] = f"{__name__}.{Wordless.__name__}"
    config["loggers"]["sluis"] = {"handlers": ["default"], "level": "WARNING"}
    return config


def _led_to(error: BaseException | None) -> Iterator[BaseException]:
    if error is not None:
        yield from _led_to(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
        yield error
