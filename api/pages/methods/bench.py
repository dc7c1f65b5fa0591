"""What the workbench shows: a text, what is wrong with it where, and what was made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.json_body import MOST_METHOD_BYTES
from api.pages.forms.received import read_body
from api.problems import Unreadable
from engine.journal.rows import Filters

if TYPE_CHECKING:
    from api.json_body import FormBody
    from api.wording.methods import Words
    from engine import Engine

MOST_FIELDS, MOST_SHOWN, BEFORE, EXCERPT = 20, 60, 60, 120
KILOBYTES = MOST_METHOD_BYTES // 1024
GONE = "ended"


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint at its place, with the piece of the line that it is about before and behind it."""

    line: int
    column: int
    severity: str
    message: str
    code: str
    before: str
    behind: str


@dataclass(frozen=True, slots=True)
class Bench:
    """What a page of the workbench has. `study` is what was made of a text without errors; `fault` what went wrong."""

    text: str
    complaints: list[Complaint] | None = None
    summary: str = ""
    is_publishable: bool = False
    more: int = 0
    study: dict[str, Any] | None = None
    running: list[str] = field(default_factory=list)
    fault: str = ""
    mark: str = ""


def read_fields(body: FormBody) -> dict[str, str]:
    """Return the fields of the form, its lines ended as a file ends them. Raises Unreadable.

    A browser sends each end of a line as two characters, and what is published should be what somebody wrote.
    """
    typed, _ = read_body(body)
    if body.is_in_parts or sum(len(values) for values in typed.values()) > MOST_FIELDS:
        raise Unreadable("malformed", "this is no form of ours")
    return {name: values[-1].replace("\r\n", "\n").replace("\r", "\n") for name, values in typed.items()}


def refusal_of(text: str, words: Words) -> str:
    """Say why a text is not even looked at; nothing where it is."""
    if not text.strip():
        return words("bench_no_text")
    return words("bench_too_large", kilobytes=KILOBYTES) if len(text.encode()) > MOST_METHOD_BYTES else ""


def bench_of(text: str, found: dict[str, Any], words: Words, running: list[str]) -> Bench:
    """Return what is shown of a text that was looked at."""
    complaints = sorted(found["diagnostics"], key=lambda one: (one["line"], one["column"], one["message"]))
    lines = text.split("\n")
    return Bench(
        text,
        [_complaint(one, lines) for one in complaints[:MOST_SHOWN]],
        _summary(complaints, words),
        bool(found["publishable"]),
        max(len(complaints) - MOST_SHOWN, 0),
        found["study"],
        running,
    )


def running_by(engine: Engine, method: str, narrowed: Filters, words: Words) -> list[str]:
    """Say how many processes go by which version of a method now."""
    found: dict[str, int] = {}
    for one in engine.counts(narrowed):
        if one.method == method and one.state != GONE:
            found[one.version] = found.get(one.version, 0) + one.number
    return [words("bench_running_by", number=number, version=version) for version, number in sorted(found.items())]


def _summary(complaints: list[dict[str, Any]], words: Words) -> str:
    errors = sum(one["severity"] == "error" for one in complaints)
    number, word = (errors, "error") if errors else (len(complaints), "warning")
    if not number:
        return words("bench_clean")
    return words(f"bench_{word}" if number == 1 else f"bench_{word}s", number=number)


def _complaint(one: dict[str, Any], lines: list[str]) -> Complaint:
    line, at = (lines[one["line"] - 1] if 0 < one["line"] <= len(lines) else ""), max(one["column"] - 1, 0)
    before = line[max(at - BEFORE, 0) : at].lstrip()
    behind = line[at : at + EXCERPT]
    return Complaint(one["line"], one["column"], one["severity"], one["message"], one["code"], before, behind)
