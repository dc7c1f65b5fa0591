"""Every block of every document is done as it stands, held to the code by a test of its own, or says why not."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from tests.examples.fences import ANY_FENCE, FENCE, HELD, LEAST_REASON, ROOT, USAGE, Fence, fences, pages, the_only
from tests.examples.follower import Follower

AFTER = re.compile(r"^<!-- goes on after (\S+\.md) -->$", re.MULTILINE)
BLOCKS = [block for page in pages() for block in fences(page)]
BY_PLACE = {one.relative_to(ROOT).as_posix(): one for one in pages()}


def before(page: Path) -> list[Path]:
    """Return what has to be followed before a document, and the document."""
    (*_, first) = (None, *AFTER.findall(page.read_text(encoding="utf-8")))
    return [*(before(page.parent / first) if first else ()), page]


FOLLOWED = [before(page) for page in pages() if any(one.is_typed for one in fences(page))]
SERIES = [one for one in FOLLOWED if not any(one == other[: len(one)] for other in FOLLOWED if other != one)]


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.parametrize("series", SERIES, ids=lambda series: ", ".join(one.stem for one in series))
def test_a_document_can_be_followed_word_for_word(series: list[Path], tmp_path: Path, port: int) -> None:
    follower = Follower(tmp_path / "here", port)
    follower.begin()
    try:
        for page in series:
            follower.follow(page)
    finally:
        follower.stop()


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_fence_begins_at_its_line_with_a_language_and_is_closed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert 2 * len(FENCE.findall(text)) == len(ANY_FENCE.findall(text))


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_is_done_compared_or_held_or_says_why_not(block: Fence) -> None:
    directive = block.language.startswith("{")

    done = [block.is_typed, block.is_answer, block.held is not None, block.words == USAGE, directive]
    if block.reason is None:
        assert sum(done) == 1, "say `not run: WHY`"
    else:
        assert sum(done) == 0
        assert len(block.reason) >= LEAST_REASON


def test_an_answer_stands_behind_what_was_done() -> None:
    stray = []
    for page in pages():
        done = False
        for block in fences(page):
            done = block.is_typed or (done and block.is_answer)
            stray += [str(block)] if block.is_answer and not done else []

    assert stray == []


@pytest.mark.parametrize(("page", "language"), HELD)
def test_a_block_that_is_held_elsewhere_is_there_and_the_test_reads_its_page(page: str, language: str) -> None:
    assert any((one.page, one.language) == (page, language) for one in BLOCKS)
    test = ROOT / HELD[page, language]
    near = [test, test.with_name("reference.py"), test.with_name("checks_page.py")]
    told = "".join(one.read_text(encoding="utf-8") for one in near if one.exists())
    assert Path(page).name in told


def test_the_picture_of_the_readme_is_of_its_method(tmp_path: Path) -> None:
    (tmp_path / "one-mandate.yaml").write_text(the_only(ROOT / "README.md", "yaml"), encoding="utf-8")
    drawn = CliRunner().invoke(app, ["draw", f"{tmp_path}/one-mandate.yaml", "--output", f"{tmp_path}/drawn.svg"])

    assert drawn.exit_code == 0
    assert (tmp_path / "drawn.svg").read_bytes() == (ROOT / "docs/pictures/one-mandate.svg").read_bytes()
