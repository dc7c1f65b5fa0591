"""On what grounds a gate opened or stayed shut: what was found of each of its conditions, in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.conditions import Group
from engine.process import events
from engine.process.view.messages import Message
from engine.process.view.telling import ELLIPSIS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.language.conditions import Need
    from engine.process.events import Finding
    from engine.process.view.telling import Telling


def grounds(telling: Telling, body: events.Moved | events.GateJudged) -> list[str]:
    """Return a line for each condition: `Every party has a mandate: missing (Gemeente Hillewoude: met, …)`.

    Where subjects are not told, it is how many meet it of how many are needed: `interests.enough: missing (2/3)`. A
    condition is called by its title, else by its id within its groups; by its id too where the method of now has none
    of that name.
    """
    found = body.gate if isinstance(body, events.Moved) else body.conditions
    gate = _gate(telling, body)
    return [line for one in found for line in _finding(telling, one, _part(gate, one), "")]


def _gate(telling: Telling, body: events.Moved | events.GateJudged) -> Group | None:
    method, name = telling.method, body.move if isinstance(body, events.Moved) else body.gate
    kind, _, rest = name.partition(":")
    return method.gates.get(f"gate:{rest.rpartition(':')[2]}") if kind == "while" else method.gate_of_move(name)


def _part(around: Need | Group | None, found: Finding) -> Need | Group | None:
    return next((one for one in around.parts if one.id == found.id), None) if isinstance(around, Group) else None


def _finding(telling: Telling, found: Finding, part: Need | Group | None, before: str) -> Iterator[str]:
    name = f"{before}{found.id}"
    called = telling.text(part.title) if part and part.title else name
    whom = f"{found.count[0]}/{found.count[1]}" if found.count else _for_whom(telling, found)
    yield f"{called}: {_say(telling, found.verdict)}" + (f" ({whom})" if whom else "")
    for one in found.conditions:
        yield from _finding(telling, one, _part(part, one), f"{name}.")


def _for_whom(telling: Telling, found: Finding) -> str:
    """Return for whom it was found, each with the verdict where that is not the same for all."""
    names = [_names(telling, one.subject) for one in found.subjects]
    if any(one.verdict != found.verdict for one in found.subjects):
        names = [f"{name}: {_say(telling, one.verdict)}" for name, one in zip(names, found.subjects, strict=True)]
    return ("; " if any(len(one.subject) > 1 for one in found.subjects) else ", ").join(names)


def _say(telling: Telling, verdict: str) -> str:
    return telling.say(Message(f"verdict_{verdict}"))


def _names(telling: Telling, subject: Iterable[str]) -> str:
    return ", ".join(_name(telling, one) for one in subject)


def _name(telling: Telling, identity: str) -> str:
    known = telling.party(identity) or telling.person(identity)
    if known:
        return known.name
    if not telling.is_known(identity):
        return ELLIPSIS
    return telling.world.record(identity).name() if identity in telling.situation.records else identity
