"""docs/reference/checks.md explains every code once, with an example that gives exactly that complaint, and a mend."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.language import read
from engine.language.codes import KINDS
from tests.engine.language.checks_page import FINDING, SMALL, Section, beside, examined, line_of, sections

SECTIONS = sections()


def test_every_code_is_explained_once_and_nothing_else_is() -> None:
    assert Counter(one.code for one in SECTIONS) == Counter(list(KINDS))


def test_every_code_is_explained_in_words_and_shown_wrong_and_mended() -> None:
    assert [one.code for one in SECTIONS if len(one.words) < 40] == []
    assert [one.code for one in SECTIONS if len(one.blocks) != 2] == []


@pytest.mark.parametrize("text", [SMALL, FINDING], ids=["small", "finding"])
def test_the_methods_that_examples_are_laid_over_are_in_order(text: str) -> None:
    assert read(text, "page.yaml", beside).diagnostics == ()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda one: one.code)
def test_the_wrong_example_gives_exactly_its_complaint_at_the_marked_line(section: Section) -> None:
    wrong = section.blocks[0]
    reading, text = examined(wrong)

    assert [(one.code, line_of(one, wrong, text)) for one in reading.diagnostics] == [(section.code, section.marked)]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda one: one.code)
def test_the_mended_example_is_complained_about_no_more(section: Section) -> None:
    reading, _ = examined(section.blocks[1])

    assert [str(one) for one in reading.diagnostics] == []
