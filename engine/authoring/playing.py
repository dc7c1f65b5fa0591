"""Plays a scenario with the real engine and says after each step what happened and whether it is as the story says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from engine.authoring.casting import Cast, StoryWrong
from engine.authoring.refusing import told_otherwise
from engine.authoring.simulation import counted_ids
from engine.language.clocks import read_period
from engine.process.commands import Appoint, Join, Open
from engine.process.events import PeopleTold
from engine.process.refusal import Refusal
from engine.process.sight import Reader, sight_of
from engine.process.whereabouts import innermost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.authoring.scenario import Scenario, Step, Then
    from engine.language.method import Method
    from engine.process.commands import Command
    from engine.process.events import Event
    from engine.process.situation import Situation


class Stage(Protocol):
    """Where a story is played: a simulation, or an engine that keeps everything."""

    @property
    def situation(self) -> Situation | None:
        """How the process stands."""

    def submit(
        self, commands: Sequence[Command], at: datetime, process: str | None = None
    ) -> tuple[Event, ...] | Refusal:
        """Do several things together, or none of them, in the process or in one that a phase of it runs."""

    def member(self, process: str) -> tuple[Method, Situation]:
        """Return a process that a phase runs, with its method, as it stands."""

    def wait(self, until: datetime, process: str | None = None) -> tuple[Event, ...]:
        """Let the clock do what comes due everywhere; returns what happened in one process."""


@dataclass(frozen=True, slots=True)
class Played:
    """One step as it went. `number` 0 is the opening; `problems` says what is not as the story has it.

    It happened in a process of this `method`, which then stands like this `situation`.
    """

    number: int
    note: str | None
    at: datetime
    commands: tuple[Command, ...]
    events: tuple[Event, ...]
    refusal: Refusal | None
    method: Method
    situation: Situation
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """The process in which a step happens: that of the story itself, or one that a phase runs (then with its id)."""

    method: Method
    situation: Situation
    process: str | None = None


def without_words(_method: Method, _situation: Situation, refusal: Refusal) -> str:
    """Say why something was refused as its message and values, where nobody brought words."""
    return f"{refusal.message}: {dict(refusal.values)}"


class Player:
    """Plays one scenario on a stage. After the opening, `cast.ids` knows everybody's id.

    With `made_up` people a role that nobody may give at the beginning is left open; else the story cannot be told.
    `explain` words a refusal that the story did not expect.
    """

    def __init__(
        self, method: Method, scenario: Scenario, stage: Stage, *, made_up: bool = False,
        explain: Callable[[Method, Situation, Refusal], str] = without_words,
    ) -> None:  # fmt: skip
        self.method, self.scenario, self.stage, self.made_up = method, scenario, stage, made_up
        self.explain = explain
        ids = counted_ids(f"cast of {scenario.scenario}")
        self.cast = Cast(method, lambda: next(ids))
        self.at = scenario.given.at.astimezone(UTC)

    def play(self) -> Iterator[Played]:
        """Yield each step as it is played, the opening first. Raises StoryWrong when the story cannot be told on."""
        yield self._open()
        for number, step in enumerate(self.scenario.steps, 1):
            yield self._step(number, step)

    def begin(self) -> Played:
        """Open the process, and let everybody join and take the roles of the story. Raises StoryWrong."""
        return self._open()

    def step(self, number: int, step: Step) -> Played:
        """Play one step more than the story has. Raises StoryWrong."""
        return self._step(number, step)

    def _open(self) -> Played:
        given = self.scenario.given
        for alias in given.people:
            self.cast.ids[alias] = self.cast.fresh()
        opener, first = next(iter(given.people.items()))
        title = given.title or self.scenario.scenario
        command = Open(
            do="open", method=self.method.id, version=self.method.version, title=title, language=given.language,
            zone=given.zone, case=given.case, name=first.name, party=first.party, actor=self.cast.ids[opener],
        )  # fmt: skip
        happened = list(self._must(command))
        happened += self._join(opener)
        return self._played(0, None, (command,), tuple(happened), None)

    def _join(self, opener: str) -> list[Event]:
        happened: list[Event] = []
        waiting: list[tuple[str, str]] = []
        for alias, person in self.scenario.given.people.items():
            if alias != opener:
                join = Join(do="join", actor=self.cast.ids[opener], participant=self.cast.ids[alias], name=person.name,
                            party=person.party)  # fmt: skip
                happened += self._must(join)
            held = self._situation().holdings
            waiting += [
                (alias, role)
                for role in person.roles
                if not any(one.participant == self.cast.ids[alias] for one in held.get(role, ()))
            ]
        while waiting:
            still_waiting = []
            for alias, role in waiting:
                events = self._name(alias, role)
                happened += events
                still_waiting += [] if events else [(alias, role)]
            if still_waiting == waiting and self.made_up:
                break
            if still_waiting == waiting:
                msg = (
                    f"nobody in this story may give {waiting[0][0]} the role '{waiting[0][1]}' yet; where somebody has "
                    "to be accepted first, leave the role out here, and let a step 'appoint' after that"
                )
                raise StoryWrong(msg)
            waiting = still_waiting
        return happened

    def _name(self, alias: str, role: str) -> tuple[Event, ...]:
        """Let the first person who may appoint somebody to a role do so; people of the same party come first."""
        people = self.scenario.given.people
        party = people[alias].party
        for other in sorted(people, key=lambda one: people[one].party != party or party is None):
            appoint = Appoint(do="appoint", actor=self.cast.ids[other], participant=self.cast.ids[alias], role=role)
            events = self.stage.submit([appoint], self.at)
            if not isinstance(events, Refusal):
                return events
        return ()

    def _step(self, number: int, step: Step) -> Played:
        if step.wait is not None:
            self.at = step.wait.after(self.at, ZoneInfo(self.scenario.given.zone))
            return self._played(number, step, (), self._waited(step), None)
        member = self._member(step)
        commands = tuple(self._commands(step, member))
        inside = (member.process,) if member.process else ()
        result = self.stage.submit(commands, self.at, *inside)
        refusal = result if isinstance(result, Refusal) else None
        events = () if isinstance(result, Refusal) else result
        return self._played(number, step, commands, events, refusal)

    def _waited(self, step: Step) -> tuple[Event, ...]:
        """Let time pass; returns what happened meanwhile where the step is, if that was there before."""
        try:
            member = self._member(step)
        except StoryWrong:
            self.stage.wait(self.at)
            return ()
        return self.stage.wait(self.at, *((member.process,) if member.process else ()))

    def _member(self, step: Step | None) -> Member:
        """Return the process in which a step happens: from the story's own, phase by phase, to one that runs there."""
        found = Member(self.method, self._situation())
        for told in step.in_ if step else ():
            phase, _, subject = told.partition("/")
            paths = runs_named(found.method, phase)
            ids = self.cast.subject(subject, found.situation)
            running = [
                one for one in found.situation.children.values() if one.phase in paths and ids in ((), one.subject)
            ]
            if len({one.subject for one in running}) != 1:
                why = f"there are several: name one, as {phase}/…" if running else "there is no such process"
                msg = f"in {told}: {why}"
                raise StoryWrong(msg)
            latest = max(running, key=lambda one: one.order)
            found = Member(*self.stage.member(latest.id), latest.id)
        return found

    def _commands(self, step: Step, member: Member) -> Iterator[Command]:
        acts = [self._timed(act) for act in step.when or ()]
        return self.cast.within(member.method).commands(acts, member.situation)

    def _timed(self, act: dict[str, Any]) -> dict[str, Any]:
        """Return an act in which a meeting starts at an instant: a story tells in how long (`starts_at: P5D`)."""
        told = str(act.get("starts_at", ""))
        if not told.startswith("P"):
            return act
        try:
            length = read_period(told)
        except ValueError as error:
            msg = f"'{act['do']}' starts at '{told}', which is no length of time: {error}"
            raise StoryWrong(msg) from error
        return {**act, "starts_at": length.after(self.at, ZoneInfo(self.scenario.given.zone)).isoformat()}

    def _must(self, command: Command) -> tuple[Event, ...]:
        result = self.stage.submit([command], self.at)
        if isinstance(result, Refusal):
            msg = f"the story cannot begin: '{command.do}' is refused ({result.message} {dict(result.values)})"
            raise StoryWrong(msg)
        return result

    def _situation(self) -> Situation:
        if self.stage.situation is None:
            msg = "the story has not been opened"
            raise StoryWrong(msg)
        return self.stage.situation

    def _played(
        self, number: int, step: Step | None, commands: tuple[Command, ...], events: tuple[Event, ...],
        refusal: Refusal | None,
    ) -> Played:  # fmt: skip
        member, then = self._member(step), step.then if step else None
        problems = (
            *_problems(then, member, refusal, self.explain),
            *self._not_told(then, events),
            *self._not_seen(then, events, member),
        )
        note = step.note if step else None
        return Played(number, note, self.at, commands, events, refusal, member.method, member.situation, problems)

    def _not_told(self, then: Then | None, events: Sequence[Event]) -> Iterator[str]:
        bodies = [event.body for event in events if isinstance(event.body, PeopleTold)]
        told = {one for body in bodies for one in body.participants}
        found = sorted(alias for alias in self.scenario.given.people if self.cast.ids[alias] in told)
        if then and then.told is not None and sorted(then.told) != found:
            yield f"told: expected {', '.join(then.told)}, found {', '.join(found) or 'nobody'}"

    def _not_seen(self, then: Then | None, events: Sequence[Event], member: Member) -> Iterator[str]:
        if then is None or then.seen_by is None:
            return
        found = []
        for alias in sorted(self.scenario.given.people):
            sight = sight_of(member.method, member.situation, Reader(participant=self.cast.ids[alias]))
            found += [alias] if events and all(sight.may_know(event.label) for event in events) else []
        if sorted(then.seen_by) != found:
            yield f"seen_by: expected {', '.join(then.seen_by)}, found {', '.join(found) or 'nobody'}"


def runs_named(method: Method, name: str) -> list[str]:
    """Return the phases that run processes which a name may mean: a path, or the last of its steps."""
    paths = [path for path, _ in method.plan.runs()]
    return [name] if name in paths else [path for path in paths if path.endswith(f".{name}")]


def _problems(
    then: Then | None, member: Member, refusal: Refusal | None, explain: Callable[[Method, Situation, Refusal], str]
) -> Iterator[str]:
    situation = member.situation
    wanted = then.refused if then and then.refused else ()
    otherwise = told_otherwise(member.method, situation, wanted, refusal, explain)
    if otherwise is not None:
        yield otherwise
    if then and then.phase is not None:
        now = innermost(member.method, situation)
        if sorted(then.phase) != sorted(now):
            yield f"phase: expected {', '.join(then.phase)}, found {', '.join(now) or 'none'}"
    if then and then.end != (situation.end if then.end else None):
        yield f"end: expected {then.end}, found {situation.end or 'none'}"
