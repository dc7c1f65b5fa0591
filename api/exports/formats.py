"""Which formats there are, and how each is made of a reader's copy: its bytes, its type, and how its file ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from api.exports.archive import zip_of
from api.exports.calendar import calendar_of
from api.exports.cells import Manner, csv_of
from api.exports.ocel import ocel_of
from api.exports.own import own_of
from api.exports.tables import table, table_names, tables
from api.exports.values import COMMA
from api.reports.agreement import agreement_of
from api.reports.page import page_of
from api.reports.story import report_of
from api.wording.exporting import words_for

if TYPE_CHECKING:
    from api.exports.copying import Copy
    from api.reports.shapes import Document
    from engine.process.view import Telling

Format = Literal["json", "ocel", "csv", "ics", "own", "html", "pdf", "docx"]
Paper = Literal["pdf", "docx"]
Separator = Literal["comma", "semicolon"]
CALENDAR, CSV, ZIP, JSON = (
    "text/calendar; charset=utf-8",
    "text/csv; charset=utf-8",
    "application/zip",
    "application/json",
)
HTML = "text/html; charset=utf-8"
PAPERS: dict[Paper, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A file to take along."""

    content: bytes
    media_type: str
    ending: str


class NoSuchTable(Exception):
    """A table was asked that a process does not have; `known` are those it has."""

    def __init__(self, known: list[str]) -> None:
        super().__init__(", ".join(known))
        self.known = known


class TakesNoPart(Exception):
    """What a process holds about its reader was asked by somebody who takes no part in it."""


def calendar(copy: Copy) -> Taken:
    """Return a copy as a calendar."""
    return Taken(calendar_of(copy), CALENDAR, "ics")


def ocel(copy: Copy) -> Taken:
    """Return a copy as an object-centric event log."""
    return Taken(ocel_of(copy), JSON, "ocel.json")


def own(copy: Copy) -> Taken:
    """Return what a process holds about its reader. Raises TakesNoPart."""
    told = own_of(copy)
    if told is None:
        raise TakesNoPart
    return Taken(told, JSON, "own.json")


def spreadsheet(copy: Copy, name: str | None, separator: Separator | None) -> Taken:
    """Return all tables of a copy in one archive, or the one that is named. Raises NoSuchTable."""
    manner = _manner(copy.telling, separator)
    if name is None:
        files = ((f"{one.name}.csv", csv_of(one, manner)) for one in tables(copy))
        return Taken(zip_of(files), ZIP, "zip")
    known = table_names(copy.telling)
    if name not in known:
        raise NoSuchTable(known)
    return Taken(csv_of(table(copy, name), manner), CSV, f"{name}.csv")


def document(copy: Copy, run: str | None) -> Document:
    """Return the document of a decision, or the report of the whole process. Raises NoSuchDecision."""
    return agreement_of(copy, run) if run else report_of(copy)


def page(told: Document) -> Taken:
    """Return a document as a page that needs nothing else."""
    return Taken(page_of(told), HTML, "html")


def _manner(telling: Telling, separator: Separator | None) -> Manner:
    usual: Separator = "semicolon" if telling.language in COMMA else "comma"
    between = ";" if (separator or usual) == "semicolon" else ","
    return Manner(telling.situation.zone, words_for(telling.language), between)
