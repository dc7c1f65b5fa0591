"""`sluis init`: a folder with a small method that works, scenarios that show all of it, and what goes with them."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path

from rich.text import Text

from api.cli.terminal import NO, Unanswered, cleaned, console, say, say_whole
from engine.language import method_schema

SCHEMA = "method.schema.json"
FILES = {
    "README.md": "README.md",
    "method.yaml": "method.yaml",
    "scenarios/agreement.yaml": "scenarios/agreement.yaml",
    "scenarios/parting.yaml": "scenarios/parting.yaml",
    "scenarios/silence.yaml": "scenarios/silence.yaml",
    ".github/workflows/method.yml": "workflow.yml",
}


def begin_in(folder: Path) -> None:
    """Write the files of a small method into a folder. Raises Unanswered where one of them is there already."""
    texts = _texts()
    if folder.exists() and not folder.is_dir():
        raise Unanswered(f"{folder} is a file, and a folder is needed", NO)
    there = [name for name in texts if os.path.lexists(folder / name)]
    if there:
        advice = ["Nothing was written. Name another folder, as in: sluis init my-method"]
        raise Unanswered(f"{folder} already has {', '.join(there)}", NO, advice)
    try:
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            with (folder / name).open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise Unanswered(f"{error.filename} cannot be written: {error.strerror}") from error
    _report(folder, list(texts))


def _texts() -> dict[str, str]:
    starter = files("api") / "starter"
    found = {name: starter.joinpath(source).read_text(encoding="utf-8") for name, source in FILES.items()}
    return found | {SCHEMA: json.dumps(method_schema(), ensure_ascii=False, indent=2) + "\n"}


def _report(folder: Path, names: list[str]) -> None:
    out = console()
    for name in names:
        say_whole(out, Text(cleaned(str(folder / name)), style="soft"), by=2)
    begin = "" if folder == Path() else f"cd {folder}, then "
    say(out, Text.assemble(cleaned(f"A method to start from. Next: {begin}"), ("sluis check method.yaml", "code")))
    say(out, "README.md shows in ten minutes how it works, and how to make it yours.")
