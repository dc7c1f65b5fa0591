"""A process with all that its phases run, each an interpreter of its own. Who runs it and for what names each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.reference.children import takes_part
from tests.reference.handed import handed_down
from tests.reference.interpreter import Interpreter

State = dict[str, Any]
Key = tuple[Any, ...]


class Family:
    """`members` are the processes: `()` is that which was opened; what one runs has its name and one part more."""

    def __init__(self, methods: dict[str, State], root: str, at: datetime, parties: dict[str, str]) -> None:
        self.methods, self.at = methods, at
        self.members: dict[Key, Interpreter] = {(): Interpreter(methods[root], at, {}, methods)}
        self._tell()
        for person, party in parties.items():
            self.submit((), {"do": "join", "participant": person, "party": party, "by": "chair"})

    def submit(self, key: Key, command: State) -> bool:
        """Do what a command asks in one of the processes; False if it is refused."""
        self.wait(self.at)
        accepted = self.members[key].submit(command)
        self._tell()
        return accepted

    def wait(self, until: datetime) -> None:
        """Let come what is due up to an instant: the earliest first, at one instant the deepest."""
        while due := [(at, -len(key)) for key, one in self.members.items() if (at := one.next_due()) and at <= until]:
            self.at, depth = min(due)
            self._set_clocks()
            who = next(one for key, one in self.members.items() if -len(key) == depth and one.next_due() == self.at)
            who.come()
            self._tell()
        self.at = until
        self._set_clocks()

    def _set_clocks(self) -> None:
        for one in self.members.values():
            one.state["at"] = self.at

    def _tell(self) -> None:
        """Let the processes tell one another what happened, until there is nothing more to tell."""
        while any(self._told(key, child) for key, one in list(self.members.items()) for child in one.state["begun"]):
            pass

    def _told(self, key: Key, name: Any) -> bool:
        parent, known = self.members[key], self.members.get((*key, name))
        begun = parent.state["begun"][name]
        if known is None:
            method = self.methods[parent.state["phases"][name[0]]["run"]]
            self.members[*key, name] = Interpreter(method, self.at, begun["people"], self.methods, begun)
        elif begun["outcome"] is None and known.state["end"]:
            parent.child_ended(name, known.state)
        elif begun["outcome"] and not known.state["end"]:
            known.cancel()
        elif not known.state["end"]:
            return known.follow(takes_part(parent.state, name[0]), handed_down(parent.state, name))
        else:
            return False
        return True

    def told(self) -> dict[Key, State]:
        """Return how every process stands."""
        return {key: one.told() for key, one in self.members.items()}
