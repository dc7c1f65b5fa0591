"""Cells of tables for spreadsheets: written by RFC 4180, and harmless there whatever people typed.

A spreadsheet takes a cell for a formula by how it begins, also where a text happens to hold what separates cells in
the country of whoever opens the file (ASVS 1.2.10). So an apostrophe is put before such a beginning, also behind what
may be taken for the end of a cell; what was typed can still be read.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from engine.process.instants import local

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Cell = str | int | datetime | None
BOM = "\ufeff"
SIGNS = "=+\\-@\0\uff1d\uff0b\uff0d\uff20"  # the last four as Chinese and Japanese write them
BEGINS = re.compile(f'^(?=[\t\r\n]|"*[{SIGNS}])')
INSIDE = re.compile(f'(?<=[;,|\t\r\n])(?="*[{SIGNS}])')
NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what it is called in English and in the address, the heads of its columns, and its rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Manner:
    """How cells are written: the zone of instants, the words for yes and no, and what stands between cells."""

    zone: str
    words: Mapping[str, str]
    separator: str


def csv_of(table: Table, manner: Manner) -> bytes:
    """Return a table as CSV in UTF-8, with the mark by which spreadsheets know that."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=manner.separator, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([harmless(head) for head in table.heads])
    writer.writerows([_written(cell, manner) for cell in row] for row in table.rows)
    return (BOM + file.getvalue()).encode()


def _written(cell: Cell, manner: Manner) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return harmless(manner.words["yes" if cell else "no"])
        case int():
            return str(cell)
        case datetime():
            return f"{local(cell, manner.zone):%Y-%m-%d %H:%M:%S}"
        case _:
            return harmless(cell)


def harmless(text: str) -> str:
    """Return a text of which no part is taken for a formula by whoever opens the file."""
    if NUMBER.fullmatch(text):
        return text
    return INSIDE.sub("'", BEGINS.sub("'", text))
