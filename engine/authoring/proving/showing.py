"""Showing what no run showed yet: moves and phases elsewhere, conditions both ways, every outcome of a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.proving.acting import act_as, actor, later, submit
from engine.authoring.proving.deciding import decide, ratify
from engine.authoring.proving.distance import distances
from engine.authoring.proving.recording import defy, with_one_of_each, write
from engine.authoring.proving.spots import Aim, Fresh, Spot
from engine.language.conditions import needs_in
from engine.language.plan import ToDone, ToEnd, ToPhase
from engine.language.who import roles_in
from engine.process.commands import Propose, Ratify
from engine.process.gates import subjects_of
from engine.process.refusal import Refusal
from engine.process.scope import scope_of_run, scope_of_subject
from engine.process.whereabouts import opening_phase
from engine.process.who import wanted
from engine.process.world import identity_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.authoring.coverage import Mark
    from engine.authoring.proving.searching import Search
    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing
    from engine.language.conditions import Need
    from engine.language.method import Method
    from engine.language.plan import Way
    from engine.language.who import Who
    from engine.process.situation import Run, Subject

MOST_PLACES, MOST_SUBJECTS, MOST_WAITS = 4, 3, 5
AROUND = 40


def shown(search: Search, mark: Mark) -> Iterator[Standing]:
    """Yield situations in which something is seen that was not, as far as one can be found."""
    match mark.kind:
        case "move" | "phase" | "end":
            yield from _reached(search, mark)
        case "condition":
            yield from _judged(search, mark)
        case "decision":
            yield from _decided(search, mark)


def sought(method: Method, mark: Mark) -> tuple[Callable[[Way], bool], Callable[[Standing], bool]]:
    """Return which moves lead to a phase or an end or are the move that is sought, and what tells that one is there."""
    if mark.kind == "end":
        return (
            lambda way: isinstance(way.to, ToEnd) and way.to.end == mark.name,
            lambda there: there.situation.end == mark.name,
        )
    if mark.kind == "phase":
        return _into(method, mark.name), lambda there: mark.name in there.situation.visits
    return (lambda way: way.address == mark.name), (lambda there: there.situation.taken.get(mark.name, 0) > 0)


def _reached(search: Search, mark: Mark) -> Iterator[Standing]:
    leads_there, is_there = sought(search.seek.method, mark)
    there = [node.standing for node in search.nodes.values() if is_there(node.standing)]
    if there:
        yield min(there, key=lambda one: one.length)
        return
    if mark.kind == "move":
        yield from _back_to_the_same(search, mark)
    reached = search.find(is_there, distances(search.seek.method, leads_there), AROUND)
    if reached is not None:
        yield reached


def _back_to_the_same(search: Search, mark: Mark) -> Iterator[Standing]:
    """Yield where a move led that came to what was known already: a search goes on from the shorter way to it alone."""
    merged = [node.came_to[mark.name] for node in search.nodes.values() if mark.name in node.came_to]
    if merged:
        yield min(merged, key=lambda one: one.length)


def _into(method: Method, path: str) -> Callable[[Way], bool]:
    def leads(way: Way) -> bool:
        match way.to:
            case ToPhase(target=target):
                return target == path or path in set(method.plan.ancestors(target))
            case ToDone(ended=ended):
                return ended == path
            case _:
                return False

    return leads


def places(search: Search, paths: frozenset[str], mark: Mark, *, reach: bool = True) -> list[Standing]:
    """Return from where to look: the nearest situations in some phases, and before them one that has far more.

    More is what conditions ask about besides: a run that showed one of them need not begin anew for the next.
    """
    there = _places(search, paths)
    if not there and paths and reach:
        into = [_into(search.seek.method, path) for path in sorted(paths)]
        towards = distances(search.seek.method, lambda way: any(leads(way) for leads in into))
        search.find(lambda here: any(here.situation.is_now(path) for path in paths), towards, AROUND)
        there = _places(search, paths)
    near = sorted(there, key=lambda one: one.length)[:MOST_PLACES]
    kinds = _kinds(search.seek.method, mark)
    rich = max(there, key=lambda one: (_richness(one, kinds), -one.length), default=None)
    if rich is None or _richness(rich, kinds) <= max(_richness(one, kinds) for one in near):
        return near
    return [rich, *near]


def most_there(search: Search, paths: frozenset[str], mark: Mark) -> int:
    """Return how much of what is asked about is there at most."""
    kinds = _kinds(search.seek.method, mark)
    return max((_richness(one, kinds) for one in _places(search, paths)), default=0)


def _places(search: Search, paths: frozenset[str]) -> list[Standing]:
    known = [*(node.standing for node in search.nodes.values()), *search.kept]
    return [one for one in known if not one.situation.end and any(one.situation.is_now(path) for path in paths)]


def _kinds(method: Method, mark: Mark) -> tuple[frozenset[str], frozenset[str]]:
    """Return the types of records that are asked about where a condition is asked or a decision taken, and the roles.

    The roles are those too whose holders write the record or take the decision that it is about.
    """
    gates = [gate for gate, _ in asked_at(method, method.needs[mark.name])] if mark.kind == "condition" else []
    gates += [f"decision:{mark.name}"] if mark.kind == "decision" else []
    needs = [need for gate in gates if gate in method.gates for need in needs_in(method.gates[gate])]
    asked = [one for need in needs for one in (need.need, need.where) if one]
    things = {thing.partition(":")[2] for one in asked for thing in one.things}
    roles = {role for gate in gates for who in _doing(method, gate) for role in roles_in(who)}
    return frozenset(things & method.declared.records.keys()), frozenset(
        (roles | things) & method.declared.roles.keys()
    )


def _doing(method: Method, gate: str) -> list[Who]:
    """Return who writes a record or takes a decision."""
    kind, _, name = gate.partition(":")
    if kind == "record":
        return [method.declared.records[name].written_by]
    declared = method.declared.decisions.get(name) if kind == "decision" else None
    return [declared.by, declared.voters] if declared else []


def _richness(here: Standing, kinds: tuple[frozenset[str], frozenset[str]]) -> int:
    records, roles = kinds
    there = sum(record.is_live for kind in records for record in here.situation.of_type(kind))
    return there + sum(len(here.situation.holders(role)) for role in roles)


def _judged(search: Search, mark: Mark) -> Iterator[Standing]:
    method, wanted_so = search.seek.method, mark.what == "met"
    need = method.needs[mark.name]
    for gate, owners in asked_at(method, need):
        kind, _, name = gate.partition(":")
        for here in places(search, owners, mark):
            if kind == "record":
                found = _of_record(search.seek, here, name, need, wanted_so=wanted_so)
            elif kind == "decision" and not wanted_so:
                found = _refused(search.seek, here, name, need)
            else:
                phase = next(path for path in method.plan.nodes if path in owners and here.situation.is_now(path))
                found = _of_gate(search.seek, here, need, phase, wanted_so=wanted_so)
            if found is not None:
                yield found
                if kind == "gate" and not wanted_so and need.due is not None:
                    yield from _late(search.seek, found)


def _late(seek: Seek, here: Standing) -> Iterator[Standing]:
    """Yield what becomes of something missing once its term is over: before that a standing gate counts it as met."""
    for _ in range(MOST_WAITS):
        waited = later(seek, here)
        if waited is None or waited.situation.end:
            return
        yield waited
        here = waited


def asked_at(method: Method, need: Need) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every gate in which a condition is asked, with the phases in which that is asked."""
    for address, gate in method.gates.items():
        if need.address not in [one.address for one in needs_in(gate)]:
            continue
        kind, _, name = address.partition(":")
        if kind == "move":
            yield address, frozenset({method.plan.ways[name].owner})
        elif kind in ("record", "decision"):
            yield address, method.opened_in.get(name, frozenset())
        else:
            standing = {path for path, node in method.plan.nodes.items() if name in (node.declared.while_ or {})}
            yield address, frozenset(standing)


