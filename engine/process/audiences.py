"""With whom something is shared: from what a method declares to the label of a record or a decision, here and now.

Whoever wrote it always knows of it, and so does that side: the writer's party, or the writer outside all parties. Only
where the method says `owner` and not `party` is the side the writer alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.language.plan import ROOT
from engine.language.sights import PICKED, WRITERS_OWN, Sights, is_owners, seen_by_of, stays_with_its_side, veiled
from engine.process import labels
from engine.process.events import Veil
from engine.process.whereabouts import opening_phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.method import Method
    from engine.process.situation import Situation


@dataclass(frozen=True, slots=True)
class Kept:
    """A record or a decision by the name of its type, the party it belongs to, and who wrote or opened it.

    `picked` are the parties that are to see it, where its method lets them be picked.
    """

    name: str
    party: str | None
    author: str
    picked: tuple[str, ...] = ()


def shows_to_picked(method: Method, name: str) -> bool:
    """Tell whether a whole record or decision is for parties that are picked."""
    declared = method.declared.records.get(name) or method.declared.decisions[name]
    return PICKED in declared.seen_by


def picked_of(method: Method, record: str, field: str) -> bool:
    """Tell whether a field is for parties that are picked."""
    return PICKED in (seen_by_of(method.declared, record, field) or ())


def shared_with(method: Method, situation: Situation, kept: Kept, *, side: bool = True) -> str:
    """Return who may know of a record shared, or a decision opened, now; without `side` who else than the writer's."""
    declared = method.declared.records.get(kept.name) or method.declared.decisions[kept.name]
    if stays_with_its_side(method.declared, kept.name):
        return _side(situation, kept, declared.seen_by)
    return _label(method, situation, kept, declared.seen_by, side=side)


def told_of_case(method: Method, situation: Situation, seen_by: Sights) -> str:
    """Return who may know of what was asked at opening, where fewer may see it: whoever opened always does."""
    opener = situation.participants.get(situation.opener)  # whoever opened the parent need not act in a child
    kept = Kept("", opener.party if opener else None, situation.opener)
    others = [one for one in seen_by if one != "table"]
    audiences = {audience for sight in others for audience in _audiences(method, situation, kept, sight)}
    table = {labels.table(ROOT, 1)} if "table" in seen_by else set()
    return labels.joined(situation, audiences | table | {_side(situation, kept, seen_by)})


def readers_of(method: Method, situation: Situation, record: str) -> str:
    """Return who may know of a record of a type whoever writes it: of its deposits, and of figures made of them."""
    kept = Kept(record, None, "")
    sights = [one for one in method.declared.records[record].seen_by if one not in WRITERS_OWN]
    return labels.joined(situation, {one for sight in sights for one in _audiences(method, situation, kept, sight)})


def told_of_seal(method: Method, situation: Situation, kept: Kept) -> str:
    """Return who is told that a deposit was closed: whoever reads all of them, and the side that closed it."""
    readers = readers_of(method, situation, kept.name)
    return labels.joined(situation, {*readers.split(labels.OR), drafted_for(method, situation, kept)} - {""})


def drafted_for(method: Method, situation: Situation, kept: Kept) -> str:
    """Return who may know of a draft: the side that writes it."""
    return _side(situation, kept, method.declared.records[kept.name].seen_by)


def veils_of(method: Method, situation: Situation, kept: Kept, *, side: bool = True) -> tuple[Veil, ...]:
    """Return the fields of a record that fewer may see, once it is shared now, by who may see them.

    Where the record itself is not for picked parties, its readers are not to learn who was picked for a field. Where
    the writer alone sees the record, a field is not seen by the writer's party either.
    """
    whole = method.declared.records[kept.name].seen_by
    groups = veiled(method.declared, kept.name)
    told = kept if shows_to_picked(method, kept.name) else replace(kept, picked=())
    return tuple(
        Veil(_label(method, situation, told, seen_by, side=side, whole=whole), fields) for seen_by, fields in groups
    )


def veils_of_draft(method: Method, situation: Situation, kept: Kept) -> tuple[Veil, ...]:
    """Return the same fields, in the same groups, of a draft: its side sees all but what is the author's alone."""
    whole = drafted_for(method, situation, kept)
    return tuple(
        Veil(labels.owner(kept.author) if is_owners(seen_by) else whole, fields)
        for seen_by, fields in veiled(method.declared, kept.name)
    )


def _label(method: Method, situation: Situation, kept: Kept, seen_by: Sights, *, side: bool, whole: Sights = ()) -> str:
    """Return who may know of something that these see, which may be part of a whole."""
    audiences = {audience for sight in seen_by for audience in _audiences(method, situation, kept, sight)}
    owners = seen_by if is_owners(seen_by) else whole
    told = audiences | {_side(situation, kept, owners)} if side else audiences - {labels.owner(kept.author)}
    return labels.joined(situation, told)


def _audiences(method: Method, situation: Situation, kept: Kept, sight: str) -> Iterator[str]:
    match sight:
        case "public" | "process":
            yield sight
        case "owner":
            yield labels.owner(kept.author)
        case "party":
            yield labels.party(kept.party) if kept.party else labels.owner(kept.author)
        case "picked":
            yield from map(labels.party, kept.picked)
        case "table":
            path = method.plan.table_around(opening_phase(method, situation, kept.name))
            if path is not None:
                yield labels.table(path, situation.visits[path].number)
        case role:
            yield labels.role(role)


def _side(situation: Situation, kept: Kept, seen_by: Sights) -> str:
    author = situation.participants.get(kept.author)
    mine = author.party if author else None
    return labels.party(mine) if mine and not is_owners(seen_by) else labels.owner(kept.author)
