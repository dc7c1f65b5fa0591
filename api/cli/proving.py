"""`sluis prove`: a run to every end of a method, found with the real engine, told as a story and kept as a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from api.cli.playing import method_of, tell_story
from api.cli.terminal import NO, Unanswered, cleaned, console, say, say_json, say_whole
from api.cli.witnesses import played_beside
from api.wording.reasons import EN
from engine.authoring.coverage import KINDS, Mark, ground
from engine.authoring.proving import EFFORT, Proof, Reason, Run, as_scenario, as_yaml, prove
from engine.authoring.scenario import Scenario
from engine.authoring.story_names import read_story
from engine.errors import MethodInvalid
from engine.files import stories_beside
from engine.language import Method

FOUND_BY = "Found by `sluis prove`; it is written anew each time."


def prove_method(
    path: Path, seed: int, effort: int | None, scenarios: Path | None, language: str | None, *, stories: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Prove a method and report. Raises SystemExit where an end was not reached."""
    method = method_of(path)
    witnesses = [story for _, story in _witnesses(path, method)]
    with played_beside(method, witnesses) as shown, _progress(method) as progress:
        proof = prove(method, seed, effort or EFFORT, progress=progress, shown=shown)
    files = _write(scenarios, method, proof) if scenarios else {}
    if as_json:
        say_json(_told(method, seed, proof, files))
    else:
        _report(console(), method, proof, files, language, stories=stories)
    if not proof.is_whole:
        raise SystemExit(NO)


def _witnesses(path: Path, method: Method) -> Iterator[tuple[Path, Scenario]]:
    """Yield the scenarios beside a method that can be read as its own."""
    for file in stories_beside(path):
        try:
            story = read_story(file.read_text(encoding="utf-8"), str(file), method)
        except (MethodInvalid, UnicodeDecodeError):
            continue
        if story.scenario.method == method.id:
            yield file, story.scenario


@contextmanager
def _progress(method: Method) -> Iterator[Callable[[str, int], None]]:
    """Show on a terminal what is sought, from when the search begins: that forks first. Elsewhere show nothing."""
    err = console(stderr=True)
    if not err.is_terminal:
        yield lambda _sought, _effort: None
        return
    status = err.status(Text(f"reading {cleaned(method.id)}"), spinner="dots")

    def tell(sought: str, asked: int) -> None:
        status.start()
        status.update(Text(f"looking for {sought}  ·  the engine was asked {asked} times"))

    try:
        yield tell
    finally:
        status.stop()


