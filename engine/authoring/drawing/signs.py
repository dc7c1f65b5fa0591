"""The small signs of a picture: gates, boat, ticks, marks of conditions and ends. Shapes tell them, not colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.drawing.page import BACK, GOOD, GROUND, INK, QUAY

if TYPE_CHECKING:
    from engine.authoring.drawing.chart import Mark, Passage, Verdict
    from engine.authoring.drawing.page import Page

LENGTH = 44
ACROSS = 44
ROUND = {"stroke_linecap": "round", "stroke_linejoin": "round"}


def canal(page: Page, x: int, y: int, width: int, *, shut: bool) -> None:
    """Draw the canal between two chambers, `x` its middle; its gate is mitred downstream when shut, else folded."""
    left, right, half = x - width // 2, x + width // 2, LENGTH // 2
    page.shape("rect", class_="d-plain", fill="#dcebed", x=left, y=y - 3, width=width, height=LENGTH + 6)
    page.path(f"M{left} {y - 2}V{y + LENGTH + 2}M{right} {y - 2}V{y + LENGTH + 2}", "d-quay", QUAY, 5)
    if shut:
        d = f"M{left + 3} {y + half - 9}L{x} {y + half + 10}L{right - 3} {y + half - 9}"
        page.path(d, "d-gate", INK, 5, stroke_linejoin="round")
    else:
        d = f"M{left + 7} {y + half - 10}V{y + half + 10}M{right - 7} {y + half - 10}V{y + half + 10}"
        page.path(d, "d-gate", INK, 4, stroke_linecap="round")


def canal_across(page: Page, x: int, y: int, length: int, *, shut: bool | None) -> None:
    """Draw a canal that leads to the right from `x`, `y` its middle; without a gate where `shut` is not told."""
    half, end = ACROSS // 2, x + length
    page.shape("rect", class_="d-plain", fill="#dcebed", x=x - 2, y=y - half, width=length + 4, height=ACROSS)
    page.path(f"M{x - 1} {y - half}H{end + 1}M{x - 1} {y + half}H{end + 1}", "d-quay", QUAY, 4)
    middle = x + length // 2
    if shut:
        page.path(
            f"M{middle - 7} {y - half + 2}L{middle + 7} {y}L{middle - 7} {y + half - 2}", "d-gate", INK, 4, **ROUND
        )
    elif shut is not None:
        d = f"M{middle - 8} {y - half + 7}H{middle + 8}M{middle - 8} {y + half - 7}H{middle + 8}"
        page.path(d, "d-gate", INK, 3.5, stroke_linecap="round")


def arrow_across(page: Page, x: int, y: int) -> None:
    """Draw that a canal goes on in the next row."""
    page.shape("path", class_="d-quay-head", fill=QUAY, d=f"M{x + 13} {y}l-9 -7v14Z")


def way(page: Page, passage: Passage, x: int, y: int) -> None:
    """Draw what kind of move it is: through a gate or without one, back, or to an end."""
    _way(page, passage, x, y, BACK if passage.way == "back" else INK)


def small_way(page: Page, passage: Passage, x: int, y: int, ink: str) -> None:
    """Draw the same small, in the colour of the text beside it."""
    page.parts.append(f'<g transform="translate({x} {y}) scale(0.7)">')
    _way(page, passage, 0, 0, ink)
    page.parts.append("</g>")


def _way(page: Page, passage: Passage, x: int, y: int, ink: str) -> None:
    name = "d-back" if passage.way == "back" else "d-gate"
    if passage.way == "back":
        head, tail = f"M{x - 3} {y - 9}l-6 6 6 6", f"M{x - 8} {y - 3}H{x + 3}a5 5 0 0 1 0 10H{x - 3}"
        page.path(head + tail, name, ink, 2.5, **ROUND)
    elif passage.way == "end":
        page.shape("circle", class_=name, fill="none", stroke=ink, stroke_width=2.5, cx=x, cy=y, r=8)
        page.shape("circle", class_=f"{name}-head", fill=ink, cx=x, cy=y, r=3.5)
    elif passage.by_clock and passage.gate is None:
        page.shape("circle", class_=name, fill="none", stroke=ink, stroke_width=2.5, cx=x, cy=y, r=8)
        page.path(f"M{x} {y - 5}V{y}L{x + 4} {y + 2}", name, ink, 2.5, **ROUND)
    elif passage.is_shut:
        page.path(f"M{x - 7} {y - 9}L{x + 7} {y}L{x - 7} {y + 9}", name, ink, 3.5, **ROUND)
    else:
        page.path(f"M{x - 8} {y - 7}H{x + 8}M{x - 8} {y + 7}H{x + 8}", name, ink, 3.5, **ROUND)


def tick(page: Page, x: int, y: int) -> None:
    """Draw that a phase is done."""
    page.path(f"M{x + 14} {y - 3}l5 5 9 -10", "d-done-tick", GOOD, 3, **ROUND)


def small_tick(page: Page, x: int, y: int) -> None:
    """Draw that conditions are met."""
    page.path(f"M{x - 5} {y - 1}l4 4 7 -8", "d-done-tick", GOOD, 2.5, **ROUND)


def boat(page: Page, x: int, y: int) -> None:
    """Draw where the process is."""
    page.parts.append(f'<g transform="translate({x - 8} {y - 2})">')
    page.shape("path", class_="d-hull", fill="#ffffff", d="M0 -8H24C33 -7 38 -3 41 0C38 3 33 7 24 8H0C-2 4 -2 -4 0 -8Z")
    page.shape("rect", class_="d-cabin", fill="#0a4756", x=4, y=-4.5, width=11, height=9, rx=1)
    page.shape("path", class_="d-cabin", fill="#0a4756", d="M21 -3H27L30 0L27 3H21Z")
    page.parts.append("</g>")


def mark(page: Page, kind: Mark, x: int, y: int) -> None:
    """Draw what a condition is: asked (a dot), missing (a ring), or not to be told yet (a broken ring)."""
    if kind == "plain":
        page.shape("circle", class_="d-mark", fill=QUAY, cx=x, cy=y, r=3)
        return
    broken = {"stroke_dasharray": "3 3"} if kind == "unknown" else {}
    page.shape("circle", class_="d-mark", fill=GROUND, stroke=INK, stroke_width=2, cx=x, cy=y, r=5, **broken)


def ending(page: Page, verdict: Verdict, x: int, y: int) -> None:
    """Draw how it ended: well (a tick), not achieved (a cross), stopped (a bar)."""
    if verdict == "success":
        page.path(f"M{x - 8} {y}l6 6 11 -13", "d-done-tick", GOOD, 3.5, **ROUND)
    elif verdict == "failure":
        page.path(f"M{x - 7} {y - 7}l14 14M{x + 7} {y - 7}l-14 14", "d-quay", QUAY, 3.5, **ROUND)
    else:
        page.path(f"M{x - 8} {y}h16", "d-quay", QUAY, 4, **ROUND)
