"""Every kind of event there is, by name. A new room of events is imported here."""

from __future__ import annotations

from typing import get_type_hints

from engine.process.events import (
    catch_up,
    corrections,
    decisions,
    deposits,
    documents,
    figures,
    gates,
    handed,
    holds,
    notes,
    objections,
    people,
    phases,
    picks,
    processes,
    ratification,
    records,
    sessions,
    time,
    waivers,
)
from engine.process.events.base import CONTENT, Body

ROOMS = (
    processes, people, phases, records, decisions, gates, waivers, sessions, time, holds, deposits, figures, catch_up,
    notes, ratification, objections, corrections, picks, documents, handed,
)  # fmt: skip
KINDS: dict[str, type[Body]] = {kind.__name__: kind for kind in Body.__subclasses__()}


def content_names(kind: type[Body]) -> frozenset[str]:
    """Return which fields of a kind of event are content."""
    return _CONTENT_NAMES[kind.__name__]


def _content_names(kind: type[Body]) -> frozenset[str]:
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(name for name, hint in hints.items() if CONTENT in getattr(hint, "__metadata__", ()))


_CONTENT_NAMES = {name: _content_names(kind) for name, kind in KINDS.items()}
