"""What a verifier says of an export: every complaint, or what it found to be in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.journal.verifying.checks import check_checkpoint, check_log, digests_of
from engine.journal.verifying.exported import Export, Finding, Head, Misshapen, read_export, read_file
from engine.journal.verifying.witnesses import Compared, Kept, Witness, check_witnesses, compared, witness_of


@dataclass(frozen=True, slots=True)
class Erased:
    """A part of the content of an event that was erased."""

    label: str
    place: int
    part: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. Without findings, `export` is in order; None where it could not even be read."""

    findings: tuple[Finding, ...]
    export: Export | None = None
    heads: Mapping[str, Head] = field(default_factory=dict)
    compared: tuple[Compared, ...] = ()
    erased: tuple[Erased, ...] = ()


def verify(data: bytes, key: str | None = None, kept: Iterable[Kept] = ()) -> Report:
    """Check the bytes of an export. `key` is the public key that the reader was told, in hexadecimal."""
    try:
        export = read_export(read_file(data))
    except Misshapen as wrong:
        return Report(wrong.findings)
    digests = digests_of(export)
    found = [*check_log(export, digests), *check_checkpoint(export, digests, key)]
    witnesses: list[Witness] = []
    for one in kept:
        try:
            witnesses.append(witness_of(one, export))
        except Misshapen as wrong:
            found += wrong.findings
    found += check_witnesses(export, digests, witnesses)
    heads = {label: Head(len(chain), chain[-1]) for label, chain in digests.items()}
    comparisons = tuple(compared(export, witness) for witness in witnesses)
    return Report(tuple(found), export, heads, comparisons, tuple(_erased_parts(export)))


def _erased_parts(export: Export) -> Iterator[Erased]:
    """Yield the parts that the reader could see, had they not been erased."""
    erased = export.erased()
    for event in export.events:
        for name, commitment in event.parts.items():
            if commitment in erased and export.may_read(event.veils.get(name, event.label)):
                yield Erased(event.label, event.n, name)
