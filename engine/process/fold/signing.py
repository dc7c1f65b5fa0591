"""Signatures: one for each participant, the last one counts."""

from __future__ import annotations

from engine.process.situation import Signature


def signed(signatures: tuple[Signature, ...], by: str, signature: Signature | None) -> tuple[Signature, ...]:
    """Return the signatures with that of one participant replaced, or taken away."""
    others = tuple(one for one in signatures if one.participant != by)
    return (*others, signature) if signature else others
