"""`sluis draw`: a picture of a method from its file, or of a process as whoever asks may see it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.asking import asking, headers_for, read
from api.cli.author import reading_of, tell
from api.cli.terminal import NO, Unanswered, cleaned, console, say_whole
from api.wording.drawing import tongue_for
from engine.authoring.drawing import NARROWEST, WIDEST, WIDTH, chart_of, draw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.authoring.drawing import Form

ENDINGS: Mapping[Form, str] = {"svg": "svg", "text": "txt", "mermaid": "mmd", "dot": "dot"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, as it was written. Reading it raises Unanswered where there is no such thing."""

    language: str | None
    asked: str
    wide: int | None
    output: Path | None

    @property
    def form(self) -> Form:
        """The form of the picture."""
        found = next((one for one in ENDINGS if one == self.asked), None)
        if found is None:
            raise Unanswered(f"--format: '{self.asked}' is no form of a picture; allowed: {', '.join(ENDINGS)}")
        return found

    @property
    def width(self) -> int:
        """How wide it is to be."""
        if self.wide is not None and not NARROWEST <= self.wide <= WIDEST:
            raise Unanswered(f"--width: a picture can be {NARROWEST} to {WIDEST} wide; found {self.wide}")
        return self.wide or WIDTH


def draw_either(file: Path | None, process: str | None, wanted: Wanted, actor: str | None) -> None:
    """Draw the method in a file, or a process. Raises Unanswered where it cannot be."""
    if file is not None and process is None and actor is None:
        picture = _method(file, wanted)
    elif process is not None and file is None:
        picture = _process(process, wanted, actor)
    else:
        raise Unanswered("name a method file, or a process: sluis draw FILE, or sluis draw --process ID [--as ACTOR]")
    _hand_over(picture, wanted.output)


def _method(file: Path, wanted: Wanted) -> str:
    form, width = wanted.form, wanted.width
    reading = reading_of(file)
    method = reading.method
    if method is None:
        for one in reading.diagnostics:
            tell(file, one)
        raise SystemExit(NO)
    if wanted.language is not None and wanted.language not in method.languages:
        has = ", ".join(method.languages)
        raise Unanswered(f"--language: the method is not written in '{wanted.language}'; it is in {has}")
    tongue = tongue_for(method, wanted.language)
    return draw(method, chart_of(method, tongue), tongue, form, width)


def _process(process: str, wanted: Wanted, actor: str | None) -> str:
    path, headers = f"/v1/processes/{process}/diagram.{ENDINGS[wanted.form]}", headers_for(wanted.language, actor)
    with asking() as client:
        response = client.get(path, headers, width=wanted.width)
    if response.is_error:
        read(response)
    return response.text


def _hand_over(picture: str, output: Path | None) -> None:
    """Print a picture, or write it to a file, anew where it is there already."""
    if output is None:
        sys.stdout.write(cleaned(picture))
        return
    try:
        output.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise Unanswered(f"{output} cannot be written: {error.strerror or error}") from error
    say_whole(console(), f"The picture is in {output}.")
