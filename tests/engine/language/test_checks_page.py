"""docs/reference/checks.md explains every code once, with an example that gives exactly that complaint, and a mend."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from engine.files import read_file
from engine.language import read
from engine.language.codes import KINDS, WARNINGS
from tests.engine.language.checks_page import FINDING, SMALL, Section, beside, examined, line_of, sections

if TYPE_CHECKING:
    from pathlib import Path

SECTIONS = sections()
SHOWN_ENDS = {"untold-end": frozenset({"agreed"})}
MENDED = [one for one in SECTIONS if one.code not in SHOWN_ENDS]


def test_every_code_is_explained_once_and_nothing_else_is() -> None:
    assert Counter(one.code for one in SECTIONS) == Counter(list(KINDS))


def test_every_code_is_explained_in_words_and_shown_wrong_and_mended() -> None:
    assert [one.code for one in SECTIONS if len(one.words) < 40] == []
    assert [one.code for one in SECTIONS if len(one.blocks) != 2] == []


@pytest.mark.parametrize("text", [SMALL, FINDING], ids=["small", "finding"])
def test_the_methods_that_examples_are_laid_over_are_in_order(text: str) -> None:
    reading = read(text, "page.yaml", beside)

    assert (reading.diagnostics, reading.warnings) == ((), ())


@pytest.mark.parametrize("section", SECTIONS, ids=lambda one: one.code)
def test_the_wrong_example_gives_exactly_its_complaint_at_the_marked_line(section: Section) -> None:
    wrong = section.blocks[0]
    reading, text = examined(wrong, SHOWN_ENDS.get(section.code))
    told = [*reading.diagnostics, *reading.warnings]

    assert [(one.code, line_of(one, wrong, text)) for one in told] == [(section.code, section.marked)]
    assert reading.publishable == (section.code in WARNINGS)


@pytest.mark.parametrize("section", MENDED, ids=lambda one: one.code)
def test_the_mended_example_is_complained_about_no_more(section: Section) -> None:
    reading, _ = examined(section.blocks[1])

    assert [str(one) for one in (*reading.diagnostics, *reading.warnings)] == []


def test_an_end_is_told_of_by_a_scenario_beside_the_method(tmp_path: Path) -> None:
    (section,) = (one for one in SECTIONS if one.code == "untold-end")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "method.yaml").write_text(SMALL, encoding="utf-8")
    agreed = section.blocks[1].replace("parted", "agreed")
    (tmp_path / "scenarios" / "agreed.yaml").write_text(agreed, encoding="utf-8")

    first = read_file(tmp_path / "method.yaml").warnings
    (tmp_path / "scenarios" / "parted.yaml").write_text(section.blocks[1], encoding="utf-8")

    assert [(one.code, one.path) for one in first] == [("untold-end", "ends.parted")]
    assert read_file(tmp_path / "method.yaml").warnings == ()


def test_scenarios_of_other_methods_and_of_children_tell_of_no_end(tmp_path: Path) -> None:
    (section,) = (one for one in SECTIONS if one.code == "untold-end")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "method.yaml").write_text(SMALL, encoding="utf-8")
    other = section.blocks[1].replace("method: small", "method: other")
    (tmp_path / "scenarios" / "other.yaml").write_text(other, encoding="utf-8")

    alone = read_file(tmp_path / "method.yaml").warnings
    inside = section.blocks[1].replace("    then:", "    in: looking\n    then:")
    (tmp_path / "scenarios" / "inside.yaml").write_text(inside, encoding="utf-8")

    assert alone == ()
    assert [one.path for one in read_file(tmp_path / "method.yaml").warnings] == ["ends.agreed", "ends.parted"]
