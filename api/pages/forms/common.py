"""What makers of forms share: roles to act in, records as they read, and who hears of an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.shapes import Choice, Text
from api.pages.seen import who_sees
from api.pages.values import name_of, shown_fields
from engine.process.view.corrections import fields
from engine.process.who import acting_for, neutral_role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from api.pages.desk import Desk
    from engine.process.situation import Record, Version
    from engine.process.who import Wanted


def roles_to_choose(desk: Desk, able: Sequence[str | None]) -> tuple[Choice, ...]:
    """Return the roles in which somebody can act, where there are several."""
    held = [one for one in able if one is not None]
    return tuple(Choice(one, desk.telling.role(one)) for one in held) if len(held) > 1 else ()


def button(desk: Desk, word: str, value: str = "", **values: str) -> Choice:
    """Return a button."""
    return Choice(value, desk.say(word, **values))


def title_of(desk: Desk, name: str) -> str:
    """Return the title of a type of record, or of a decision."""
    declared = desk.method.declared
    kept = declared.records.get(name) or declared.decisions[name]
    return desk.telling.text(kept.title)


def called(desk: Desk, known: Record) -> str:
    """Return what a record is called: its type, with whom or what it is about."""
    per = desk.method.declared.records[known.type].per or ()
    about = [name_of(desk, part.kind, one) for part, one in zip(per, known.subject, strict=True)]
    title = title_of(desk, known.type)
    return f"{title} ({', '.join(about)})" if about else title


def text_of(desk: Desk, known: Record, version: Version) -> Text:
    """Return a version of a record as its reader may see it."""
    shown = fields(desk.telling, known, version)
    words = desk.say("as_they_stand", number=version.number)
    return Text(called(desk, known), words, tuple(shown_fields(desk, known.type, shown)))


def texts_about(desk: Desk, pinned: Iterable[tuple[str, int]]) -> tuple[Text, ...]:
    """Return the records that something is about, those of which the reader may know."""
    known = [desk.situation.records[one] for one, _ in pinned if one in desk.situation.records]
    return tuple(text_of(desk, one, live) for one in known if (live := desk.telling.sight.live(one)))


def seen_act(desk: Desk, name: str) -> tuple[str, ...]:
    """Return who learns that something was done to a record or a decision."""
    return (desk.say("see_act", who=who_sees(desk, name)),)


def picked_for(desk: Desk, known: Record | None) -> tuple[str, ...]:
    """Return the parties that were picked to see a record, to whoever may know that."""
    return known.picked if known and desk.telling.sight.may_know(known.picked_label) else ()


def names_picked(desk: Desk, *several: Record | None) -> tuple[str, ...]:
    """Return by name the parties that were picked to see records, to whoever may know that."""
    found = dict.fromkeys(party for one in several for party in picked_for(desk, one))
    return tuple(name_of(desk, "party", one) for one in found)


def parties_to_choose(desk: Desk, *, others: bool = False) -> tuple[Choice, ...]:
    """Return the parties that are there; with `others` without one's own."""
    known = desk.situation.present_parties()
    return tuple(
        Choice(one.id, name_of(desk, "party", one.id)) for one in known if not (others and one.id == desk.party)
    )


def is_neutral(desk: Desk, entries: tuple[Wanted, ...], role: str | None) -> bool:
    """Tell whether somebody who acts in a role, one of those wanted, does so as a neutral."""
    acting = acting_for(desk.method, desk.situation, desk.seat or "", entries, role)
    return acting is not None and neutral_role(desk.method, desk.situation, acting) is not None


def named_with_party(desk: Desk, participant: str) -> str:
    """Return the name of somebody with his party, as another party may hold the same role."""
    party = desk.situation.participants[participant].party
    name = name_of(desk, "participant", participant)
    return f"{name} ({name_of(desk, 'party', party)})" if party else name
