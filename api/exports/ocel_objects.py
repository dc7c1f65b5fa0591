"""The objects of an object-centric event log: the process, who takes part, what was recorded, decided and gone through.

They are those of the reader's views, and the visits of phases of which his log tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.exports.ocel_shapes import EPOCH, Attribute, Related, Thing, known
from engine.process.view import decisions, participants, parties, progress, records, sessions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from api.exports.copying import Copy
    from engine.process.view.shapes import Decision, Entry, Named, Progress, RecordView

EVERYTHING = ("record", "party", "participant")
"""What a subject can be."""


def objects(copy: Copy) -> list[Thing]:
    """Return the objects, those of one kind together, in the order of the reader's views."""
    stands = progress(copy.telling)
    found = [*_processes(stands), *_people(copy), *_visits(copy)]
    recorded = records(copy.telling)
    ids = {one.id for one in found} | {f"record:{one.id}" for one in recorded}
    lines = _lines_by_record(copy)
    found += [_record(one, lines.get(one.id, []), ids) for one in recorded]
    found += _runs(copy, ids)
    found += [
        Thing(
            f"session:{one.id}", "session",
            known(title=one.title, phase=one.phase.name, state=one.state, starts_at=one.starts_at,
                  moved_from=one.moved_from, reason=one.reason, agenda=one.agenda),
            _some(ids, "present", "participant", one.present),
        )
        for one in sessions(copy.telling)
    ]  # fmt: skip
    found += [
        Thing(f"waiver:{one.id}", "waiver", known(title=one.text, reason=one.reason, state=one.state, until=one.until))
        for one in stands.waivers
    ]
    return found + [
        Thing(f"hold:{one.id}", "hold", known(title=one.text, reason=one.reason, until=one.until))
        for one in stands.holds
    ]


def _processes(stands: Progress) -> Iterator[Thing]:
    """Yield the process, those that it runs, and the one that runs it."""
    inside = [Related(f"process:{stands.parent.id}", "run by")] if stands.parent else []
    yield Thing(
        f"process:{stands.id}", "process",
        [
            *known(
                title=stands.title, method=stands.method.id, version=stands.method.version, rehearsal=stands.rehearsal
            ),
            *_now(stands.changed_at, state=stands.state, outcome=stands.outcome),
        ],
        inside,
    )  # fmt: skip
    for child in stands.children:
        yield Thing(
            f"process:{child.id}", "process",
            [
                *known(title=child.title, method=child.method),
                *_now(child.ended_at or child.started_at, state=child.state, outcome=child.outcome),
            ],
            [Related(f"process:{stands.id}", "run by")],
        )  # fmt: skip
    if stands.parent:
        yield Thing(f"process:{stands.parent.id}", "process", [])


def _now(at: datetime, **values: object) -> list[Attribute]:
    """Return the attributes that have a value, each from an instant on."""
    return [Attribute(name, value, at) for name, value in values.items() if value is not None]


def _people(copy: Copy) -> Iterator[Thing]:
    for party in parties(copy.telling):
        yield Thing(f"party:{party.id}", "party", known(name=party.name, joined_at=party.joined_at))
    for one in participants(copy.telling):
        roles = ", ".join(role.role for role in one.roles)
        member = [Related(f"party:{one.party.id}", "of")] if one.party else []
        told = known(name=one.name, roles=roles or None, joined_at=one.joined_at)
        yield Thing(f"participant:{one.id}", "participant", told, member)


def visit_id(phase: object, visit: object) -> str:
    """Return what the visit of a phase is called."""
    return f"phase:{phase}#{visit}"


def _visits(copy: Copy) -> Iterator[Thing]:
    """Yield the visits of phases, the oldest first, each inside the visit of the phase around it."""
    latest: dict[str, str] = {}
    nodes = copy.telling.method.plan.nodes
    for line in copy.log:
        phase = str(line.data.get("phase") or "")
        if line.type not in ("PhaseEntered", "PhasePassed") or not phase:
            continue
        latest[phase] = visit_id(phase, line.data["visit"])
        title = copy.telling.phase(phase) if phase in nodes else phase
        around = latest.get(phase.rpartition(".")[0])
        told = known(title=title, path=phase, visit=line.data["visit"])
        yield Thing(latest[phase], "phase", told, [Related(around, "inside")] if around else [])


def _lines_by_record(copy: Copy) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for line in copy.log:
        if "id" in line.data:
            found.setdefault(str(line.data["id"]), []).append(line)
    return found


def _record(one: RecordView, lines: Sequence[Entry], ids: set[str]) -> Thing:
    at = lines[-1].at if lines else EPOCH
    told = [*known(title=one.title), *_now(at, state=one.state, version=one.version)]
    party = [one.party] if one.party else []
    related = [
        *_some(ids, "of", "party", party),
        *[Related(named, "about") for subject in one.subject if (named := first_known(ids, subject.id))],
        *([Related(writer, "by")] if (writer := f"participant:{one.author}") in ids else []),
    ]
    return Thing(f"record:{one.id}", f"record.{one.type}", told + list(_fields(lines)), unique(related))


def _fields(lines: Sequence[Entry]) -> Iterator[Attribute]:
    """Yield what the fields of a record said, each from when it did on."""
    last: dict[str, object] = {}
    for line in lines:
        said = line.data.get("fields")
        for name, value in said.items() if isinstance(said, dict) else ():
            if value is not None and last.get(name) != value:
                last[name] = value
                yield Attribute(f"field.{name}", value, line.at)


def _runs(copy: Copy, ids: set[str]) -> Iterator[Thing]:
    opened = {line.data["run"]: line for line in copy.log if line.type == "DecisionOpened"}
    for one in decisions(copy.telling):
        line = opened.get(one.run)
        about = line.data.get("about") if line else None
        pinned = [f"record:{pair[0]}" for pair in about if isinstance(pair, list)] if isinstance(about, list) else []
        related = [Related(record, "about") for record in pinned if record in ids]
        related += [Related(named, "subject") for subject in one.subject if (named := first_known(ids, subject))]
        yield Thing(f"decision:{one.run}", f"decision.{one.name}", _of_run(one), unique(related))


def _of_run(one: Decision) -> list[Attribute]:
    at = one.closed_at or one.opened_at
    counted: Mapping[str, object] = {
        "state": one.state, "eligible": one.tally.eligible, "cast": one.tally.cast, "silent": one.tally.silent,
        **{f"count.{ballot}": number for ballot, number in one.tally.counts.items()},
    }  # fmt: skip
    return [*known(title=one.title), *_now(at, **counted)]


def first_known(ids: set[str], identity: object, kinds: Sequence[str] = EVERYTHING) -> str | None:
    """Return the object with an id, of the first of `kinds` that has one; None where the reader knows of none."""
    return next((named for kind in kinds if (named := f"{kind}:{identity}") in ids), None)


def unique(related: Sequence[Related]) -> list[Related]:
    """Return one relation for each object: the first."""
    first: dict[str, Related] = {}
    for one in related:
        first.setdefault(one.id, one)
    return list(first.values())


def _some(ids: set[str], qualifier: str, kind: str, named: Sequence[Named]) -> list[Related]:
    return [Related(f"{kind}:{one.id}", qualifier) for one in named if f"{kind}:{one.id}" in ids]
