"""Processes that a phase runs: begun, ended and dismissed in the log of the parent, and in the child's whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from engine.process.events.base import Body


@dataclass(frozen=True, slots=True)
class ChildStarted(Body):
    """A phase that runs processes began one, for a subject or for none. Its own log has all that happens in it."""

    child: str
    phase: str
    visit: int
    subject: tuple[str, ...]
    method: str
    method_version: str


@dataclass(frozen=True, slots=True)
class ChildEnded(Body):
    """A process that was begun here came to an end of its method, or was cancelled."""

    child: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ChildDismissed(Body):
    """The phase that runs a process was left before that had ended: it is cancelled."""

    child: str


@dataclass(frozen=True, slots=True)
class BegunBy(Body):
    """This process is the child of another: who holds one of the roles `carried` there acts in it here.

    `root` is the process of which the whole family comes, `level` how many of its own method stand right above it,
    `offers` the phases of the parent to which it may bring that. `drawn` is of what there its title and case were made:
    ids of people, parties and events whose content was read, `case` and `title`.
    """

    VERSION = 2

    parent: str
    root: str
    phase: str
    subject: tuple[str, ...]
    level: int
    carried: tuple[str, ...]
    offers: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParentBrought(Body):
    """In the log of a child: with its end it brings its parent to a phase that this offers."""

    phase: str


@dataclass(frozen=True, slots=True)
class BroughtBy(Body):
    """In the log of a parent: a process that it ran has ended, and brings it to a phase."""

    child: str
    phase: str
