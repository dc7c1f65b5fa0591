from __future__ import annotations

import csv
import io

import pytest

from api.exports.cells import BOM, Cell, Manner, Table, csv_of, harmless
from api.wording.exporting import NL
from tests.factories import NINE

FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\x00=1",
    "\uff1d1",
    '"=1"',
    "=cmd|' /C calc'!A0",
)
MANNER = Manner("Europe/Amsterdam", NL, ",")


def written(*cells: Cell, manner: Manner = MANNER) -> str:
    return csv_of(Table("any", ["Kop"], [cells]), manner).decode().removeprefix(BOM)


def read(text: str, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_begins_as_a_formula_does_and_what_was_typed_can_still_be_read(formula: str) -> None:
    cell = read(written(formula))[1][0]

    assert cell.startswith("'")
    assert cell.replace("'", "") == formula.replace("'", "")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("written_with", [",", ";"])
def test_no_cell_begins_as_a_formula_does_where_a_file_is_opened_with_another_separator(
    separator: str, written_with: str
) -> None:
    typed = [
        f"well{between}{formula}"
        for between in (",", ";", "\t", "|", "\n", "\r\n", ';"', ',""')
        for formula in FORMULAS
    ]
    text = written(*typed, manner=Manner("UTC", NL, written_with))

    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)

    assert [cell for row in rows for cell in row if cell.lstrip('"\t\r\n')[:1] in tuple("=+-@\x00\uff1d")] == []


@pytest.mark.parametrize("number", ["-5", "12", "-1.5", "-1,5"])
def test_a_number_stays_a_number(number: str) -> None:
    assert harmless(number) == number
    assert written(-5).endswith('"-5"\r\n')


def test_texts_of_any_kind_come_back_as_they_were() -> None:
    texts = [
        'She said "no"',
        "two\nlines",
        "a, b; c",
        "Skûtsje – 12 °C",
        "<script>alert(1)</script>",
        "a - b",
        "x = y",
        " ",
    ]

    assert read(written(*texts))[1] == texts


def test_it_is_written_by_the_book_in_utf_8_with_the_mark_that_spreadsheets_need() -> None:
    told = csv_of(Table("any", ["Wat", "=Kop"], [["ja", None]]), MANNER)

    assert told == b'\xef\xbb\xbf"Wat","\'=Kop"\r\n"ja",""\r\n'


def test_instants_are_in_the_zone_and_yes_and_no_in_the_language() -> None:
    assert read(written(NINE, True, False))[1] == ["2026-03-02 10:00:00", "ja", "nee"]
