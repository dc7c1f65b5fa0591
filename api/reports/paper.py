"""A document as PDF, the same bytes for the same document: no clock is read, and the fonts are in it.

What our font has no sign for is written as its number, as an exact text may not lack a letter unseen.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from fpdf import FPDF, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from api.reports.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.reports.shapes import Block, Document

FONT = "DejaVu"
LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)
SIZE, SMALL, LINE = 10.0, 8.5, 1.35
SIZES = {1: 18.0, 2: 13.0, 3: 11.0}
MOST_IN_A_CELL, MOST_LINES = 300, 12  # a row cannot go on on the next page


class Paper(FPDF):
    """Pages with their number below."""

    def __init__(self, document: Document, foot: Callable[[int], str]) -> None:
        super().__init__(format="A4")
        self._foot = foot
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(FONT, style, str(files("api") / "reports" / "fonts" / name))
        font = self.fonts[FONT.lower()]
        self.signs = frozenset(font.cmap) if isinstance(font, TTFFont) else frozenset[int]()
        self.set_lang(document.language)
        self.set_title(self.fit(document.title))
        self.set_subject(document.kind)
        self.set_creator("Sluis")
        self.set_creation_date(LONG_AGO)
        self.set_margins(20, 18)
        self.set_auto_page_break(auto=True, margin=20)

    def footer(self) -> None:
        """Write the number of a page."""
        self.set_y(-14)
        self.set_font(FONT, size=SMALL)
        self.cell(0, 5, self._foot(self.page_no()), align="R")

    def fit(self, text: str) -> str:
        """Return a text of signs that the font has; of others, their number."""
        return "".join(one if one == "\n" or ord(one) in self.signs else f"[U+{ord(one):04X}]" for one in plain(text))

    def write_out(self, text: str, size: float = SIZE, style: str = "", indent: float = 0.0) -> None:
        """Write a paragraph from the left, or from further in."""
        self.set_font(FONT, style, size)
        self.set_x(self.l_margin + indent)
        self.multi_cell(0, size * LINE / self.k, self.fit(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1.2)


def paper_of(document: Document) -> bytes:
    """Return a document as PDF, with a bookmark for each of its parts."""
    paper = Paper(document, lambda number: f"{document.kind} · {number}")
    paper.add_page()
    paper.write_out(document.kind, SMALL)
    _heading(paper, document.title, 1)
    _pairs(paper, document.head)
    for one in document.made:
        paper.write_out(one, SMALL)
    for section in document.sections:
        if section.title:
            _heading(paper, section.title, section.level)
        for block in section.blocks:
            _block(paper, block)
    return bytes(paper.output())


def _heading(paper: Paper, text: str, level: int) -> None:
    if paper.will_page_break(25):
        paper.add_page()
    paper.ln(3 if level > 1 else 0)
    paper.start_section(paper.fit(text).replace("\n", " "), level - 1)
    paper.write_out(text, SIZES[level], "B")


def _block(paper: Paper, block: Block) -> None:
    match block.kind:
        case "table":
            _table(paper, block)
        case "facts":
            _pairs(paper, block.rows)
        case "quote":
            _pairs(paper, block.rows, indent=6)
        case "items":
            for row in block.rows:
                paper.write_out(f"•  {row[0]}", indent=3)
        case _:
            for row in block.rows:
                paper.write_out(row[0], SIZE if block.kind == "text" else SMALL)


def _pairs(paper: Paper, rows: list[list[str]], indent: float = 0.0) -> None:
    for name, said in rows:
        paper.write_out(name, SMALL, "B", indent)
        paper.write_out(said, indent=indent)


def _table(paper: Paper, block: Block) -> None:
    """Write a table; one with a cell too long for a page, row by row below one another."""
    if any(len(cell) > MOST_IN_A_CELL or cell.count("\n") > MOST_LINES for row in block.rows for cell in row):
        for row in block.rows:
            _pairs(paper, [[head, cell] for head, cell in zip(block.heads, row, strict=True)])
            paper.ln(2)
        return
    paper.set_font(FONT, size=SMALL)
    widths = (2, *(1 for _ in block.heads[1:]))
    with paper.table(
        headings_style=FontFace(emphasis="BOLD"), line_height=SMALL * LINE / paper.k, padding=1, text_align="LEFT",
        col_widths=widths,
    ) as table:  # fmt: skip
        for row in (block.heads, *block.rows):
            cells = table.row()
            for cell in row:
                cells.cell(paper.fit(cell))
    paper.ln(2)
