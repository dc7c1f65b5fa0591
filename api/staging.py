"""What the workbench shows of a method in motion: a scenario, step by step, with where it stands after each.

It is made where heavy work is done, in `api.workroom`. All of it is what everybody may know, but for what the story
itself says that somebody asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from api.acting import asked_in
from api.stories import elsewhere, explained, lacking, quiet_in, telling_of, told_of
from api.wording import say_in, say_refusal
from engine.authoring.casting import StoryWrong
from engine.authoring.playing import Player
from engine.authoring.simulation import Simulation
from engine.authoring.story_names import read_story
from engine.process.view import Message, progress
from engine.process.view.gates import counted, missing_in
from engine.process.view.messages import said_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from api.acting import Asked
    from api.stories import Elsewhere
    from engine.authoring.playing import Played
    from engine.authoring.scenario import Scenario
    from engine.language import Method
    from engine.process.events import Event
    from engine.process.view import Telling
    from engine.process.view.shapes import Condition, Gate, Missing, Move

MOST_STEPS, MOST_LINES = 400, 20
SHUT = ("unmet", "unknown")
Lines = list[tuple[str, str]]
Known = dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A condition of a gate: how it stands, in a word too, and what is missing with whose turn it is.

    `text` is what it asks, or, where it is met and its method does not say what it asks, what `was` missing before.
    `is_new` says that it stood otherwise when this gate was told last.
    """

    verdict: str
    word: str
    text: str
    was: bool
    count: str
    lacks: Lines
    more: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class GateTold:
    """The gate of a step that leads on, as it stands."""

    move: str
    title: str
    done: int
    total: int
    is_open: bool
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step: who asked for what, what came of it, and where the process stands then.

    `where` names the process in which it happens, where a phase runs that. `events` are sentences, with how often.
    """

    number: int
    when: str
    is_waiting: bool
    note: str
    where: str
    asked: list[Asked]
    events: list[tuple[str, int]]
    more: int
    is_hidden: bool
    refused: str
    lacks: Lines
    problems: list[str]
    others: list[tuple[str, list[tuple[str, int]]]]
    phases: list[str]
    gates: list[GateTold]
    end: str


@dataclass(frozen=True, slots=True)
class StoryTold:
    """A story in a language. `wrong` says why it cannot be told on."""

    title: str
    language: str
    steps: list[StepTold]
    wrong: str = ""
    refused: int = 0
    unlike: int = 0
    end: str = ""


def play(method: Method, text: str, language: str | None) -> StoryTold:
    """Play a scenario that somebody wrote. Raises MethodInvalid with every complaint about it."""
    scenario = read_story(text, "scenario", method).scenario
    spoken = method.language(language, scenario.given.language)
    if len(scenario.steps) > MOST_STEPS:
        return StoryTold(scenario.scenario, spoken, [], f"it has more than {MOST_STEPS} steps; `sluis play` takes more")
    return tell(method, scenario, spoken)


def tell(method: Method, scenario: Scenario, language: str, *, has_gates: bool = True) -> StoryTold:
    """Tell a scenario as it goes, up to where it cannot be told on; without its gates where only the story is asked."""
    steps: list[StepTold] = []
    wrong = ""
    try:
        steps.extend(_steps(method, scenario, language, has_gates=has_gates))
    except StoryWrong as error:
        wrong = str(error)
    ends = [one.end for one in steps if one.end and not one.where]
    return StoryTold(
        scenario.given.title or scenario.scenario, language, steps, wrong, sum(bool(one.refused) for one in steps),
        sum(len(one.problems) for one in steps), ends[-1] if ends else "",
    )  # fmt: skip


def _steps(method: Method, scenario: Scenario, language: str, *, has_gates: bool) -> Iterator[StepTold]:
    stage, heard, known = Simulation(method), 0, dict[str, Known]()
    for played in Player(method, scenario, stage, explain=explained).play():
        telling = telling_of(played.method, played.situation, language)
        others = elsewhere(stage, played, heard)
        heard = len(stage.log)
        stood = known.setdefault(played.situation.process, {}) if has_gates else None
        yield _step(telling, played, others, stood, scenario.given.zone)


def _step(telling: Telling, played: Played, others: list[Elsewhere], known: Known | None, zone: str) -> StepTold:
    events, now = _counted(telling, played.events, quiet_in(played)), progress(telling)
    return StepTold(
        number=played.number,
        when=say_in(telling.language)(said_instant(played.at, zone)),
        is_waiting=played.number > 0 and not played.commands,
        note=played.note or "",
        where=(played.situation.title or "") if played.situation.lineage else "",
        asked=asked_in(telling, played.commands),
        events=events[:MOST_LINES],
        more=max(len(events) - MOST_LINES, 0),
        is_hidden=bool(played.events) and not events,
        refused=say_refusal(telling, played.refusal) if played.refusal else "",
        lacks=_lacks(lacking(telling, played))[:MOST_LINES],
        problems=list(played.problems),
        others=list(_elsewhere(telling.language, others)),
        phases=[one.title for one in now.phases if one.status == "now"],
        gates=[] if known is None else [*_gates(telling, now.moves, known)],
        end=now.end.title if now.end else "",
    )


def _counted(telling: Telling, events: tuple[Event, ...], *quiet: frozenset[str]) -> list[tuple[str, int]]:
    several = groupby(told_of(telling, events, *quiet), key=lambda one: one.text)
    return [(text, len(list(alike))) for text, alike in several]


def _elsewhere(language: str, others: Iterable[Elsewhere]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for one in others:
        if found := _counted(telling_of(one.method, one.situation, language), one.events):
            yield one.situation.title or "…", found[:MOST_LINES]


def _lacks(missing: Iterable[Missing]) -> Lines:
    return list(dict.fromkeys((one.text, ", ".join(owed.text for owed in one.owed_by)) for one in missing))


def _gates(telling: Telling, moves: Iterable[Move], known: Known) -> Iterator[GateTold]:
    """Tell the gates that lead on."""
    yield from (_gate(telling, one.title, one.gate, known) for one in moves if one.gate and not one.back)


def _gate(telling: Telling, move: str, gate: Gate, known: Known) -> GateTold:
    """Tell a gate; `known` is how each condition stood when it was told last."""
    lines = [_line(telling, one, known.get(f"{gate.id}/{one.id}")) for one in gate.conditions]
    known.update({f"{gate.id}/{one.id}": one.verdict for one in gate.conditions})
    done, total = counted(gate.conditions)
    return GateTold(move, gate.title if gate.title != move else "", done, total, gate.met, lines)


def _line(telling: Telling, one: Condition, before: str | None) -> Line:
    lacks = _lacks(missing_in([one])) if one.verdict in SHUT else []
    text = one.title or (one.text if one.kind == "condition" else "") or one.id.replace("_", " ")
    if len(lacks) == 1 and lacks[0][0] == text:
        lacks = [("", lacks[0][1])]
    return Line(
        verdict=one.verdict,
        word=telling.say(Message(f"verdict_{one.verdict}")),
        text=text,
        was=one.verdict == "met" and one.kind == "condition" and not one.title,
        count=f"{one.need.met}/{one.need.of}" if one.need else "",
        lacks=lacks[:MOST_LINES],
        more=max(len(lacks) - MOST_LINES, 0),
        is_new=before is not None and before != one.verdict,
    )
