"""Forms: what each does and to what, what it asks, who will see what is written, and on what it was based."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from api.pages.values import Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMES = (
    "record",
    "subject",
    "id",
    "run",
    "voter",
    "move",
    "decision",
    "role",
    "participant",
    "waiver",
    "condition",
    "answer",
    "phase",
    "session",
    "version",
)
JOINT = ","
AS = "as"
Kind = Literal[
    "line",
    "text",
    "date",
    "whole",
    "number",
    "choice",
    "radio",
    "many",
    "lines",
    "texts",
    "places",
    "stars",
    "moment",
    "file",
]
SEVERAL = frozenset({"many", "places", "stars"})


class Mistyped(Exception):
    """What somebody typed or chose says two things at once; `word` says so, of what the command has at `pointer`."""

    def __init__(self, pointer: str, word: str) -> None:
        super().__init__(word)
        self.pointer, self.word = pointer, word


@dataclass(frozen=True, slots=True)
class Target:
    """What a form does, and to what: by the same names as the command has."""

    do: str
    named: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, do: str, **named: str) -> Target:
        """Return a target; what is empty is left out."""
        return cls(do, tuple((name, named[name]) for name in NAMES if named.get(name)))

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Target:
        """Return what a form or an address names."""
        return cls.of(given.get("do", ""), **{name: given[name] for name in NAMES if name in given})

    def get(self, name: str) -> str:
        """Return what is named so; an empty text where nothing is."""
        return dict(self.named).get(name, "")

    @property
    def subject(self) -> tuple[str, ...]:
        """The ids of the subject."""
        found = self.get("subject")
        return tuple(found.split(JOINT)) if found else ()

    @property
    def asked(self) -> dict[str, str]:
        """What the address of the form says."""
        return {"do": self.do, **dict(self.named)}

    @property
    def slug(self) -> str:
        """What it is called in a page."""
        return "form-" + sha256(urlencode(self.asked).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Input:
    """Something that a form asks. `pointer` is where the command has it; `values` what stands in it.

    Those that follow one another with the same `group` are asked as one.
    """

    name: str
    label: str
    kind: Kind
    pointer: str
    values: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    required: bool = True
    help: str = ""
    sight: str = ""
    lowest: str = ""
    highest: str = ""
    error: str = ""
    group: str = ""

    @property
    def called(self) -> str:
        """What it is called where it stands alone."""
        return f"{self.group}, {self.label}" if self.group else self.label

    @property
    def value(self) -> str:
        """What stands in it, where that is one thing."""
        return self.values[0] if self.values else ""

    def typed(self, values: Iterable[str]) -> Input:
        """Return the same with what somebody typed."""
        return replace(self, values=tuple(values))


@dataclass(frozen=True, slots=True)
class Text:
    """A record that a form is about, as it reads: its title, version and fields."""

    title: str
    version: str
    fields: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form. `basis` is what it was made from, as its reader saw it; `buttons` say what each sends, by its value.

    `about` and `ids` say what it is good for: the names that conditions have for it, and whom or what it concerns.
    """

    target: Target
    title: str
    buttons: tuple[Choice, ...]
    inputs: tuple[Input, ...] = ()
    lines: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()
    sight: tuple[str, ...] = ()
    roles: tuple[Choice, ...] = ()
    basis: tuple[object, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    is_grave: bool = False

    def base(self) -> str:
        """Return a digest of what it was made from."""
        told = json.dumps([self.target.asked, self.basis], sort_keys=True, default=str)
        return sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Offer:
    """A form that somebody can be given, what conditions call what it makes, and whom or what that is about."""

    target: Target
    about: frozenset[str]
    ids: frozenset[str] = frozenset()
    turn: str = ""
