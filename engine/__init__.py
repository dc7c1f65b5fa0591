"""The engine: declared methods in, processes driven and every act kept.

The names below are looked up when they are first used, so that reading a method does not load a database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING
from zoneinfo import reset_tzpath

if TYPE_CHECKING:
    from engine.engine import Engine
    from engine.errors import SluisError
    from engine.files import Method
    from engine.journal.ledger import Receipt
    from engine.process.refusal import Refusal
    from engine.process.sight import Reader

reset_tzpath(())  # all replicas of a release know the same time zones, those of tzdata, whatever their machines know

_ROOMS = {
    "Engine": "engine.engine",
    "Method": "engine.files",
    "Reader": "engine.process.sight",
    "Receipt": "engine.journal.ledger",
    "Refusal": "engine.process.refusal",
    "SluisError": "engine.errors",
}

__all__ = ["Engine", "Method", "Reader", "Receipt", "Refusal", "SluisError"]


def __getattr__(name: str) -> object:
    """Return a public name from the room that owns it."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'engine' has no attribute '{name}'")
    return getattr(import_module(_ROOMS[name]), name)
