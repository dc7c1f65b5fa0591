"""Clocks for methods made by chance: what runs out, moves that nobody takes, and gates that stand while one is there.

Where the clock comes on the hour alone, all runs for whole hours, so that nothing is late by the minutes of a secret.
"""

from __future__ import annotations

from random import Random
from typing import Any

Part = dict[str, Any]
SPANS = ("PT3H", "PT5H", "PT12H", "P1D", "PT31H")
ODD_SPANS = ("PT2H17M", "PT31H7M", "PT45M", *SPANS)


def with_clocks(chance: Random, declared: Part, *, is_odd: bool) -> None:
    """Let records run out, moves be taken by the clock or as soon as their gate is met, and gates stand."""
    names = list(declared["records"])
    own = [
        one for one in names if one not in declared.get("parent", ())
    ]  # others have random ids, and run out by these
    for name, record in [(one, declared["records"][one]) for one in own]:
        _run_out(chance, name, record, names, ODD_SPANS if is_odd else SPANS)
    if chance.random() < 0.3:
        declared["roles"]["judge"]["expires"] = chance.choice(SPANS)
    phases = declared["phases"]
    for name, phase in phases.items():
        _move_by_itself(chance, phase, list(phases).index(name) == len(phases) - 1)
        if chance.random() < 0.3:
            phase["while"] = {"kept": _then(chance)}
        if "term" in phase and chance.random() < 0.3:
            phase["remind"] = ["PT2H"]
    if any("while" in phase for phase in phases.values()):
        declared["gates"] = {"kept": {"title": "Kept", "all": []}}


def _run_out(chance: Random, name: str, record: Part, names: list[str], spans: tuple[str, ...]) -> None:
    if chance.random() < 0.3:
        record["expires"] = chance.choice(spans)
    elif chance.random() < 0.15:
        record["fields"]["until"] = {"type": "date", "title": "Until", "optional": True}
        if chance.random() < 0.5:
            record["fields"]["until"]["seen_by"] = record["fields"].get("veiled", {}).get("seen_by", "party")
        record["expires"] = "until"
    elif chance.random() < 0.15:
        record["every"] = chance.choice(spans)
    if chance.random() < 0.2 and names.index(name):
        record["lapses_with"] = [chance.choice(names[: names.index(name)])]


def _move_by_itself(chance: Random, phase: Part, is_last: bool) -> None:
    on = phase["moves"]["on"]
    if chance.random() < 0.3:
        del on["by"]
        on["auto"] = True
        on.setdefault("gate", []).append(_waited(chance))
    if chance.random() < 0.5:
        at = "term" if "term" in phase and chance.random() < 0.4 else chance.choice(SPANS)
        target = on["to"] if chance.random() < 0.8 else "p0"
        phase["moves"]["late"] = {"title": "Late", "to": target, "at": at}
    if is_last and chance.random() < 0.3:
        round_again = {"title": "Again", "to": "p0", "back": True, "auto": True}
        phase["moves"]["again"] = {**round_again, "gate": [_waited(chance)]}
    if chance.random() < 0.3:
        phase["moves"]["back"]["lapses"] = [one for one in phase.get("open", ()) if chance.random() < 0.5]


def _then(chance: Random) -> Any:
    """Return what follows when a standing gate breaks."""
    return chance.choice(["hold", {"tell": "guide"}, {"after": chance.choice(SPANS), "move": "on"}])


def _waited(chance: Random) -> Part:
    return {"id": "wait", "waited": chance.choice(SPANS), "unmet": "Wait", "owed_by": "chair"}
