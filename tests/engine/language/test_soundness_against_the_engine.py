"""What `check` says of phases made by chance is what the engine does when every move is tried wherever one can be."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from engine.authoring.simulation import Simulation
from engine.language import Method, read
from engine.language.plan import Plan, nodes_of, reachable_names
from engine.process.refusal import Refusal
from tests.factories import NINE, ROLES, a_move, a_phase, command

if TYPE_CHECKING:
    from collections.abc import Iterator

Part = dict[str, Any]
SHAPES = 250
MOST_PLACES = 400
ENDS = {name: {"title": name, "verdict": "success"} for name in ("good", "bad")}


def a_declaration(chance: Random) -> Part:
    """Return a method of some phases, in one another and side by side, with moves to wherever they may lead."""
    declared: Part = {
        "sluis": 1,
        "method": "small",
        "version": "1.0.0",
        "title": "Small",
        "summary": "A small method.",
        "languages": ["en"],
        "may": {"open": "chair", "admit": "chair"},
        "roles": ROLES,
        "phases": _phases(chance, "p", depth=2, most=4),
        "ends": ENDS,
    }
    read_ = read(json.dumps(declared), "small.yaml", published=True)
    assert read_.method is not None, read_.diagnostics
    plan = Plan(nodes_of(read_.method.declared))
    for path in list(plan.nodes)[1:]:
        _put_moves(chance, declared, plan, path)
    return declared


def _phases(chance: Random, name: str, *, depth: int, most: int) -> Part:
    return {f"{name}{number}": _phase(chance, f"{name}{number}", depth) for number in range(chance.randint(1, most))}


def _phase(chance: Random, name: str, depth: int) -> Part:
    inside = chance.random()
    if depth and inside < 0.2:
        return a_phase(None, phases=_phases(chance, f"{name}s", depth=depth - 1, most=2))
    if depth and inside < 0.4:
        both = {f"{name}{side}": _phase(chance, f"{name}{side}", depth - 1) for side in ("l", "r")}
        return a_phase(None, tracks=both)
    return a_phase()


def _put_moves(chance: Random, declared: Part, plan: Plan, path: str) -> None:
    here: Part = declared
    for step in plan.place(path):
        here = here[step]
    names = reachable_names(plan, path, ENDS)
    for number in range(chance.choice((0, 1, 1, 2))):
        more: Part = {"back": True} if chance.random() < 0.15 else {}
        more |= {"waits_for": []} if chance.random() < 0.1 else {}
        here.setdefault("moves", {})[f"m{number}"] = a_move(chance.choice(names), **more)


@dataclass
class Tried:
    """What came of trying every move wherever it can be tried."""

    method: Method
    entered: set[str] = field(default_factory=set)
    ahead: dict[str, set[str]] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    is_whole: bool = True

    def all(self) -> Tried:
        """Try everything, from the opening on."""
        opened = Simulation(self.method)
        opened.submit([command("open", "chair", method=self.method.id, title="Table", name="Chair")], NINE)
        ahead = [opened]
        while ahead:
            here = ahead.pop()
            if _place(here) in self.ahead:
                continue
            if len(self.ahead) == MOST_PLACES:
                self.is_whole = False
                return self
            self.ahead[_place(here)] = set()
            self._look(here)
            for after in self._moves(here):
                self.ahead[_place(here)].add(_place(after))
                ahead.append(after)
        return self

    def is_stuck(self) -> bool:
        """Tell whether somewhere no end can be come to any more."""
        saved = set(self.over)
        while more := {one for one, ahead in self.ahead.items() if one not in saved and ahead & saved}:
            saved |= more
        return saved != set(self.ahead)

    def _look(self, here: Simulation) -> None:
        assert here.situation is not None
        self.entered |= set(here.situation.visits)
        if here.situation.end is not None:
            self.over.add(_place(here))

    def _moves(self, here: Simulation) -> Iterator[Simulation]:
        assert here.situation is not None
        for way in self.method.plan.ways.values() if here.situation.end is None else ():
            after = here.fork()
            if not isinstance(after.submit([command("move", "chair", move=way.address)], NINE), Refusal):
                self.taken.add(way.address)
                yield after


def _place(here: Simulation) -> str:
    assert here.situation is not None
    visits = sorted((path, one.status, one.ended) for path, one in here.situation.visits.items())
    return f"{here.situation.end} {[one for one in visits if one[1] == 'now' or one[2]]}"


def test_phases_made_by_chance_are_sound_where_check_says_so_and_not_where_it_does_not() -> None:
    sound = unsound = 0
    for seed in range(SHAPES):
        declared = a_declaration(Random(seed))
        text = json.dumps(declared)
        loaded, said = read(text, "small.yaml", published=True), read(text, "small.yaml").diagnostics
        if loaded.method is None:  # two moves that lead from one track into another, or the like
            continue
        tried = Tried(loaded.method).all()
        if not tried.is_whole:
            continue
        all_entered = tried.entered >= set(loaded.method.plan.nodes) - {""}
        works = all_entered and tried.taken == set(loaded.method.plan.ways) and not tried.is_stuck()
        assert works == (said == ()), (seed, [str(one) for one in said], all_entered, tried.is_stuck(), text)
        sound, unsound = sound + works, unsound + (not works)

    print(f"{sound} sound, {unsound} not")
    assert min(sound, unsound) > SHAPES // 12
