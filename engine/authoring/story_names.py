"""Finds the names in a story that nobody and nothing has, each at its line. Reading only: nothing is played."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args
from zoneinfo import available_timezones

from engine.authoring.casting import NAMED, NEW
from engine.authoring.playing import runs_named
from engine.authoring.scenario import Scenario, Step, shape_of
from engine.errors import MethodInvalid
from engine.language.conditions import Group
from engine.language.diagnostics import nearest
from engine.language.plan import ROOT
from engine.language.source import EnoughComplaints, read_source
from engine.process.commands import COMMANDS, Command
from engine.process.decide.movement import CANCELLED
from engine.process.refusal import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from engine.language.conditions import Need
    from engine.language.declaration import DecisionType, FieldDeclared
    from engine.language.method import Method
    from engine.language.source import Path, Source

KINDS: tuple[str, ...] = get_args(Kind)
TRIES_NAMES = frozenset({"unknown-thing", "malformed"})  # a step so refused may be wrong in its names on purpose
OURS = frozenset({"do", "by"})
ERASED = "…"  # what somebody or something is called whose name was erased
YES_NO = ("yes", "no", "abstain", "object", "stand_aside", "block")
PARTIES = ("party", "on_behalf_of", "picked", "parties")


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario whose names are those of its method, with its steps as the file has them and their lines."""

    scenario: Scenario
    steps: tuple[dict[str, Any], ...]
    lines: tuple[int, ...]

    def line(self, step: int) -> int:
        """Return the line of a step; of the opening, step 0, the first."""
        return self.lines[step - 1] if 0 < step <= len(self.lines) else 1


def read_story(text: str, name: str, method: Method) -> Story:
    """Read a scenario and check every name in it. Raises MethodInvalid with every complaint at its line."""
    source = read_source(text, name)
    scenario = shape_of(source)
    with suppress(EnoughComplaints):
        check_names(scenario, source, method)
    if source.diagnostics:
        raise MethodInvalid(sorted(set(source.diagnostics)))
    data: Any = source.data
    lines = (source.position(("steps", number)).line for number in range(len(scenario.steps)))
    return Story(scenario, tuple(data["steps"]), tuple(lines))


def check_names(scenario: Scenario, source: Source, method: Method) -> None:
    """Complain about every name in a story that its method, or the story so far, does not have."""
    _Names(scenario, source, method).check()


