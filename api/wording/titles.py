"""Refusals in words: the engine names things by id, people by the titles that the method gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.view import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.wording.saying import Value
    from engine.process.refusal import Refusal
    from engine.process.view import Telling

ANYBODY = "*"
OPENER = "opener"


def say_refusal(telling: Telling, refusal: Refusal) -> str:
    """Say why a command was refused, in the language of a telling, with titles in the place of ids."""
    values = {key: _titled(telling, key, value) for key, value in refusal.values.items()}
    return telling.say(Message(refusal.message, values))


def _titled(telling: Telling, key: str, value: Value) -> Value:
    title = _TITLES.get(key)
    if title is None or isinstance(value, int):
        return value
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(title(telling, one) for one in value))
    return title(telling, value)


def _role(telling: Telling, name: str) -> str:
    if name in telling.method.declared.roles:
        return telling.role(name)
    if name == OPENER:
        opener = telling.person(telling.situation.opener)
        return opener.name if opener else telling.say(Message("opener"))
    return telling.say(Message("anyone")) if name == ANYBODY else name


def _kept(telling: Telling, name: str) -> str:
    declared = telling.method.declared
    kept = declared.records.get(name) or declared.decisions.get(name)
    return telling.text(kept.title) if kept else name


def _dimension(telling: Telling, name: str) -> str:
    declared = telling.method.declared
    known = name in ("party", "participant") or name in declared.roles or name in declared.records
    return telling.kind(name) if known else name


def _phase(telling: Telling, path: str) -> str:
    return telling.phase(path) if path in telling.method.plan.nodes else path


def _move(telling: Telling, address: str) -> str:
    way = telling.method.plan.ways.get(address)
    return telling.text(way.declared.title) if way else address


def _gate(telling: Telling, name: str) -> str:
    gate = telling.method.declared.gates.get(name)
    return telling.text(gate.title) if gate else name


def _allowed(telling: Telling, option: str) -> str:
    """Return what may be chosen: a record by its name, with the id that a ballot says."""
    known = option in telling.situation.records and telling.is_known(option)
    return f"{telling.world.record(option).name()} ({option})" if known else option


_TITLES: Mapping[str, Callable[[Telling, str], str]] = {
    "role": _role, "roles": _role, "record": _kept, "records": _kept, "name": _kept, "decision": _kept,
    "dimension": _dimension, "wanted": _dimension, "phase": _phase, "phases": _phase, "tracks": _phase, "move": _move,
    "gates": _gate, "allowed": _allowed,
}  # fmt: skip