def _of_gate(seek: Seek, here: Standing, need: Need, phase: str, *, wanted_so: bool) -> Standing | None:
    """Make a condition so for something, or not so."""
    if wanted_so and need.waited is not None and not need.scope:
        return _waited(seek, here, need, phase)
    if need.need is None:
        return None
    for bound in list(subjects_of(here.world, need.scope, {}))[:MOST_SUBJECTS] if need.scope else [{}]:
        if need.where:
            applies = seek.make(here, Aim(Spot(need.where, phase, bound), need.where.typed.root, wanted=True))
            if applies is None:
                continue
            here = applies
        found = seek.make(here, Aim(Spot(need.need, phase, bound), need.need.typed.root, wanted=wanted_so))
        if found is not None:
            return found
    return _for_new(seek, here, need, phase, wanted_so=wanted_so)


def _waited(seek: Seek, here: Standing, need: Need, phase: str) -> Standing | None:
    """Let a wait that a condition asks for be over."""
    if need.where:
        applies = seek.make(here, Aim(Spot(need.where, phase), need.where.typed.root, wanted=True))
        if applies is None:
            return None
        here = applies
    return seek.meet(here, need, phase, {})


def _for_new(seek: Seek, here: Standing, need: Need, phase: str, *, wanted_so: bool) -> Standing | None:
    """Write something for which a condition is asked, and is as it is wanted."""
    kinds = [one.kind for one in need.scope if one.kind in here.method.declared.records]
    if need.need is None or len(need.scope) != 1 or not kinds:
        return None
    bound = {need.scope[0].name: Fresh(kinds[0])}
    aims = [Aim(Spot(need.need, phase, bound), need.need.typed.root, wanted=wanted_so)]
    if need.where:
        aims.append(Aim(Spot(need.where, phase, bound), need.where.typed.root, wanted=True))
    with seek.aiming(*aims):
        written = write(seek, here, kinds[0])
    if written is None or not wanted_so:
        return written
    new = list(subjects_of(written.world, need.scope, {}))[-1:]
    aimed = [Aim(Spot(need.need, phase, bound), need.need.typed.root, wanted=True) for bound in new]
    return next((found for one in aimed if (found := seek.make(written, one)) is not None), written)


