"""`sluis verify`: says in plain sentences what of an exported log was proven, or what is not right and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.text import Text

from api.cli.terminal import NO, Unanswered, cleaned, console, say, say_json, say_whole
from engine.journal.verifying import MOST_BYTES, Compared, Erased, Finding, Kept, Report, verify

KEY = re.compile("[0-9a-f]{64}")
ODD_SPACE = re.compile(r"[^\S ]")
MOST_TOLD = 12


def verify_file(path: Path, key: str | None, against: Sequence[Path], *, as_json: bool) -> None:
    """Verify an export and report; exits with NO where it is not in order. Raises Unanswered for what is no file."""
    told = _key(key)
    report = verify(_bytes(path), told, [Kept(str(one), _bytes(one)) for one in against])
    if as_json:
        say_json(_as_data(path, report, told))
    elif report.findings:
        _complain(path, report.findings)
    else:
        _explain(path, report, told)
    if report.findings:
        raise SystemExit(NO)


def _key(given: str | None) -> str | None:
    if given is None or KEY.fullmatch(key := given.strip().lower()):
        return given and key
    raise Unanswered(f"--key is '{given}'; a public key has 64 hexadecimal digits")


def _bytes(path: Path) -> bytes:
    """Return a file, or so much of it that it is seen to be too large."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unanswered(f"{path} cannot be read: {error.strerror or error}") from error


def _complain(path: Path, findings: Sequence[Finding]) -> None:
    out, number = console(), len(findings)
    said = f" is not in order: {number} complaint{'' if number == 1 else 's'}"
    say_whole(out, Text.assemble((_line(path), "title"), (said, "wrong")))
    for one in findings:
        where = "" if one.label is None else f"{one.label} {'?' if one.place is None else one.place}: "
        say(out, Text.assemble((_line(where), "title"), _line(one.message)), by=2)


def _explain(path: Path, report: Report, key: str | None) -> None:
    out = console()
    say_whole(out, Text.assemble((_line(path), "title"), (" is in order", "met")))
    for sentence, style in _sentences(report, key):
        say(out, Text(_line(sentence), style=style), by=2)


def _sentences(report: Report, key: str | None) -> Iterator[tuple[str, str]]:
    """Yield what was proven, each sentence with how it is shown: what a reader must heed stands out."""
    assert report.export is not None  # noqa: S101 - what could not be read has findings
    events = report.export.events
    yield f"Process {report.export.process}, for a reader in: {', '.join(sorted(report.export.audiences))}.", ""
    chains = ", ".join(f"{label} ({head.n})" for label, head in report.heads.items())
    yield f"{_counted(len(events), 'event')} from {events[0].at} to {events[-1].at}, by label: {chains}.", ""
    yield "On each label every event follows from the one before it: none was altered, taken out, put in or moved.", ""
    yield _signed(report.export.checkpoint.key, key), "" if key else "missing"
    if report.erased:
        yield _erased(report.erased), ""
    for one in report.compared:
        yield from _compared(one)
    if not report.compared:
        yield (
            "Compared with nothing kept earlier (--against): a log signed anew, or cut off, would not show.",
            "missing",
        )


def _signed(found: str, key: str | None) -> str:
    if key:
        return f"Signed by the key you were told, {found}."
    return f"Signed by the key {found}. Is that the one you were told in person? Anybody can sign a log they made up."


def _erased(erased: Sequence[Erased]) -> str:
    told = ", ".join(f"{one.label} {one.place} ({one.part})" for one in erased[:MOST_TOLD])
    more = f" and {len(erased) - MOST_TOLD} more" if len(erased) > MOST_TOLD else ""
    return f"{_counted(len(erased), 'part')} of what people typed {_were(erased)} erased for ever: {told}{more}."


def _compared(one: Compared) -> Iterator[tuple[str, str]]:
    places = ", ".join(f"{label} {place}" for label, place in one.places.items())
    yield f"It is the log that {one.name} saw, up to {places}.", ""
    if one.not_compared:
        labels = ", ".join(one.not_compared)
        yield f"Not compared with {one.name}: {labels}. This export is for a reader who may not read that.", "missing"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _were(some: Sequence[object]) -> str:
    return "was" if len(some) == 1 else "were"


def _line(text: object) -> str:
    """Return text from a file that may have been written to deceive as one line, without control characters."""
    return str(cleaned(ODD_SPACE.sub("\N{REPLACEMENT CHARACTER}", str(text))))


def _as_data(path: Path, report: Report, key: str | None) -> dict[str, Any]:
    export = report.export
    return {
        "file": str(path),
        "in_order": not report.findings,
        "findings": [asdict(one) for one in report.findings],
        "process": export and export.process,
        "labels": sorted(export.audiences) if export else [],
        "events": len(export.events) if export else 0,
        "heads": {label: asdict(head) for label, head in report.heads.items()},
        "key": export and export.checkpoint.key,
        "key_told": key,
        "erased": [asdict(one) for one in report.erased],
        "compared": [asdict(one) for one in report.compared],
    }
