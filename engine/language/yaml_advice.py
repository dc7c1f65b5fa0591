"""What the YAML parser's complaints mean to whoever wrote the file, and where the slip is rather than where it showed.

The parser's own words are those of libyaml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from engine.language.diagnostics import Position

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

COLON = "YAML reads ': ' as the end of a key here; quote a text or condition that has a colon: \"a ? b : c\""
TAG = "YAML reads a word that begins with '!' as a tag; quote a condition that begins with it: \"!x\""
TAB = "lines are indented with spaces, not with tabs"
WHOLE = (
    "the value has ended before this; quote the whole of a text or condition that begins with a quote or a bracket, "
    "and see that each quote above is closed"
)
INDENT = "this line does not begin in the column of the keys it stands among"
LIST = "each line of a list begins with '- ', and no key can stand beside them"
BRACKETS = "inside { } and [ ] a text with a quote, a bracket or a comma is quoted as a whole"
DIRECTIVE = "a file begins with its first key, not with %"
BY_PROBLEM = {
    "mapping values are not allowed": COLON,
    "tab character that violates": TAB,
    "could not find expected ':'": "this line has no key; write 'key: value'",
    "expected '-' indicator": LIST,
    "block sequence entries": "a list begins on a line of its own: '- ' and a value on each line",
    "expected comment or line break": "what | or > begins stands on the lines below; quote a condition that begins so",
    "expected alphabetic or numeric": "& and * mean something of their own; quote a text or condition that begins so",
    "unknown escape character": "there is no such escape; write \\\\ for a backslash, or use single quotes",
    "expected hexdecimal number": "the escapes between double quotes are \\x41, \\u00e9 and \\U0001f600",
    "expected node content": "a value is missing here, or there is a comma too many",
    "expected <document start>": "the file goes on after its end",
    "directive": DIRECTIVE,
    "incompatible YAML document": DIRECTIVE,
}
BY_BEGINNING = {"-": LIST, ":": "there is no key before this colon"}
AT_THE_BEGINNING = ("could not find expected ':'", "unexpected end of stream")


class Mark(Protocol):
    """A place as either of the parser's two implementations tells it; all count from 0."""

    index: int
    line: int
    column: int


def advise(error: MarkedYAMLError, text: str) -> tuple[Position, str]:
    """Return where the slip is and what to do about it."""
    if is_tag(error):
        return position_of(error.context_mark or error.problem_mark), TAG
    problem = error.problem or error.context or "it cannot be read"
    mark, around = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    at_end = not text[index_of(mark) :].strip()
    if at_end or any(part in problem for part in AT_THE_BEGINNING):
        mark = around
    advice = _advice(problem, text, index_of(mark), at_end=at_end)
    return position_of(mark), advice if advice == COLON else f"not YAML: {advice}"


def is_tag(error: MarkedYAMLError) -> bool:
    """Tell whether the slip is in a word that YAML reads as a tag, such as a condition that begins with `!`."""
    return "scanning a tag" in (error.context or "")


def position_of(mark: Mark | None) -> Position:
    """Return the place of a mark as people count it."""
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)


def index_of(mark: Mark | None) -> int:
    """Return how many characters stand before a mark."""
    return mark.index if mark else 0


def _advice(problem: str, text: str, at: int, *, at_end: bool) -> str:
    found = text[at : at + 1]
    if "cannot start any token" in problem:
        return TAB if found == "\t" else f"a text cannot begin with '{found}'; quote it"
    if "unexpected end of stream" in problem:
        return f"this quote ({found}) is not closed"
    if "did not find expected ',' or" in problem:
        return f"this bracket ({found}) is not closed" if at_end else COLON if found == ":" else BRACKETS
    if "did not find expected key" in problem:
        first = not text[text.rfind("\n", 0, at) + 1 : at].strip()
        return BY_BEGINNING.get(found, INDENT) if first else WHOLE
    return next((advice for part, advice in BY_PROBLEM.items() if part in problem), problem)
