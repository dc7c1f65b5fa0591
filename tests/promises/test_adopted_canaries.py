"""Another version of the method, on the way: nobody sees more of what was written by it, and all that was there works.

The same watch as in `test_canaries.py` is kept over processes that go by other versions again and again.
"""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from engine.language import read
from engine.language.method import Method
from engine.process.commands import Adopt
from engine.process.refusal import Refusal
from tests.promises.acts import asked
from tests.promises.methods import is_narrow
from tests.promises.sizes import Rounds
from tests.promises.test_canaries import Watched

pytestmark = pytest.mark.P7

Part = dict[str, Any]
PROCESSES, ACTS, EVERY, OFTEN = 40, 45, 9, 6
WORDS: tuple[Part, ...] = (
    {"title": "Other words"}, {"rule": "consensus"}, {"rule": {"majority": {}}}, {"voters": "envoy"}, {"by": "chair"},
    {"sealed": True}, {"open_for": "P2D", "silence": "blocks"}, {"seen_by": "process"}, {"quorum": "1/2"},
)  # fmt: skip
OF_RECORD: tuple[Part, ...] = (
    {"title": "Other words"}, {"written_by": ["envoy", "chair"]}, {"confirmed_by": "board"}, {"expires": "P1D"},
    {"seen_by": "process"}, {"sealed_until": {"each": "party"}}, {"many": True}, {"attribution": "aggregate"},
)  # fmt: skip
OF_PHASE: tuple[Part, ...] = ({"title": "Other words"}, {"term": "PT9H"}, {"table": ["chair", "guide"]}, {"open": []})


class Amended(Watched):
    """A process that is brought to other versions on the way, where all has its place in them."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        self.declared = self.acts.declared
        self.edition = 1

    def adopt(self) -> None:
        """Bring the process to another version made by chance; it is refused for what everybody sees."""
        to = self._another()
        if to is None or self.simulation.situation is None or self.simulation.situation.end:
            return
        command = asked("adopt", "chair", version=to.version, reason="Better rules")
        assert isinstance(command, Adopt)
        before = self.simulation.situation
        result = self.simulation.adopt(command, to, self.at)
        self.watch()
        if isinstance(result, Refusal):
            assert result.message == "no_place", result
            assert self.simulation.situation is before
            self.found["no place"] += 1
            return
        self.former = (*self.former, (self.simulation.situation.adopted[-1].order, self.method))
        self.method, self.acts.declared = to, json.loads(to.source)
        self.oracle.declared = self.acts.declared
        self.found["adopted"] += 1

    def _another(self) -> Method | None:
        """Return the method with some of it changed; None where nobody could publish that."""
        chance, declared = self.chance, deepcopy(self.acts.declared)
        self.edition += 1
        declared["version"] = f"{self.edition}.0.0"
        for name in chance.sample(sorted(declared["decisions"]), min(1, len(declared["decisions"]))):
            declared["decisions"][name] |= chance.choice(WORDS)
        if chance.random() < 0.5:
            declared["records"][chance.choice(sorted(declared["records"]))] |= chance.choice(OF_RECORD)
        phase = declared["phases"][chance.choice(sorted(declared["phases"]))]
        phase |= chance.choice(OF_PHASE) if chance.random() < 0.3 else {}
        (name,) = phase["moves"].keys() & {"on", "ahead"}
        ahead = phase["moves"].pop(name) | {"gate": [self._condition(declared)]}
        phase["moves"][chance.choice(["on", "ahead"])] = ahead
        reading = read(json.dumps(declared), "any.yaml")
        return reading.method if reading.method and reading.publishable else None

    def _condition(self, declared: Part) -> Part:
        wide = [name for name, told in declared["records"].items() if not is_narrow(told["seen_by"])]
        need = f"{self.chance.choice(wide)}s.size() >= {self.chance.randint(0, 3)}" if wide else "parties.size() > 0"
        return {"id": f"e{self.edition}", "need": need, "unmet": "Missing", "owed_by": "envoy"}


def test_nobody_sees_more_of_a_process_because_it_goes_on_by_another_version(rounds: Rounds) -> None:
    found: Counter[str] = Counter()
    for chance in rounds(PROCESSES):
        watched = Amended(chance)
        for number in range(ACTS):
            watched.step()
            if number % EVERY == EVERY - 1:
                watched.adopt()
                watched.look()
        found += watched.found

    assert rounds.size.only is not None or min(found["adopted"], found["no place"]) > OFTEN, found
