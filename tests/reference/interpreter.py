"""The interpreter: what each command does to a plain dict, and what follows from it, looked at anew each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from tests.reference import children, clocks, figures, picks, records, voting
from tests.reference.conditions import gate_of, passes, verdicts
from tests.reference.handed import take_over
from tests.reference.living import live
from tests.reference.movement import enter, flat, go, leave, parent, waits_for
from tests.reference.people import come_and_go, join, leave_for_good

State = dict[str, Any]


class Interpreter:
    """A process of a method that is given as plain data. `state` is all there is."""

    def __init__(
        self, method: State, at: datetime, parties: dict[str, str], known: dict[str, State], begun: State | None = None
    ) -> None:
        self.method = method
        phases = {"": method} | flat(method)
        opens = {name: [path for path in phases if name in phases[path].get("open", [])] for name in _KINDS}
        self.state: State = {
            "phases": phases, "opens": opens, "at": at, "tick": 0, "now": set(), "visits": {}, "entered": {},
            "ticks": {}, "over": set(), "done": set(), "extended": {}, "overdue": set(), "records": {}, "runs": {},
            "parties": list(dict.fromkeys(parties.values())), "party": dict(parties), "came": set(), "held": [],
            "holds": {}, "taken": {}, "end": None, "method": method, "known": known, "begun": {}, "resume_at": None,
            "chair": "chair", "case": {}, "offers": (), "handed": {}, "level": 0, "figures": None, **(begun or {}),
            "from elsewhere": method.get("parent", ()) if begun else (),
        }  # fmt: skip
        self._rules: dict[str, Callable[[State], bool]] = {
            "move": self._move, "hold": self._hold, "resume": self._resume, "extend": self._extend,
            **{name: partial(rule, self.state) for name, rule in RULES.items()},
        }  # fmt: skip
        take_over(self.state, self.state["handed"])
        if begun and begun["outcome"]:  # who was let go of already goes nowhere
            self.state["end"] = "cancelled"
        else:
            enter(self.state, "")
            self._settle()

    def submit(self, command: State) -> bool:
        """Do what a command asks; False if it is refused."""
        state = self.state
        if state["end"] or command["by"] not in {state["chair"], *state["party"]}:
            return False
        accepted: bool = self._rules[command["do"]](command)
        if accepted:
            self._settle()
        return accepted

    def next_due(self) -> datetime | None:
        """Return when something comes next."""
        return min(self.due().values(), default=None)

    def come(self) -> None:
        """Let come all that is due now."""
        for what in [what for what, at in self.due().items() if at == self.state["at"]]:
            self._ring(what)
        self._settle()

    def follow(self, people: dict[str, str], handed: dict[str, State]) -> bool:
        """Let those come and leave, and those facts be there, that do so in the process that runs this one."""
        if self.state["party"] == people and not take_over(self.state, handed):
            return False
        come_and_go(self.state, people)
        self._settle()
        return True

    def cancel(self) -> None:
        """End, because the process that began this one goes on without it."""
        leave(self.state, "")
        self.state["end"] = "cancelled"
        children.cancel_what_was_left(self.state)

    def children_ended(self, ended: dict[Any, State]) -> None:
        """Go on after processes ended that were begun here."""
        children.ended(self.state, ended)
        self._settle()

    # what is due

    def due(self) -> dict[Any, datetime]:
        """Return everything that is due, with when."""
        return {} if self.state["end"] else clocks.due(self.state)

    def _ring(self, what: Any) -> None:
        if what[0] == "close":
            voting.count(self.state, self.state["runs"][what[1]])
        elif what[0] == "term":
            self.state["overdue"].add((what[1], self.state["visits"][what[1]]))
        else:
            self.state["came"].add(what)

    # what follows

    def _settle(self) -> None:
        children.cancel_what_was_left(self.state)
        while not self.state["end"]:
            self._stand()
            if not children.begin(self.state) and not self._go_by_itself():
                break
            children.cancel_what_was_left(self.state)

    def _stand(self) -> None:
        """Hold the process while a standing gate is broken."""
        state = self.state
        figures.make_anew(state)
        for path in state["phases"]:
            for gate in state["phases"][path].get("while", {}):
                broken = path in state["now"] and not passes(state, self.method["gates"][gate]["all"], path)
                self._hold_or_go_on((path, gate), on=broken)
        for path, runs in children.keep_on_hold(state).items():
            self._hold_or_go_on((path, "runs"), on=runs)

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

    def may_go(self, path: str, name: str) -> bool:
        """Tell whether nothing keeps a move from being taken."""
        state, move = self.state, self.state["phases"][path]["moves"][name]
        used_up = "limit" in move and state["taken"].get((path, name), 0) >= move["limit"]
        kept = bool(state["holds"]) and not move.get("back")
        leaf_over = path in state["over"] and not any(parent(one) == path for one in state["phases"] if one)
        waits = waits_for(state, path, move)
        return not (used_up or kept or leaf_over or waits) and passes(state, gate_of(state, move), path)

    def _take(self, path: str, name: str) -> None:
        state, move = self.state, self.state["phases"][path]["moves"][name]
        state["taken"][path, name] = state["taken"].get((path, name), 0) + 1
        for kind in move.get("lapses", ()):
            for one in live(state, kind):
                one.update(state="lapsed", confirmed=False, correction=None)
                voting.lapse_about(state, one["id"])
        go(state, path, move)

    def _move(self, command: State) -> bool:
        state = self.state
        path, _, name = command["move"].rpartition(".")
        move = state["phases"].get(path, {}).get("moves", {}).get(name, {})
        if path not in state["now"] or "by" not in move or command["by"] != state["chair"]:
            return False
        if move.get("reason") == "required" and "reason" not in command:
            return False
        if "resume_at" in command and not (move["to"] == "end.finished" and command["resume_at"] in state["offers"]):
            return False
        allowed = self.may_go(path, name)
        if allowed:
            state["resume_at"] = command.get("resume_at")
            self._take(path, name)
        return allowed

    def _hold(self, command: State) -> bool:
        if command["by"] != self.state["chair"]:
            return False
        self._hold_or_go_on(command["hold"], on=True)
        return True

    def _resume(self, command: State) -> bool:
        asked = [one for one in self.state["holds"] if isinstance(one, str)]
        if command["by"] != self.state["chair"] or not asked:
            return False
        for one in asked:
            self._hold_or_go_on(one, on=False)
        return True

    def _extend(self, command: State) -> bool:
        state, path = self.state, command["phase"]
        if command["by"] != state["chair"] or path not in state["now"] or "term" not in state["phases"][path]:
            return False
        state["extended"][path] = state["extended"].get(path, timedelta()) + clocks.days(command["more"])
        state["overdue"].discard((path, state["visits"][path]))
        return True

    # what is told

    def told(self) -> State:
        """Return how the process stands, in the words in which the engine is asked too."""
        state = self.state
        now = sorted(one for one in state["now"] if one)
        moves = [(path, name) for path in state["now"] for name in state["phases"][path].get("moves", {})]
        gates = {".".join(one): gate_of(state, state["phases"][one[0]]["moves"][one[1]]) for one in moves}
        kept = state["records"].items()
        return {
            "now": now,
            "visits": {path: state["visits"][path] for path in now},
            "open": sorted(
                ".".join(one) for one in moves if state["chair"] and self._is_for_people(*one) and self.may_go(*one)
            ),
            "end": state["end"],
            "held": bool(state["holds"]) and not state["end"],
            "gates": {
                name: verdicts(state, gate, name.rpartition(".")[0]) for name, gate in sorted(gates.items()) if gate
            },
            "records": {
                name: (one["state"], one["n"], one["confirmed"], one["correction"])
                for name, one in kept
                if one["version"]
            },
            "runs": {name: voting.told(state, one) for name, one in state["runs"].items()},
            "due": sorted(set(self.due().values())),
            "begun": {key: one["outcome"] for key, one in state["begun"].items()},
            "case": state["case"],
            "figures": figures.answers(state),
            "asides": picks.told(state),
        }


RULES = {
    "record": records.record, "share": records.share, "withdraw": records.withdraw, "confirm": records.confirm,
    "join": join, "leave": leave_for_good, "unconfirm": records.unconfirm, "decline": records.decline,
    "pick": picks.pick, "propose": voting.propose, "vote": voting.vote, "close": voting.close,
}  # fmt: skip
_KINDS = ("fact", "mandate", "plan", "pulse", "aside")
