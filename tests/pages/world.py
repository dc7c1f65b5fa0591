"""A world in which every text is what somebody wrote: methods, processes that were played, people with accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from api.demo import MIDDLE, SCENARIO
from engine import Engine
from engine.access.identity import ROLES, operator_of
from engine.access.invitations import Wished
from engine.access.organisations import Changes
from engine.access.tokens import Asked
from engine.authoring.playing import Player
from engine.authoring.scenario import Scenario, read_scenario
from engine.language.method import Method
from engine.process.commands import Command, Open, Record
from engine.process.events import Event
from engine.process.refusal import Refusal
from engine.process.situation import Situation
from tests.engine.access.people import PASSWORD, granted, known, with_quick_passwords
from tests.engine.journal.neighbours import START, accepted
from tests.pages.poison import Pen, Story, as_a_name, method_with, on_a_line
from tests.promises import mixture
from tests.promises.races import asked
from tests.promises.test_statements import STEPS

SHIPPED = Path(__file__).parents[2] / "methods"
METHOD = "starting-collaboration"
OWNER = "olga@local.example"
ERASES = ("redact", "cancel")
MORE: dict[str, list[Command]] = {  # what the steps of every command leave out, and some may type
    "it is ratified under conditions": [
        asked("propose", decision="home", run="under"), asked("vote", "envoy-X", run="under", ballot="yes"),
        asked("vote", "envoy-Y", run="under", ballot="yes"), asked("close", run="under"),
        asked("ratify", "board-X", run="under", answer="with_conditions", conditions="If"),
    ],
    "favourites are ranked": [
        asked("propose", decision="favourite", run="favourite"),
        asked("vote", "envoy-X", run="favourite", ballot=["a", "b"]),
        asked("vote", "envoy-Y", run="favourite", ballot=["b", "a"]), asked("close", run="favourite"),
    ],
    "a meeting is called off": [
        asked("plan", session="off", title="Off", starts_at=START, agenda="All"),
        asked("plan", session="off", called_off="Ill"),
    ],
}  # fmt: skip
ALSO: dict[tuple[Any, ...], Any] = {
    ("case",): {"occasion": {"type": "line", "title": "Occasion"}, "story": {"type": "text", "title": "Story"},
                "page": {"type": "markdown", "title": "Page"}},
    ("decisions", "favourite"): {
        "title": "Favourite", "by": "chair", "voters": "envoy", "rule": {"ranking": "schulze"}, "seen_by": "process",
        "ballot": {"ranking": {"a": "A", "b": "B"}},
    },
    ("phases", "talk", "open"): [
        "mandate", "note", "poll", "wish", "hint", "objection", "consult", "alone", "home", "paper", "choice",
        "favourite",
    ],
    ("records", "note", "fields", "more"): {"type": "text", "title": "More", "optional": True},
    ("records", "note", "fields", "page"): {"type": "markdown", "title": "Page", "optional": True},
}  # fmt: skip


Stops = tuple[int | None, ...]
WHERE_MUCH_IS_MISSING: Stops = (MIDDLE,)
ALSO_TO_THE_END: Stops = (MIDDLE, None)
Scope = dict[str, list[str]]


@dataclass
class Clock:
    """Tells the time; a story sets it."""

    at: datetime = START

    def __call__(self) -> datetime:
        """Return the time."""
        return self.at


@dataclass
class World:
    """An engine that keeps everything, with what there is to look at, by what it is called in addresses."""

    engine: Engine
    session: str
    invitation: str
    scopes: list[Scope]
    others: Scope


class Stage:
    """Where the story of a scenario is played: an engine, with a clock that the story sets."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self.clock, self.process = engine, clock, ""

    @property
    def situation(self) -> Situation | None:
        """How the process stands."""
        return self.engine.situation(self.process)[1] if self.process else None

    def submit(
        self, commands: Sequence[Command], at: datetime, process: str | None = None
    ) -> tuple[Event, ...] | Refusal:
        """Do several things together, or none of them. What happened is not told: nobody here asks."""
        self.clock.at = at
        result = self.engine.submit(process or self.process or None, commands)
        if isinstance(result, Refusal):
            return result
        self.process = self.process or result.process
        return tuple(one.event for one in self.engine.history(result.process, limit=1))

    def member(self, process: str) -> tuple[Method, Situation]:
        """Return a process that a phase runs, as it stands."""
        return self.engine.situation(process)

    def wait(self, until: datetime, process: str | None = None) -> tuple[Event, ...]:
        """Let the clock do what comes due."""
        self.clock.at = until
        self.engine.situation(self.process)
        return ()


