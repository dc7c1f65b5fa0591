"""The one decision of a random method: put to the vote, voted on by parties, closed and counted."""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.reference.living import live

State = dict[str, Any]
NOBODY, FEWEST_IN_SECRET = "nobody", 3


def lapse_about(state: State, identity: str) -> None:
    """Lapse what was decided, or is being decided, about a record that changed."""
    for run in state["runs"].values():
        if identity in run["about"] and run["state"] in ("open", "accepted"):
            run["state"] = "lapsed"


def propose(state: State, command: State) -> bool:
    """Put the decision to the vote, about the facts there are now where it is about facts."""
    open_here = [path for path in state["opens"]["plan"] if path in state["now"]]
    is_open = any(run["state"] == "open" for run in state["runs"].values())
    plan = state["method"]["decisions"]["plan"]
    about = [one["id"] for one in live(state, "fact")] if "about" in plan else []
    empty = "about" in plan and not about
    if command["by"] != state["chair"] or not open_here or state["holds"] or is_open or empty:
        return False
    if len(state["parties"]) < (FEWEST_IN_SECRET if is_secret(state) else 1):
        return False
    state["tick"] += 1
    run = {"state": "open", "at": state["at"], "tick": state["tick"], "votes": {}, "about": about}
    state["runs"][command["run"]] = run | {"phase": max(open_here, key=len), "voters": [*state["parties"]]}
    return True


def votable(state: State, command: State) -> State | None:
    """Return a run in which votes are taken now."""
    run: State | None = state["runs"].get(command["run"])
    return run if run and run["state"] == "open" and not state["holds"] else None


def vote(state: State, command: State) -> bool:
    """Vote for one's party; its last vote counts, and in secret its first."""
    run, party = votable(state, command), state["party"].get(command["by"])
    if run is None or party not in run["voters"] or command["ballot"] not in words(state):
        return False
    if is_secret(state) and party in run["votes"]:
        return False
    run["votes"][party] = command["ballot"]
    if rule_of(state) == "one_decides":
        count(state, run)
    return True


def rule_of(state: State) -> str:
    """Return the rule of the decision by its name."""
    rule = state["method"]["decisions"]["plan"]["rule"]
    return str(rule if isinstance(rule, str) else next(iter(rule)))


def words(state: State) -> tuple[str, ...]:
    """Return what a vote may say."""
    no_abstention = {"consensus": ("yes", "stand_aside", "block"), "one_decides": ("yes", "no")}
    return no_abstention.get(rule_of(state), ("yes", "no", "abstain"))


def close(state: State, command: State) -> bool:
    """Close a run in which all have voted, or, not in secret, whatever the others did would change nothing."""
    run = votable(state, command)
    if run is None or command["by"] != state["chair"]:
        return False
    silent = [party for party in run["voters"] if party not in run["votes"]]
    ways = product((*words(state), NOBODY), repeat=len(silent))
    outcomes = {outcome(state, run, run["votes"] | dict(zip(silent, way, strict=True))) for way in ways}
    if silent and (is_secret(state) or len(outcomes) > 1):
        return False
    count(state, run)
    return True


def count(state: State, run: State) -> None:
    """Count a run, and close it."""
    run["state"] = outcome(state, run, run["votes"])


def is_secret(state: State) -> bool:
    """Tell whether nobody ever learns whose a ballot is."""
    return bool(state["method"]["decisions"]["plan"].get("secret"))


def without(state: State, party: str) -> None:
    """Let a party leave the votes that go on; a secret ballot of it cannot be found again, and stays."""
    for run in state["runs"].values():
        if run["state"] == "open" and party in run["voters"] and not (is_secret(state) and party in run["votes"]):
            run["voters"].remove(party)
            run["votes"].pop(party, None)


def told(state: State, run: State) -> tuple[str, Any]:
    """Return how a run stands and who voted what, in secret only who voted."""
    return run["state"], sorted(run["votes"]) if is_secret(state) else run["votes"]


def outcome(state: State, run: State, votes: dict[str, str]) -> str:
    """Return what comes of votes; silence stands for what the method says."""
    plan = state["method"]["decisions"]["plan"]
    meant = {"blocks": "block", "abstains": "abstain", "consents": "yes"}.get(plan.get("silence", ""), NOBODY)
    said = [votes.get(party, NOBODY) for party in run["voters"]]
    voted = [one for one in said if one != NOBODY]
    cast = [meant if one == NOBODY else one for one in said]
    enough = "quorum" not in plan or len(voted) * 100 >= int(plan["quorum"].rstrip("%")) * len(said)
    return "accepted" if enough and _passes(plan["rule"], voted, cast) else "rejected"


def _passes(rule: str | State, voted: list[str], cast: list[str]) -> bool:
    """Apply a rule to what was voted, and to that with what silence stands for."""
    yes, spoken = cast.count("yes"), [one for one in cast if one not in ("abstain", NOBODY)]
    match rule:
        case "unanimity":
            return yes == len(cast) > 0
        case "consensus":
            return len(cast) > 0 and not {"block", NOBODY} & {*cast}
        case "one_decides":
            return voted[0] == "yes" if voted else yes > 0
        case "majority":
            return yes * 2 > len(spoken)
        case _:  # at least two thirds of all who may vote
            return yes * 3 >= len(cast) * 2 > 0
