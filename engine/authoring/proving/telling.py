"""Telling an invented run as a scenario: the same acts with the names of the story, as data and as a file."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import yaml

from engine.authoring.proving.company import BEGINS, ZONE
from engine.authoring.scenario import Scenario
from engine.language.clocks import Period
from engine.process.commands import Attend, Dispute, Join, Move, Propose, Unconfirm, Vote, Withdraw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.authoring.proving.company import Company
    from engine.authoring.proving.standing import Standing
    from engine.process.commands import Command

WIDTH = 118
UNSAID = frozenset({"actor", "version"})


def scenario_of(name: str, company: Company, standing: Standing) -> dict[str, Any]:
    """Return a run as the data of a scenario: a step for each thing that somebody does, or that is waited."""
    parties = {one.id: str(one.name) for one in standing.situation.parties.values()}
    steps: list[dict[str, Any]] = [_step(group, parties) for group in _grouped(standing.steps())]
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


def _grouped(steps: Sequence[Command | Period]) -> Iterator[list[Command] | Period]:
    """Put together what is done on the way to one move; what names something new of its own step comes after it."""
    group: list[Command] = []
    for one in steps:
        if group and (isinstance(one, Period) or isinstance(group[-1], Move) or _names_what_is_new(one, group)):
            yield group
            group = []
        if isinstance(one, Period):
            yield one
        else:
            group = [*group, one]
    if group:
        yield group


def _names_what_is_new(one: Command, group: list[Command]) -> bool:
    """Tell whether an act can only be read once the acts before it were done: a scenario reads a step as a whole."""
    voted = isinstance(one, Vote) and any(isinstance(other, Propose) and other.run == one.run for other in group)
    return voted or isinstance(one, Withdraw | Unconfirm | Dispute | Join | Attend) or isinstance(group[-1], Join)


def _step(group: list[Command] | Period, parties: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(group, Period):
        return {"wait": written(group)}
    acts = [_act(one, parties) for one in group]
    return {"when": acts if len(acts) > 1 else acts[0]}


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
