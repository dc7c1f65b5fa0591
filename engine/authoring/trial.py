"""A process that is tried out act by act, each of which can be taken back, and what was done told as a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.authoring.acts import Possible
from engine.authoring.inventing import invented, people_for
from engine.authoring.playing import Played, Player
from engine.authoring.possible import Finder
from engine.authoring.scenario import Given, Scenario, Step
from engine.authoring.simulation import Simulation
from engine.process.whereabouts import innermost

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.situation import Situation

NO_STEPS = Step.model_validate({"wait": "P0D"})


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be done, in the process itself or in one that a phase runs (`inside`, as a story tells it)."""

    possible: Possible
    method: Method
    situation: Situation
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    """How all stood before a step."""

    stage: Simulation
    ids: dict[str, str]
    at: datetime


@dataclass(slots=True)
class Trial:
    """A process under trial: `stage` is where it stands, `steps` what was done, as a scenario has it."""

    method: Method
    player: Player
    steps: list[dict[str, Any]] = field(default_factory=list)
    _past: list[_Mark] = field(default_factory=list)

    @property
    def stage(self) -> Simulation:
        """Where it stands."""
        stage = self.player.stage
        assert isinstance(stage, Simulation)  # noqa: S101 - it was begun in one
        return stage

    def choices(self) -> list[Choice]:
        """Return all that can be done now, in the process itself and in each that runs inside it."""
        return [
            Choice(possible, method, situation, inside)
            for inside, method, situation in self.members()
            for possible in Finder(self.stage, self.player.cast, (method, situation), self.player.at).find()
        ]

    def do(self, step: dict[str, Any]) -> Played:
        """Play a step. One that is refused is not kept among the steps. Raises StoryWrong."""
        mark = _Mark(self.stage.fork(), dict(self.player.cast.ids), self.player.at)
        played = self.player.step(len(self.steps) + 1, Step.model_validate(step))
        if played.refusal is None:
            self._past.append(mark)
            self.steps.append({**step, **self._then(mark, step)})
        else:
            self._back_to(mark)
        return played

    def undo(self) -> bool:
        """Take the last step back; False where there is none."""
        if not self._past:
            return False
        self._back_to(self._past.pop())
        self.steps.pop()
        return True

    def next_due(self) -> datetime | None:
        """Return when the clock does something next, in any process of the family."""
        dues = [due for _, _, one in self.members() if (due := one.next_due())]
        return min(dues, default=None)

    def told(self, name: str) -> dict[str, Any]:
        """Return what was done as a scenario, as its file has it."""
        given = self.player.scenario.given
        people = {
            alias: {"name": one.name, **({"party": one.party} if one.party else {}), "roles": list(one.roles)}
            for alias, one in given.people.items()
        }
        begun: dict[str, Any] = {
            "at": given.at.isoformat(),
            "zone": given.zone,
            "language": given.language,
            "title": given.title,
        }
        if given.case:
            begun["case"] = dict(given.case)
        told = {key: value for key, value in begun.items() if value is not None} | {"people": people}
        return {"scenario": name, "method": self.method.id, "given": told, "steps": self.steps}

    def _then(self, before: _Mark, step: dict[str, Any]) -> dict[str, Any]:
        """Return what must be so after a step that led elsewhere, as a scenario says it."""
        was, now = before.stage.situation, self.stage.situation
        if "then" in step or "in" in step or was is None or now is None:
            return {}
        if now.end:
            return {"then": {"end": now.end}}
        phases = innermost(self.method, now)
        return {"then": {"phase": phases}} if phases != innermost(self.method, was) else {}

    def _back_to(self, mark: _Mark) -> None:
        self.player.stage, self.player.at = mark.stage, mark.at
        self.player.cast.ids.clear()
        self.player.cast.ids.update(mark.ids)

    def members(self) -> Iterator[tuple[tuple[str, ...], Method, Situation]]:
        """Yield the process itself and each that runs inside it: where that is, its method and how it stands."""
        if self.stage.situation is not None:
            yield from self._family((), self.method, self.stage.situation)

    def _family(
        self, inside: tuple[str, ...], method: Method, situation: Situation
    ) -> Iterator[tuple[tuple[str, ...], Method, Situation]]:
        yield inside, method, situation
        names = {identity: alias for alias, identity in self.player.cast.ids.items()}
        for child in situation.running():
            parties = {one.id: str(one.name) for one in situation.parties.values()}
            subject = [parties.get(one) or names.get(one) for one in child.subject]
            if all(subject):
                where = "/".join((child.phase, *map(str, subject)))
                yield from self._family((*inside, where), *self.stage.member(child.id))


def begin_trial(method: Method, scenario: Scenario | None, at: datetime, language: str) -> tuple[Trial, Played]:
    """Open a process with the people of a scenario, or with people for every role. Raises StoryWrong."""
    given = scenario.given if scenario else _given(method, at, language)
    told = Scenario(scenario="trial", method=method.id, given=given, steps=(NO_STEPS,))
    player = Player(method, told, Simulation(method), made_up=scenario is None)
    return Trial(method, player), player.begin()


def _given(method: Method, at: datetime, language: str) -> Given:
    declared = method.declared
    asked = {name: one for name, one in declared.case.items() if not one.optional}
    case = {name: invented(one, language, at, lambda _: None) for name, one in asked.items()}
    told = {"at": at.isoformat(), "language": language, "case": case, "people": people_for(declared)}
    return Given.model_validate({**told, "title": declared.title.say(language)}, strict=False)
