"""`sluis compare`: what changed between two versions of a method, what weighs most first, and what follows from it."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.text import Text

from api.cli.playing import method_of
from api.cli.terminal import cleaned, console, say, say_json
from engine.authoring.comparing import GROUPS, Comparison, Difference, compare
from engine.language import Method

STYLES = {"stricter": "missing", "looser": "now", "added": "met", "removed": "wrong", "changed": "soft"}
WIDE = 10


def compare_files(old: Path, new: Path, language: str | None, *, as_json: bool) -> None:
    """Compare two method files and tell what differs."""
    before, after = method_of(old), method_of(new)
    found = compare(before, after, language)
    if as_json:
        say_json(_told(before, after, found))
    else:
        _report(console(), before, after, found)


def _told(before: Method, after: Method, found: Comparison) -> dict[str, object]:
    return {
        "old": {"method": before.id, "version": before.version},
        "new": {"method": after.id, "version": after.version},
        "differences": [asdict(one) for one in found.differences],
        "running": asdict(found.running),
    }


def _report(out: Console, before: Method, after: Method, found: Comparison) -> None:
    number = len(found.differences)
    counted = f"{number} difference{'' if number == 1 else 's'}" if number else "no difference in what they mean"
    name = after.id if before.id == after.id else f"{before.id} and {after.id}"
    heading = (cleaned(f"{name}  {before.version} → {after.version}"), "title")
    say(out, Text.assemble(heading, (f"  {counted}", "soft")))
    for group, several in groupby(found.differences, key=lambda one: one.group):
        out.print()
        say(out, Text(GROUPS[group], style="title"))
        for about, alike in groupby(several, key=lambda one: one.about):
            _about(out, about, list(alike))
    out.print()
    say(out, Text("Processes under way", style="title"))
    say(out, cleaned(found.running.sentence), by=2)
    if found.running.same_version:
        advice = f"Both say version {after.version}: raise it before the new one is published."
        say(out, Text(advice, style="missing"), by=2)
    _listed(out, f"What would keep one from coming to {after.version}:", found.running.kept_back)
    _listed(out, "What would be other for one that came to it:", found.running.anew)


def _listed(out: Console, heading: str, lines: tuple[str, ...]) -> None:
    if lines:
        say(out, cleaned(heading), by=2)
    for line in lines:
        say(out, cleaned(line), by=4, mark=Text("· ", style="soft"))


def _about(out: Console, about: str, alike: list[Difference]) -> None:
    say(out, cleaned(about), by=2)
    for one in alike:
        mark = Text(one.effect.ljust(WIDE), style=STYLES[one.effect])
        say(out, cleaned(one.text), by=4, mark=mark)
