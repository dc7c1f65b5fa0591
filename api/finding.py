"""What the workbench shows of a search for the shortest runs of a method: a story to each end, or what kept from it.

It is made where heavy work is done, in `api.workroom`. `sluis prove` covers the rest too, and searches as
long as it is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.staging import StoryTold, tell
from api.wording.reasons import CATALOGS
from api.wording.saying import language_for
from engine.authoring.proving import EFFORT, as_scenario, as_yaml, prove

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.authoring.proving import Reason, Run
    from engine.language import Method
    from engine.language.texts import Text

MOST_REASONS = 8
FOUND_BY = "Found by the search for shortest runs."


@dataclass(frozen=True, slots=True)
class RunTold:
    """A run to an end: as a story, and as the file that tells it."""

    end: str
    story: StoryTold
    file: str


@dataclass(frozen=True, slots=True)
class Missed:
    """An end to which no run was found: by the move that would have to be taken, what likely kept from it."""

    end: str
    reasons: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Runs:
    """A run to each end that was reached, and the others; `is_spent` says that the search stopped at its limit."""

    language: str
    found: list[RunTold]
    missed: list[Missed]
    asked: int
    is_spent: bool


def runs_of(method: Method, language: str | None, effort: int = EFFORT) -> Runs:
    """Look for a run to each end, asking the engine `effort` times at most, and tell those that were found."""
    proof, spoken = prove(method, 0, effort, only_ends=True), method.language(language)
    found = {run.end: run for run in proof.runs if run.end}
    ends = method.declared.ends
    return Runs(
        spoken,
        [_told(method, found[end], title.title.say(spoken), spoken) for end, title in ends.items() if end in found],
        [Missed(ends[end].title.say(spoken), reasons_of(method, why, spoken)) for end, why in proof.missed.items()],
        proof.effort,
        proof.effort >= effort,
    )


def _told(method: Method, run: Run, end: str, language: str) -> RunTold:
    story = tell(method, as_scenario(run.told), language, has_gates=False)
    return RunTold(end, story, as_yaml(run.told, FOUND_BY))


def reasons_of(method: Method, reasons: Iterable[Reason], language: str) -> list[tuple[str, str]]:
    """Say what kept from an end, with titles in the place of ids: the nearest first, each once."""
    words = CATALOGS[language_for(language)]
    found = (
        (
            _move(method, one.move, language),
            words["stopped" if one.why == "untried" else one.why].format(what=_called(method, one, language)),
        )
        for one in reasons
    )
    return list(dict.fromkeys(found))[:MOST_REASONS]


def _move(method: Method, address: str, language: str) -> str:
    way = method.plan.ways.get(address)
    return way.declared.title.say(language) if way else ""


def _called(method: Method, reason: Reason, language: str) -> str:
    """Return the title of what a reason is about, or its id in words."""
    declared, name = method.declared, reason.what
    title: Text | None = None
    if reason.why == "never-there" and name in method.plan.nodes:
        title = method.title_of(name)
    elif reason.why == "unmet":
        title = next((one.title for key, one in method.needs.items() if name in (key, one.id)), None)
    elif found := declared.records.get(name) or declared.decisions.get(name) or declared.roles.get(name):
        title = found.title
    return title.say(language) if title else name.replace("_", " ")
