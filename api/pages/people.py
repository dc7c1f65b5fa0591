"""Who sits at the table, and whose turn it is by name."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from api.pages.forms.making import form_for
from api.pages.forms.offers import about_people, about_person
from api.pages.forms.shapes import Target
from api.pages.mandates import Mandates
from engine.process.view import notes, participants, parties

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from api.pages.desk import Desk
    from engine.process.view.shapes import NoteView, Owed, ParticipantView

MOST_NAMES = 6
MOST_PEOPLE = 200
MOST_NOTES = 40


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody at the table."""

    name: str
    party: str
    roles: list[str]
    note: str
    is_me: bool
    mandates: list[str]
    acts: list[tuple[str, str]]


class Company:
    """Everybody who takes part, to be named."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._people = desk, participants(desk.telling)
        self._here = [one for one in self._people if one.left_at is None]
        self._by_role: dict[str, list[ParticipantView]] = {}
        for one in self._here:
            for each in one.roles:
                self._by_role.setdefault(each.role, []).append(one)

    def whose(self, owed: Iterable[Owed]) -> str:
        """Return whose turn it is: by role and party, with the names of whoever that is."""
        return "; ".join(dict.fromkeys(self._named(one) for one in owed))

    def is_mine(self, owed: Iterable[Owed]) -> bool:
        """Tell whether the reader is one of them."""
        return any(one.id == self._desk.seat for each in owed for one in self._holders(each))

    def sitting(self) -> list[Sitting]:
        """Return who sits at the table, party by party, and who left last."""
        late = {one.id for one in parties(self._desk.telling) if one.catching_up}
        places = {one.id: number for number, one in enumerate(parties(self._desk.telling))}
        order = sorted(
            self._people, key=lambda one: (one.left_at is not None, places.get(one.party.id, 0) if one.party else -1)
        )
        mandates = Mandates(self._desk)
        return [self._sitting(one, late, mandates) for one in order[:MOST_PEOPLE]]

    def acts(self) -> list[tuple[str, str]]:
        """Return what the reader can do about who sits at the table, each with its address."""
        return list(self._offered(about_people(self._desk)))

    def reminding(self) -> str:
        """Return where those whose turn it is can be reminded; nothing where the reader cannot."""
        return next((href for _, href in self._offered([Target.of("remind")])), "")

    def notes(self) -> list[tuple[str, str]]:
        """Return the notes of the reader, the latest first, each with when, in which role and by whom it was kept."""
        kept = reversed(notes(self._desk.telling)[-MOST_NOTES:])
        return [(one.text, ", ".join(self._kept(one))) for one in kept]

    def number_of_parties(self) -> int:
        """Return how many parties are at the table."""
        return sum(one.left_at is None for one in parties(self._desk.telling))

    def me(self) -> ParticipantView | None:
        """Return the reader, where he takes part."""
        return next((one for one in self._here if one.id == self._desk.seat), None)

    def seats(self) -> list[tuple[str, str]]:
        """Return from where one can act, where whoever reaches the server acts for everybody."""
        return [(one.id, self._line(one)) for one in self._here[:MOST_PEOPLE]]

    def seats_of(self, owed: Iterable[Owed]) -> list[tuple[str, str]]:
        """Return who else is to act, as far as there is room, each with the address from whose seat one then reads."""
        able = {one.id: one.name for each in owed for one in self._holders(each) if one.id != self._desk.seat}
        return [(name, self._desk.from_seat(one)) for one, name in islice(able.items(), MOST_NAMES)]

    def _line(self, one: ParticipantView) -> str:
        roles = ", ".join(each.title for each in one.roles)
        return ", ".join(part for part in (one.name, roles, one.party.name if one.party else "") if part)

    def _sitting(self, one: ParticipantView, late: set[str], mandates: Mandates) -> Sitting:
        say = self._desk.say
        note = say("left_at", when=self._desk.telling.instant(one.left_at)) if one.left_at else ""
        if not note and one.party and one.party.id in late:
            note = say("catching_up")
        roles = [self._role(each.title, [
            *([say("not_accepted")] if each.accepted is False else []), *([say("alternate")] if each.alternate else []),
            *([say("role_until", when=self._desk.telling.instant(each.until))] if each.until else []),
        ]) for each in one.roles]  # fmt: skip
        return Sitting(
            one.name, one.party.name if one.party else "", roles, note, one.id == self._desk.seat,
            [] if one.left_at else mandates.of(one), list(self._offered(about_person(self._desk, one.id))),
        )  # fmt: skip

    def _offered(self, targets: Iterable[Target]) -> Iterator[tuple[str, str]]:
        for target in targets:
            if form := form_for(self._desk, target):
                yield form.title, self._desk.address("form", **target.asked)

    def _kept(self, one: NoteView) -> Iterator[str]:
        yield self._desk.telling.instant(one.at)
        if one.role:
            yield one.role
        if one.author and one.author.id != self._desk.seat:
            yield self._desk.say("note_by", who=one.author.name)

    @staticmethod
    def _role(title: str, notes: list[str]) -> str:
        return f"{title} ({', '.join(notes)})" if notes else title

    def _named(self, owed: Owed) -> str:
        names = [one.name for one in self._holders(owed)]
        more = [self._desk.say("hidden_more", number=len(names) - MOST_NAMES)] if len(names) > MOST_NAMES else []
        told = ", ".join([*names[:MOST_NAMES], *more])
        return f"{owed.text} ({told})" if told and told != owed.text else owed.text

    def _holders(self, owed: Owed) -> list[ParticipantView]:
        if owed.role is None and owed.party is None:
            return []
        among = self._here if owed.role is None else self._by_role.get(owed.role, [])
        return [one for one in among if owed.party is None or (one.party and one.party.id == owed.party.id)]
