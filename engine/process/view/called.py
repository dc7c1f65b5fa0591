"""What things that an event holds by id are called, by the titles that the method gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.plan import ROOT
from engine.process import events
from engine.process.view.catch_up import duty_text
from engine.process.view.messages import Message
from engine.process.view.telling import ELLIPSIS
from engine.process.view.waivers import condition_waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.language.conditions import Need
    from engine.language.texts import Text
    from engine.process.view.telling import Telling
    from engine.process.world import Thing


def party_names(telling: Telling, parties: Iterable[str]) -> tuple[str, ...]:
    """Return what parties are called."""
    return tuple(one.name for party in parties if (one := telling.party(party)))


def record_title(telling: Telling, identity: str) -> str:
    """Return the title of the type of a record."""
    return telling.text(telling.method.declared.records[telling.situation.records[identity].type].title)


def decision_title(telling: Telling, name: str) -> str:
    """Return the title of a decision."""
    return telling.text(telling.method.declared.decisions[name].title)


def run_title(telling: Telling, run: str) -> str:
    """Return the title of the decision that was put to the vote in a run."""
    return decision_title(telling, telling.situation.runs[run].decision)


def option_title(telling: Telling, option: str, by_word: Mapping[str, Text]) -> str:
    """Return what an option of a vote is called: a word by its title, a record by its name."""
    if option in by_word:
        return telling.text(by_word[option])
    known = option in telling.situation.records and telling.is_known(option)
    return telling.world.record(option).name() if known else option


def move_title(telling: Telling, address: str) -> str:
    """Return the title of a move."""
    return telling.text(telling.method.plan.ways[address].declared.title)


def gate_title(telling: Telling, gate: str) -> str:
    """Return the title of a named gate."""
    return telling.text(telling.method.declared.gates[gate].title)


def about_title(telling: Telling, about: str) -> str:
    """Return the title of what is named by its kind: `record:…`, `run:…`, `move:…`, `while:phase:gate`, or a move."""
    kind, _, name = about.partition(":")
    match kind:
        case "record":
            return record_title(telling, name)
        case "run":
            return run_title(telling, name)
        case "while":
            return gate_title(telling, name.rpartition(":")[2])
        case "move":
            return move_title(telling, name)
        case events.TURN:
            return telling.say(Message("their_turn"))
        case _:
            return move_title(telling, about)


def due_title(telling: Telling, due: str) -> str:
    """Return what something that is due is called (`process/timing/keys.py`)."""
    kind, _, name = due.partition(":")
    match kind:
        case "phase" | "remind":
            return telling.phase(name.partition("#")[0])
        case "window" | "ratify":
            return run_title(telling, name)
        case "every":
            return record_title(telling, name)
        case "hold":
            return telling.say(Message("the_process"))
        case "run" | "record":
            return about_title(telling, due)
        case "move":
            return move_title(telling, name.rpartition(":")[2])
        case "waiver":
            return condition_waived(telling, name)
        case "while":
            return gate_title(telling, name.rpartition(":")[2])
        case "wait" | "owed":
            return _condition_title(telling, name.partition(":")[2])
        case _:
            return _of_people(telling, kind, name)


def _of_people(telling: Telling, kind: str, name: str) -> str:
    """Return what is due of people: the end of somebody's role, or what a party has to catch up with."""
    whose, _, what = name.partition("/")
    if kind == "role":
        person = telling.person(what)
        return f"{telling.role(whose)} {person.name if person else ELLIPSIS}"
    return duty_text(telling, whose, what)


def condition_of(telling: Telling, named: str) -> tuple[Need, Mapping[str, Thing]] | None:
    """Return the condition that is named by its address and the ids of its subject, with that in scope."""
    known = sorted((one for one in telling.method.needs if named.startswith(f"{one}/")), key=len)
    if not known:
        return None
    need = telling.method.needs[known[-1]]
    ids = [one for one in named.removeprefix(f"{need.address}/").split("/") if one]
    return need, telling.world.bound_to(need.scope, tuple(ids)) if len(ids) == len(need.scope) else {}


def _condition_title(telling: Telling, named: str) -> str:
    """Return the sentence of such a condition."""
    found = condition_of(telling, named)
    return telling.unmet(*found, ROOT) if found else named
