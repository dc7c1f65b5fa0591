"""What becomes of fields that a version says nothing of: what its writer cannot see, or may not fill, stays as it was.

A draft has a copy of what stays. Where that is veiled, the copy is for nobody: the writer is not to learn what it says,
and those who may are not to learn of the draft. Once shared, it is for those who could see it before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import immutables

from engine.process import labels
from engine.process.audiences import Kept, veils_of, veils_of_draft
from engine.process.events import Veil

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from engine.language.declaration import FieldDeclared
    from engine.process.situation import Json, Record, Version
    from engine.process.turn import Turn


@dataclass(frozen=True, slots=True)
class Filled:
    """The fields of a draft, and the veils over those that fewer may see."""

    fields: immutables.Map[str, Json]
    veils: tuple[Veil, ...]


def filled(
    turn: Turn, known: Record, kept: Kept, given: immutables.Map[str, Json], fillable: Collection[str]
) -> Filled:
    """Return what a draft says: what is given, and what stays of the version before, as its writer leaves it out."""
    before, declared = before_of(turn, known, kept.author), turn.method.declared.records[known.type].fields
    sight = turn.sight(kept.author)
    stays = [
        name
        for name in declared
        if before and name not in given and (name not in fillable or not sight.sees_field(before, name))
    ]
    former = (before.fields if before else None) or immutables.Map()
    fields = given.update({name: former[name] for name in stays if name in former})
    standard = veils_of_draft(turn.method, turn.situation, kept)
    return Filled(fields, _apart(standard, _veiled(known, before, stays) if before else {}, declared))


def unseen(turn: Turn, known: Record, actor: str) -> frozenset[str]:
    """Return the fields that somebody cannot see, whether or not they are filled in: he can leave them out."""
    before, sight = before_of(turn, known, actor), turn.sight(actor)
    return frozenset(name for name in before.veils if not sight.sees_field(before, name)) if before else frozenset()


def veils_once_shared(turn: Turn, known: Record, draft: Version, kept: Kept) -> tuple[Veil, ...]:
    """Return the veils of a draft that is shared: what stayed keeps the one it had."""
    before = known.live.veils if known.live else immutables.Map()
    stayed = {name: draft.veils[name] for name in stayed_in(turn, draft, kept)}
    once = {name: before.get(name, label) if label == labels.NOBODY else label for name, label in stayed.items()}
    return _apart(veils_of(turn.method, turn.situation, kept), once, turn.method.declared.records[known.type].fields)


def stayed_in(turn: Turn, draft: Version, kept: Kept) -> frozenset[str]:
    """Return the veiled fields of a draft that stayed as they were: their veil is another than its author's."""
    standard = veils_of_draft(turn.method, turn.situation, kept)
    usual = {name: veil.label for veil in standard for name in veil.fields}
    return frozenset(name for name, label in draft.veils.items() if label != usual[name])


def before_of(turn: Turn, known: Record, actor: str) -> Version | None:
    """Return the version that a draft goes on from: that of one's side, where it is no older than the shared one."""
    sight = turn.sight(actor)
    live, draft = sight.live(known), sight.draft(known)
    if draft and (live is None or draft.number > live.number):
        return draft
    return None if known.withdrawn_at else live


def _veiled(known: Record, before: Version, stays: Iterable[str]) -> Mapping[str, str]:
    """Return the veils in a draft over what stays; what was shared is for nobody there."""
    is_live = known.live is not None and before.event == known.live.event
    return {name: labels.NOBODY if is_live else before.veils[name] for name in stays if name in before.veils}


def _apart(
    veils: tuple[Veil, ...], stayed: Mapping[str, str], declared: Mapping[str, FieldDeclared]
) -> tuple[Veil, ...]:
    """Return veils with each field that stayed under one of its own, in the order in which they are declared."""
    left = [replace(veil, fields=tuple(one for one in veil.fields if one not in stayed)) for veil in veils]
    return (*left, *(Veil(stayed[name], (name,)) for name in declared if name in stayed))
