"""Whatever people do in a parent and in its children: each has what passes, as it is where it comes from."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.journal.codec import decode_situation, encode_situation
from engine.process.refusal import Refusal
from engine.process.situation import Record, Situation
from tests.engine.process.family_methods import talks
from tests.engine.process.test_families import of_two_parties
from tests.engine.process.test_giving_back import MANY, SEVERAL
from tests.engine.process.test_reading_the_parent import ALL, NO_EACH
from tests.factories import Part

HIDDEN = ("      weight: {type: whole, title: Weight, optional: true}\n",
          "      weight: {type: whole, title: Weight, optional: true, seen_by: chair}\n")  # fmt: skip
OPENED = ("    open: [topic]\n    moves", "    open: [topic, answer]\n    moves")
BOTH = MANY.replace("returns: [answer]", "parent: [topic]\nreturns: [answer]").replace(
    "records:\n", f"records:{ALL}", 1
)
METHOD = talks(child=BOTH, records=SEVERAL, changes=(NO_EACH, HIDDEN, OPENED))
PEOPLE = ("chair", "ann", "bob")

acts = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(PEOPLE), st.integers(0, 2), st.integers(0, 2), st.booleans()),
        st.tuples(st.just("withdraw"), st.integers(0, 2)),
        st.tuples(st.just("find"), st.sampled_from(PEOPLE), st.integers(0, 2)),
        st.tuples(st.just("move"), st.sampled_from(["again", "on", "settle"])),
        st.tuples(st.just("leave"), st.just("bob")),
    ),
    min_size=12,
    max_size=30,
)


class Two:
    """Talks with the child of the phase in which they are, and people who try whatever comes."""

    def __init__(self, weight: int = 0) -> None:
        self.family, self.weight, self.made = of_two_parties(METHOD), weight, 0
        self.act("say", "ann", 0, 0, True)
        self.act("move", "on")

    def act(self, kind: str, *told: Any) -> None:
        """Try an act; what is refused changes nothing."""
        getattr(self, f"_{kind}")(*told)

    def _say(self, by: str, which: int, number: int, shares: bool) -> None:
        fields = {"question": f"Question {number}?", "disputed": True}
        if by == "chair":
            fields["weight"] = self.weight
        live = [one for one in self.family.situation.of_type("topic") if one.is_live]
        if which >= len(live):
            self.made += 1
        topic = live[which].id if which < len(live) else f"topic-{self.made}"
        self.family.ask("record", by, record="topic", id=topic, fields=fields)
        known = self.family.situation.records.get(topic)
        if shares and known and known.draft:
            self.family.ask("share", by, id=topic, version=known.draft.number)

    def _withdraw(self, which: int) -> None:
        live = [one for one in self.family.situation.of_type("topic") if one.is_live]
        for one in live[which : which + 1]:
            self.family.ask("withdraw", "chair", id=one.id, version=one.live.number if one.live else 0)

    def _find(self, by: str, number: int) -> None:
        if not self.family.situation.running():
            return
        self.made += 1
        told: Part = {"record": "answer", "id": f"found-{self.made}", "fields": {"text": f"Answer {number}"}}
        if not isinstance(self.family.in_child("record", by, **told), Refusal):
            self.family.in_child("share", by, id=f"found-{self.made}", version=1)

    def _move(self, move: str) -> None:
        if move != "settle":
            self.family.ask("move", "chair", move=move)
        elif self.family.situation.running():
            self.family.in_child("move", "chair", move=move)

    def _leave(self, who: str) -> None:
        self.family.ask("leave", who)

    @property
    def children(self) -> list[Situation]:
        return [self.family.simulation.children[one][1] for one in sorted(self.family.situation.children)]


def said(record: Record) -> tuple[object, ...]:
    fields = record.live.fields if record.live and record.live.fields else {}
    return tuple(fields.get(name) for name in ("question", "disputed", "text"))


def counting(situation: Situation, record: str, origin: str | None = None) -> dict[str, tuple[object, ...]]:
    """Return what the records say that count, by their ids; those from a process, by their ids there."""
    found = {}
    for one in situation.of_type(record):
        if one.counts and (origin is None or (one.origin and one.origin.process == origin)):
            found[one.origin.record if origin and one.origin else one.id] = said(one)
    return found


@settings(max_examples=60, deadline=None)
@given(acts)
def test_a_child_has_what_counts_in_its_parent_and_the_parent_what_counted_at_the_end(acted: list[Any]) -> None:
    two = Two()
    for kind, *told in acted:
        two.act(kind, *told)
        parent = two.family.situation
        for child in two.children:
            assert decode_situation(encode_situation(child)) == child
            if not child.end:
                assert counting(child, "topic", parent.process) == counting(parent, "topic")
            came, path = counting(parent, "answer", child.process), parent.children[child.process]
            is_of_now = path.visit == parent.visits[path.phase].number
            assert came == (counting(child, "answer") if child.end == "settled" and is_of_now else {})


@settings(max_examples=30, deadline=None)
@given(acts)
def test_what_fewer_see_in_the_parent_and_drafts_make_no_difference_in_a_child(acted: list[Any]) -> None:
    one, other = Two(weight=1), Two(weight=2)
    for kind, *told in acted:
        one.act(kind, *told)
        other.act(kind, *told)
    assert one.children == other.children
