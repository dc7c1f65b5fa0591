"""`sluis test`: whether every scenario of a method goes as it is told, and how much of the method they show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from api.cli.junit import Case, Suite, write_junit
from api.cli.playing import method_of, story_at
from api.cli.terminal import NO, WRONG, Unanswered, cleaned, console, say, say_json, say_whole
from api.stories import explained
from engine.authoring.coverage import KINDS, Mark, ground
from engine.authoring.story_names import Story
from engine.authoring.trying import Tried, try_story
from engine.errors import MethodInvalid
from engine.files import stories_of
from engine.language import Diagnostic, Method

ADVICE = ["A scenario is a file in the folder 'scenarios' beside the method; `sluis init` makes one to start from."]
CALLED = {"phase": "phases", "move": "moves", "condition": "conditions", "decision": "decisions", "end": "ends"}
FIGURES = {
    "phases": ("phase", ""),
    "moves": ("move", ""),
    "conditions unmet": ("condition", "unmet"),
    "conditions met": ("condition", "met"),
    "outcomes of decisions": ("decision", ""),
    "ends": ("end", ""),
}
OWED = {
    "phase": "Phases that no scenario enters",
    "move": "Moves that no scenario takes",
    "condition": "Conditions that no scenario shows both ways",
    "decision": "Decisions that no scenario shows every way they can come out",
    "end": "Ends that no scenario reaches",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a scenario went. Where it cannot be read, `tried` is None and `diagnostics` say why."""

    file: Path
    story: Story | None
    tried: Tried | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """What the scenario is called."""
        return self.file.stem

    @property
    def problems(self) -> list[tuple[int, str]]:
        """What is wrong with it, each with its line."""
        if self.story is None or self.tried is None:
            return [(one.line, one.message) for one in self.diagnostics]
        return [
            (self.story.line(step), f"step {step}: {said}" if step else f"at the opening: {said}")
            for step, said in self.tried.problems
        ]


@dataclass(frozen=True, slots=True)
class Result:
    """How the scenarios of a method went."""

    method: Method
    outcomes: tuple[Outcome, ...]

    @property
    def owed(self) -> list[Mark]:
        """What no scenario shows, in declared order."""
        seen = {mark for one in self.outcomes if one.tried for mark in one.tried.marks}
        return [mark for mark in ground(self.method) if mark not in seen]


def try_files(paths: list[Path], junit: Path | None, *, coverage: bool, as_json: bool) -> None:
    """Try every scenario beside each of the files. Raises Unanswered, at the end, where a method has none."""
    methods = [(path, method_of(path)) for path in paths]
    tried = [(path, method, stories_of(path, method.id)) for path, method in methods]
    results = [Result(method, tuple(_outcome(file, method) for file in files)) for _, method, files in tried if files]
    if junit is not None:
        _write(junit, results)
    if as_json:
        say_json([_told(one) for one in results])
    else:
        for one in results:
            _report(console(), one, coverage=coverage)
    for path, method, files in tried:
        if not files:
            raise Unanswered(f"there are no scenarios of {method.id} in {path.parent / 'scenarios'}", WRONG, ADVICE)
    if any(outcome.problems for one in results for outcome in one.outcomes):
        raise SystemExit(NO)


def _outcome(file: Path, method: Method) -> Outcome:
    try:
        story = story_at(file, method)
    except MethodInvalid as invalid:
        return Outcome(file, None, None, tuple(invalid.diagnostics))
    return Outcome(file, story, try_story(method, story.scenario, explained))


def _report(out: Console, result: Result, *, coverage: bool) -> None:
    say(out, Text(cleaned(f"{result.method.id} {result.method.version}"), style="title"))
    wide = max(len(one.name) for one in result.outcomes)
    for one in result.outcomes:
        mark, style = ("✗ ", "wrong") if one.problems else ("✓ ", "met")
        name = Text.assemble((mark, style), cleaned(one.name.ljust(wide)), (f"  {_steps(one)}", "soft"))
        say(out, name, by=2)
        for line, said in one.problems:
            say_whole(out, Text.assemble((cleaned(f"{one.file}:{line}: "), "title"), cleaned(said)), by=4)
    _figures(out, result)
    if coverage:
        _owed(out, result.owed)
    elif result.owed:
        say(out, Text("sluis test --coverage names what no scenario shows", style="soft"), by=2)


def _steps(one: Outcome) -> str:
    if one.tried is None:
        return "cannot be read"
    refused = f", {one.tried.refused} refused" if one.tried.refused else ""
    return f"{one.tried.steps} {'step' if one.tried.steps == 1 else 'steps'}{refused}"


def _figures(out: Console, result: Result) -> None:
    """Say how much of the method the scenarios show together."""
    out.print()
    for called, (kind, what) in FIGURES.items():
        every, owed = (
            sum(one.kind == kind and what in ("", one.what) for one in marks)
            for marks in (ground(result.method), result.owed)
        )
        if every:
            style = "missing" if owed else "met"
            say(out, Text.assemble((called.ljust(22), "soft"), (f"{every - owed:>3} of {every}", style)), by=2)


def _owed(out: Console, owed: list[Mark]) -> None:
    for kind in KINDS:
        names = dict.fromkeys(mark.name for mark in owed if mark.kind == kind)
        if names:
            out.print()
            say(out, Text(OWED[kind], style="missing"), by=2)
        for name in names:
            sides = [mark.what.replace("_", " ") for mark in owed if (mark.kind, mark.name) == (kind, name)]
            never = f"  never {' and never '.join(sides)}" if any(sides) else ""
            say_whole(out, Text.assemble(cleaned(name), (never, "soft")), by=4)
    if not owed:
        say(out, Text("The scenarios show all of it.", style="met"), by=2)


def _told(result: Result) -> dict[str, Any]:
    owed = result.owed
    return {
        "method": result.method.id,
        "version": result.method.version,
        "scenarios": [
            {
                "scenario": one.name,
                "file": str(one.file),
                "steps": one.tried.steps if one.tried else None,
                "refused": one.tried.refused if one.tried else None,
                "problems": [{"line": line, "text": said} for line, said in one.problems],
            }
            for one in result.outcomes
        ],
        "coverage": {CALLED[kind]: _covered(result.method, kind, owed) for kind in KINDS},
    }


def _covered(method: Method, kind: str, owed: list[Mark]) -> dict[str, Any]:
    every = [mark for mark in ground(method) if mark.kind == kind]
    missing = [mark for mark in owed if mark.kind == kind]
    return {
        "of": len(every),
        "seen": len(every) - len(missing),
        "missing": [{"name": one.name, **({"what": one.what} if one.what else {})} for one in missing],
    }


def _write(junit: Path, results: list[Result]) -> None:
    suites = [
        Suite(
            f"{one.method.id} {one.method.version}",
            tuple(
                Case(
                    outcome.name,
                    str(outcome.file),
                    tuple(f"{outcome.file}:{line}: {said}" for line, said in outcome.problems),
                    unreadable=outcome.tried is None,
                )
                for outcome in one.outcomes
            ),
        )
        for one in results
    ]
    try:
        junit.write_bytes(write_junit(suites))
    except OSError as error:
        raise Unanswered(f"{junit} cannot be written: {error.strerror or error}") from error
