"""`sluis export`: a process to take along as its reader sees it: to verify, to count, to look at, to plan by."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.asking import asking, headers_for, read
from api.cli.terminal import Unanswered, cleaned, console, say_json, say_whole

if TYPE_CHECKING:
    import httpx2

ARCHIVE = "application/zip"
BINARY = frozenset({"pdf", "docx"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, as it was written."""

    form: str
    table: str | None
    separator: str | None
    decision: str | None
    language: str | None


def export_process(process: str, wanted: Wanted, output: Path | None, actor: str | None) -> None:
    """Print an export, or write it to a file that only its owner may read. Raises Unanswered where it cannot be."""
    asked = {"format": wanted.form, "table": wanted.table, "separator": wanted.separator, "decision": wanted.decision}
    with asking() as client:
        response = client.get(f"/v1/processes/{process}/export", headers_for(wanted.language, actor), **asked)
    if response.is_error:
        read(response)
    if output is None:
        _print(response, wanted.form)
        return
    _keep(response.content, output)
    if wanted.form == "json":
        say_whole(
            console(), f"{len(read(response)['events'])} events are in {output}; sluis verify {output} checks them."
        )
    else:
        say_whole(console(), f"The export is in {output}.")


def _print(response: httpx2.Response, form: str) -> None:
    """Print an export: to a program byte by byte, to a terminal without what would command it."""
    if form == "json":
        say_json(read(response))
    elif not sys.stdout.isatty():
        sys.stdout.buffer.write(response.content)
    elif form in BINARY:
        raise Unanswered("this is a file to open in another program: name it (--output FILE)")
    elif response.headers["content-type"] == ARCHIVE:
        raise Unanswered("these are several tables in one file: name it (--output FILE), or one of them (--table log)")
    else:
        sys.stdout.write(cleaned(response.text))


def _keep(content: bytes, output: Path) -> None:
    try:
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError as error:
        raise Unanswered(f"{output} is there already: name another file, or take it away first") from error
    except OSError as error:
        raise Unanswered(f"{output} cannot be written: {error.strerror or error}") from error
