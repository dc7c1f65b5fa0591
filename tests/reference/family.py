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
        while self._begin() or self._cancel() or self._go_on():
            pass

    def _pairs(self) -> list[tuple[Key, Any]]:
        return [(key, name) for key, one in self.members.items() for name in one.state["begun"]]

    def _begin(self) -> bool:
        """Begin what is there only in the process that runs it."""
        new = [(key, name) for key, name in self._pairs() if (*key, name) not in self.members]
        for key, name in new:
            parent = self.members[key]
            begun, method = parent.state["begun"][name], self.methods[parent.state["phases"][name[0]]["run"]]
            self.members[*key, name] = Interpreter(method, self.at, begun["people"], self.methods, begun)
        return bool(new)

    def _cancel(self) -> bool:
        """Cancel what the process that runs it cancelled."""
        for key, name in self._pairs():
            child = self.members[*key, name]
            if self.members[key].state["begun"][name]["outcome"] and not child.state["end"]:
                child.cancel()
                return True
        return False

    def _go_on(self) -> bool:
        """Tell one process what happened next to it: the deepest first, so that below it everything is quiet."""
        deepest_first = sorted(self.members, key=lambda key: -len(key))
        return any(self._end(key) or (key and self._follow(key)) for key in deepest_first)

    def _end(self, key: Key) -> bool:
        """Tell at once all that has ended of what a process runs."""
        begun = self.members[key].state["begun"]
        children = {name: self.members[*key, name].state for name, one in begun.items() if one["outcome"] is None}
        ended = {name: one for name, one in children.items() if one["end"]}
        if ended:
            self.members[key].children_ended(ended)
        return bool(ended)

    def _follow(self, key: Key) -> bool:
        """Let people and facts be where they are in the process that runs this one."""
        parent, child = self.members[key[:-1]].state, self.members[key]
        if child.state["end"]:
            return False
        return child.follow(takes_part(parent, key[-1][0]), handed_down(parent, key[-1]))

    def told(self) -> dict[Key, State]:
        """Return how every process stands."""
        return {key: one.told() for key, one in self.members.items()}
