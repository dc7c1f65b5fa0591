"""Putting away a process that has ended, so that lists leave it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter

from api.denials import granted
from api.dependencies import EngineDep, IdentityDep, must_know
from engine.access.identity import operator_of

if TYPE_CHECKING:
    from engine import Engine
    from engine.access.archive import Shelved
    from engine.access.identity import Identity

router = APIRouter(prefix="/v1/processes", tags=["processes"])


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """Whether a process is put away, and how many processes that is about: itself, and what it began that has ended."""

    process: str
    archived: bool
    processes: int


@router.put("/{process}/archive", summary="Put an ended process away")
def put_away(engine: EngineDep, identity: IdentityDep, process: str) -> ArchiveView:
    """Let lists leave an ended process out, with all that it began. It is kept and read as before, and no event.

    For an owner, and for a facilitator who takes part in it.
    """
    return _told(granted(engine.access.archive.put_away(_asking(engine, identity, process), process)))


@router.delete("/{process}/archive", summary="Take an ended process back from the archive")
def take_back(engine: EngineDep, identity: IdentityDep, process: str) -> ArchiveView:
    """Let lists have a process again, with all that it began."""
    return _told(granted(engine.access.archive.take_back(_asking(engine, identity, process), process)))


def _asking(engine: Engine, identity: Identity | None, process: str) -> Identity:
    """Return who asks, of a process that he may know of. Raises ProcessUnknown."""
    must_know(engine, identity, process)
    return identity or operator_of(engine.organisation)


def _told(one: Shelved) -> ArchiveView:
    return ArchiveView(one.process, one.archived, one.processes)
