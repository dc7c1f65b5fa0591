"""A badge: in one line what a process is called, where it stands and how far it is, as a small SVG."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from api.showing.board import is_late
from api.wording.showing import say_for
from engine.authoring.drawing.measure import width_of

if TYPE_CHECKING:
    from engine.process.view import Telling
    from engine.process.view.shapes import Progress

HEIGHT, SIZE, PAD = 22, 12, 8
LONGEST, FIT = 40, 2
NAME_GROUND = "#10242c"
GROUNDS = {"open": "#0e6575", "held": "#665200", "ended": "#465e68", "late": "#ab1d20", "success": "#1a693e"}
"""Each carries white text with a contrast of at least 4.5 to 1."""


def badge(telling: Telling, told: Progress) -> str:
    """Return the badge of a process as an SVG."""
    name, standing = shortened(told.title), standing_of(telling, told)
    left, right = _width(name), _width(standing)
    height = f'height="{HEIGHT}"'
    said = f"{_text(name)}: {_text(standing)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" {height} role="img"'
        f' aria-label="{said}"><title>{said}</title>'
        f'<rect width="{left + right}" {height} rx="4" fill="{GROUNDS[_kind(told)]}"/>'
        f'<path d="M4 0H{left}V{HEIGHT}H4A4 4 0 0 1 0 {HEIGHT - 4}V4A4 4 0 0 1 4 0Z" fill="{NAME_GROUND}"/>'
        f'<g fill="#fff" font-family="Verdana, DejaVu Sans, Geneva, sans-serif" font-size="{SIZE}">'
        f'<text x="{PAD}" y="15.5">{_text(name)}</text>'
        f'<text x="{left + PAD}" y="15.5">{_text(standing)}</text></g></svg>\n'
    )


def standing_of(telling: Telling, told: Progress) -> str:
    """Return in a few words where a process stands."""
    say = say_for(telling.language)
    if told.end:
        return shortened(told.end.title)
    here = [one.title for one in told.phases if one.status == "now" and not _has_inner(told, one.path)]
    more = [f"+{len(here) - FIT}"] if len(here) > FIT else []
    where = shortened(" · ".join([*here[:FIT], *more]))
    words = [say("held") if told.state == "held" else where or say("open")]
    if is_late(told):
        words.append(say("overdue"))
    elif told.progress.percent is not None and told.state == "open":
        words.append(f"{told.progress.percent} %")
    return " · ".join(words)


def shortened(text: str) -> str:
    """Return a text in one line, cut where it is too long for a badge."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def _has_inner(told: Progress, path: str) -> bool:
    return any(one.status == "now" and one.path.startswith(f"{path}.") for one in told.phases)


def _kind(told: Progress) -> str:
    if told.end and told.end.verdict == "success":
        return "success"
    return "late" if is_late(told) else told.state


def _width(text: str) -> int:
    return width_of(text, SIZE, 400) + 2 * PAD


def _text(text: str) -> str:
    return escape("".join(one for one in text if one.isprintable()))
