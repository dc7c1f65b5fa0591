"""A condition over 10 to 10,000 parties, met and unmet, beside plain Python over plain objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.figures import Goal, Line
from benchmarks.parties import in_memory
from benchmarks.setting import Benchmark, Setting
from benchmarks.timing import repeated
from engine.language.conditions import needs_in
from engine.process.gates import judge
from engine.process.world import World

ALL, EACH = "all", "mandate"  # conditions of the gate
PHASE, GOAL, JUDGED = "convene", 1.5, 1_000


@dataclass(slots=True)
class Mandate:
    """What plain Python looks at."""

    confirmed: bool


@dataclass(slots=True)
class Party:
    """What plain Python looks at."""

    mandate: Mandate


def run(setting: Setting) -> Iterator[Line]:
    """Measure each size, with all confirmed and with the last not."""
    for parties in setting.pick((10, 100, 1_000, 10_000), (10, 100, 1_000), (4,)):
        method, met, unmet = in_memory(parties)
        for told, situation in (("met", met), ("the last unmet", unmet)):
            yield from _measured(setting, parties, told, World(method, situation))


def _measured(setting: Setting, parties: int, told: str, world: World) -> Iterator[Line]:
    needs = {need.id: need for gate in world.method.gates.values() for need in needs_in(gate)}
    expression, each = needs[ALL].need, needs[EACH]
    assert expression is not None  # noqa: S101 - it is declared with one
    names = world.names(expression.typed.names, {}, PHASE)
    budget, is_met = world.budget(expression), told == "met"
    objects = [Party(Mandate(confirmed=True)) for _ in range(parties - 1)] + [Party(Mandate(confirmed=is_met))]

    def plain() -> bool:
        return all(party.mandate.confirmed for party in objects)

    def ours() -> bool:
        return bool(expression.evaluate(names, budget))

    def anew() -> bool:
        fresh = World(world.method, world.situation)
        return bool(expression.evaluate(fresh.names(expression.typed.names, {}, PHASE), budget))

    assert plain() == ours() == anew() == is_met  # noqa: S101 - else something else was measured
    base, name = f"plain Python, {parties:,} parties, {told}", f"condition, {parties:,} parties, {told}"
    fresh, gate = (
        f"in a fresh situation, {parties:,} parties, {told}",
        f"asked of each party, {parties:,} parties, {told}",
    )
    turns = setting.turns({
        base: repeated(plain),
        name: repeated(ours),
        fresh: repeated(anew),
        gate: repeated(lambda: judge(World(world.method, world.situation), each, PHASE)),
    })  # fmt: skip
    yield turns.spent(base)
    goal = Goal(GOAL, least=False) if parties == JUDGED and is_met else None
    yield turns.spent(name, base, goal, "all(...) over the things of a situation that were looked at before")
    yield turns.spent(fresh, base, note="with the things made anew, as after each command")
    yield turns.spent(gate, base, note="`each: party`, two comparisons, with the subjects found wanting")


BENCHMARK = Benchmark("conditions", "Conditions over many parties", run)
