"""`sluis process archive`: over HTTP, as the other commands about a process."""

from __future__ import annotations

from rich.text import Text

from api.cli.asking import answer, asking
from api.cli.author import counted
from api.cli.terminal import cleaned, console, say_whole


def shelve(process: str, *, undo: bool, as_json: bool) -> None:
    """Put an ended process away, or take it back. Raises Unanswered where that is refused."""
    with asking() as client:
        told = answer(client.change("DELETE" if undo else "PUT", f"/v1/processes/{process}/archive"), as_json=as_json)
    if as_json:
        return
    done = "back in the lists " if undo else "put away "
    about = [(done, "met"), cleaned(told["process"])]
    if told["processes"] > 1:
        about.append((f"  with {counted(told['processes'] - 1, 'process', 'processes')} that it began", "soft"))
    say_whole(console(), Text.assemble(*about))
