"""Write what is said of events and problems in docs/reference from the code, which says it already."""

from __future__ import annotations

import inspect
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from api.problems import STATUS
from api.problems_explained import EXPLAINED
from api.wording import say_in
from engine.process.events import KINDS, content_names
from engine.process.events.kinds import ROOMS
from engine.process.view import Message

if TYPE_CHECKING:
    from engine.process.events import Body

PLACE = Path(__file__).resolve().parent.parent / "docs" / "reference"
HEAD_OF_EVENTS = """# Events

Every kind of event that a log can have, with the version of its shape. `make reference` writes this page from the code.

What every event has besides (its id, its place, when, who) stands in [The log](log-format.md).
Fields in *italics* are content: they can be erased, and the log has a commitment in their place.
`?` is a field that may be empty or left out.
"""
HEAD_OF_PROBLEMS = """# Problems

Every refusal and error of the HTTP interface is a problem (RFC 9457).
`type` is `/problems/` and one of these; a server explains them at `/problems`, in English and Dutch.
What else a problem has stands in [Sending commands](http.md#sending-commands). `make reference` writes this page.

| `type` | status | title | what it means, and what to do |
|---|---|---|---|
"""


def events_page() -> str:
    """Return the page of events: a table for each family of them."""
    rooms = dict.fromkeys([*ROOMS, *map(inspect.getmodule, KINDS.values())])
    return HEAD_OF_EVENTS + "".join(map(_room, rooms))


def _room(room: object) -> str:
    title = (inspect.getdoc(room) or "").splitlines()[0].rstrip(".")
    kinds = [kind for kind in KINDS.values() if inspect.getmodule(kind) is room]
    rows = "".join(f"| `{kind.__name__}` {kind.VERSION} | {_meaning(kind)} | {_fields(kind)} |\n" for kind in kinds)
    return f"\n## {title}\n\n| event | what it tells | its fields |\n|---|---|---|\n{rows}" if kinds else ""


def _meaning(kind: type[Body]) -> str:
    return " ".join((inspect.getdoc(kind) or "").split()).replace("|", "\\|")


def _fields(kind: type[Body]) -> str:
    content = content_names(kind)
    told = []
    for one in fields(kind):  # type: ignore[arg-type]  # each kind is a dataclass
        mark = "*" if one.name in content else ""
        told.append(f"{mark}`{one.name}`{mark}{'?' if 'None' in str(one.type) else ''}")
    return ", ".join(told) or "–"


def problems_page() -> str:
    """Return the page of problems."""
    say = say_in("en")
    return HEAD_OF_PROBLEMS + "".join(
        f"| `{kind}` | {status} | {say(Message(f'problem_{kind}'))} | {EXPLAINED['en'][kind]} |\n"
        for kind, status in STATUS.items()
    )


PAGES = {"events.md": events_page, "problems.md": problems_page}


def main() -> None:
    """Write them."""
    for name, made in PAGES.items():
        (PLACE / name).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()
