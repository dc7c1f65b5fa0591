"""The shipped method: its stories take every move to every end, and find each condition once unmet and once met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from engine.authoring.playing import Player
from engine.authoring.scenario import read_scenario
from engine.authoring.simulation import Simulation
from engine.language import Method, read_method
from engine.language.conditions import Need
from engine.process.events import Moved, PeopleTold
from engine.process.gates import OPEN, Verdict, judge
from engine.process.situation import Situation
from engine.process.standing import standing_gates
from engine.process.world import World

FOLDER = Path(__file__).resolve().parents[2] / "methods" / "starting-collaboration"
STORIES = sorted(FOLDER.glob("scenarios/*.yaml"))


@cache
def the_method() -> Method:
    return read_method((FOLDER / "method.yaml").read_text(encoding="utf-8"), "method.yaml")


@cache
def told() -> tuple[tuple[Simulation, ...], dict[str, set[str]], tuple[str, ...]]:
    """Return every story as played, what was found of each condition, and every refusal by its move and conditions."""
    found: dict[str, set[str]] = defaultdict(set)
    stages, refused = [], []
    for path in STORIES:
        stage = Simulation(the_method())
        for played in Player(the_method(), read_scenario(path.read_text(encoding="utf-8"), path.name), stage).play():
            if played.refusal and played.refusal.gate:
                refused.append(str(played.refusal.values.get("move") or played.refusal.values.get("decision")))
                _keep(found, played.refusal.gate)
            for verdict in _verdicts(the_method(), played.situation):
                _keep(found, verdict)
        for address in _let_through(the_method(), stage):
            found[address].add("met")
        stages.append(stage)
    return tuple(stages), found, tuple(refused)


def _verdicts(method: Method, situation: Situation) -> Iterator[Verdict]:
    """Yield every gate that is asked for where the process is, as it is judged now."""
    world = World(method, situation)
    for address, way in method.plan.ways.items():
        gate = method.gate_of_move(address)
        if gate is not None and situation.is_now(way.owner):
            yield judge(world, gate, way.owner)
    for path, node in method.plan.nodes.items():
        for name in (node.declared.open or ()) if situation.is_now(path) else ():
            gate = method.gate_of_decision(name)
            if gate is not None:
                yield judge(world, gate, path)
    for path, name, _ in standing_gates(method, situation):
        yield judge(world, method.gates[f"gate:{name}"], path, standing=True)


def _let_through(method: Method, stage: Simulation) -> Iterator[str]:
    """Yield the conditions that were met at the moment of a move, by address."""
    for event in stage.events:
        gate = method.gate_of_move(event.body.move) if isinstance(event.body, Moved) else None
        met = {one.id for one in event.body.gate if one.verdict == "met"} if isinstance(event.body, Moved) else set()
        yield from (one.address for one in (gate.parts if gate else ()) if isinstance(one, Need) and one.id in met)


def _keep(found: dict[str, set[str]], verdict: Verdict) -> None:
    if isinstance(verdict.part, Need):
        found[verdict.part.address] |= {verdict.verdict, *(one.verdict for one in verdict.subjects)}
    for inner in verdict.conditions:
        _keep(found, inner)


def test_the_stories_take_the_whole_way_to_every_end() -> None:
    stages, _, _ = told()

    assert {stage.situation.end for stage in stages if stage.situation} == set(the_method().declared.ends)


def test_every_move_is_taken_in_one_of_the_stories() -> None:
    stages, _, _ = told()

    taken = {event.body.move for stage in stages for event in stage.events if isinstance(event.body, Moved)}

    assert set(the_method().plan.ways) - taken == set()


def test_every_condition_is_found_once_unmet_and_once_met() -> None:
    _, found, _ = told()

    assert set(found) == set(the_method().needs)
    assert sorted(one for one, verdicts in found.items() if verdicts.isdisjoint(OPEN)) == []
    assert sorted(one for one, verdicts in found.items() if "met" not in verdicts) == []


def test_every_move_with_a_gate_is_tried_too_early_and_refused() -> None:
    _, _, refused = told()

    gated = {address for address in the_method().plan.ways if the_method().gate_of_move(address)}

    assert gated - set(refused) == set()


def test_people_are_told_of_what_only_watches() -> None:
    stages, _, _ = told()

    told_of = {event.body.about for stage in stages for event in stage.events if isinstance(event.body, PeopleTold)}

    assert {"while:shape:promises_kept", "while:renew:renewal_not_forgotten", "move:agree.new_interest"} <= told_of
