"""A document written down: the same bytes for the same document, and every text in it as it was typed."""

from __future__ import annotations

import io
import re
import zipfile
from base64 import b64encode
from hashlib import sha256

import docx
import pypdf
import pytest

from api.problems import Unreadable
from api.reports.page import page_of
from api.reports.paper import paper_of
from api.reports.shapes import Block, Document, Section, as_json, facts, from_json, items, note, table, text
from api.reports.word import word_of
from api.worker import WAITING, WRITES, Worker

TYPED = 'Één naïef <b>plan</b> & "x" =1+1'
TOLD = Document(
    "nl", "Akkoorddocument", TYPED, [["Proces", "Molenkade"]], ["Gemaakt voor Ann."],
    [
        Section("Wat", 2, [text(TYPED), note("klein"), items(["één", "twee"]), facts([["Naam", "regel\nregel"]])]),
        Section("Tabel", 3, [table(["Wie", "Wat"], [["Ann", TYPED], ["Bob", ""]]), Block("digest", [["ab" * 32]])]),
        Section("", 3, [Block("quote", [["Tekst", "Ongezien: \u4e2d\x00\u202e"]])]),
    ],
)  # fmt: skip


def read_pdf(content: bytes) -> str:
    return "\n".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_a_pdf_has_a_title_a_language_bookmarks_and_every_text() -> None:
    content = paper_of(TOLD)

    read = pypdf.PdfReader(io.BytesIO(content))
    assert read.metadata
    assert read.metadata.title == TYPED
    assert str(read.root_object["/Lang"]) == "nl"
    assert [one.title for one in read.outline if not isinstance(one, list)] == [TYPED]
    said = re.sub(r"\s+", " ", read_pdf(content))
    assert said.count(TYPED) == 2  # and once more in a cell, whose lines are read between those of others
    assert said.count("=1+1") == 3
    assert "ab" * 32 in said
    assert "[U+4E2D]" in said


def test_a_file_for_word_has_its_title_language_and_every_text() -> None:
    content = word_of(TOLD)

    read = docx.Document(io.BytesIO(content))
    said = "\n".join(one.text for one in read.paragraphs)
    assert said.count(TYPED) == 2
    assert read.tables[0].cell(1, 1).text == TYPED
    assert (read.core_properties.title, read.core_properties.language) == (TYPED, "nl")
    assert "\u4e2d\ufffd" in said
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_longest_texts_that_can_be_written_are_written_down() -> None:
    long = "\n".join(["Onder voorwaarde dat het water blijft. " * 5] * 90)
    rows = [["Gemeente", "ja", long], ["Waterschap", "nee", "kort"]]
    sections = [Section("s" * 400, 2, [table(["Partij", "Antwoord", "Voorwaarden"], rows), text(long)])]
    told = Document("nl", "Akkoord", "t" * 400, [["Proces", long]], ["Gemaakt."], sections)

    assert read_pdf(paper_of(told)).count("Waterschap") == 1
    assert docx.Document(io.BytesIO(word_of(told))).core_properties.title == "t" * 255


@pytest.mark.parametrize("write", [paper_of, word_of, page_of])
def test_the_same_document_gives_the_same_bytes_whenever_and_wherever_it_is_written(write: object) -> None:
    assert callable(write)
    assert write(TOLD) == write(from_json(as_json(TOLD)))


def test_a_page_to_keep_lets_in_its_own_style_and_nothing_else() -> None:
    page = page_of(TOLD).decode()

    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert "<script" not in page
    assert "<b>plan" not in page
    assert '<html lang="nl">' in page


def test_a_worker_writes_what_is_written_here_and_says_why_one_waits() -> None:
    press = Worker(20, busy=WRITES)
    try:
        assert press.write("pdf", as_json(TOLD)) == paper_of(TOLD)
        assert press.write("docx", as_json(TOLD)) == word_of(TOLD)
        for _ in range(WAITING):
            press._room.acquire()  # noqa: SLF001 - as many wait
        with pytest.raises(Unreadable, match="documents made") as refused:
            press.write("pdf", as_json(TOLD))
        assert refused.value.retry_after
    finally:
        press.close()
