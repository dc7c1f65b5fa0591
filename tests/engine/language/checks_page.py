"""docs/reference/checks.md as the tests read it: its methods, and for each code what is wrong and how it is mended."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from engine.language import read, read_method
from engine.language.source import dotted, read_source
from tests.language_keys.worlds import Words, merged

if TYPE_CHECKING:
    from engine.language import Diagnostic, Method, Reading

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "checks.md").read_text(encoding="utf-8")
_SECTION = re.compile(r"^### `([a-z-]+)`\n(.*?)(?=^##|\Z)", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SMALL, FINDING = (match[1] for match in list(_FENCE.finditer(PAGE))[:2])
MARK = "# <-"


@dataclass(frozen=True, slots=True)
class Section:
    """What the page says of a code."""

    code: str
    words: str
    blocks: tuple[str, ...]

    @property
    def marked(self) -> int:
        """The line of the wrong example that is complained about."""
        (line,) = (number for number, line in enumerate(self.blocks[0].splitlines(), 1) if MARK in line)
        return line


def sections() -> list[Section]:
    """Return every section of the page that explains a code."""
    return [
        Section(match[1], _FENCE.sub("", match[2]).strip(), tuple(_FENCE.findall(match[2])))
        for match in _SECTION.finditer(PAGE)
    ]


def examined(example: str, shown: frozenset[str] | None = None) -> tuple[Reading, str]:
    """Read an example, laid over the small method; return also the text that was read. `shown` as of `read`."""
    if example.startswith("sluis: 1") or read_source(example, "example").diagnostics:
        return read(example, "example", beside), example
    text = json.dumps(merged(loaded(SMALL), loaded(example)), ensure_ascii=False)
    return read(text, "example", beside, shown=shown), text


def line_of(found: Diagnostic, example: str, text: str) -> int:
    """Return the line of an example that a complaint is about, though it was read as part of a whole method."""
    if text == example:
        return found.line
    source = read_source(example, "example")
    keys = {dotted(path): place for path, place in (source.values | source.keys).items() if path}
    path = found.path
    while path not in keys:
        path = path.rpartition(".")[0]
    return keys[path].line


def loaded(text: str) -> Any:
    """Return what stands in a text, as a method file is read."""
    return yaml.load(text, Words)  # noqa: S506  # a SafeLoader


@cache
def beside(name: str) -> Method | None:
    """Return the second method of the page."""
    return read_method(FINDING, "finding.yaml") if name == "finding" else None
