"""A form as it was sent: what it does, the marks that it has, and what somebody typed or chose in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.pages.forms.received import read_body
from api.pages.forms.shapes import Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.json_body import FormBody
    from api.pages.forms.received import File, Typed

MOST_DIGITS = 9
FIXED = "x."
OWN = ("mark", "key", "base", "since", "for", "way")
Command = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent: what it does, its own marks, what was fixed in it, and what somebody typed or chose."""

    target: Target
    own: Mapping[str, str]
    fixed: Mapping[str, str]
    typed: Typed
    files: Mapping[str, File]

    def chosen(self, name: str) -> tuple[str, ...]:
        """Return what stood in an input when it was sent; of a file its name."""
        return (self.files[name].name,) if name in self.files else self.typed.get(name, ())

    def drawn(self) -> tuple[str, ...]:
        """Return what the mark of a form is made over: all but what somebody typed."""
        return drawn(self.target, self.own.get("key", ""), self.own.get("base", ""), self.fixed)


def drawn(target: Target, key: str, base: str, fixed: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the mark of a form is made over."""
    named = [f"{name}={value}" for name, value in (*target.asked.items(), *sorted(fixed.items()))]
    return ("form", key, base, *named)


def read_form(body: FormBody) -> Sent:
    """Return a form from the body of a request. Raises Unreadable for what is none of ours."""
    fields, files = read_body(body)
    alone = {name: values[0] for name, values in fields.items() if len(values) == 1}
    target = Target.read(alone)
    own = {name: alone.get(name, "") for name in OWN}
    fixed = {name.removeprefix(FIXED): value for name, value in alone.items() if name.startswith(FIXED)}
    known = {*target.asked, *own}
    typed = {one: v for one, v in fields.items() if one not in known and not one.startswith(FIXED)}
    return Sent(target, own, fixed, typed, files)


def about(told: Command, sent: Sent) -> Command:
    """Return a command with the subject that its form is for."""
    return told | ({"subject": list(sent.target.subject)} if sent.target.subject else {})


def filled(told: Command, sent: Sent, *names: str) -> Command:
    """Return a command with what was typed of these; what was left empty is left out."""
    given = {name: typed_in(sent, name).replace("\r\n", "\n") for name in names}
    return told | {name: value for name, value in given.items() if value.strip()}


def typed_in(sent: Sent, name: str) -> str:
    """Return what was typed or chosen under a name, where that is one thing; an empty text where nothing was."""
    values = sent.typed.get(name, ())
    return values[0] if values else ""


def version_of(sent: Sent) -> int | str:
    """Return the version that a form was drawn for."""
    told = sent.fixed.get("version", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= MOST_DIGITS else told
