"""Checks an exported log by itself and against its checkpoint, in the order of the list in the format's description.

Each check yields what is not right, with label and place. They are pure, and look at what `exported` read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from engine.journal.codec import NO_DIGEST, canonical, commitment_of, link
from engine.journal.signing import check_signature
from engine.journal.verifying.exported import Export, Exported, Finding, Head

PROCESS = "process"
OPENED = "ProcessOpened"
PUT, COUNTED, BALLOTS = "BallotPut", "BallotsCounted", "ballots"
Digests = Mapping[str, Sequence[str]]  # by label the digest of each event, in order


def digests_of(export: Export) -> dict[str, list[str]]:
    """Return the chain of each label, computed from its events."""
    found: dict[str, list[str]] = {}
    for label, events in export.chains().items():
        digest, chain = NO_DIGEST, found.setdefault(label, [])
        for event in events:
            digest = link(digest, event.skeleton)
            chain.append(digest.hex())
    return found


def check_log(export: Export, digests: Digests) -> Iterator[Finding]:
    """Yield what is not right in the log by itself."""
    yield from _check_belonging(export)
    yield from _check_order(export)
    for label, events in export.chains().items():
        yield from _check_chain(export, label, events)
    yield from _check_content(export)
    yield from _check_releases(export)
    yield from _check_opening(export, digests)
    yield from _check_boxes(export)


def check_checkpoint(export: Export, digests: Digests, key: str | None) -> Iterator[Finding]:
    """Yield what is not right with the checkpoint of an export, or with the chains that it closes."""
    checkpoint = export.checkpoint
    if not check_signature(checkpoint.told):
        yield Finding(None, None, "the signature of the checkpoint is not right: it was altered, or never signed")
    if key is not None and checkpoint.key != key:
        yield Finding(None, None, f"the checkpoint is signed by key {checkpoint.key}, not by the one you were told")
    if checkpoint.process != export.process:
        yield Finding(None, None, f"the checkpoint is of process {checkpoint.process}, the export of {export.process}")
    if checkpoint.audiences != export.audiences:
        yield Finding(None, None, "the checkpoint was made for a reader of other labels than the export")
    if checkpoint.at != max(event.at for event in export.events):
        yield Finding(None, None, f"the checkpoint is of {checkpoint.at}, which is not when the latest event happened")
    for label in sorted(digests.keys() | checkpoint.heads.keys()):
        yield from _check_head(label, digests.get(label, ()), checkpoint.heads.get(label))


def _check_belonging(export: Export) -> Iterator[Finding]:
    ids: set[str] = set()
    for event in export.events:
        if event.process != export.process:
            yield _at(event, f"the event belongs to process {event.process}, the export to {export.process}")
        if event.id in ids:
            yield _at(event, f"the id {event.id} is that of an earlier event")
        ids.add(event.id)


def _check_order(export: Export) -> Iterator[Finding]:
    for before, event in pairwise(export.events):
        if (before.at, before.label, before.n) >= (event.at, event.label, event.n):
            yield _at(event, f"the event stands behind {before.label} {before.n}, which comes after it")


def _check_chain(export: Export, label: str, events: Sequence[Exported]) -> Iterator[Finding]:
    place = 0
    for event in events:
        if not export.may_read(label):
            yield _at(event, "the reader of this export may not read this label")
        if event.n != place + 1:
            yield _at(event, f"the event comes behind place {place}: events are missing, added or renumbered")
        place = event.n


def _check_content(export: Export) -> Iterator[Finding]:
    erased = export.erased()
    for event in export.events:
        for name, commitment in event.parts.items():
            is_hidden = not export.may_read(event.veils.get(name, event.label))
            if name not in event.content:
                if not is_hidden and commitment not in erased:
                    yield _at(event, f"the part '{name}' is not shown, and nothing says that it was erased")
            elif is_hidden or commitment in erased:
                why = "was erased" if commitment in erased else "may not be seen by the reader of this export"
                yield _at(event, f"the part '{name}' is shown, but {why}")
            elif (shown := event.content[name]) and commitment_of(shown.salt, shown.data).hex() != commitment:
                yield _at(event, f"the part '{name}' is not what was written")
        for name in sorted(event.content.keys() - event.parts.keys()):
            yield _at(event, f"the event has no part '{name}', but it is shown")


def _check_releases(export: Export) -> Iterator[Finding]:
    by_id = {event.id: event for event in export.events}
    owners: dict[str, Exported] = {}
    for event in export.events:
        if event.opens is None:
            yield from _check_own(event, owners)
        elif (opened := by_id.get(event.opens)) and not _is_release(event, opened):
            yield _at(event, f"the event does not release what {opened.label} {opened.n} wrote")


def _check_own(event: Exported, owners: dict[str, Exported]) -> Iterator[Finding]:
    for name, commitment in event.parts.items():
        if owner := owners.get(commitment):
            yield _at(event, f"the part '{name}' is that of {owner.label} {owner.n}, which the event does not release")
        owners[commitment] = event


def _is_release(event: Exported, opened: Exported) -> bool:
    if opened.label == event.label and opened.n >= event.n:
        return False
    return opened.at <= event.at and opened.parts == event.parts


def _check_boxes(export: Export) -> Iterator[Finding]:
    """Yield each secret vote in which somebody voted twice, or not as many ballots were counted as put in."""
    put: defaultdict[tuple[str, bytes], set[bytes]] = defaultdict(set)
    for event in export.events:
        voters = put[event.label, event.run]
        if event.type == PUT:
            if event.voter in voters:
                yield _at(event, "this voter had put a ballot into the box already")
            voters.add(event.voter)
        elif event.type == COUNTED and (shown := event.content.get(BALLOTS)):
            ballots, number = json.loads(shown.data), len(voters)
            if not isinstance(ballots, list) or len(ballots) != number:
                yield _at(event, f"{number} ballots were put into the box, and not as many are told")
            elif ballots != sorted(ballots, key=canonical):
                yield _at(event, "the ballots are not in the order of their text")


def _check_opening(export: Export, digests: Digests) -> Iterator[Finding]:
    if PROCESS in export.audiences and PROCESS not in digests:
        yield Finding(PROCESS, 1, f"the log does not begin with {OPENED}: this label was left out")
    for event in export.events:
        is_first = (event.label, event.n) == (PROCESS, 1)
        if is_first and event.type != OPENED:
            yield _at(event, f"the log begins with {event.type}, not with {OPENED}")
        if event.type == OPENED and not is_first:
            yield _at(event, "a process is opened once, in place 1 of label process")


def _check_head(label: str, chain: Sequence[str], head: Head | None) -> Iterator[Finding]:
    length, n = len(chain), head.n if head else 0
    if length < n:
        yield Finding(label, length + 1, f"the log was cut off: it has {length} events, its checkpoint {n}")
    elif length > n:
        yield Finding(label, n + 1, f"the log has {length} events, its checkpoint {n}: some were added")
    elif head and chain[-1] != head.digest:
        yield Finding(label, n, "an event up to here was altered: the checkpoint was made of another chain")


def _at(event: Exported, message: str) -> Finding:
    return Finding(event.label, event.n, message)