def _write(folder: Path, method: Method, proof: Proof) -> dict[str, Path]:
    """Write the runs as scenario files; never over a file that somebody wrote."""
    files = {run.name: folder / f"{run.name}.yaml" for run in proof.runs}
    for file in files.values():
        if file.exists() and not file.read_text(encoding="utf-8", errors="replace").startswith(f"# {FOUND_BY}"):
            raise Unanswered(f"{file} is there already and was not written by prove: choose another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for run in proof.runs:
            files[run.name].write_text(as_yaml(run.told, FOUND_BY, _caption(method, run)), encoding="utf-8")
    except OSError as error:
        raise Unanswered(f"{folder} cannot be written: {error.strerror or error}") from error
    return files


def _caption(method: Method, run: Run) -> str:
    title = method.declared.ends[run.end].title.say(method.languages[0]) if run.end else run.name.replace("_", " ")
    return f"{'To the end' if run.end else 'For'} '{title}' in {_counted(run.steps)}."


def _counted(steps: int) -> str:
    return f"{steps} step{'' if steps == 1 else 's'}"


def _report(
    out: Console, method: Method, proof: Proof, files: dict[str, Path], language: str | None, *, stories: bool
) -> None:
    say(out, Text(cleaned(f"{method.id} {method.version}"), style="title"))
    for run in proof.runs:
        if stories and run.end == run.name:
            out.print()
            say(out, Text(cleaned(_caption(method, run)), style="title"))
            tell_story(out, method, as_scenario(run.told), language)
    out.print()
    for run in proof.runs:
        where = f"  {files[run.name]}" if run.name in files else ""
        line = Text.assemble(("✓ ", "met"), cleaned(run.name), (f"  {_counted(run.steps)}{cleaned(where)}", "soft"))
        say_whole(out, line, by=2)
    for end, reasons in proof.missed.items():
        say(out, Text.assemble(("✗ ", "wrong"), cleaned(end), ("  not reached", "soft")), by=2)
        for said in dict.fromkeys(map(_because, reasons)):
            say(out, cleaned(said), by=6, mark=Text("○ ", style="missing"))
    for end in proof.witnessed:
        say(out, Text.assemble(("✓ ", "met"), cleaned(end), ("  by a scenario beside the method", "soft")), by=2)
    _figures(out, method, proof)


def _because(reason: Reason) -> str:
    told = EN[reason.why].format(what=reason.what.replace("_", " "))
    return f"'{reason.move}': {told}" if reason.move else told


def _figures(out: Console, method: Method, proof: Proof) -> None:
    """Say how much of the method the runs show, with the scenarios beside it."""
    out.print()
    every = ground(method)
    for kind in KINDS:
        of = [mark for mark in every if mark.kind == kind]
        left = [mark for mark in of if mark not in proof.marks]
        if of:
            style = "missing" if left else "met"
            say(
                out,
                Text.assemble((f"{kind}s".ljust(12), "soft"), (f"{len(of) - len(left):>3} of {len(of)}", style)),
                by=2,
            )
    left = [mark for mark in every if mark not in proof.marks]
    if left:
        out.print()
        say(out, Text("Not shown", style="missing"), by=2)
    for marks in _by_name(left):
        sides = [mark.what.replace("_", " ") for mark in marks]
        never = f"  never {' and never '.join(sides)}" if any(sides) else ""
        say_whole(out, Text.assemble(cleaned(f"{marks[0].kind} {marks[0].name}"), (never, "soft")), by=4)
        for told in dict.fromkeys(_because(one) for mark in marks for one in _nearest(proof.unshown.get(mark, ()))):
            say(out, cleaned(told), by=6, mark=Text("○ ", style="missing"))


def _nearest(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """Yield what stood in the way, up to a phase to which nothing came: what kept from it stands with that phase."""
    for one in reasons:
        yield one
        if one.why == "never-there":
            return


def _by_name(marks: list[Mark]) -> list[list[Mark]]:
    found: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        found.setdefault((mark.kind, mark.name), []).append(mark)
    return list(found.values())


def _reason(reason: Reason) -> dict[str, str]:
    return {"why": reason.why, "what": reason.what, "move": reason.move, "text": _because(reason)}


def _told(method: Method, seed: int, proof: Proof, files: dict[str, Path]) -> dict[str, Any]:
    every = ground(method)
    return {
        "method": method.id,
        "version": method.version,
        "seed": seed,
        "asked": proof.effort,
        "runs": [
            {
                "name": run.name,
                "end": run.end,
                "steps": run.steps,
                "file": str(files[run.name]) if run.name in files else None,
                "scenario": run.told,
            }
            for run in proof.runs
        ],
        "witnessed": list(proof.witnessed),
        "missed": {end: [_reason(one) for one in reasons] for end, reasons in proof.missed.items()},
        "coverage": {
            kind: {
                "of": sum(mark.kind == kind for mark in every),
                "seen": sum(mark.kind == kind and mark in proof.marks for mark in every),
                "missing": [
                    {
                        "name": mark.name,
                        **({"what": mark.what} if mark.what else {}),
                        "because": [_reason(one) for one in proof.unshown.get(mark, ())],
                    }
                    for mark in every
                    if mark.kind == kind and mark not in proof.marks
                ],
            }
            for kind in KINDS
        },
    }