def _of_record(seek: Seek, here: Standing, record: str, need: Need, *, wanted_so: bool) -> Standing | None:
    """Write a record whose gate lets it be shared because of a condition, or refuses it for that."""
    if not wanted_so:
        return defy(seek, here, record, need)
    about = with_one_of_each(seek, here, need)
    if about is None:
        return None
    here, things = about
    aims = [
        Aim(Spot(one, "", {record: Fresh(record), **things}), one.typed.root, wanted=True)
        for one in (need.where, need.need)
        if one
    ]
    with seek.aiming(*aims):
        return write(seek, here, record)


def _refused(seek: Seek, here: Standing, decision: str, need: Need) -> Standing | None:
    """Put a decision to the vote while its gate is shut because of a condition."""
    declared = here.method.declared.decisions[decision]
    about = _with_subject(seek, here, decision)
    if about is None:
        return None
    here = about
    for subject in _subjects(here, decision):
        scope = scope_of_subject(here.world, declared.per, subject)
        if need.need and not need.each:
            phase = opening_phase(here.method, here.situation, decision)
            aim = Aim(Spot(need.need, phase, scope.bound), need.need.typed.root, wanted=False)
            here = seek.make(here, aim) or here
        found = act_as(seek, here, declared.by, scope.bound)
        if found is None:
            continue
        told = Propose.model_validate(
            {"do": "propose", "actor": found[1], "decision": decision, "subject": subject or None}
        )
        result = seek.submit(found[0], told)
        if isinstance(result, Refusal) and result.gate is not None:
            return found[0].refused(told, result)
    return None


def _subjects(here: Standing, decision: str) -> list[Subject]:
    per = here.method.declared.decisions[decision].per or ()
    there = subjects_of(here.world, per, {})
    return [tuple(identity_of(bound[part.name]) for part in per) for bound in there][:MOST_SUBJECTS] if per else [()]


def _decided(search: Search, mark: Mark) -> Iterator[Standing]:
    method, seek = search.seek.method, search.seek
    for here in places(search, method.opened_in.get(mark.name, frozenset()), mark):
        with_subject = _with_subject(seek, here, mark.name)
        for subject in _subjects(with_subject, mark.name) if with_subject else ():
            found = _outcome(seek, with_subject, mark, subject) if with_subject else None
            if found is not None:
                yield found
                break


def _with_subject(seek: Seek, here: Standing, decision: str) -> Standing | None:
    """Let there be something of the kind that is decided about."""
    for part in here.method.declared.decisions[decision].per or ():
        if part.kind in here.method.declared.records and not here.world.live(part.kind):
            return write(seek, here, part.kind)
    return here


def _outcome(seek: Seek, here: Standing, mark: Mark, subject: Subject) -> Standing | None:
    def latest(there: Standing) -> Run | None:
        return next((one for one in reversed(there.situation.runs_of(mark.name)) if one.subject == subject), None)

    if mark.what in ("ratified", "not_ratified"):
        accepted = decide(seek, here, mark.name, subject, lambda there: _is(latest(there), "accepted"))
        run = latest(accepted) if accepted else None
        if accepted is None or run is None:
            return None
        refuses = mark.what == "not_ratified"
        return _answered(seek, accepted, run) if refuses else ratify(seek, accepted, mark.name, subject)
    before = latest(here)
    if before is not None and before.state != "open":
        return decide(
            seek, here, mark.name, subject, lambda there: latest(there) != before and _is(latest(there), mark.what)
        )
    return decide(seek, here, mark.name, subject, lambda there: _is(latest(there), mark.what))


def _is(run: Run | None, what: str) -> bool:
    return run is not None and (run.state == what or (run.state == "accepted" and what in (run.winner, *run.winners)))


def _answered(seek: Seek, here: Standing, run: Run) -> Standing | None:
    """Let somebody refuse to ratify."""
    declared = here.method.declared.decisions[run.decision]
    if declared.ratified_by is None:
        return None
    entries = wanted(here.method, here.situation, declared.ratified_by, scope=scope_of_run(here.world, run))
    found = actor(seek, here, entries, partisan=True)
    return submit(seek, found[0], Ratify(do="ratify", actor=found[1], run=run.id, answer="no")) if found else None
