"""`sluis draw`: a picture of a method from its file, or of a process as whoever asks may see it."""

from __future__ import annotations

import sys
from pathlib import Path

from api.cli.author import reading_of, tell
from api.cli.terminal import NO, Unanswered, cleaned, console, say_whole
from api.wording.drawing import tongue_for
from engine.authoring.drawing import NARROWEST, WIDEST, WIDTH, Form, chart_of, draw

FORMS: tuple[Form, ...] = ("svg", "text", "mermaid", "dot")


def draw_method(file: Path, language: str | None, form: str, width: int | None, output: Path | None) -> None:
    """Draw the method in a file. Raises Unanswered where it cannot be."""
    wanted, wide = form_of(form), width_of(width)
    reading = reading_of(file)
    method = reading.method
    if method is None:
        for one in reading.diagnostics:
            tell(file, one)
        raise SystemExit(NO)
    if language is not None and language not in method.languages:
        has = ", ".join(method.languages)
        raise Unanswered(f"--language: the method is not written in '{language}'; it is in {has}")
    tongue = tongue_for(method, language)
    hand_over(draw(method, chart_of(method, tongue), tongue, wanted, wide), output)


def form_of(form: str) -> Form:
    """Return the form that is asked for. Raises Unanswered for any other."""
    found = next((one for one in FORMS if one == form), None)
    if found is None:
        raise Unanswered(f"--format: '{form}' is no form of a picture; allowed: {', '.join(FORMS)}")
    return found


def width_of(width: int | None) -> int:
    """Return how wide the picture is to be. Raises Unanswered where it cannot be so."""
    if width is not None and not NARROWEST <= width <= WIDEST:
        raise Unanswered(f"--width: a picture can be {NARROWEST} to {WIDEST} wide; found {width}")
    return width or WIDTH


def hand_over(picture: str, output: Path | None) -> None:
    """Print a picture, or write it to a file, anew where it is there already."""
    if output is None:
        sys.stdout.write(cleaned(picture))
        return
    try:
        output.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise Unanswered(f"{output} cannot be written: {error.strerror or error}") from error
    say_whole(console(), f"The picture is in {output}.")
