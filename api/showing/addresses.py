"""Addresses that have a key in them, by which a badge and a board can stand in pages of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.access.tokens import Made


def addresses_of(made: Made, base: str) -> dict[str, str]:
    """Return where what a token shows is to be had, behind `base`; nothing for a token that shows nothing."""
    process = made.token.process
    if process is None or "embed" not in made.token.scopes:
        return {}
    return {
        "badge": f"{base}/badge/{process}.svg?key={made.secret}",
        "embed": f"{base}/embed/{process}?key={made.secret}",
    }
