"""A document for Word, the same bytes for the same document: nothing in it is of the hour at which it was made."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from api.exports.archive import zip_of
from api.reports.plain import plain

if TYPE_CHECKING:
    from docx.document import Document as Writing
    from docx.text.paragraph import Paragraph

    from api.reports.shapes import Block, Document

LONG_AGO = datetime(1980, 1, 1)  # noqa: DTZ001 - as Word keeps it, without a zone
SMALL, LARGE = Pt(9), Pt(10.5)
REGION = {"nl": "nl-NL", "en": "en-GB"}
MOST_OF_A_PROPERTY = 255


def word_of(document: Document) -> bytes:
    """Return a document as a file for Word."""
    writing = docx.Document()
    _about(writing, document)
    _line(writing, document.kind, small=True)
    writing.add_heading(plain(document.title), 0)
    _pairs(writing, document.head)
    for one in document.made:
        _line(writing, one, small=True)
    for section in document.sections:
        if section.title:
            writing.add_heading(plain(section.title), section.level - 1)
        for block in section.blocks:
            _block(writing, block)
    return _same(writing)


def _about(writing: Writing, document: Document) -> None:
    about = writing.core_properties
    about.title = plain(document.title)[:MOST_OF_A_PROPERTY]
    about.subject, about.language = document.kind[:MOST_OF_A_PROPERTY], document.language
    about.author = about.last_modified_by = "Sluis"
    about.comments, about.created, about.modified, about.revision = "", LONG_AGO, LONG_AGO, 1
    normal = writing.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", LARGE
    region = REGION.get(document.language, document.language)
    for one in writing.styles.element.iter(qn("w:lang")):
        one.set(qn("w:val"), region)


def _block(writing: Writing, block: Block) -> None:
    match block.kind:
        case "table":
            _table(writing, block)
        case "facts":
            _pairs(writing, block.rows)
        case "quote":
            _pairs(writing, block.rows, style="Quote")
        case "items":
            for row in block.rows:
                _line(writing, row[0], style="List Bullet")
        case _:
            for row in block.rows:
                _line(writing, row[0], small=block.kind != "text")


def _line(writing: Writing, text: str, style: str | None = None, *, small: bool = False) -> Paragraph:
    paragraph = writing.add_paragraph(style=style)
    run = paragraph.add_run(plain(text))
    if small:
        run.font.size = SMALL
    return paragraph


def _pairs(writing: Writing, rows: list[list[str]], style: str | None = None) -> None:
    for name, said in rows:
        paragraph = writing.add_paragraph(style=style)
        paragraph.paragraph_format.space_after = Pt(3)
        paragraph.add_run(f"{plain(name)}: ").bold = True
        paragraph.add_run(plain(said))


def _table(writing: Writing, block: Block) -> None:
    table = writing.add_table(rows=0, cols=len(block.heads), style="Table Grid")
    for number, row in enumerate((block.heads, *block.rows)):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            run = cell.paragraphs[0].add_run(plain(text))
            run.font.size, run.bold = SMALL, number == 0
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - it has no other name for it
    writing.add_paragraph()


def _same(writing: Writing) -> bytes:
    """Return the file with its parts at one moment of long ago, in the order in which they were written."""
    made = io.BytesIO()
    writing.save(made)
    with zipfile.ZipFile(made) as parts:
        return zip_of([(one, parts.read(one)) for one in parts.namelist()], zipfile.ZIP_DEFLATED)
