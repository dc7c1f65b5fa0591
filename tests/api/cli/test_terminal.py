from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console
from rich.text import Text

from api.cli.terminal import THEME, console, say, say_whole

PATH = "/" + "/".join(f"folder-{number}" for number in range(12)) + "/method.yaml"
PROSE = "Waterschap Aa en Linge has no confirmed success criterion yet, and it is their turn to write one."


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def printed(file: StringIO, what: str | Text, *, by: int = 0, mark: str = "") -> list[str]:
    out = Console(file=file, width=40, theme=THEME, highlight=False, markup=False, color_system=None)
    say(out, what, by=by, mark=mark)
    return file.getvalue().split("\n")[:-1]


def test_prose_is_wrapped_between_words_on_a_terminal_and_set_in_behind_its_mark() -> None:
    first, *others = printed(Terminal(), PROSE, by=2, mark="○ ")

    assert first.startswith("  ○ Waterschap Aa en Linge")
    assert all(line.startswith("    ") and line[4] != " " for line in others)
    assert max(map(len, [first, *others])) <= 40
    assert " ".join([first[4:], *(line[4:] for line in others)]) == PROSE


def test_no_line_ends_with_spaces() -> None:
    assert [line for line in printed(Terminal(), PROSE, by=2) if line != line.rstrip()] == []


def test_a_path_in_prose_is_not_broken() -> None:
    assert printed(Terminal(), f"The file {PATH} cannot be read") == ["The file", PATH, "cannot be read"]


def test_prose_is_one_line_where_no_terminal_shows_it() -> None:
    assert printed(StringIO(), PROSE, by=2, mark="○ ") == [f"  ○ {PROSE}"]


def test_each_paragraph_begins_below_the_one_before_it() -> None:
    assert printed(StringIO(), "one\n\ntwo", mark="sluis: ") == ["sluis: one", "", "       two"]


def test_words_that_are_glued_stay_together() -> None:
    glued = "✓\N{NO-BREAK SPACE}mandate\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}explore"

    assert printed(Terminal(), f"{'x' * 30}  {glued}") == ["x" * 30, glued]


@pytest.mark.parametrize("file", [Terminal(), StringIO()], ids=["terminal", "file"])
def test_a_line_to_copy_is_never_broken(file: StringIO) -> None:
    out = Console(file=file, width=40, theme=THEME, highlight=False, markup=False, color_system=None)

    say_whole(out, Text(f"sluis check {PATH}", style="code"), by=2)

    assert file.getvalue() == f"  sluis check {PATH}\n"


def test_what_people_typed_is_no_markup() -> None:
    file = StringIO()
    out = console()
    out.file = file

    say(out, "[bold]Town[/bold] :smile: 127.0.0.1")

    assert file.getvalue() == "[bold]Town[/bold] :smile: 127.0.0.1\n"
