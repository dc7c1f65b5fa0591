from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from engine.journal.codec import decode, encode
from engine.process.refusal import Refusal
from tests.factories import ROLES, Part, Table, a_method, a_need, a_record, a_table

if TYPE_CHECKING:
    from engine.process.events import Event

PEOPLE = [("ann", "A", "envoy"), ("bob", "B", "envoy"), ("gus", None, "guide")]
TEXT: Part = {"type": "text", "title": "Text"}
PLAIN: Part = {"text": TEXT}


def a_deal(need: str = "true", **fields: Any) -> Table:
    roles = {**ROLES, "guide": {"title": "Guide", "neutral": True}}
    deal = a_record(many=True, written_by=["envoy", "guide"], fields={"text": TEXT, **fields})
    gate = [a_need(need, shows="outcome")]
    table = a_table(a_method(roles=roles, records={"deal": deal}, gate=gate, waivable_by="never"), PEOPLE)
    table.share(
        "deal",
        "ann",
        "d",
        fields={
            "text": "One",
            **{name: f"The {name} of A" for name, told in fields.items() if told.get("written_by") != "guide"},
        },
    )
    return table


def a_joint_deal() -> Table:
    deal = a_record(
        written_by=["envoy", "guide"],
        fields={"text": {**TEXT, "written_by": "envoy"}, "advice": {**TEXT, "written_by": "guide"}},
    )
    roles = {**ROLES, "guide": {"title": "Guide"}}
    gate = [a_need("deal.text == 'One' && deal.advice == 'Do not'")]
    return a_table(a_method(roles=roles, records={"deal": deal}, gate=gate), PEOPLE)


def fields_of(table: Table) -> dict[str, Any]:
    live = table.record("d").live
    assert live is not None
    return dict(live.fields or {})


def test_a_version_by_somebody_who_cannot_see_a_field_leaves_it_as_it_was() -> None:
    table = a_deal(secret={**TEXT, "seen_by": ["party"]})
    before = table.record("d").live
    assert before is not None

    table.draft("deal", "gus", "d", fields={"text": "Two"})
    table.do("share", "gus", id="d", version=2)

    after = table.record("d").live
    assert after is not None
    assert fields_of(table) == {"text": "Two", "secret": "The secret of A"}
    assert after.veils["secret"] == before.veils["secret"]


def test_what_stays_in_a_draft_is_seen_by_neither_its_writer_nor_those_who_may_see_it_otherwise() -> None:
    table = a_deal(secret={**TEXT, "seen_by": ["party"]})
    table.draft("deal", "gus", "d", fields={"text": "Two"})

    [draft] = table.record("d").drafts.values()

    for person in ("ann", "bob", "gus", "chair"):
        assert not table.telling(person).sight.sees_field(draft, "secret")


def test_a_second_draft_still_has_what_its_writer_cannot_see() -> None:
    table = a_deal(secret={**TEXT, "seen_by": ["party"]})
    table.draft("deal", "gus", "d", fields={"text": "Two"})
    table.draft("deal", "gus", "d", fields={"text": "Three"})

    table.do("share", "gus", id="d", version=2)

    assert fields_of(table) == {"text": "Three", "secret": "The secret of A"}


def test_who_cannot_see_a_field_can_give_it_anew_and_then_sees_it() -> None:
    table = a_deal(secret={**TEXT, "seen_by": ["party"]})

    table.draft("deal", "gus", "d", fields={"text": "Two", "secret": "Of the guide"})
    table.do("share", "gus", id="d", version=2)

    live = table.record("d").live
    assert live is not None
    assert fields_of(table)["secret"] == "Of the guide"
    assert table.telling("gus").sight.sees_field(live, "secret")
    assert not table.telling("bob").sight.sees_field(live, "secret")


def test_each_fills_the_fields_that_are_his_and_leaves_those_of_others() -> None:
    table = a_joint_deal()
    table.share("deal", "ann", "d", fields={"text": "One"})

    table.draft("deal", "gus", "d", fields={"advice": "Do not"})
    table.do("share", "gus", id="d", version=2)

    assert fields_of(table) == {"text": "One", "advice": "Do not"}
    table.do("move", "chair", move="finish")


def test_a_condition_does_not_know_what_others_have_yet_to_fill_in() -> None:
    table = a_joint_deal()
    table.share("deal", "ann", "d", fields={"text": "One"})

    assert isinstance(table.ask("move", "chair", move="finish"), Refusal)


def test_what_is_refused_of_a_hidden_field_of_others_does_not_tell_what_it_says() -> None:
    table = a_deal(secret={**TEXT, "seen_by": ["party"], "written_by": "envoy"})

    for guess in ("The secret of A", "Another"):
        refusal = table.refused("record", "gus", record="deal", id="d", fields={"text": "Two", "secret": guess})
        assert refusal.message == "field_not_yours"


def test_who_leaves_out_a_field_he_cannot_see_does_not_learn_whether_it_is_filled_in() -> None:
    table = a_deal(secret={**TEXT, "seen_by": ["party"], "written_by": "guide"})
    assert fields_of(table) == {"text": "One"}

    table.draft("deal", "gus", "d", fields={"text": "Two"})


def test_what_stays_is_still_there_after_it_was_stored() -> None:
    table = a_deal(secret={**TEXT, "seen_by": ["party"]}, advice={**TEXT, "written_by": "guide", "optional": True})
    table.draft("deal", "gus", "d", fields={"text": "Two"})
    table.do("share", "gus", id="d", version=2)

    assert [one.body for one in stored(table.events)] == [one.body for one in table.events]


def stored(written: list[Event]) -> list[Event]:
    """Return events as they are read again from what is kept of them."""
    salts = count()
    parts: dict[str, dict[str, str]] = {}
    contents: dict[bytes, bytes] = {}
    read: list[Event] = []
    for number, event in enumerate(written):
        opened = parts.get(getattr(event.body, "opens", None) or "")
        kept = encode(event, "p", number, lambda: next(salts).to_bytes(16), opened)
        parts[event.id] = kept.parts
        contents |= {one.commitment: one.data for one in kept.contents}
        read.append(decode(kept.skeleton, contents.get))
    return read
