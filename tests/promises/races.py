"""Named races: pairs of acts of which the one that comes second finds the other's work, and what must come of each.

What must come of them is written down here by hand, for either order; nothing of it is computed by the engine.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.language import read_method
from engine.process.commands import Command, read_command
from tests.promises.replicas import Answer, answered, told

if TYPE_CHECKING:
    from engine import Receipt
    from engine.process.situation import Situation
    from tests.promises.replicas import Doors

METHOD = read_method(
    """
sluis: 1
method: racing
version: 1.0.0
title: Racing
summary: Gates that one act opens and another shuts.
languages: [en]
may: {open: chair, admit: chair, cancel: chair}
roles:
  chair: {title: Chair}
  guide: {title: Guide, neutral: true, accepted_by: parties}
  envoy: {title: Envoy, of: party}
  board: {title: Board, of: party}
records:
  mandate: {title: Mandate, per: party, fields: {bounds: {type: text, title: Bounds}}, written_by: envoy,
            confirmed_by: board, seen_by: process}
  objection: {title: Objection, many: true, fields: {harm: {type: text, title: Harm}}, written_by: envoy,
              seen_by: process}
decisions:
  pact: {title: Pact, about: mandate, by: chair, voters: {each: party, role: envoy}, rule: unanimity, seen_by: process}
  plan: {title: Plan, by: chair, voters: {each: party, role: envoy}, rule: unanimity, seen_by: process, gate: mandates}
  pledge: {title: Pledge, by: chair, voters: {each: party, role: envoy}, rule: consent, objections: objection,
           seen_by: process}
  word: {title: Word, about: mandate, by: chair, voters: chair, rule: one_decides, seen_by: process}
gates:
  mandates:
    title: Everybody has a mandate
    all: [{id: mandate, each: party, need: mandate.confirmed, unmet: No mandate, owed_by: board}]
  guided:
    title: Everybody accepts the guide
    all: [{id: guide, each: guide, need: guide.accepted, unmet: Not accepted, owed_by: envoy}]
phases:
  prepare:
    title: Prepare
    open: [mandate, objection, pact, plan, pledge, word]
    moves:
      start: {title: Start, to: end.started, gate: mandates, by: chair}
      guide: {title: Be guided, to: end.guided, gate: guided, by: chair}
ends:
  started: {title: Started, verdict: success}
  guided: {title: Guided, verdict: success}
