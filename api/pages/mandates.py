"""With which mandate somebody sits at the table: what was recorded of a seat once, and somebody else confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.pages.desk import Desk
    from engine.language.declaration import RecordType
    from engine.process.view.shapes import ParticipantView


class Mandates:
    """What is told of each seat. What the reader may not know of is not told, and neither that there is none."""

    def __init__(self, desk: Desk) -> None:
        self._kinds = _once_each(desk)
        self._told = dict(_told(desk, self._kinds))

    def of(self, one: ParticipantView) -> list[str]:
        """Return what is told of somebody, for his party or for himself as holder of a role."""
        held = {each.role for each in one.roles}
        party = one.party.id if one.party else ""
        subjects = [
            (name, party if kind == "party" else one.id)
            for name, kind in self._kinds.items()
            if kind == "party" or kind in held
        ]
        return [self._told[one] for one in subjects if one in self._told]


def _once_each(desk: Desk) -> dict[str, str]:
    """Return the types of which there is one for each party or holder of a role, that somebody confirms."""
    records, kinds = desk.method.declared.records, ("party", *desk.method.declared.roles)
    return {name: kind for name, one in records.items() if (kind := _seat_of(one)) in kinds}


def _seat_of(declared: RecordType) -> str:
    is_once = declared.confirmed_by is not None and not declared.many and len(declared.per or ()) == 1
    return (declared.per or ())[0].kind if is_once else ""


def _told(desk: Desk, kinds: dict[str, str]) -> Iterator[tuple[tuple[str, str], str]]:
    for name in kinds:
        title = desk.telling.text(desk.method.declared.records[name].title)
        for known in desk.situation.of_type(name):
            if known.is_live and desk.telling.sight.live(known):
                state = desk.say(f"record_{known.state}")
                yield (name, known.subject[0]), desk.say("mandate_is", what=title, state=state)
