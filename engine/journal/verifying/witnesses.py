"""Compares a log with what somebody kept earlier, a checkpoint or an export: was it cut off or rewritten, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.journal.signing import check_signature
from engine.journal.verifying.checks import Digests, check_checkpoint, check_log, digests_of
from engine.journal.verifying.exported import (
    Checkpoint,
    Export,
    Finding,
    Misshapen,
    read_checkpoint,
    read_export,
    read_file,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """The bytes of a checkpoint or an export that somebody kept, and the name to tell it by."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Witness:
    """What something kept earlier saw: by label, at some places, the digest there."""

    name: str
    seen: Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Compared:
    """Up to which place of each label a kept file was compared, and the labels of it that the export cannot show."""

    name: str
    places: Mapping[str, int]
    not_compared: tuple[str, ...]


def witness_of(kept: Kept, export: Export) -> Witness:
    """Return what a kept checkpoint or export saw. Raises Misshapen for what proves nothing about this export."""
    try:
        told = read_file(kept.data)
        if isinstance(told, dict) and "events" in told:
            return _witness_of_export(kept, read_export(told), export)
        return _witness_of_checkpoint(kept, read_checkpoint(told), export)
    except Misshapen as wrong:
        raise Misshapen(*(Finding(None, None, f"{kept.name}: {one.message}") for one in wrong.findings)) from wrong


def compared(export: Export, witness: Witness) -> Compared:
    """Return what of a witness an export could be compared with."""
    places = {label: max(seen) for label, seen in sorted(witness.seen.items()) if export.may_read(label)}
    return Compared(witness.name, places, tuple(sorted(witness.seen.keys() - places.keys())))


def check_witnesses(export: Export, digests: Digests, witnesses: Sequence[Witness]) -> Iterator[Finding]:
    """Yield where the log is not the one that others saw, and where they saw different logs."""
    for witness in witnesses:
        for label, seen in witness.seen.items():
            if export.may_read(label):
                yield from _check_seen(label, digests.get(label, ()), witness, seen, _agreed(label, digests, witnesses))
    for index, later in enumerate(witnesses):
        for label in later.seen:
            yield from _contradiction(label, later, witnesses[:index])


def _witness_of_checkpoint(kept: Kept, checkpoint: Checkpoint, export: Export) -> Witness:
    _see_that_it_proves(checkpoint, export)
    return Witness(kept.name, {label: {head.n: head.digest} for label, head in checkpoint.heads.items()})


def _witness_of_export(kept: Kept, earlier: Export, export: Export) -> Witness:
    digests = digests_of(earlier)
    if [*check_log(earlier, digests), *check_checkpoint(earlier, digests, None)]:
        raise _useless("it is an export that is not in order: verify it alone to see why")
    _see_that_it_proves(earlier.checkpoint, export)
    return Witness(kept.name, {label: dict(enumerate(chain, 1)) for label, chain in digests.items()})


def _see_that_it_proves(checkpoint: Checkpoint, export: Export) -> None:
    if not check_signature(checkpoint.told):
        raise _useless("its signature is not right: it was altered, or never signed")
    if checkpoint.process != export.process:
        raise _useless(f"it is of process {checkpoint.process}, the export of {export.process}")
    if checkpoint.key != export.checkpoint.key:
        raise _useless(f"it is signed by key {checkpoint.key}, the export by {export.checkpoint.key}")
    if not any(export.may_read(label) for label in checkpoint.heads):
        raise _useless("it has no label in common with the export, so that nothing can be compared")


def _useless(reason: str) -> Misshapen:
    return Misshapen(Finding(None, None, reason))


def _agreed(label: str, digests: Digests, witnesses: Iterable[Witness]) -> set[int]:
    """Return the places of a label up to which somebody saw the same log."""
    chain = digests.get(label, ())
    seen = (place for witness in witnesses for place in witness.seen.get(label, {}).items())
    return {0} | {n for n, digest in seen if n <= len(chain) and chain[n - 1] == digest}


def _check_seen(
    label: str, chain: Sequence[str], witness: Witness, seen: Mapping[int, str], agreed: set[int]
) -> Iterator[Finding]:
    """Yield the first place at which a witness saw something else than the log has."""
    for n in sorted(seen):
        if n > len(chain):
            message = f"the log was cut off: it has {len(chain)} events, {witness.name} saw {max(seen)}"
            yield Finding(label, len(chain) + 1, message)
            return
        if seen[n] != chain[n - 1]:
            since = max(place for place in agreed if place < n) + 1
            where = f"event {n}" if since == n else f"one of the events {since} to {n}"
            yield Finding(label, n, f"the log was rewritten: {where} is not the one that {witness.name} saw")
            return


def _contradiction(label: str, later: Witness, others: Iterable[Witness]) -> Iterator[Finding]:
    for other in others:
        known, seen = other.seen.get(label, {}), later.seen[label]
        parted = min((n for n in seen if n in known and known[n] != seen[n]), default=None)
        if parted:
            yield Finding(label, parted, f"{other.name} and {later.name} saw different logs: there are two")
