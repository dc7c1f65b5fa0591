"""`sluis export`: a reader's whole log, to keep elsewhere and to verify without Sluis at hand."""

from __future__ import annotations

import os
from pathlib import Path

from api.cli.asking import asking, headers_for, read
from api.cli.terminal import Unanswered, console, say_json, say_whole


def export_process(process: str, form: str, output: Path | None, actor: str | None) -> None:
    """Print an export, or write it to a file that only its owner may read. Raises Unanswered where it cannot be."""
    with asking() as client:
        told = read(client.get(f"/v1/processes/{process}/export", headers_for(None, actor), format=form))
    if output is None:
        say_json(told)
        return
    try:
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w") as file:
            say_json(told, to=file)
    except FileExistsError as error:
        raise Unanswered(f"{output} is there already: name another file, or take it away first") from error
    except OSError as error:
        raise Unanswered(f"{output} cannot be written: {error.strerror or error}") from error
    say_whole(console(), f"{len(told['events'])} events are in {output}; sluis verify {output} checks them.")
