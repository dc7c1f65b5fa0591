"""What the demo prints when it serves: where its processes stand, what to try, and who is who."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from rich.text import Text

from api.cli.people import draw_people
from api.cli.terminal import cleaned, say, say_whole
from api.cli.words import Words
from api.wording import say_in
from engine import Reader
from engine.process.view import participants, telling_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from api.demo import Shown
    from engine import Engine
    from engine.process.view import Telling

TODOS = 3


def explain(out: Console, engine: Engine, processes: Sequence[Shown], url: str) -> None:
    """Print what there is to open and to try."""
    say_whole(out, Text.assemble(("Sluis", "title"), " is at ", (url, "code")))
    say(out, "In it are three processes of “Startende samenwerking” under way, each in another phase.")
    _walk(out, engine, processes[0], url)
    for one in processes:
        _standing(out, engine, one.id, url)
    _steps(out, engine, processes[0], url)
    _people(out, engine, processes)
    out.print()
    say(out, Text("Stop it with Ctrl-C.", style="soft"))


def _walk(out: Console, engine: Engine, first: Shown, url: str) -> None:
    """Say how to come through the first gate by the pages, as its facilitator and as the one who is to act."""
    names = {one.id: one.name for one in participants(_telling(engine, first.id))}
    leads, confirms = first.people["samira"], first.people["patrick"]
    out.print()
    say(out, Text("To begin, in a browser: through a gate in three steps.", style="title"))
    say(out, f"Open this. You are {names[leads]}, the facilitator, and the gate ahead is shut:", by=2, mark=Text("1. "))
    say_whole(out, Text(f"{url}/processes/{first.id}?seat={leads}", style="code"), by=5)
    say(
        out,
        f"At the top choose to act as {names[confirms]}, and confirm what is asked: it opens.",
        by=2,
        mark=Text("2. "),
    )
    say(out, f"Choose {names[leads]} again, and take the step.", by=2, mark=Text("3. "))


def _standing(out: Console, engine: Engine, process: str, url: str) -> None:
    told = engine.view(process, Reader(), say_in("nl"))
    words = Words(told.language)
    now = ", ".join(phase.title for phase in told.phases if phase.status == "now")
    out.print()
    say(out, Text.assemble((told.title, "title"), (f"  ·  {now}", "now")))
    say_whole(out, Text(f"{url}/processes/{process}", style="code"), by=2)
    for todo in told.todo[:TODOS]:
        say(out, todo.text, by=2, mark=Text("○ ", style="missing"))
        if todo.owed_by:
            who = ", ".join(owed.text for owed in todo.owed_by)
            say(out, Text(words("turn", who=who), style="soft"), by=4)
    if len(told.todo) > TODOS:
        say(out, Text(words("and_more", number=len(told.todo) - TODOS), style="soft"), by=4)


def _steps(out: Console, engine: Engine, first: Shown, url: str) -> None:
    people, process = first.people, first.id
    record = next(one for one in engine.situation(process)[1].of_type("success_criterion") if not one.confirmed_at)
    sluis = f"SLUIS_SERVER={url} {_command()}"
    steps = [
        ("where the first process stands; with --language en in English", f"{sluis} show {process}"),
        ("the same, as dashboards poll it", f"curl -s {url}/v1/processes/{process}"),
        (
            "a move whose gate is shut: refused, with what is missing",
            f"{sluis} do {process} move move=to_share --as {people['samira']}",
        ),
        ("the missing act", f"{sluis} do {process} confirm id={record.id} version=1 --as {people['patrick']}"),
        ("the same move again", f"{sluis} do {process} move move=to_share --as {people['samira']}"),
        ("what happened", f"{sluis} log {process}"),
    ]
    out.print()
    say(out, Text("To try, in another terminal:", style="title"))
    for what, line in steps:
        say(out, Text(what, style="soft"), by=2, mark=Text("# ", style="soft"))
        say_whole(out, Text(line, style="code"), by=2)


def _people(out: Console, engine: Engine, processes: Sequence[Shown]) -> None:
    """Say who takes part, once: the story is the same, so the people are. A party has an id in each process."""
    out.print()
    say(out, Text("Who is who in all three, with the id that --as takes:", style="title"))
    people = cleaned([asdict(one) for one in participants(_telling(engine, processes[0].id))])
    draw_people(out, people, Words("nl"), by=2, party_ids=False)


def _telling(engine: Engine, process: str) -> Telling:
    method, situation = engine.situation(process)
    return telling_for(method, situation, Reader(language="nl"), say_in("nl"))


def _command() -> str:
    """Return how this command line was called, so that what is printed can be called as well."""
    called = Path(sys.argv[0])
    here = Path.cwd()
    return quote(str(called.relative_to(here) if called.is_relative_to(here) else called))