""",
    "racing.yaml",
)


def asked(do: str, actor: str = "chair", **given: Any) -> Command:
    """Return a command, by default of the chair, who opened the process."""
    return read_command.validate_python({"do": do, "actor": actor, **given})


def on_mandate(do: str, actor: str, version: int = 1) -> Command:
    """Return an act on the mandate of X."""
    return asked(do, actor, id="mandate", version=version)


def joins(person: str, party: str | None = "X", role: str = "") -> Command:
    """Return the admission of somebody in the role whose name begins theirs."""
    parties = {"party": party} if party else {}
    return asked("join", participant=person, name=person, roles=[role or person.partition("-")[0]], **parties)


def drafts(bounds: str) -> Command:
    """Return a draft of the mandate of X."""
    return asked("record", "envoy", record="mandate", id="mandate", fields={"bounds": bounds})


OPENING = (
    asked("open", method="racing", title="Race", name="Anna"),
    joins("envoy"), joins("board"), drafts("All"), on_mandate("share", "envoy"),
)  # fmt: skip
CONFIRMED = (on_mandate("confirm", "board"),)
GUIDED = (joins("guide", None),)
ACCEPTS = asked("accept", "envoy", role="guide", participant="guide")
DECLINES = asked("accept", "envoy", role="guide", participant="guide", answer="no")
EDITS = (drafts("Less"), on_mandate("share", "envoy", 2))
WITHDRAWS, UNCONFIRMS = on_mandate("withdraw", "envoy"), on_mandate("unconfirm", "board")
STARTS = asked("move", move="start")
CLOSES = asked("close", run="run")


OBJECTS = asked("object", "envoy", run="run", id="objection", fields={"harm": "It cannot be paid"})
SETTLES = asked("settle", "envoy", id="objection", how="It is paid")


def proposes(decision: str, run: str = "run") -> Command:
    """Return a proposal."""
    return asked("propose", decision=decision, run=run)


def votes(ballot: str = "yes", actor: str = "envoy") -> Command:
    """Return a vote in the run that was proposed."""
    return asked("vote", actor, run="run", ballot=ballot)


class Outcome(NamedTuple):
    """What both are answered, and how the process stands then."""

    one: str
    other: str
    stands: str


@dataclass(frozen=True)
class Pair:
    """Two acts that meet, after `before`, and what comes of them when one is first and when the other is."""

    name: str
    before: Sequence[Command]
    one: Sequence[Command]
    other: Sequence[Command]
    one_first: Outcome
    other_first: Outcome


YES = "accepted"
NO_ORDER = "no order of the two gives these answers"
TWO_SAY_YES = (joins("envoy-Y", "Y"), proposes("pact"), votes(), votes(actor="envoy-Y"))

PAIRS = (
    Pair(
        "vote || close", TWO_SAY_YES, [votes("no")], [CLOSES],
        Outcome(YES, YES, "mandate shared 1, pact rejected"),
        Outcome("not-now: run_is_closed accepted", YES, "mandate shared 1, pact accepted"),
    ),
    Pair(
        "last vote || close", TWO_SAY_YES[:-1], [votes(actor="envoy-Y")], [CLOSES],
        Outcome(YES, YES, "mandate shared 1, pact accepted"),
        Outcome(YES, "not-now: votes_missing 1", "mandate shared 1, pact open 2"),
    ),
    Pair(
        "object || close", [proposes("pledge"), votes()], [OBJECTS], [CLOSES],
        Outcome(YES, YES, "mandate shared 1, objection shared 1, pledge rejected"),
        Outcome("not-now: run_is_closed accepted", YES, "mandate shared 1, pledge accepted"),
    ),
    Pair(
        "settle || close", [proposes("pledge"), OBJECTS, votes("object")], [SETTLES], [CLOSES],
        Outcome(YES, YES, "mandate shared 1, objection shared 1, pledge accepted"),
        Outcome("not-now: run_is_closed rejected", YES, "mandate shared 1, objection shared 1, pledge rejected"),
    ),
    Pair(
        "withdraw || vote", [proposes("pact")], [WITHDRAWS], [votes()],
        Outcome(YES, "not-now: run_is_closed lapsed", "mandate withdrawn 1, pact lapsed 0"),
        Outcome(YES, YES, "mandate withdrawn 1, pact lapsed 1"),
    ),
    Pair(
        "edit || vote", [proposes("pact")], EDITS, [votes()],
        Outcome(YES, "not-now: run_is_closed lapsed", "mandate shared 2, pact lapsed 0"),
        Outcome(YES, YES, "mandate shared 2, pact lapsed 1"),
    ),
    Pair(
        "withdraw || deciding vote", [proposes("word")], [WITHDRAWS], [votes(actor="chair")],
        Outcome(YES, "not-now: run_is_closed lapsed", "mandate withdrawn 1, word lapsed 0"),
        Outcome(YES, YES, "mandate withdrawn 1, word lapsed 1"),
    ),
    Pair(
        "step down || vote", [proposes("pact")], [asked("step_down", "envoy", role="envoy")], [votes()],
        Outcome(YES, "not-yours: vote_not_yours", "mandate shared 1, pact open 0"),
        Outcome(YES, YES, "mandate shared 1, pact open 1"),
    ),
    Pair(
        "unconfirm || propose", CONFIRMED, [UNCONFIRMS], [proposes("plan")],
        Outcome(YES, "gate-shut: mandate", "mandate shared 1"),
        Outcome(YES, YES, "mandate shared 1, plan open 0"),
    ),
    Pair(
        "propose || propose", (), [proposes("pact")], [proposes("pact", "other")],
        Outcome(YES, "not-now: run_is_open", "mandate shared 1, pact open 0"),
        Outcome("not-now: run_is_open", YES, "mandate shared 1, pact open 0"),
    ),
    Pair(
        "edit || confirm", (), EDITS, [on_mandate("confirm", "board")],
        Outcome(YES, "stale-version: not_the_shared_version 2", "mandate shared 2"),
        Outcome(YES, YES, "mandate shared 2"),
    ),
    Pair(
        "move || withdraw", CONFIRMED, [STARTS], [WITHDRAWS],
        Outcome(YES, "process-ended: process_ended started", "mandate confirmed 1, ended started"),
        Outcome("gate-shut: mandate", YES, "mandate withdrawn 1"),
    ),
    Pair(
        "move || unconfirm", CONFIRMED, [STARTS], [UNCONFIRMS],
        Outcome(YES, "process-ended: process_ended started", "mandate confirmed 1, ended started"),
        Outcome("gate-shut: mandate", YES, "mandate shared 1"),
    ),
    Pair(
        "accept || move", GUIDED, [ACCEPTS], [asked("move", move="guide")],
        Outcome(YES, YES, "mandate shared 1, ended guided"),
        Outcome(YES, "gate-shut: guide", "mandate shared 1"),
    ),
    Pair(
        "decline || move", [*GUIDED, ACCEPTS], [DECLINES], [asked("move", move="guide")],
        Outcome(YES, "gate-shut: guide", "mandate shared 1"),
        Outcome("process-ended: process_ended guided", YES, "mandate shared 1, ended guided"),
    ),
    Pair(
        "cancel || move", CONFIRMED, [asked("cancel", reason="No time")], [STARTS],
        Outcome(YES, "process-ended: process_ended cancelled", "mandate confirmed 1, ended cancelled"),
        Outcome("process-ended: process_ended started", YES, "mandate confirmed 1, ended started"),
    ),
)  # fmt: skip


def stands(situation: Situation) -> str:
    """Return in short how a process stands; of a run that is not counted, how many votes it has."""
    told = [f"{one.type} {one.state} {one.live.number if one.live else 0}" for one in situation.records.values()]
    for run in situation.runs.values():
        votes = "" if run.tally and run.state != "lapsed" else f" {len(run.votes)}"
        told.append(f"{run.decision} {run.state}{votes}")
    return ", ".join([*sorted(told), *([f"ended {situation.end}"] if situation.end else [])])


@dataclass
class Race:
    """A pair in a process of its own: what was answered to one and to the other."""

    pair: Pair
    process: str
    length: int
    answers: dict[int, Answer] = field(default_factory=dict)


class Track:
    """Where races are held. `doors` are those of one store; `threads` is how many can run at once."""

    def __init__(self, doors: Doors, pool: ThreadPoolExecutor) -> None:
        self.doors, self.pool = doors, pool
        doors[0].publish(METHOD)

    def ready(self, pairs: Sequence[Pair]) -> list[Race]:
        """Open a process for each pair and bring it to where the two meet."""
        return list(self.pool.map(self._ready, pairs))

    def run(self, races: Sequence[Race], chance: Random) -> None:
        """Let both acts of each race set off at the same moment, each through a door of its own or both by one."""
        sides = [(race, side) for race in races for side in (0, 1)]
        chance.shuffle(sides)
        start = threading.Barrier(len(sides))
        one = chance.randrange(2)
        other = 1 - one if chance.random() < 7 / 8 else one
        going = [self.pool.submit(self._go, race, side, self.doors[(one, other)[side]], start) for race, side in sides]
        for each in going:
            each.result()

    def faults(self, race: Race) -> Iterator[str]:
        """Tell what is wrong with what came of a race."""
        try:
            wrong = list(self._wrong(race))
        except Exception as error:  # noqa: BLE001 - a store that came apart is what is looked for
            wrong = [f"{type(error).__name__}: {error}"]
        answers = ", ".join(told(race.answers[side]) for side in (0, 1))
        yield from (f"{race.pair.name}: {one} (answers: {answers})" for one in wrong)

    def _ready(self, pair: Pair) -> Race:
        receipt = self.doors[0].submit(None, [*OPENING, *pair.before])
        assert told(receipt) == YES, (pair.name, receipt)
        process = receipt.process  # type: ignore[union-attr]  # it was accepted
        return Race(pair, process, self.doors[0].situation(process)[1].order)

    def _go(self, race: Race, side: int, door: Any, start: threading.Barrier) -> None:
        acts = (race.pair.one, race.pair.other)[side]
        start.wait()
        race.answers[side] = answered(partial(door.submit, race.process, list(acts)))

    def _wrong(self, race: Race) -> Iterator[str]:
        here, there = (door.situation(race.process)[1] for door in self.doors)
        if here != there:
            yield "the two replicas do not see the same"
        happened = [one.event.id for one in self.doors[0].history(race.process, after=race.length)]
        if here.order != race.length + len(happened):
            yield f"{here.order} events in memory, {race.length + len(happened)} in the log"
        order = _order(race, happened)
        if order is None:
            yield "what was answered is not what is in the log, in one piece each"
            return
        answers = (told(race.answers[0]), told(race.answers[1]))
        possible = {0: race.pair.one_first, 1: race.pair.other_first}
        fitting = [possible[first] for first in order if possible[first][:2] == answers]
        if not fitting:
            yield NO_ORDER
        elif stands(here) not in {outcome.stands for outcome in fitting}:
            yield f"it stands as '{stands(here)}'"


def _order(race: Race, happened: Sequence[str]) -> tuple[int, ...] | None:
    """Return who can have been first by the log; None where the events are not those of the receipts."""
    events = [_events_of(race.answers[side]) for side in (0, 1)]
    orders = [first for first in (0, 1) if events[first] + events[1 - first] == list(happened)]
    return tuple(orders) if orders else None


def _events_of(answer: Answer) -> list[str]:
    receipt: Receipt | None = answer if told(answer) == YES else None  # type: ignore[assignment]  # then it is one
    return [str(event["event"]) for event in receipt.events] if receipt else []