class _Names:
    """What is called how in a story, as far as it was read; new things are added as they come."""

    def __init__(self, scenario: Scenario, source: Source, method: Method) -> None:
        self.scenario, self.source, self.method = scenario, source, method
        people = scenario.given.people
        self.people = set(people)
        self.things: dict[str, str] = {}
        self.parties = {one.party for one in people.values() if one.party}
        self.called = {one.name for one in people.values()}
        self.texts = set(_texts(scenario.given.case))

    def check(self) -> None:
        """Go through the story in its order."""
        given, declared = self.scenario.given, self.method.declared
        self._one(("method",), self.scenario.method, "method", [self.method.id])
        self._one(("given", "language"), given.language, "language of the method", self.method.languages)
        self._one(("given", "zone"), given.zone, "time zone", _zones())
        self._fields(("given", "case"), given.case, declared.case)
        for alias, person in given.people.items():
            self._several(("given", "people", alias, "roles"), person.roles, "role", declared.roles)
        for number, step in enumerate(self.scenario.steps):
            self._step(("steps", number), step)

    def _step(self, path: Path, step: Step) -> None:
        method = self._within(path, step)
        if method is None:
            return
        listed = isinstance(self.source.data, dict) and (*path, "when", 0) in self.source.values
        on_purpose = step.then is not None and not TRIES_NAMES.isdisjoint(step.then.refused or ())
        for number, act in enumerate(step.when or ()):
            self._act((*path, "when", number) if listed else (*path, "when"), act, method, on_purpose=on_purpose)
        if step.then:
            self._then((*path, "then"), step, method)

    def _within(self, path: Path, step: Step) -> Method | None:
        method = self.method
        for told in step.in_:
            phase, _, _ = told.partition("/")
            found = runs_named(method, phase)
            if not found:
                self._one((*path, "in"), phase, "phase that runs processes", [path for path, _ in method.plan.runs()])
                return None
            method = method.child(found[0])
        return method

    def _act(self, path: Path, act: Mapping[str, Any], method: Method, *, on_purpose: bool) -> None:
        do = str(act["do"])
        self._one((*path, "by"), act["by"], "person in this story", self.people)
        if not self._one((*path, "do"), do, "command", COMMANDS):
            self.things |= {str(act[key]): "" for key in NAMED if key in act}  # whatever it makes is no second mistake
            return
        keys = _keys()[do]
        for key in act.keys() - keys:
            message = f"'{do}' has no '{key}'{nearest(str(key), keys)}"
            self.source.complain(self.source.key_position((*path, key)), message, "unknown-key", path)
        if not on_purpose:
            self._of_method(path, act, method)
            self._of_story(path, act)
        self._new(do, act)

    def _of_method(self, path: Path, act: Mapping[str, Any], method: Method) -> None:
        """Check what a method declares: moves, records, decisions, roles, conditions, phases and fields."""
        declared = method.declared
        known: dict[str, Iterable[str]] = {
            "record": declared.records,
            "decision": declared.decisions,
            "role": declared.roles,
            "as": declared.roles,
            "condition": method.needs,
            "phase": [one for one in method.plan.nodes if one != ROOT],
        }
        for key, names in known.items():
            self._one((*path, key), act.get(key), key if key != "as" else "role", names)
        self._several((*path, "roles"), act.get("roles"), "role", declared.roles)
        move = act.get("move")
        if move is not None and not method.plan.find(str(move)):
            self._one(
                (*path, "move"), move, "move", [*method.plan.ways, *(one.name for one in method.plan.ways.values())]
            )
        record = act.get("record", self._objection(act, method))
        fields = declared.records[record].fields if record in declared.records else None
        if fields is not None and isinstance(act.get("fields"), dict):
            self._fields((*path, "fields"), act["fields"], fields)

        decision = self._decision(act, method)
        if decision and act.get("ballot") is not None and (words := _words(decision)):
            self._several((*path, "ballot"), act["ballot"], "answer", words)

    def _decision(self, act: Mapping[str, Any], method: Method) -> DecisionType | None:
        return method.declared.decisions.get(self.things.get(str(act.get("run")), ""))

    def _objection(self, act: Mapping[str, Any], method: Method) -> str | None:
        decision = self._decision(act, method)
        return decision.objections if decision else None

    def _of_story(self, path: Path, act: Mapping[str, Any]) -> None:
        """Check what the story itself brought in: people, parties, records, runs."""
        known = {*self.people, *self.things}
        for key in NAMED:
            if key in act and act[key] is not None and key != NEW.get(str(act["do"])):
                self._one((*path, key), act[key], "thing in this story so far", known)
        for key in ("subject", "about", "present"):
            told = act.get(key)
            self._several((*path, key), told, "thing in this story so far", known | self.parties)
        if act["do"] != "join":
            for key in PARTIES:
                self._several((*path, key), act.get(key), "party in this story", self.parties)

    def _new(self, do: str, act: Mapping[str, Any]) -> None:
        name = act.get(NEW.get(do, ""))
        if name is not None:
            (self.people.add if do == "join" else lambda new: self.things.setdefault(new, ""))(str(name))
        if do == "propose" and name is not None:
            self.things[str(name)] = str(act.get("decision"))
        if do == "join":
            self.called.add(str(act.get("name")))
            self.parties |= {str(act["party"])} if act.get("party") else set()
        self.texts.update(_texts(act.get("fields")))

    def _fields(self, path: Path, given: Mapping[str, Any], declared: Mapping[str, FieldDeclared]) -> None:
        for key, value in given.items():
            if key not in declared:
                message = f"there is no field '{key}' here{nearest(str(key), declared)}"
                self.source.complain(self.source.key_position((*path, key)), message, "unknown-name", path)
            elif declared[key].options and value is not None:
                self._several((*path, key), value, "option", declared[key].options or ())

    def _then(self, path: Path, step: Step, method: Method) -> None:
        then = step.then
        if then is None:
            return
        phases = [one for one in method.plan.nodes if one != ROOT]
        self._several((*path, "phase"), then.phase, "phase", phases)
        self._one((*path, "end"), then.end, "end", [*method.declared.ends, CANCELLED])
        for key in ("told", "seen_by"):
            self._several((*path, key), getattr(then, key), "person in this story", self.people)
        conditions = {one for gate in method.gates.values() for one in _ids(gate)}
        for number, told in enumerate(then.refused or ()):
            name, _, subject = told.partition("@")
            place: Path = (*path, "refused", number)
            if name not in conditions and name not in KINDS:
                self._one(place, name, "condition or kind of refusal", [*conditions, *KINDS])
            elif subject:
                called = {*self.parties, *self.called, *self.texts, *method.declared.records, ERASED}
                if not _is_made_of(subject, called):
                    self._one(place, subject, "subject in this story so far", called)

    def _several(self, path: Path, told: object, what: str, known: Iterable[str]) -> None:
        """Check one name, a list of names, or names by key."""
        if isinstance(told, dict):
            for key, one in told.items():
                self._one((*path, key), one, what, known)
        elif isinstance(told, list | tuple):
            for index, one in enumerate(told):
                self._one((*path, index), one, what, known)
        else:
            self._one(path, told, what, known)

    def _one(self, path: Path, told: object, what: str, known: Iterable[str]) -> bool:
        if told is None or str(told) in known:
            return True
        message = f"there is no {what} '{told}'{nearest(str(told), known)}"
        self.source.complain(self.source.position(path), message, "unknown-name", path)
        return False


def _is_made_of(subject: str, names: Collection[str]) -> bool:
    """Tell whether a subject is one of these names, or several with slashes between, of which they may have some."""
    if subject in names:
        return True
    return any(_is_made_of(subject[len(one) + 1 :], names) for one in names if subject.startswith(f"{one}/"))


def _texts(value: object) -> Iterator[str]:
    """Yield every text that was written: a record is called by its first one."""
    if isinstance(value, str):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _texts(one)


@cache
def _zones() -> frozenset[str]:
    """Return all time zones that this machine knows: to look for them reads hundreds of files."""
    return frozenset(available_timezones())


@cache
def _keys() -> dict[str, frozenset[str]]:
    """Return by command the keys an act of a story may have."""
    return {
        get_args(model.model_fields["do"].annotation)[0]: OURS.union(
            info.alias or name for name, info in model.model_fields.items() if name != "actor"
        )
        for model in get_args(Command)
    }


def _words(declared: DecisionType) -> tuple[str, ...] | None:
    """Return the words a ballot may have; None where it has others than words."""
    ballot = declared.ballot
    if ballot.kind == "yes_no":
        return YES_NO
    options = ballot.choice or ballot.ranking
    return (*options, "abstain") if isinstance(options, dict) else None


def _ids(part: Need | Group) -> Iterator[str]:
    yield part.id
    if isinstance(part, Group):
        for inner in part.parts:
            yield from _ids(inner)
