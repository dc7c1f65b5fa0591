"""What stands in the documents between fences, and what is to be done with it.

A fence begins with three backticks, a language, and what is to be done:

- ``sh``: is typed into a shell, line by line. ``sh fails``: its last line is answered with no.
- ``text``, ``json``: what the block before it printed.
- ``… usage``: how commands are written; that there are such commands and options is looked up.
- ``yaml file: NAME``, ``python file: NAME``: is written into a file; ``yaml file: NAME from LINE`` in the place of what
  stands in it from a line on. ``python``: is run.
- ``… not run: WHY``: is none of these, for a reason.
- Whatever a test of its own holds to the code: `HELD` says which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/**/*.md", "methods/*/README.md", "tests/methods/*.md")
FENCE = re.compile(r"^```(?P<head>[^`\n]+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
ANY_FENCE = re.compile(r"^\s*(```|~~~)", re.MULTILINE)
NOT_RUN, FILE, USAGE = "not run:", "file:", "usage"
LEAST_REASON = 12

# By page and first words of the fence: the test that holds such blocks to the code.
HELD = {
    ("docs/reference/checks.md", "yaml"): "tests/engine/language/test_checks_page.py",
    ("docs/reference/method.md", "yaml"): "tests/language_keys/test_reference_page.py",
    ("docs/reference/conditions.md", "cel"): "tests/engine/language/expressions/test_conditions_page.py",
    ("docs/reference/scenarios.md", "yaml"): "tests/engine/authoring/test_scenarios_page.py",
    ("docs/reference/log-format.md", "json"): "tests/promises/test_log_format.py",
    ("docs/reference/security-log.md", "jsonl"): "tests/api/security/test_page.py",
    ("docs/how-to/be-told-of-changes.md", "python"): "tests/api/access/test_be_told_of_changes.py",
    ("docs/how-to/write-a-program.md", "python"): "tests/client/test_how_to.py",
    ("docs/how-to/write-a-program.md", "text"): "tests/client/test_how_to.py",
}


@dataclass(frozen=True, slots=True)
class Fence:
    """A block between fences: where it stands, its language, what is to be done with it, and its text."""

    page: str
    line: int
    language: str
    words: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def reason(self) -> str | None:
        """Why it is not run, where that is said."""
        return self.words.partition(NOT_RUN)[2].strip() if NOT_RUN in self.words else None

    @property
    def file(self) -> str | None:
        """The file into which it is written."""
        return self.words.removeprefix(FILE).strip() if self.words.startswith(FILE) else None

    @property
    def held(self) -> str | None:
        """The test that holds it to the code."""
        return HELD.get((self.page, self.language)) if self.reason is None else None

    @property
    def is_typed(self) -> bool:
        """Whether it is done as it stands: typed, run or written into a file."""
        if self.reason is not None or self.held or self.words == USAGE or self.language.startswith("{"):
            return False
        return self.language in ("sh", "python") or self.file is not None

    @property
    def is_answer(self) -> bool:
        """Whether it is what was printed."""
        free = self.reason is None and self.held is None
        return free and self.language in ("text", "json") and self.words == ""


def pages() -> list[Path]:
    """Return every document."""
    return [path for place in PLACES for path in sorted(ROOT.glob(place))]


def fences(path: Path) -> Iterator[Fence]:
    """Yield every block of a document."""
    text = path.read_text(encoding="utf-8")
    page = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    for found in FENCE.finditer(text):
        language, _, words = found["head"].partition(" ")
        yield Fence(page, text.count("\n", 0, found.start()) + 1, language, words.strip(), found["text"])


def the_only(path: Path, language: str) -> str:
    """Return the only block of a document that begins with a language, and perhaps words behind it."""
    (found,) = (one.text for one in fences(path) if f"{one.language} {one.words}".startswith(language))
    return found
