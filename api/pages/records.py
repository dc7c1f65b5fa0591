"""The records of a process as its reader sees them: what each says, who wrote it, and who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.forms.making import form_for
from api.pages.forms.offers import at_record
from api.pages.seen import fields_seen, own_side, stays_apart, who_sees
from api.pages.values import Shown, name_of, shown_fields
from engine.process.view import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.pages.desk import Desk
    from engine.process.view.shapes import CorrectionView, RecordView

PAGE = 40
KINDS = {"draft": "", "sealed": "sealed", "shared": "water", "confirmed": "met", "disputed": "late"}


@dataclass(frozen=True, slots=True)
class Card:
    """A record: what it is and says, lines about it, who sees it, and what its reader can do with it."""

    title: str
    tag: str
    kind: str
    lines: list[str]
    fields: list[Shown]
    empty: str
    sight: list[str]
    acts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """A page of records; `kinds` are those of which there are some, `next` is the number of the next page or 0."""

    cards: list[Card]
    kinds: list[tuple[str, str]]
    chosen: str
    next: int


def records_page(desk: Desk, kind: str, number: int) -> RecordsPage:
    """Return one page of the records of a type, or of all, the latest of each type first."""
    everything = records(desk.telling)
    there = dict.fromkeys(one.type for one in everything)
    kinds = [(one, desk.telling.text(desk.method.declared.records[one].title)) for one in there]
    chosen = kind if kind in there else ""
    wanted = [one for one in everything if not chosen or one.type == chosen]
    first = (number - 1) * PAGE
    cards = [_card(desk, one) for one in wanted[first : first + PAGE]]
    return RecordsPage(cards, kinds, chosen, number + 1 if len(wanted) > first + PAGE else 0)


def _card(desk: Desk, one: RecordView) -> Card:
    say = desk.say
    fields = shown_fields(desk, one.type, one.fields)
    empty = say("content_erased") if one.fields is None else "" if fields else say("left_empty")
    return Card(
        one.title, say(f"record_{one.state}"), KINDS.get(one.state, ""), list(record_lines(desk, one)), fields, empty,
        list(_sight(desk, one)), list(_acts(desk, one)),
    )  # fmt: skip


def record_lines(desk: Desk, one: RecordView, *, with_drafts: bool = True) -> Iterator[str]:
    """Yield who wrote a record, on what, which version it is, and who stands by it."""
    say, instant = desk.say, desk.telling.instant
    if one.subject:
        yield say("about", what=", ".join(each.name for each in one.subject))
    who = name_of(desk, "participant", one.author)
    by = [say("written_by", who=f"{who} ({one.party.name})" if one.party else who)]
    by += [say("on_behalf", who=one.on_behalf_of.name)] if one.on_behalf_of else []
    by += [say("version", number=one.version)]
    by += [say("shared_on", when=instant(one.shared_at))] if one.shared_at else []
    yield ", ".join(by)
    if one.confirmed_by:
        yield say("confirmed_by", who=", ".join(each.name for each in one.confirmed_by))
    if one.disputed_by:
        yield say("disputed_by", who=", ".join(each.name for each in one.disputed_by))
    if with_drafts and one.draft is not None and one.shared_at and one.draft > desk.situation.records[one.id].numbered:
        yield say("newer_draft", number=one.draft)
    if one.origin:
        yield say("comes_from", title=one.origin.title)
    if one.correction:
        yield from _correction(desk, one.type, one.correction)


def _correction(desk: Desk, record: str, one: CorrectionView) -> Iterator[str]:
    yield desk.say("correction", number=one.version)
    for each in shown_fields(desk, record, one.fields):
        yield f"{each.title}: {' '.join(each.lines)}"
    if one.owed_by:
        yield desk.say("correction_waits", who=", ".join(each.text for each in one.owed_by))


def _sight(desk: Desk, one: RecordView) -> Iterator[str]:
    if one.state in ("draft", "sealed"):
        yield f"{desk.say('sees_draft')} {desk.say('see_draft', who=own_side(desk, one.type))}"
        return
    picked = [each.name for each in one.picked]
    yield desk.say("will_see", who=who_sees(desk, one.type, picked))
    declared = desk.method.declared.records[one.type].fields
    for name, who in fields_seen(desk, one.type, picked).items():
        yield desk.say("field_sees", field=desk.telling.text(declared[name].title), who=who)
    if stays_apart(desk, one.type):
        yield desk.say("sees_apart")


def _acts(desk: Desk, one: RecordView) -> Iterator[tuple[str, str]]:
    known = desk.situation.records[one.id]
    for offer in at_record(desk, known) if desk.signer else ():
        if form := form_for(desk, offer.target):
            yield form.title, desk.address("form", **offer.target.asked)