def a_world(engine: Engine, clock: Clock, pen: Pen, stops: Stops = WHERE_MUCH_IS_MISSING) -> World:
    """Make a world on an engine that is empty, and tell what there is to see in it."""
    with_quick_passwords(engine)
    processes = [*_every_command(engine, clock, pen), *_a_shipped_story(engine, clock, pen, stops)]
    scopes = [_scope(engine, one) for one in processes]
    return _with_people(engine, pen, scopes)


def _with_people(engine: Engine, pen: Pen, scopes: list[Scope]) -> World:
    """Make an account with every role, one of each thing that an account has, and a session of it."""
    access, name = engine.access, pen("account name", as_a_name)
    first = scopes[0]["process"][0]
    granted(access.organisations.begin("local"))
    granted(access.accounts.make(operator_of("local"), OWNER, name, ROLES, PASSWORD))
    begun = granted(access.sessions.sign_in("local", OWNER, PASSWORD, pen("browser")[:200]))
    by = known(engine, begun)
    granted(access.organisations.change(by, Changes(name=pen("organisation name", as_a_name))))
    granted(access.tokens.make(by, Asked(pen("token title", as_a_name), frozenset(["read"]), timedelta(days=9))))
    accepted(engine.submit(first, asked("join", participant="guest", name=pen("join name", on_a_line))))
    sent = granted(access.invitations.make(by, Wished("guest@local.example", ("observer",), first, "guest")))
    link = access.links.ask("local", OWNER)
    assert link is not None
    return World(engine, begun.secret, sent.secret, scopes, {"account": [by.account or ""]})


def _scope(engine: Engine, process: str) -> Scope:
    """Return what can stand in the addresses of a process, by the names that these have."""
    method, situation = engine.situation(process)
    return {
        "process": [process], "method": [method.id], "version": [method.version],
        "record": sorted(method.declared.records), "document": sorted(situation.documents),
        "session": sorted(situation.sessions), "run": sorted(situation.runs),
    }  # fmt: skip


def _every_command(engine: Engine, clock: Clock, pen: Pen) -> Iterator[str]:
    """Play every command there is, once to its end and once without what ends it or erases something."""
    methods = [method_with(pen, text, also=ALSO) for text in (mixture.TEXT, mixture.TEXT.replace("1.0.0", "1.1.0"))]
    for one in methods:
        engine.publish(one)
    kept = {name: step for name, step in STEPS.items() if not any(one.do in ERASES for one in step)}
    for steps in (kept | MORE, STEPS):
        story, process = Story.of(pen, *methods), None
        for name, step in steps.items():
            clock.at += timedelta(days=10) if name == "a note comes after the poll came due" else timedelta(minutes=1)
            process = accepted(engine.submit(process, [story.command(_richer(one)) for one in step])).process
        assert process is not None
        yield process


def _richer(command: Command) -> Command:
    """Return a command with the fields that we added filled in."""
    match command:
        case Open():
            case = dict.fromkeys(("occasion", "story", "page"), "Anything")
            return command.model_copy(update={"case": case, "version": "1.0.0"})
        case Record(record="note"):
            return command.model_copy(update={"fields": dict.fromkeys(("text", "more", "page"), "Anything")})
        case _:
            return command


def _a_shipped_story(engine: Engine, clock: Clock, pen: Pen, stops: Stops) -> Iterator[str]:
    """Play a story of a shipped method and of those that it runs, up to each of these steps."""
    made: dict[str, Method] = {}

    def find(method: str) -> Method:
        if method not in made:
            made[method] = method_with(pen, (SHIPPED / method / "method.yaml").read_text(encoding="utf-8"), find)
            engine.publish(made[method])
        return made[method]

    told = find(METHOD)
    for stop in stops:
        scenario = _retold(Story.of(pen, *made.values()), SHIPPED / METHOD / "scenarios" / f"{SCENARIO}.yaml")
        stage = Stage(engine, clock)
        for played in Player(told, scenario, stage).play():
            then = scenario.steps[played.number - 1].then if played.number else None
            assert played.refusal is None or (then and then.refused), (played.number, played.refusal)
            if played.number == stop:
                break
        yield stage.process
        yield from engine.situation(stage.process)[1].children


def _retold(story: Story, file: Path) -> Scenario:
    """Return a scenario in which all that is typed is written anew."""
    told: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    given = told["given"]
    for person in given["people"].values():
        person["name"] = story.pen("person", on_a_line)
        if "party" in person:
            person["party"] = story.party(person["party"])
    given["title"] = story.pen("open title", on_a_line)
    given["case"] = {key: story.asked(key, one) for key, one in given.get("case", {}).items()}
    for step in told["steps"]:
        if when := step.get("when"):
            step["when"] = [story.act(one) for one in (when if isinstance(when, list) else [when])]
    return read_scenario(yaml.safe_dump(told, sort_keys=False), file.name)
