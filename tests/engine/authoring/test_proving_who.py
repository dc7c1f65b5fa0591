"""Whatever form a who has, `prove` lets somebody do it: whoever a record names, or holds a role, or takes it first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.authoring.proving import prove
from tests.factories import ROLES, a_decision, a_method, a_move, a_need, a_phase, a_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.language import Method

GUIDE = {"type": "participant", "title": "Guide"}
GUIDES = {"type": "list", "of": "participant", "title": "Guides"}
GO = {"type": "yes_no", "title": "Go"}
ELECTION = {"election": a_decision(ballot={"choice": "circle"}, rule="most", voters="chair")}

HELD_BY = {
    "one person that a record names": ("circle.guide", {"guide": GUIDE}, {}),
    "the people that a record names": ("circle.guides", {"guides": GUIDES}, {}),
    "one person of each record": ("circles.map(c, c.guide)", {"guide": GUIDE}, {"many": True}),
    "whoever wrote a record": ("circle.author", {"guide": GUIDE}, {}),
    "one of two people": ("circle.go ? circle.guide : circle.other", {"go": GO, "guide": GUIDE, "other": GUIDE}, {}),
    "one of two lists": (
        "circle.go ? circle.guides : circle.others",
        {"go": GO, "guides": GUIDES, "others": GUIDES},
        {},
    ),
    "two lists together": ("circle.guides + circle.others", {"guides": GUIDES, "others": GUIDES}, {}),
    "everybody of whom something is so": ("participants.filter(p, circle.guide == p)", {"guide": GUIDE}, {}),
    "whoever was chosen": ("election.winner.guide", {"guide": GUIDE}, {"many": True}),
    "all who were chosen": ("election.winners.map(w, w.guide)", {"guide": GUIDE}, {"many": True}),
    "whoever holds another role": ("chair", {"guide": GUIDE}, {}),
}


@pytest.mark.parametrize(("held_by", "fields", "told"), HELD_BY.values(), ids=HELD_BY)
def test_a_role_comes_to_be_held_by(held_by: str, fields: dict[str, Any], told: dict[str, Any]) -> None:
    method = a_method(
        roles={**ROLES, "guide": {"title": "Guide", "held_by": held_by}},
        records={"circle": a_record(fields=fields, **told)},
        decisions=ELECTION if "election" in held_by else {},
        gate=[a_need("guide.size() >= 1")],
    )

    assert not prove(method, only_ends=True).missed


HELPED = {**ROLES, "helper": {"title": "Helper"}}
CIRCLE = a_record(fields={"guide": GUIDE}, written_by=["chair", "envoy"])
JUDGED = [a_need("judge.size() >= 1 && judge.all(j, j.accepted)")]
WHO: dict[str, Any] = {
    "a role": "helper",
    "a list": ["helper", "envoy"],
    "parties": "parties",
    "anyone": "anyone",
    "each party": {"each": "party", "role": "envoy"},
    "each holder": {"each": "helper"},
    "several holders": {"role": "helper", "at_least": 2},
    "the writer of a record": {"writer_of": "circle"},
    "whom a record names": {"named_in": "circle.guide"},
}


def decided(member: str = "accepted", **told: Any) -> Method:
    return a_method(
        roles=HELPED,
        records={"circle": CIRCLE},
        decisions={"choosing": a_decision(per=["circle"], **told)},
        gate=[a_need(f"circle.choosing.{member}")],
    )


def judge(**told: Any) -> dict[str, Any]:
    return {"roles": {**HELPED, "judge": {"title": "Judge", **told}}, "records": {"circle": CIRCLE}}


def moved(who: object) -> Method:
    finish = {**a_move("end.finished"), "by": who}
    return a_method(
        roles=HELPED, records={"circle": CIRCLE}, phases={"work": a_phase({"finish": finish}, open=["circle"])}
    )


def written(who: object) -> Method:
    records = {"circle": CIRCLE, "note": a_record(written_by=who, per=["circle"])}
    return a_method(roles=HELPED, records=records, gate=[a_need("circle.note.shared")])


def confirmed(who: object) -> Method:
    records = {"circle": {**CIRCLE, "confirmed_by": who}}
    return a_method(roles=HELPED, records=records, gate=[a_need("circle.confirmed")])


def waived(who: object) -> Method:
    asked = a_need("parties.size() == 0", waivable_by=who)
    return a_method(roles=HELPED, records={"circle": CIRCLE}, gate=[asked])


def admitted(who: object) -> Method:
    may = {"open": "chair", "admit": who}
    return a_method(roles=HELPED, may=may, records={"circle": CIRCLE}, gate=[a_need("parties.size() >= 3")])


PLACES: dict[str, Callable[[object], Method]] = {
    "by": moved,
    "written_by": written,
    "confirmed_by": confirmed,
    "waivable_by": waived,
    "admit": admitted,
    "decided by": lambda who: decided(by=who),
    "voters": lambda who: decided(voters=who),
    "ratified_by": lambda who: decided("ratified", ratified_by=who),
    "accepted_by": lambda who: a_method(**judge(accepted_by=who), gate=JUDGED),
    "named_by": lambda who: a_method(**judge(named_by=who), gate=[a_need("judge.size() >= 1")]),
}
SIGNED = {"confirmed_by", "accepted_by", "ratified_by"}  # where several can be asked for


@pytest.mark.parametrize(
    ("place", "who"),
    [(place, who) for place in PLACES for who in WHO if who != "several holders" or place in SIGNED],
)
def test_somebody_does_it_whoever_is_said(place: str, who: str) -> None:
    assert not prove(PLACES[place](WHO[who]), only_ends=True).missed
