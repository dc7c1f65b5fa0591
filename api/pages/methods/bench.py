"""What the workbench shows: a text, what is wrong with it where, and what was made of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from api.json_body import MOST_METHOD_BYTES
from api.pages.forms.received import read_body
from engine.journal.rows import Filters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.json_body import FormBody
    from api.pages.forms.received import File
    from api.wording.methods import Words
    from engine import Engine

MOST_SHOWN, BEFORE, EXCERPT = 60, 60, 120
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
    """What a page of the workbench has. `fault` is what went wrong.

    `study`, `runs` and `story` are what was made of a text without errors, `amiss` what is wrong with the scenario.
    """

    text: str
    complaints: list[Complaint] | None = None
    summary: str = ""
    is_publishable: bool = False
    more: int = 0
    study: dict[str, Any] | None = None
    running: list[str] = field(default_factory=list)
    fault: str = ""
    mark: str = ""
    scenario: str = ""
    runs: dict[str, Any] | None = None
    story: dict[str, Any] | None = None
    amiss: list[Complaint] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the texts of a method and of a scenario, what is asked, and why it is not even looked at."""

    text: str
    scenario: str
    way: str
    fault: str


def read_fields(body: FormBody) -> tuple[dict[str, str], Mapping[str, File]]:
    """Return the fields of the form, its lines ended as a file ends them, and the files. Raises Unreadable.

    A browser sends each end of a line as two characters, and what is published should be what somebody wrote.
    """
    typed, files = read_body(body)
    return {name: _lines(values[-1]) for name, values in typed.items()}, files


def read_sent(body: FormBody, words: Words) -> Sent:
    """Return what was sent to be worked on. A file that was chosen takes the place of the text. Raises Unreadable.

    A run that was found comes along in the form, and is played as a scenario by its button. Of a file that is no text
    nothing is taken.
    """
    fields, files = read_fields(body)
    run = fields.get("run")
    way = "play" if run else fields.get("way", "check")
    sent = Sent(fields.get("text", ""), fields.get(run or "scenario", ""), way, "")
    for name in ("text", "scenario"):
        if sent.fault or (file := files.get(f"{name}_file")) is None:
            continue
        text, fault = _text_of(file, words)
        sent = replace(sent, fault=fault) if fault else replace(sent, **{name: text})
    fault = sent.fault or refusal_of(sent.text, words, "bench_no_text")
    if not fault and way == "play":
        fault = refusal_of(sent.scenario, words, "bench_no_story")
    return replace(sent, fault=fault)


def refusal_of(text: str, words: Words, nothing: str) -> str:
    """Say why a text is not even looked at; nothing where it is."""
    if not text.strip():
        return words(nothing)
    return words("bench_too_large", kilobytes=KILOBYTES) if len(text.encode()) > MOST_METHOD_BYTES else ""


def _text_of(file: File, words: Words) -> tuple[str, str]:
    """Return the text of a file, or why there is none to be taken."""
    if len(file.data) > MOST_METHOD_BYTES:
        return "", words("bench_file_large", name=file.name, kilobytes=KILOBYTES)
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.data[: error.start].count(b"\n") + 1
        return "", words("bench_file_no_text", name=file.name, line=line)
    return _lines(text), "" if text.strip() else words("bench_file_empty", name=file.name)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def bench_of(sent: Sent, found: dict[str, Any], words: Words, running: list[str]) -> Bench:
    """Return what is shown of a text that was looked at."""
    complaints = _sorted(found["diagnostics"])
    return Bench(
        text=sent.text,
        scenario=sent.scenario,
        complaints=_complaints(complaints, sent.text),
        summary=_summary(complaints, words),
        is_publishable=bool(found["publishable"]),
        more=max(len(complaints) - MOST_SHOWN, 0),
        study=found.get("study"),
        running=running,
        runs=found.get("runs"),
        story=found.get("story"),
        amiss=_complaints(_sorted(found.get("amiss", [])), sent.scenario),
    )


def _sorted(complaints: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(complaints, key=lambda one: (one["line"], one["column"], one["message"]))


def _complaints(several: list[dict[str, Any]], text: str) -> list[Complaint]:
    lines = text.split("\n")
    return [_complaint(one, lines) for one in several[:MOST_SHOWN]]


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
