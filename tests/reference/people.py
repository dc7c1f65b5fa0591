"""Who speaks for which party: coming and leaving."""

from __future__ import annotations

from typing import Any

from tests.reference import voting

State = dict[str, Any]


def come_and_go(state: State, people: dict[str, str]) -> None:
    """Let these be the people from now on; a party for which nobody speaks any more is out of gates and votes."""
    state["party"] = people
    for party in [one for one in state["parties"] if one not in people.values()]:
        state["parties"].remove(party)
        voting.without(state, party)
    state["parties"] += [one for one in people.values() if one not in state["parties"]]


def join(state: State, command: State) -> bool:
    """Let somebody come who speaks for a party."""
    come_and_go(state, {**state["party"], command["participant"]: command["party"]})
    return True


def leave_for_good(state: State, command: State) -> bool:
    """Let somebody leave. The chair stays, so that somebody can do something."""
    people = {person: party for person, party in state["party"].items() if person != command["by"]}
    left = len(people) < len(state["party"])
    come_and_go(state, people)
    return left
