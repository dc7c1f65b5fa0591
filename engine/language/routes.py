"""The ways through a method with every gate taken as free: where a process can come from where it is.

Tracks are followed one by one, each as if those beside it came to their end in time; so the ways stay few.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.language.plan import ROOT, Destination, MoveNowhere, ToDone, ToEnd, ToPhase, destination

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.language.declaration import Declaration
    from engine.language.plan import Plan, Way


class Spot(NamedTuple):
    """Where a process, or one of its tracks, is.

    It is "in" a phase that holds no others, in one whose inside has come to its "end" and that is to be left by a move
    of its own, it has "left" a track and is "beside" it in the others of its phase, or it is "over" in an end.
    """

    state: Literal["in", "end", "left", "beside", "over"]
    path: str


@dataclass(frozen=True)  # no slots: what is worked out is kept in the instance
class Routes:
    """All spots of a method and the steps between them."""

    declared: Declaration
    plan: Plan

    @cached_property
    def starts(self) -> frozenset[Spot]:
        """Where a process can begin: in its first phase, or where one that was under way is taken in."""
        first = self.plan.nodes[ROOT].children[0]
        return frozenset(spot for path in (first, *(self.declared.takes_in or ())) for spot in self.entered(path))

    @cached_property
    def choices(self) -> dict[Spot, tuple[frozenset[Spot], ...]]:
        """What each move leads to from each spot: several spots where it enters tracks, all of them at once."""
        return {spot: (*alone, *self._beside(spot)) for spot, alone in self._alone.items()}

    @cached_property
    def steps(self) -> dict[Spot, frozenset[Spot]]:
        """The spots that follow each spot in one step."""
        return {spot: frozenset().union(*led) for spot, led in self.choices.items()}

    @cached_property
    def leavable(self) -> frozenset[str]:
        """The tracks that can come to their end."""
        steps = {spot: frozenset[Spot]().union(*led) for spot, led in self._alone.items()}
        tracks = [path for path in self.plan.nodes if self.plan.is_track(path)]
        return frozenset(path for path in tracks if Spot("left", path) in follow(steps, list(self.entered(path))))

    @cached_property
    def reached(self) -> frozenset[Spot]:
        """Every spot to which a process can come at all, with a track's own end taken for granted."""
        free = {spot: steps.union(*self._next(spot, waits=False)) for spot, steps in self.steps.items()}
        return follow(free, self.starts)

    def entered(self, path: str, towards: str = "") -> Iterator[Spot]:
        """Yield where a process is when it enters a phase, `towards` one that is meant inside it."""
        node = self.plan.nodes[path]
        yield from self.passed(path)
        meant = [child for child in node.children if towards == child or towards.startswith(f"{child}.")]
        match node.kind:
            case "sequence":
                yield from self.entered((meant or list(node.children))[0], towards)
            case "tracks":
                for child in node.children:
                    yield from self.entered(child, towards)
            case _:
                yield Spot("in", path)

    def passed(self, path: str) -> Iterator[Spot]:
        """Yield where a track is once a phase in it was passed, as it does not apply, and the track has ended so."""
        plan, phase = self.plan, self.plan.nodes[path].phase
        track = next((step for step in plan.ancestors(path) if step and plan.is_track(step)), None)
        if phase is None or phase.where is None or phase.each is not None or track is None:
            return
        if track == path:
            yield Spot("left", path)
        elif any(self._leads_out(way.to, track) for way in plan.forward(path)):
            yield from self.led(ToDone(track), ROOT)

    def within(self, path: str) -> frozenset[Spot]:
        """Return every spot inside a phase, that in which its inside has ended among them."""
        return self._insides.get(path, frozenset())

    @cached_property
    def _insides(self) -> dict[str, frozenset[Spot]]:
        found: dict[str, set[Spot]] = {}
        for spot in self.steps:
            for around in self.plan.ancestors(spot.path) if spot.state in ("in", "end") else ():
                found.setdefault(around, set()).add(spot)
        return {path: frozenset(spots) for path, spots in found.items()}

    def waits(self, way: Way, track: str) -> bool:
        """Tell whether a move that leaves a track waits for its end; what it is taken from inside, it does not."""
        around, holder = list(self.plan.ancestors(way.owner)), self.plan.nodes[track].parent
        together = holder in around or way.owner in self.plan.ancestors(track)  # else it is never taken from beside it
        if track in around or not together or not self.leaves(way, track):
            return False
        named = way.declared.waits_for
        return self.plan.nodes[track].id in named if named is not None else not way.declared.back

    @cached_property
    def _alone(self) -> dict[Spot, tuple[frozenset[Spot], ...]]:
        """What each move leads to from each spot, as far as it is for a track to take it."""
        return {spot: tuple(self._next(spot)) for spot in self._spots()}

    def _beside(self, spot: Spot) -> Iterator[frozenset[Spot]]:
        """Yield where a process may come to from the tracks beside a spot.

        They may lead out without waiting for it; and once its own track has ended, they go on, or have all ended too.
        """
        for track in self.plan.ancestors(spot.path) if spot.state in ("in", "end") else ():
            for way in self._out_of.get(self.plan.nodes[track].parent or ROOT, ()) if self.plan.is_track(track) else ():
                if track not in self.plan.ancestors(way.owner) and not self.waits(way, track):
                    yield frozenset(self.led(way.to, way.owner))
        holder = self.plan.nodes[spot.path].parent if spot.state == "left" else None
        if spot.state == "beside":
            yield from (frozenset(self.entered(track)) for track in self.plan.nodes[spot.path].children)
        elif holder is not None:
            yield frozenset({Spot("beside", holder)})
            if holder in self._ending:
                yield frozenset({Spot("end", holder)})

    @cached_property
    def _ending(self) -> frozenset[str]:
        """The phases all of whose tracks can come to their end."""
        nodes = self.plan.nodes.items()
        return frozenset(path for path, node in nodes if self.leavable.issuperset(node.children) and node.children)

    @cached_property
    def _ended_by_themselves(self) -> frozenset[str]:
        """The phases with a move of their own to their own end."""
        return frozenset(way.owner for way in self.plan.ways.values() if way.to == ToDone(way.owner))

    @cached_property
    def _out_of(self) -> dict[str, list[Way]]:
        """The moves that are taken inside a track and lead out of the phase whose track it is."""
        found: dict[str, list[Way]] = {}
        for way in self.plan.ways.values():
            for track in self.plan.ancestors(way.owner):
                if self.plan.is_track(track) and self.leaves(way, track):
                    found.setdefault(self.plan.nodes[track].parent or ROOT, []).append(way)
        return found

    def _leads_out(self, to: Destination, track: str) -> bool:
        match to:
            case ToPhase(container, _, _):
                return track not in self.plan.ancestors(container)
            case ToDone(ended):
                return track not in self.plan.ancestors(ended)
            case ToEnd():
                return True

    def _spots(self) -> Iterator[Spot]:
        for path, node in self.plan.nodes.items():
            if path == ROOT:
                continue
            yield Spot("in" if node.kind in ("leaf", "run") else "end", path)
            if self.plan.is_track(path):
                yield Spot("left", path)
            if node.kind == "tracks":
                yield Spot("beside", path)

    def _next(self, spot: Spot, *, waits: bool = True) -> Iterator[frozenset[Spot]]:
        around = () if spot.state == "beside" else self.plan.ancestors(spot.path)
        owners = set(around) - ({spot.path} if spot.state == "left" else set())
        tracks = [step for step in owners if step and self.plan.is_track(step)]
        for way in self.plan.ways.values():
            if way.owner in owners and not (waits and any(self.waits(way, track) for track in tracks)):
                yield frozenset(self.led(way.to, way.owner))
        phase = self.plan.nodes[spot.path].phase
        for name in (phase.resumes if phase and spot.state == "in" else None) or ():
            try:
                yield frozenset(self.led(destination(self.plan, spot.path, name, {}), spot.path))
            except MoveNowhere:  # which is complained about where it stands
                continue

    def led(self, to: Destination, owner: str) -> Iterator[Spot]:
        """Yield where a process is after a move."""
        match to:
            case ToEnd(end):
                yield Spot("over", end)
            case ToPhase(_, child, target):
                yield from self.entered(child, target)
            case ToDone(ended):
                is_left = self.plan.is_track(ended) and (owner == ended or ended not in self._ended_by_themselves)
                yield Spot("left" if is_left else "end", ended)

    def leaves(self, way: Way, track: str) -> bool:
        """Tell whether a move leads out of the phase whose track this is."""
        holder = list(self.plan.ancestors(track))[1]
        match way.to:
            case ToEnd():
                return True
            case ToPhase(container, child, _):
                around = child if self.plan.nodes[container].kind == "tracks" else container
                return around in self.plan.ancestors(holder)
            case ToDone(ended):
                return ended in self.plan.ancestors(holder)


