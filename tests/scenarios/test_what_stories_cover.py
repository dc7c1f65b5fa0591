"""Shipped methods: their stories take every move to every end, and find each condition once unmet and once met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine.authoring.playing import Player
from engine.authoring.scenario import read_scenario
from engine.authoring.simulation import Simulation
from engine.files import method_from
from engine.language import Method
from engine.language.conditions import Group, Need
from engine.process.events import Moved, PeopleTold, PhaseEntered, RecordShared
from engine.process.gates import OPEN, Verdict, judge
from engine.process.situation import Situation
from engine.process.standing import standing_gates
from engine.process.world import World

METHODS = Path(__file__).resolve().parents[2] / "methods"
FOLDERS = sorted(path.parent for path in METHODS.glob("*/method.yaml"))
each_method = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@cache
def the_method(folder: Path) -> Method:
    return method_from(folder / "method.yaml")


@cache
def told(folder: Path) -> tuple[tuple[Simulation, ...], dict[str, set[str]], tuple[str, ...]]:
    """Return every story as played, what was found of each condition, and every refusal by its move and conditions."""
    found: dict[str, set[str]] = defaultdict(set)
    stages, refused = [], []
    method = the_method(folder)
    for path in sorted(folder.glob("scenarios/*.yaml")):
        stage = Simulation(method)
        for played in Player(method, read_scenario(path.read_text(encoding="utf-8"), path.name), stage).play():
            if played.refusal and played.refusal.gate:
                refused.append(str(played.refusal.values.get("move") or played.refusal.values.get("decision")))
                _keep(found, played.refusal.gate)
            for verdict in _verdicts(method, played.situation):
                _keep(found, verdict)
        for address in _let_through(method, stage):
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
    """Yield the conditions that were met at the moment of a move or when a record was shared, by address."""
    for event in stage.events:
        match event.body:
            case Moved(move=address, gate=found):
                met = {one.id for one in found if one.verdict == "met"}
                yield from (one for part, one in _needs(method.gate_of_move(address)) if part in met)
            case RecordShared(record=record):
                yield from (one for _, one in _needs(method.gates.get(f"record:{record}")))
            case _:
                pass


def _needs(gate: Group | None) -> Iterator[tuple[str, str]]:
    yield from ((one.id, one.address) for one in (gate.parts if gate else ()) if isinstance(one, Need))


def _keep(found: dict[str, set[str]], verdict: Verdict) -> None:
    if isinstance(verdict.part, Need):
        found[verdict.part.address] |= {verdict.verdict, *(one.verdict for one in verdict.subjects)}
    for inner in verdict.conditions:
        _keep(found, inner)


@each_method
def test_the_stories_take_the_whole_way_to_every_end(folder: Path) -> None:
    stages, _, _ = told(folder)

    assert {stage.situation.end for stage in stages if stage.situation} == set(the_method(folder).declared.ends)


@each_method
def test_every_phase_is_entered_in_one_of_the_stories(folder: Path) -> None:
    stages, _, _ = told(folder)

    entered = {event.body.phase for stage in stages for event in stage.events if isinstance(event.body, PhaseEntered)}

    assert {path for path, node in the_method(folder).plan.nodes.items() if node.phase} - entered == set()


@each_method
def test_every_move_is_taken_in_one_of_the_stories(folder: Path) -> None:
    stages, _, _ = told(folder)

    taken = {event.body.move for stage in stages for event in stage.events if isinstance(event.body, Moved)}

    assert set(the_method(folder).plan.ways) - taken == set()


@each_method
def test_every_condition_is_found_once_unmet_and_once_met(folder: Path) -> None:
    _, found, _ = told(folder)

    assert sorted(set(the_method(folder).needs) - set(found)) == []
    assert sorted(one for one, verdicts in found.items() if verdicts.isdisjoint(OPEN)) == []
    assert sorted(one for one, verdicts in found.items() if "met" not in verdicts) == []


@each_method
def test_every_move_with_a_gate_is_tried_too_early_and_refused(folder: Path) -> None:
    _, _, refused = told(folder)

    gated = {
        address
        for address, way in the_method(folder).plan.ways.items()
        if the_method(folder).gate_of_move(address) and way.declared.by
    }

    assert gated - set(refused) == set()


@each_method
def test_people_are_told_of_what_only_watches(folder: Path) -> None:
    stages, _, _ = told(folder)

    bodies = (event.body for stage in stages for event in stage.events)
    told_of = {body.about.rpartition(":")[2] for body in bodies if isinstance(body, PeopleTold)}
    watched = {
        gate
        for node in the_method(folder).plan.nodes.values()
        for gate, then in (node.declared.while_ or {}).items()
        if then != "hold" and then.tell
    }

    assert watched - told_of == set()
