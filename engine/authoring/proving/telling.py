"""Telling an invented run as a scenario: the same acts with the names of the story, as data and as a file."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import yaml

from engine.authoring.missing import unmet
from engine.authoring.proving.company import BEGINS, ZONE
from engine.authoring.scenario import Scenario
from engine.language.clocks import Period
from engine.process.commands import Attend, Dispute, Join, Move, Propose, Unconfirm, Vote, Withdraw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.authoring.proving.company import Company
    from engine.authoring.proving.standing import Standing, Step
    from engine.process.commands import Command

WIDTH = 118
UNSAID = frozenset({"actor", "version"})


def scenario_of(name: str, company: Company, standing: Standing) -> dict[str, Any]:
    """Return a run as the data of a scenario: a step for each thing that somebody does, or that is waited."""
    members = [standing.situation, *(one for _, one in standing.simulation.children.values())]
    parties = {one.id: str(one.name) for member in members for one in member.parties.values()}
    steps: list[dict[str, Any]] = [_step(group, standing, parties) for group in _grouped(standing.steps())]
    if standing.situation.end:
        steps[-1]["then"] = {"end": standing.situation.end}
    return {
        "scenario": name,
        "method": standing.method.id,
        "given": {
            "at": BEGINS.isoformat(),
            "zone": ZONE,
            "language": company.language,
            **({"case": _told(company.case, parties)} if company.case else {}),
            "people": {one.alias: _person(one.name, one.party, one.role) for one in company.members},
        },
        "steps": steps,
    }


def as_scenario(told: dict[str, Any]) -> Scenario:
    """Return the scenario that this data is."""
    return Scenario.model_validate(told)


def as_yaml(told: dict[str, Any], *comments: str) -> str:
    """Return the data of a scenario as a file, under comments."""
    body = yaml.dump(
        told, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None
    )  # fmt: skip
    return "".join(f"# {line}\n" for line in comments) + str(body)


class _Dumper(yaml.SafeDumper):
    """Writes what a method file can hold: no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        """Write everything out."""
        return True


def _person(name: str, party: str | None, role: str | None) -> dict[str, Any]:
    return {"name": name} | ({"party": party} if party else {}) | ({"roles": [role]} if role else {})


def _grouped(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Put together what is done on the way to one move; what names something new of its own step comes after it."""
    group: list[Step] = []
    for one in steps:
        if group and _begins_anew(one, group):
            yield group
            group = []
        group = [*group, one]
    if group:
        yield group


def _begins_anew(one: Step, group: list[Step]) -> bool:
    last = group[-1]
    if one.within != last.within or isinstance(one.done, Period) or isinstance(last.done, Period | Move):
        return True
    if one.refusal or last.refusal:
        return True
    return _names_what_is_new(one.done, [step.done for step in group if not isinstance(step.done, Period)])


def _names_what_is_new(one: Command, group: list[Command]) -> bool:
    """Tell whether an act can only be read once the acts before it were done: a scenario reads a step as a whole."""
    voted = isinstance(one, Vote) and any(isinstance(other, Propose) and other.run == one.run for other in group)
    return voted or isinstance(one, Withdraw | Unconfirm | Dispute | Join | Attend) or isinstance(group[-1], Join)


def _step(group: list[Step], standing: Standing, parties: Mapping[str, str]) -> dict[str, Any]:
    within = _within(group[0].within, standing, parties)
    told: dict[str, Any] = {"in": within[0] if len(within) == 1 else within} if within else {}
    if isinstance(group[0].done, Period):
        return {"wait": written(group[0].done)}
    acts = [_act(one.done, parties) for one in group if not isinstance(one.done, Period)]
    told |= {"when": acts if len(acts) > 1 else acts[0]}
    refusal = group[0].refusal
    if refusal:
        told["then"] = {"refused": unmet(refusal.gate) if refusal.gate else [refusal.kind]}
    return told


def _within(within: tuple[str, ...], standing: Standing, parties: Mapping[str, str]) -> list[str]:
    """Return the processes in which a step happens as a story means them: `facts/topic_1`."""
    found = []
    for child in within:
        lineage = standing.simulation.children[child][1].lineage
        subject = [parties.get(one, one) for one in lineage.subject] if lineage else []
        found.append("/".join([lineage.phase if lineage else "", *subject]))
    return found


def _act(command: Command, parties: Mapping[str, str]) -> dict[str, Any]:
    given = command.model_dump(by_alias=True, exclude_defaults=True)
    told = {"do": command.do, "by": command.actor}
    named = {key: _told(value, parties) for key, value in given.items() if key not in UNSAID and key != "do"}
    if isinstance(command, Vote):
        named["ballot"] = _told(command.ballot, parties)
    return told | named


def _told(value: Any, parties: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    match value:
        case dict():
            return {str(key): _told(one, parties) for key, one in value.items()}
        case list() | tuple():
            return [_told(one, parties) for one in value]
        case datetime():
            return value.isoformat()
        case str():
            return parties.get(value, value)
        case _:
            return value


def written(period: Period) -> str:
    """Return a length of time as a scenario writes it."""
    hours, rest = divmod(period.seconds, 3_600)
    minutes, seconds = divmod(rest, 60)
    days = "".join(f"{number}{unit}" for number, unit in ((period.months, "M"), (period.days, "D")) if number)
    time = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number)
    return f"P{days}{'T' + time if time else ''}" if days or time else "PT0S"
