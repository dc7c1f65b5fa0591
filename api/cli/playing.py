"""`sluis play`: a scenario as a story, each step with what happened, what was refused and why."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from rich.console import Console
from rich.text import Text

from api.cli.author import reading_of, tell
from api.cli.picture import draw_phases
from api.cli.terminal import NO, Unanswered, cleaned, console, say, say_json
from api.cli.words import Words
from api.wording import say_in, say_refusal
from engine.authoring.casting import StoryWrong
from engine.authoring.playing import Played, Player, unmet
from engine.authoring.scenario import Scenario, read_scenario
from engine.authoring.simulation import Simulation
from engine.errors import MethodInvalid
from engine.language import Method
from engine.process.sight import Reader
from engine.process.view import Telling, entries, progress, telling_for
from engine.process.view.gates import missing_in, told
from engine.process.view.shapes import Entry, Progress
from engine.process.whereabouts import innermost

PROGRESS = TypeAdapter(Progress)
QUIET = frozenset({"GateJudged", "PhaseLeft", "RecordWritten", "ConfirmationLapsed", "RoleTaken"})


def play_scenario(path: Path, name: str | None, language: str | None, *, as_json: bool) -> None:
    """Play a scenario and tell it. Raises Unanswered where the story does not go as it says."""
    method = _method(path)
    scenario = _scenario(path, name)
    player = Player(method, scenario, Simulation(method))
    out, problems, refused, number = console(), 0, 0, 0
    words = Words(method.language(language, scenario.given.language), scenario.given.zone)
    try:
        for played in player.play():
            telling = _telling(method, played, words.language)
            number, refused = played.number, refused + (played.refusal is not None)
            problems += len(played.problems)
            say_json(_line(telling, played), on_one_line=True) if as_json else _tell(out, telling, played, words)
    except StoryWrong as wrong:
        raise Unanswered(f"{scenario.scenario}, step {number + 1}: {wrong}", NO) from wrong
    if not as_json:
        out.print()
        draw_phases(out, PROGRESS.dump_python(progress(telling), mode="json"), words)
        out.print()
        style, sentence = (
            ("wrong", words("not_as_told")) if problems else ("met", words("as_told", steps=number, refused=refused))
        )
        say(out, Text(sentence, style=style))
    if problems:
        raise SystemExit(NO)


def _method(path: Path) -> Method:
    reading = reading_of(path)
    if reading.method is None:
        for one in reading.diagnostics:
            tell(path, one)
        raise Unanswered(f"{path} has errors", NO)
    return reading.method


def _scenario(path: Path, name: str | None) -> Scenario:
    found = {file.stem: file for file in sorted((path.parent / "scenarios").glob("*.yaml"))}
    if not found or (name is not None and name not in found):
        there = f"there are {', '.join(found)}" if found else "there are none"
        raise Unanswered(f"there is no scenario {name or ''} in {path.parent / 'scenarios'}; {there}")
    file = found[name or next(iter(found))]
    try:
        return read_scenario(file.read_text(encoding="utf-8"), str(file))
    except MethodInvalid as invalid:
        for one in invalid.diagnostics:
            tell(file, one)
        raise Unanswered(f"{file} has errors", NO) from invalid


def _telling(method: Method, played: Played, language: str) -> Telling:
    return telling_for(method, played.situation, Reader(language=language), say_in(language))


def _told(telling: Telling, played: Played) -> list[Entry]:
    return [
        one
        for one in entries(telling, [(number, event, {}) for number, event in enumerate(played.events, 1)])
        if one.type not in QUIET and one.data.get("phase") != ""
    ]


def _tell(out: Console, telling: Telling, played: Played, words: Words) -> None:
    out.print()
    waited = "" if played.number == 0 or played.commands else f"  ·  {words('time_passes')}"
    say(out, Text(f"{played.number:>3}  {words.day(played.at)}{waited}", style="soft"))
    note = played.note or (played.situation.title if played.number == 0 else None)
    if note:
        say(out, Text(cleaned(note), style="title"), by=5)
    for text, entries_alike in groupby(_told(telling, played), key=lambda one: one.text):
        times = len(list(entries_alike))
        often = (f"  ({words('times', number=times)})" if times > 1 else "", "soft")
        say(out, Text.assemble(cleaned(text), often), by=5, mark=Text("· ", style="soft"))
    if played.refusal:
        say(out, cleaned(say_refusal(telling, played.refusal)), by=5, mark=Text("✗ ", style="wrong"))
        for line in _missing(telling, played):
            say(out, cleaned(line), by=7, mark=Text("○ ", style="missing"))
    for problem in played.problems:
        say(out, Text.assemble((f"{words('not_as_told')}: ", "wrong"), cleaned(problem)), by=5)


def _missing(telling: Telling, played: Played) -> list[str]:
    refusal = played.refusal
    if refusal is None or refusal.gate is None:
        return []
    found = missing_in(told(telling, refusal.gate, refusal.at, "").conditions)
    return [f"{one.text}  ({', '.join(owed.text for owed in one.owed_by)})" for one in found]


def _line(telling: Telling, played: Played) -> dict[str, Any]:
    refusal = played.refusal
    return {
        "step": played.number,
        "at": played.at,
        "note": played.note,
        "did": [one.do for one in played.commands],
        "events": [{"type": one.type, "text": one.text} for one in _told(telling, played)],
        "refused": (unmet(refusal.gate) if refusal.gate else [refusal.kind]) if refusal else None,
        "phases": innermost(telling.method, played.situation),
        "end": played.situation.end,
        "problems": list(played.problems),
    }
