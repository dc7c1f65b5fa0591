"""What a history must always lead to, whatever release replays it: how the process stands, without what people typed.

It names ids, states, versions, signatures, visits, tallies, verdicts and instants. It leaves out content, which can be
erased, and whatever a situation keeps only to be quick.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from engine.journal.codec import canonical
from engine.process.events import fingerprint
from engine.process.gates import findings, judge
from engine.process.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from engine.language import Method
    from engine.process.situation import Record, Run, Signature, Situation

Told = dict[str, Any]


def found_in(method: Method, situation: Situation) -> Told:
    """Return what is compared: the state hash, and apart from it what a person would look for first."""
    return {
        "state": sha256(canonical(standing(situation))).hexdigest(),
        "events": situation.order,
        "phases": sorted(path for path, visit in situation.visits.items() if visit.status == "now"),
        "end": situation.end,
        "next_due": _at(situation.next_due()),
        "verdicts": verdicts(method, situation),
        "runs": {run.id: run.state for run in situation.runs.values()},
    }


def verdicts(method: Method, situation: Situation) -> Told:
    """Return the verdict of each gate ahead, by condition and subject."""
    if situation.end:
        return {}
    world, told = World(method, situation), {}
    for address, way in method.plan.ways.items():
        gate = method.gate_of_move(address)
        if gate and situation.is_now(way.owner):
            verdict = judge(world, gate, way.owner)
            told[address] = f"{verdict.verdict} {fingerprint(findings(verdict))}"
    return told


def standing(situation: Situation) -> Told:
    """Return how a process stands, as plain data in a fixed order."""
    return {
        "process": [situation.process, situation.method, situation.version, situation.digest, situation.language,
                    situation.zone, situation.opener, _at(situation.opened_at), _at(situation.at), situation.end],
        "chains": dict(sorted(situation.counts.items())),
        "parties": [[one.id, _at(one.joined_at), _at(one.left_at)] for one in _in_order(situation.parties.values())],
        "participants": [
            [one.id, one.party, _at(one.joined_at), _at(one.left_at)]
            for one in _in_order(situation.participants.values())
        ],
        "roles": {
            role: [[one.participant, _at(one.appointed_at), _signed(one.acceptances)] for one in held]
            for role, held in sorted(situation.holdings.items())
        },
        "visits": {
            path: [one.number, one.status, one.overdue, one.ended, *map(_at, (one.entered_at, one.due_at, one.left_at))]
            for path, one in sorted(situation.visits.items())
        },
        "records": {identity: _record(one) for identity, one in sorted(situation.records.items())},
        "runs": {identity: _run(one) for identity, one in sorted(situation.runs.items())},
        "judged": {address: [one.verdict, one.tree] for address, one in sorted(situation.judged.items())},
    }  # fmt: skip


def _record(one: Record) -> list[Any]:
    versions = {side: [draft.number, draft.author] for side, draft in sorted(one.drafts.items())}
    live = [one.live.number, one.live.author, _at(one.live.at)] if one.live else None
    instants = [_at(one.shared_at), _at(one.changed_at), _at(one.confirmed_at), _at(one.withdrawn_at)]
    return [one.type, list(one.subject), one.party, one.state, versions, live, instants, _signed(one.confirmations)]


def _run(one: Run) -> list[Any]:
    tally = [one.tally.eligible, one.tally.cast, one.tally.silent, dict(one.tally.counts)] if one.tally else None
    votes = {voter: _signed([vote.by]) for voter, vote in sorted(one.votes.items())}
    instants = [_at(one.opened_at), _at(one.due_at), _at(one.closed_at)]
    about = [list(pinned) for pinned in one.about]
    voters = [voter.id for voter in one.voters]
    return [one.decision, list(one.subject), one.phase, about, voters, votes, one.state, tally, one.winner, instants]


def _signed(signatures: Iterable[Signature]) -> list[list[str | None]]:
    return [[one.participant, one.role, one.party, _at(one.at)] for one in signatures]


def _in_order(things: Iterable[Any]) -> list[Any]:
    return sorted(things, key=lambda one: one.order)


def _at(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
