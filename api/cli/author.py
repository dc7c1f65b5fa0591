"""`sluis check`: every complaint with its line, the line itself and a mark under the place."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from rich.cells import cell_len
from rich.text import Text

from api.cli.terminal import NO, Unanswered, cleaned, console, say_json, say_whole
from engine.files import read_file
from engine.language import Diagnostic, Reading


def reading_of(path: Path) -> Reading:
    """Read a method file. Raises Unanswered when there is none."""
    try:
        return read_file(path)
    except OSError as error:
        raise Unanswered(f"{path} cannot be read: {error.strerror or error}") from error


def check_files(paths: list[Path], *, strict: bool, as_json: bool) -> None:
    """Check files and report. Exits with 1 where one cannot be published, or where `strict` has a warning."""
    readings = [(path, reading_of(path)) for path in paths]
    if as_json:
        say_json(
            [
                {
                    "file": str(path),
                    "publishable": one.publishable,
                    "diagnostics": [asdict(each) for each in found(one)],
                }
                for path, one in readings
            ]
        )
    else:
        for path, one in readings:
            _report(path, one)
    wrong = [path for path, one in readings if not one.publishable or (strict and one.warnings)]
    if wrong:
        raise SystemExit(NO)


def found(reading: Reading) -> list[Diagnostic]:
    """Return complaints and warnings together, in the order of the file."""
    return sorted((*reading.diagnostics, *reading.warnings), key=lambda one: (one.line, one.column, one.message))


def tell(path: Path, found: Diagnostic, *, stderr: bool = False) -> None:
    """Print one complaint with its line."""
    out = console(stderr=stderr)
    style = "missing" if found.severity == "warning" else "wrong"
    place = cleaned(f"{found.file}:{found.line}:{found.column}: ")
    said = Text.assemble(
        (place, "title"), (f"{found.severity}: ", style), cleaned(found.message), (f" [{found.code}]", "soft")
    )
    say_whole(out, said)
    line = _line(path, found.line)
    if line:
        say_whole(out, Text(cleaned(line), style="soft"), by=2)
        say_whole(out, Text("^", style=style), by=2 + cell_len(line[: found.column - 1]))


def _report(path: Path, reading: Reading) -> None:
    for one in found(reading):
        tell(path, one)
    errors = len(reading.diagnostics)
    out, name = console(), cleaned(f"{path}: ")
    if errors:
        say_whole(out, Text.assemble((name, "title"), (counted(errors, "error"), "wrong")))
    elif reading.method:
        told = f"{reading.method.id} {reading.method.version} is in order"
        more = f", with {counted(len(reading.warnings), 'warning')}" if reading.warnings else ""
        say_whole(out, Text.assemble((name, "title"), (told, "met"), (more, "missing")))


def counted(number: int, what: str, several: str = "") -> str:
    """Return how many there are of something; `several` is what more than one are called, where no s does it."""
    return f"{number} {what if number == 1 else several or f'{what}s'}"


def _line(path: Path, number: int) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    return line if len(line) <= 400 else ""  # noqa: PLR2004 - a longer line helps nobody
