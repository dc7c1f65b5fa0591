"""Reads a picture back from its SVG: boxes, rows of text and lines, as they lie on the sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, fromstring

from engine.authoring.drawing.measure import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SVG = "{http://www.w3.org/2000/svg}"
STEP = re.compile(r"([MHV])(-?[\d.]+)(?: (-?[\d.]+))?")
MOVED = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")
UP, DOWN = 0.8, 0.25  # of the size of type: what letters reach above and below their line


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float
    what: str

    def overlaps(self, other: Box, by: float = 0.5) -> bool:
        """Tell whether two boxes cover some of the same ground."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        return wide > by and min(self.bottom, other.bottom) - max(self.top, other.top) > by

    def holds(self, other: Box, margin: float = 0) -> bool:
        """Tell whether another lies wholly inside."""
        return (
            self.left + margin <= other.left
            and other.right <= self.right - margin
            and self.top + margin <= other.top
            and other.bottom <= self.bottom - margin
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A straight piece of a way that leads elsewhere; `net` tells which pieces belong together."""

    x1: float
    y1: float
    x2: float
    y2: float
    net: int

    @property
    def is_flat(self) -> bool:
        return self.y1 == self.y2


@dataclass(frozen=True, slots=True)
class Picture:
    root: Element
    sheet: Box
    boxes: tuple[Box, ...]
    rows: tuple[Box, ...]
    lines: tuple[Line, ...]


def read_picture(svg: str) -> Picture:
    """Return what lies on a sheet. Fails where the SVG is not well-formed."""
    root = fromstring(svg)  # noqa: S314 - our own drawing
    _settle(root, 0, 0)
    _, _, width, height = (float(one) for one in root.attrib["viewBox"].split())
    boxes = [
        _box(one) for one in root.iter(f"{SVG}rect") if {"d-quay", "d-panel", "d-end", "d-end-good"} & _classes(one)
    ]
    rows = [_row(one) for one in root.iter(f"{SVG}text")]
    return Picture(root, Box(0, 0, width, height, "sheet"), tuple(boxes), tuple(rows), tuple(_lines(root)))


def _settle(element: Element, x: float, y: float) -> None:
    """Give what stands in a group that was moved the place at which it is seen."""
    if moved := MOVED.match(element.attrib.get("transform", "")):
        x, y = x + float(moved[1]), y + float(moved[2])
    if element.tag in (f"{SVG}rect", f"{SVG}text") and "x" in element.attrib:
        element.attrib["x"] = str(float(element.attrib["x"]) + x)
        element.attrib["y"] = str(float(element.attrib["y"]) + y)
    for one in element:
        _settle(one, x, y)


def _classes(element: Element) -> set[str]:
    return set(element.attrib.get("class", "").split())


def _box(rect: Element) -> Box:
    x, y, width, height = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height, rect.attrib["class"])


def _row(text: Element) -> Box:
    x, y = float(text.attrib["x"]), float(text.attrib["y"])
    spans = list(text)
    width = sum(
        width_of(span.text or "", int(span.attrib["font-size"]), int(span.attrib["font-weight"])) for span in spans
    )
    size = max(int(span.attrib["font-size"]) for span in spans)
    return Box(x, y - UP * size, x + width, y + DOWN * size, "".join(span.text or "" for span in spans))


def _lines(root: Element) -> Iterator[Line]:
    ways = [one for one in root.iter(f"{SVG}path") if _is_way(one)]
    for net, way in enumerate(ways):
        x = y = 0.0
        for sign, first, second in STEP.findall(way.attrib["d"]):
            if sign == "M":
                x, y = float(first), float(second)
            else:
                to = (float(first), y) if sign == "H" else (x, float(first))
                yield Line(x, y, *to, net)
                x, y = to


def _is_way(path: Element) -> bool:
    return "d-way" in _classes(path)


def crossings(lines: tuple[Line, ...]) -> int:
    """Return how often lines that lead to different places cross."""
    flat = [one for one in lines if one.is_flat]
    steep = [one for one in lines if not one.is_flat]
    return sum(
        one.net != other.net
        and min(one.x1, one.x2) < other.x1 < max(one.x1, one.x2)
        and min(other.y1, other.y2) < one.y1 < max(other.y1, other.y2)
        for one in flat
        for other in steep
    )


def shared_ground(lines: tuple[Line, ...]) -> list[tuple[Line, Line]]:
    """Return lines that lead to different places and run over one another."""
    return [
        (one, other)
        for at, one in enumerate(lines)
        for other in lines[:at]
        if one.net != other.net and one.is_flat == other.is_flat and _run_together(one, other)
    ]


def _run_together(one: Line, other: Line) -> bool:
    if one.is_flat:
        low, high = max(min(one.x1, one.x2), min(other.x1, other.x2)), min(max(one.x1, one.x2), max(other.x1, other.x2))
        return abs(one.y1 - other.y1) < 4 and high > low
    low, high = max(min(one.y1, one.y2), min(other.y1, other.y2)), min(max(one.y1, one.y2), max(other.y1, other.y2))
    return abs(one.x1 - other.x1) < 4 and high > low
