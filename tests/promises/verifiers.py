"""Both verifiers at once: they share no code, and must never disagree."""

from __future__ import annotations

from collections.abc import Sequence

from engine.journal.verifying import Kept, Report, verify
from tests.promises import independent_verifier
from tests.promises.logs import Json, canonical

Places = set[tuple[str | None, int | None]]


def report_of(data: bytes, key: str | None, kept: Sequence[Json | bytes] = ()) -> Report:
    """Return what the product says of an export."""
    return verify(data, key, [Kept(name, one) for name, one in _named(kept)])


def places_told(data: bytes, key: str | None, kept: Sequence[Json | bytes] = ()) -> Places:
    """Return where something is not right by both verifiers: label and place. Nothing where the export is in order."""
    ours = {(one.label, one.place) for one in report_of(data, key, kept).findings}
    theirs = {(one.label, one.place) for one in independent_verifier.verify(data, key, _named(kept))}
    assert ours == theirs, f"the verifiers disagree: {ours} and {theirs}"
    return ours


def _named(kept: Sequence[Json | bytes]) -> list[tuple[str, bytes]]:
    return [(f"kept-{n}", one if isinstance(one, bytes) else canonical(one)) for n, one in enumerate(kept)]
