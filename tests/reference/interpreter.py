"""The interpreter: what each command does to a plain dict, and what follows from it, looked at anew each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from tests.reference import records, voting
from tests.reference.conditions import free_until, live, passes, verdicts, waited_at
from tests.reference.movement import enter, go, parent, waits_for

State = dict[str, Any]


class Interpreter:
    """A process of a method that is given as plain data. `state` is all there is."""

    def __init__(self, method: State, at: datetime, parties: dict[str, str]) -> None:
        self.method = method
        phases = {"": method} | _flat(method, "")
        opens = {name: [path for path in phases if name in phases[path].get("open", [])] for name in _KINDS}
        self.state: State = {
            "phases": phases, "opens": opens, "at": at, "tick": 0, "now": set(), "visits": {}, "entered": {},
            "ticks": {}, "over": set(), "done": set(), "extended": {}, "overdue": set(), "records": {}, "runs": {},
            "parties": sorted(set(parties.values())), "party": parties, "came": set(), "held": [], "holds": {},
            "taken": {}, "end": None, "method": method,
        }  # fmt: skip
        self._rules: dict[str, Callable[[State], bool]] = {
            "move": self._move, "hold": self._hold, "resume": self._resume, "extend": self._extend,
            **{name: partial(rule, self.state) for name, rule in RULES.items()},
        }  # fmt: skip
        enter(self.state, "")
        self._settle()

    def submit(self, command: State) -> bool:
        """Do what a command asks; False if it is refused."""
        state = self.state
        self.wait(state["at"])
        if state["end"] or command["by"] not in {"chair", *state["party"]}:
            return False
        accepted: bool = self._rules[command["do"]](command)
        if accepted:
            self._settle()
        return accepted

    def wait(self, until: datetime) -> None:
        """Let come what is due up to an instant, the earliest first."""
        while not self.state["end"]:
            due = [(at, what) for what, at in self.due().items() if at <= until]
            if not due:
                break
            self.state["at"] = at = min(one for one, _ in due)
            for what in (what for one, what in due if one == at):
                self._ring(what)
            self._settle()
        self.state["at"] = until

    # what is due

    def due(self) -> dict[Any, datetime]:
        """Return everything that is due, with when."""
        state = self.state
        found: dict[Any, datetime] = {}
        for path in state["now"]:
            entered, declared = state["entered"][path], state["phases"][path]
            term = self._term(path)
            if term and (path, state["visits"][path]) not in state["overdue"]:
                found["term", path] = term
            for name, move in declared.get("moves", {}).items():
                at = move.get("at")
                if at and (due := term if at == "term" else free_until(state, entered, _days(at))):
                    found["at", path, name, state["visits"][path]] = due
                found |= self._waits(self.gate(move), path)
            for gate in declared.get("while", {}):
                found |= self._waits(self.method["gates"][gate]["all"], path)
        length = self.method["decisions"]["plan"].get("open_for")
        for name, run in state["runs"].items():
            if run["state"] == "open" and length and (due := free_until(state, run["at"], _days(length))):
                found["close", name] = due
        return {what: at for what, at in found.items() if what not in state["came"]}

    def _term(self, path: str) -> datetime | None:
        length = self.state["phases"][path].get("term")
        more = self.state["extended"].get(path, timedelta())
        return free_until(self.state, self.state["entered"][path], _days(length) + more) if length else None

    def _waits(self, conditions: list[State], path: str) -> dict[Any, datetime]:
        began = self.state["entered"][path]
        waits = [one for one in conditions if "waited" in one]
        ends = {waited_at(self.state, one, path): free_until(self.state, began, _days(one["waited"])) for one in waits}
        return {what: at for what, at in ends.items() if at}

    def _ring(self, what: Any) -> None:
        if what[0] == "close":
            voting.count(self.state, self.state["runs"][what[1]])
        elif what[0] == "term":
            self.state["overdue"].add((what[1], self.state["visits"][what[1]]))
        else:
            self.state["came"].add(what)

    # what follows

    def _settle(self) -> None:
        while not self.state["end"]:
            self._stand()
            if not self._go_by_itself():
                break

    def _stand(self) -> None:
        """Hold the process while a standing gate is broken."""
        state = self.state
        for path in state["phases"]:
            for gate in state["phases"][path].get("while", {}):
                broken = path in state["now"] and not passes(state, self.method["gates"][gate]["all"], path)
                self._hold_or_go_on((path, gate), on=broken)

    def _hold_or_go_on(self, hold: Any, *, on: bool) -> None:
        state, was_held = self.state, bool(self.state["holds"])
        if on:
            state["holds"].setdefault(hold, True)
        else:
            state["holds"].pop(hold, None)
        if state["holds"] and not was_held:
            state["held"].append((state["at"], None))
        if was_held and not state["holds"]:
            state["held"][-1] = state["held"][-1][0], state["at"]

    def _go_by_itself(self) -> bool:
        state = self.state
        for path in list(state["phases"]):
            for name, move in state["phases"][path].get("moves", {}).items() if path in state["now"] else ():
                came = ("at", path, name, state["visits"][path]) in state["came"]
                if (move.get("auto") or (came and not self._yields(path, move["to"]))) and self.may_go(path, name):
                    self._take(path, name)
                    return True
        return False

    def _yields(self, path: str, to: str) -> bool:
        """Tell whether the clock gives way: to a vote of this visit, or to people who can move on well elsewhere."""
        state = self.state
        if any(run["state"] == "open" and run["tick"] > state["ticks"][path] for run in state["runs"].values()):
            return True
        moves = state["phases"][path]["moves"].items()
        well = [name for name, move in moves if not move.get("back") and move["to"] not in ("end.stopped", to)]
        return any(self._is_for_people(path, name) and self.may_go(path, name) for name in well)

    def _is_for_people(self, path: str, name: str) -> bool:
        return "by" in self.state["phases"][path]["moves"][name]

    # moving

    def gate(self, move: State) -> list[State]:
        """Return the conditions of the gate of a move."""
        return self.method["gates"][move["gate"]]["all"] if "gate" in move else []

    def may_go(self, path: str, name: str) -> bool:
        """Tell whether nothing keeps a move from being taken."""
        state, move = self.state, self.state["phases"][path]["moves"][name]
        used_up = "limit" in move and state["taken"].get((path, name), 0) >= move["limit"]
        kept = bool(state["holds"]) and not move.get("back")
        leaf_over = path in state["over"] and not any(parent(one) == path for one in state["phases"] if one)
        waits = waits_for(state, path, move)
        return not (used_up or kept or leaf_over or waits) and passes(state, self.gate(move), path)

    def _take(self, path: str, name: str) -> None:
        state, move = self.state, self.state["phases"][path]["moves"][name]
        state["taken"][path, name] = state["taken"].get((path, name), 0) + 1
        for kind in move.get("lapses", ()):
            for one in live(state, kind):
                one.update(state="lapsed", confirmed=False)
                voting.lapse_about(state, one["id"])
        go(state, path, move)

    def _move(self, command: State) -> bool:
        path, _, name = command["move"].rpartition(".")
        move = self.state["phases"].get(path, {}).get("moves", {}).get(name, {})
        if path not in self.state["now"] or "by" not in move or command["by"] != "chair":
            return False
        if move.get("reason") == "required" and "reason" not in command:
            return False
        allowed = self.may_go(path, name)
        if allowed:
            self._take(path, name)
        return allowed

    def _hold(self, command: State) -> bool:
        if command["by"] != "chair":
            return False
        self._hold_or_go_on(command["hold"], on=True)
        return True

    def _resume(self, command: State) -> bool:
        asked = [one for one in self.state["holds"] if isinstance(one, str)]
        if command["by"] != "chair" or not asked:
            return False
        for one in asked:
            self._hold_or_go_on(one, on=False)
        return True

    def _extend(self, command: State) -> bool:
        state, path = self.state, command["phase"]
        if command["by"] != "chair" or path not in state["now"] or "term" not in state["phases"][path]:
            return False
        state["extended"][path] = state["extended"].get(path, timedelta()) + _days(command["more"])
        state["overdue"].discard((path, state["visits"][path]))
        return True

    # what is told

    def told(self) -> State:
        """Return how the process stands, in the words in which the engine is asked too."""
        state = self.state
        now = sorted(one for one in state["now"] if one)
        moves = [(path, name) for path in state["now"] for name in state["phases"][path].get("moves", {})]
        gates = {".".join(one): self.gate(state["phases"][one[0]]["moves"][one[1]]) for one in moves}
        kept = state["records"].items()
        return {
            "now": now,
            "visits": {path: state["visits"][path] for path in now},
            "open": sorted(".".join(one) for one in moves if self._is_for_people(*one) and self.may_go(*one)),
            "end": state["end"],
            "held": bool(state["holds"]) and not state["end"],
            "gates": {
                name: verdicts(state, gate, name.rpartition(".")[0]) for name, gate in sorted(gates.items()) if gate
            },
            "records": {name: (one["state"], one["n"], one["confirmed"]) for name, one in kept if one["version"]},
            "runs": {name: (one["state"], one["votes"]) for name, one in state["runs"].items()},
            "due": sorted(set(self.due().values())) if not state["end"] else [],
        }


RULES = {
    "record": records.record, "share": records.share, "withdraw": records.withdraw, "confirm": records.confirm,
    "propose": voting.propose, "vote": voting.vote, "close": voting.close,
}  # fmt: skip
_KINDS = ("fact", "mandate", "plan")


def _flat(declared: State, around: str) -> dict[str, State]:
    found: dict[str, State] = {}
    for name, phase in {**declared.get("phases", {}), **declared.get("tracks", {})}.items():
        path = f"{around}.{name}" if around else name
        found |= {path: phase} | _flat(phase, path)
    return found


def _days(text: str) -> timedelta:
    return timedelta(days=int(text.removeprefix("P").removesuffix("D")))
