"""Pictures of a method: what goes into one (`reading.py`), and how it is drawn or written out.

Words come in from the reader, as everywhere on the pure floors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.authoring.drawing.chart import Chart
from engine.authoring.drawing.dot import as_dot
from engine.authoring.drawing.mermaid import as_mermaid
from engine.authoring.drawing.outline import as_text
from engine.authoring.drawing.reading import chart_of
from engine.authoring.drawing.standing import put_on
from engine.authoring.drawing.svg import NARROWEST, WIDEST, WIDTH, as_svg
from engine.authoring.drawing.tongue import Tongue

if TYPE_CHECKING:
    from engine.language.method import Method

__all__ = ["NARROWEST", "WIDEST", "WIDTH", "Chart", "Form", "Tongue", "chart_of", "draw", "put_on"]
Form = Literal["svg", "text", "mermaid", "dot"]


def draw(method: Method, chart: Chart, tongue: Tongue, form: Form, width: int = WIDTH, name: str | None = None) -> str:
    """Return a chart of a method in one of its forms; only the SVG is made for a width.

    `name` keeps the ids of an SVG apart from those of others on a page; it is the method's id unless told.
    """
    if form == "svg":
        return as_svg(chart, tongue, name or method.id, width)
    if form == "text":
        return as_text(chart, tongue)
    return as_mermaid(chart) if form == "mermaid" else as_dot(chart)