def follow(steps: dict[Spot, frozenset[Spot]], starts: Iterable[Spot]) -> frozenset[Spot]:
    """Return every spot that can be come to from these, themselves among them."""
    found, ahead = set(starts), list(starts)
    while ahead:
        for spot in steps.get(ahead.pop(), ()):
            if spot not in found:
                found.add(spot)
                ahead.append(spot)
    return frozenset(found)


def saved(choices: dict[Spot, tuple[frozenset[Spot], ...]]) -> frozenset[Spot]:
    """Return every spot from which an end can be reached: by a move to it, or to spots that all are such.

    Of tracks that are entered together each must come to its end: for one that goes round for ever the others wait.
    """
    waiting: dict[Spot, list[tuple[Spot, set[Spot]]]] = {}
    for spot, several in choices.items():
        for led in several:
            missing = {one for one in led if one.state != "over"}
            for one in led:
                waiting.setdefault(one, []).append((spot, missing))
    found: set[Spot] = set()
    ahead = [spot for spot in waiting if spot.state == "over"]
    while ahead:
        reached = ahead.pop()
        for spot, missing in waiting.get(reached, ()):
            missing.discard(reached)
            if not missing and spot not in found:
                found.add(spot)
                ahead.append(spot)
    return frozenset(found)


def reversed_steps(steps: dict[Spot, frozenset[Spot]]) -> dict[Spot, frozenset[Spot]]:
    """Return the spots from which each spot can be come to in one step."""
    back: dict[Spot, set[Spot]] = {}
    for spot, following in steps.items():
        for one in following:
            back.setdefault(one, set()).add(spot)
    return {spot: frozenset(before) for spot, before in back.items()}
