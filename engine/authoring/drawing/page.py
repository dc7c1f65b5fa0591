"""A sheet on which a chart is drawn: shapes and rows of text as SVG, and the ports at which lines leave and enter.

Everything that a method says is escaped here, and nowhere else. Only attributes style it, so that it passes a strict
content policy; the classes are those that a style sheet repaints.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from engine.authoring.drawing.measure import Run, Type, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.authoring.drawing.measure import Row

INK, SOFT_INK, ON, ON_SOFT, QUAY, GROUND = "#10242c", "#465e68", "#ffffff", "#d3ecf0", "#56676d", "#ffffff"
BACK, GOOD = "#874600", "#1a693e"


@dataclass(frozen=True, slots=True)
class Port:
    """Where a line leaves a move: to which phase or end, and whether it leads back."""

    to: str
    back: bool
    x: int
    y: int


@dataclass(slots=True)
class Page:
    """What was drawn so far, in order, and the ports."""

    parts: list[str] = field(default_factory=list)
    outs: list[Port] = field(default_factory=list)
    ins: dict[str, tuple[int, int]] = field(default_factory=dict)

    def shape(self, tag: str, **attributes: object) -> None:
        """Add a shape; `class_` and `stroke_width` become `class` and `stroke-width`."""
        self.parts.append(f"<{tag}{attributes_of(attributes)}/>")

    def path(self, d: str, name: str, stroke: str, width: float, **more: object) -> None:
        """Add a line without a fill."""
        self.shape("path", class_=name, fill="none", stroke=stroke, stroke_width=width, d=d, **more)

    def row(self, row: Row, x: int, y: int, anchor: str = "start") -> None:
        """Add one row of text with its baseline at `y`."""
        spans = "".join(_span(run) for run in row)
        self.parts.append(f"<text{attributes_of({'x': x, 'y': y, 'text_anchor': anchor})}>{spans}</text>")

    def text(self, runs: Sequence[Run], x: int, y: int, width: int) -> int:
        """Add text that begins at `y` and breaks at a width; return where it ends."""
        for row in wrapped(runs, width):
            size = max(run.type.size for run in row)
            self.row(row, x, y + size)
            y += height_of(size)
        return y


def height_of(size: int) -> int:
    """Return how high a row of text is."""
    return size * 4 // 3


def attributes_of(attributes: dict[str, object]) -> str:
    """Return attributes as they stand in a tag."""
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(clean(str(value)))}"' for name, value in attributes.items()
    )


def clean(text: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return "".join(
        one
        for one in text
        if one in "\t\n\r" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one >= "\U00010000"
    )


def _span(run: Run) -> str:
    kind = {"class_": run.type.name, "fill": run.type.fill, "font_size": run.type.size, "font_weight": run.type.weight}
    return f"<tspan{attributes_of(kind)}>{escape(clean(run.text))}</tspan>"


def soft(size: int = 14) -> Type:
    """Return the type of what is said beside."""
    return Type(size, 400, SOFT_INK, "d-soft")
