"""`sluis play`: a scenario as a story, each step with what happened, what was refused and why."""

from __future__ import annotations

from collections.abc import Sequence
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
from api.stories import (
    QUIET,
    Elsewhere,
    elsewhere,
    explained,
    lacking,
    members_of,
    quiet_in,
    telling_of,
    told_of,
)
from api.wording import say_refusal
from engine.authoring.casting import StoryWrong
from engine.authoring.missing import unmet
from engine.authoring.playing import Played, Player
from engine.authoring.scenario import Scenario
from engine.authoring.simulation import Simulation
from engine.authoring.story_names import Story, read_story
from engine.errors import MethodInvalid
from engine.files import stories_of, text_of
from engine.language import Method
from engine.process.events import Event
from engine.process.view import Telling, progress
from engine.process.view.shapes import Progress
from engine.process.whereabouts import innermost

PROGRESS = TypeAdapter(Progress)


def play_scenario(path: Path, name: str | None, language: str | None, *, as_json: bool) -> None:
    """Play a scenario and tell it. Raises Unanswered where the story does not go as it says."""
    method = method_of(path)
    story = story_of(path, name, method)
    scenario, stage = story.scenario, Simulation(method)
    player = Player(method, scenario, stage, explain=explained)
    out, problems, refused, number, told = console(), 0, 0, 0, 0
    words = Words(method.language(language, scenario.given.language), scenario.given.zone)
    try:
        for played in player.play():
            telling = telling_of(played.method, played.situation, words.language)
            number, refused = played.number, refused + (played.refusal is not None)
            problems += len(played.problems)
            others = elsewhere(stage, played, told)
            told = len(stage.log)
            if as_json:
                say_json(_line(telling, played, others), on_one_line=True)
            else:
                tell_step(out, telling, played, others, words)
    except StoryWrong as wrong:
        step = number + 1
        raise Unanswered(f"{scenario.scenario}, step {step} (line {story.line(step)}): {wrong}", NO) from wrong
    if not as_json:
        _end(out, stage, words)
        style, sentence = (
            ("wrong", words("not_as_told")) if problems else ("met", words("as_told", steps=number, refused=refused))
        )
        say(out, Text(sentence, style=style))
    if problems:
        raise SystemExit(NO)


def tell_story(out: Console, method: Method, scenario: Scenario, language: str | None) -> None:
    """Tell a scenario that is known to go as it says."""
    stage, told = Simulation(method), 0
    words = Words(method.language(language, scenario.given.language), scenario.given.zone)
    for played in Player(method, scenario, stage, explain=explained).play():
        telling = telling_of(played.method, played.situation, words.language)
        tell_step(out, telling, played, elsewhere(stage, played, told), words)
        told = len(stage.log)


def _end(out: Console, stage: Simulation, words: Words) -> None:
    """Draw where each process of the family stands."""
    for method, situation in members_of(stage):
        out.print()
        if situation.lineage:
            say(out, Text(cleaned(situation.title), style="title"))
        telling = telling_of(method, situation, words.language)
        draw_phases(out, PROGRESS.dump_python(progress(telling), mode="json"), words)
    out.print()


def method_of(path: Path) -> Method:
    """Read a method that must be without errors. Raises Unanswered."""
    reading = reading_of(path)
    if reading.method is None:
        for one in reading.diagnostics:
            tell(path, one)
        raise Unanswered(f"{path} has errors", NO)
    return reading.method


def story_of(path: Path, name: str | None, method: Method) -> Story:
    """Read a scenario beside a method: the first by name when none is named. Raises Unanswered."""
    found = {file.stem: file for file in stories_of(path, method.id)}
    if not found or (name is not None and name not in found):
        there = f"there are {', '.join(found)}" if found else "there are none"
        wanted = f"scenario {name}" if name else "scenario"
        raise Unanswered(f"there is no {wanted} of {method.id} in {path.parent / 'scenarios'}; {there}")
    file = found[name or next(iter(found))]
    try:
        return story_at(file, method)
    except MethodInvalid as invalid:
        for one in invalid.diagnostics:
            tell(file, one)
        raise Unanswered(f"{file} has errors", NO) from invalid


def story_at(file: Path, method: Method) -> Story:
    """Read a scenario file. Raises MethodInvalid with every complaint, or Unanswered where it cannot be read."""
    try:
        text, complaint = text_of(file)
    except OSError as error:
        raise Unanswered(f"{file} cannot be read: {error.strerror or error}") from error
    if complaint:
        raise MethodInvalid([complaint])
    return read_story(text, str(file), method)


def tell_step(out: Console, telling: Telling, played: Played, others: Sequence[Elsewhere], words: Words) -> None:
    """Tell a step: what happened in it, what was refused and why, and what it brought about elsewhere."""
    out.print()
    waited = "" if played.number == 0 or played.commands else f"  ·  {words('time_passes')}"
    where = f"  ·  {cleaned(played.situation.title)}" if played.situation.lineage else ""
    say(out, Text(f"{played.number:>3}  {words.day(played.at)}{waited}{where}", style="soft"))
    note = played.note or (played.situation.title if played.number == 0 else None)
    if note:
        say(out, Text(cleaned(note), style="title"), by=5)
    _tell_events(out, telling, played.events, words, quiet_in(played))
    if played.events and not told_of(telling, played.events, quiet_in(played)):
        say(out, Text(words("not_for_all"), style="soft"), by=5, mark=Text("· ", style="soft"))
    if played.refusal:
        say(out, cleaned(say_refusal(telling, played.refusal)), by=5, mark=Text("✗ ", style="wrong"))
        for one in lacking(telling, played):
            line = f"{one.text}  ({', '.join(owed.text for owed in one.owed_by)})"
            say(out, cleaned(line), by=7, mark=Text("○ ", style="missing"))
    for problem in played.problems:
        say(out, Text.assemble((f"{words('not_as_told')}: ", "wrong"), cleaned(problem)), by=5)
    for other in others:
        inner = telling_of(other.method, other.situation, words.language)
        if told_of(inner, other.events):
            say(out, Text(cleaned(other.situation.title), style="soft"), by=5)
            _tell_events(out, inner, other.events, words)


def _tell_events(
    out: Console, telling: Telling, events: Sequence[Event], words: Words, quiet: frozenset[str] = QUIET
) -> None:
    for text, entries_alike in groupby(told_of(telling, events, quiet), key=lambda one: one.text):
        times = len(list(entries_alike))
        often = (f"  ({words('times', number=times)})" if times > 1 else "", "soft")
        say(out, Text.assemble(cleaned(text), often), by=5, mark=Text("· ", style="soft"))


def _line(telling: Telling, played: Played, others: Sequence[Elsewhere]) -> dict[str, Any]:
    refusal = played.refusal
    return {
        "step": played.number,
        "at": played.at,
        "note": played.note,
        "did": [one.do for one in played.commands],
        "events": [{"type": one.type, "text": one.text} for one in told_of(telling, played.events, quiet_in(played))],
        "refused": (unmet(refusal.gate) if refusal.gate else [refusal.kind]) if refusal else None,
        "phases": innermost(telling.method, played.situation),
        "end": played.situation.end,
        "process": played.situation.title if played.situation.lineage else None,
        "elsewhere": [
            {
                "process": one.situation.title,
                "events": [
                    {"type": told.type, "text": told.text}
                    for told in told_of(telling_of(one.method, one.situation, telling.language), one.events)
                ],
            }
            for one in others
        ],
        "problems": list(played.problems),
    }
