"""Forms right at what they supply: at a missing condition, at what waits for the reader; each stands in a page once."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from api.pages.drawing import draw
from api.pages.forms.making import form_for
from api.pages.forms.offers import offers, waiver_of
from api.pages.forms.people import nameable
from api.pages.forms.shapes import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.pages.desk import Desk
    from api.pages.drawing import Drawn
    from api.pages.forms.shapes import Form, Offer
    from engine.language.conditions import Need
    from engine.process.view.shapes import Missing, Move

MOST_DRAWN = 24
MOST_LINKS = 60
EACH = 3
FIRST = ("move", "vote", "ratify", "agree", "share", "confirm", "seal", "record", "accept")
SELDOM = frozenset({"unconfirm", "withdraw"})


class Supply:
    """The forms that one reader can be given on one page."""

    def __init__(self, desk: Desk, account: str) -> None:
        self._desk, self._account = desk, account
        self._offers = list(offers(desk))
        self._used: set[Target] = set()
        self._made: dict[Target, Form | None] = {}

    def step(self, move: Move) -> Drawn | None:
        """Return the form to take a step."""
        return self._draw(Target.of("move", move=move.id)) if move.open else None

    def for_lack(self, lack: Missing, need: Need, phase: str) -> list[Drawn]:
        """Return the forms that may supply what is missing of a condition, for its subject, in the phase that asks."""
        meant = self._meant(lack, need, phase)
        return list(islice((drawn for one in meant if (drawn := self._draw(one.target))), EACH))

    def again(self, lack: Missing, need: Need, phase: str) -> list[tuple[str, str]]:
        """Return title and place of the forms that may supply what is missing but stand at something else already."""
        there = [one.target for one in self._meant(lack, need, phase) if one.target in self._used]
        return [(form.title, f"#{one.slug}") for one in there[:EACH] if (form := self._form(one))]

    def people(self, lack: Missing, need: Need) -> list[tuple[str, str]]:
        """Return title and address of what may bring people who are missing: to give a role, or to admit somebody."""
        names = _names_in(need)
        roles = {one.removeprefix("role:") for one in names if one.startswith("role:")}
        if not roles or any(one.startswith(("record:", "decision:")) for one in names):
            return []
        ids = {one.id for one in lack.subject}
        near = [one.id for one in self._desk.situation.present() if not ids or one.party in ids]
        given = [Target.of("appoint", participant=one) for one in near if roles & {*nameable(self._desk, one)}]
        targets = [*given[:EACH], Target.of("join")]
        made = [(one, form) for one in targets if (form := self._form(one))]
        return [(form.title, self._desk.address("form", **one.asked)) for one, form in made]

    def waiver(self, lack: Missing, need: Need) -> str:
        """Return where a waiver can be proposed of what is missing for its subject; nothing where the reader cannot."""
        subject = tuple(one.id for one in lack.subject)
        target = waiver_of(need.address, subject)
        is_whole = len(subject) == len(need.scope)
        return self._desk.address("form", **target.asked) if is_whole and self._form(target) else ""

    def turns(self) -> list[Drawn]:
        """Return the forms for what waits for the reader and is no condition: his vote, his answer, his agreement."""
        return [drawn for one in self._offers if one.turn and (drawn := self._draw(one.target))]

    def elsewhere(self) -> list[tuple[str, str]]:
        """Return title and place of the forms for what waits for the reader that stand at a condition already."""
        there = [one.target for one in self._offers if one.turn and one.target in self._used]
        return [(form.title, f"#{one.slug}") for one in there if (form := self._form(one))]

    def others(self) -> Iterator[tuple[str, str]]:
        """Yield title and address of what else he can do."""
        number = 0
        for one in _in_order(self._offers):
            if number == MOST_LINKS:
                return
            if one.target not in self._used and (form := self._form(one.target)):
                self._used.add(one.target)
                number += 1
                yield form.title, self._desk.address("form", **one.target.asked)

    def _meant(self, lack: Missing, need: Need, phase: str) -> list[Offer]:
        ids, names = {one.id for one in lack.subject}, _names_in(need)
        meant = [one for one in self._offers if one.about & names and (not one.ids or not ids or one.ids & ids)]
        return _in_order([one for one in meant if one.target.do not in SELDOM and _is_near(one, phase)])

    def _form(self, target: Target) -> Form | None:
        if target not in self._made:
            self._made[target] = form_for(self._desk, target)
        return self._made[target]

    def _draw(self, target: Target) -> Drawn | None:
        if target in self._used or len(self._used) >= MOST_DRAWN:
            return None
        form = self._form(target)
        if form is None:
            return None
        self._used.add(target)
        return draw(self._desk, form, self._account)


def _is_near(offer: Offer, phase: str) -> bool:
    """Tell whether what is for one phase, as a meeting, is for this one or a phase inside it."""
    path = offer.target.get("phase")
    return not path or not phase or path == phase or path.startswith(f"{phase}.")


def _in_order(several: list[Offer]) -> list[Offer]:
    """Sort what can be done: what is asked for most comes first, and what is new before a change of what is there."""
    ranks = {name: number for number, name in enumerate(FIRST)}
    return sorted(several, key=lambda one: (ranks.get(one.target.do, len(FIRST)), bool(one.target.get("id"))))


def _names_in(need: Need) -> frozenset[str]:
    """Return what a condition looks at: `record:mandate`, `decision:agreement`, `role:facilitator`."""
    return need.need.things if need.need else frozenset()
