"""Sights that do not go together are found when a method is read: nobody is told of what he may not know, or blind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.language import read
from engine.language.diagnostics import Diagnostic
from tests.factories import ROLES, a_decision, a_move, a_phase, a_record

Part = dict[str, Any]
TEXT = {"type": "text", "title": "Text"}
WITH_OTHERS: Part = {
    **ROLES,
    "board": {"title": "Board", "of": "party"},
    "guide": {"title": "Guide"},
    "judge": {"title": "Judge"},
}


def found(**told: Any) -> list[Diagnostic]:
    """Return what is said about a method in whose only phase everything is open."""
    everything = [*told.get("records", {}), *told.get("decisions", {})]
    declared = {
        "sluis": 1, "method": "small", "version": "1.0.0", "title": "Small", "summary": "Small.", "languages": ["en"],
        "may": {"open": "chair"}, "roles": WITH_OTHERS,
        "phases": {"work": a_phase({"finish": a_move("end.done")}, open=everything)},
        "ends": {"done": {"title": "Done", "verdict": "success"}},
        **told,
    }  # fmt: skip
    return list(read(json.dumps(declared), "small.yaml").diagnostics)


def told(**told_: Any) -> list[tuple[str, str]]:
    """Return the kind and place of each complaint about sights."""
    return [(one.kind, one.path) for one in found(**told_) if one.kind != "soundness"]


def a_phase_each(**tables: Any) -> Part:
    """Return a phase for each name, in which a record of that name is open, at a table of these roles."""
    names = list(tables)
    return {
        name: a_phase(
            {"on": a_move(names[index + 1] if index + 1 < len(names) else "end.done")},
            open=[name], **({"table": seats} if seats else {}),
        )
        for index, (name, seats) in enumerate(tables.items())
    }  # fmt: skip


# a table


@pytest.mark.parametrize(
    ("kept", "place"),
    [
        ({"records": {"note": a_record(many=True, seen_by="table")}}, "records.note.seen_by.0"),
        ({"records": {"note": a_record(many=True, seen_by=["guide", "table"])}}, "records.note.seen_by.1"),
        (
            {"records": {"note": a_record(fields={"t": {**TEXT, "seen_by": "table"}})}},
            "records.note.fields.t.seen_by.0",
        ),
        ({"decisions": {"plan": a_decision(seen_by="table")}}, "decisions.plan.seen_by.0"),
    ],
)
def test_what_a_table_sees_needs_a_table(kept: Part, place: str) -> None:
    (first, *_) = found(**kept)

    assert (first.kind, first.path) == ("structure", place)
    assert "'table' needs the roles that sit at one" in first.message
    assert found(**kept, table=["envoy", "chair", "guide"]) == []


def test_the_phase_that_opens_it_outside_every_table_is_named() -> None:
    records = {"note": a_record(many=True, seen_by="table"), "other": a_record(many=True)}
    phases = a_phase_each(other=["envoy"], note=None)

    (complaint,) = found(records=records, phases=phases)

    assert "phase 'note', which opens 'note', is in none" in complaint.message


def test_what_is_open_nowhere_needs_a_table_somewhere() -> None:
    records = {"note": a_record(many=True, seen_by="table"), "other": a_record(many=True)}

    assert told(records=records, phases=a_phase_each(other=None)) == [("structure", "records.note.seen_by.0")]
    assert told(records=records, phases=a_phase_each(other=["envoy"])) == []


# fields


@pytest.mark.parametrize(
    ("record", "field", "fits"),
    [
        ("process", "party", True), ("process", "process", True), ("process", "public", False),
        ("public", "process", True),
        ("party", "owner", True), ("party", "process", False), ("party", "guide", False),
        ("party", ["party", "guide"], False),
        (["party", "guide"], "guide", True), ("guide", "party", False), ("guide", "owner", True),
        ("table", "envoy", True), ("table", "board", False), ("table", ["owner", "table"], True),
        (["envoy", "chair"], "table", True), ("envoy", "table", False), ("owner", "party", False),
    ],
)  # fmt: skip
def test_a_field_is_seen_by_no_more_people_than_its_record(record: Any, field: Any, fits: bool) -> None:
    note = a_record(many=True, seen_by=record, fields={"open": TEXT, "text": {**TEXT, "seen_by": field}})
    complaints = found(records={"note": note}, table=["envoy", "chair"])

    assert [(one.kind, one.path) for one in complaints] == (
        [] if fits else [("structure", "records.note.fields.text.seen_by")]
    )
    assert fits or "no more people than its record" in complaints[0].message


# what names other records


def test_a_link_that_says_itself_who_sees_it_is_seen_by_no_more_people_than_what_it_leads_to() -> None:
    for seen_by, fits in (("guide", True), (["guide", "chair"], False), ("owner", True), ("process", False)):
        link = {"type": "link", "to": "wish", "title": "Wish", "seen_by": seen_by}
        wishes = {"type": "list", "of": "wish", "title": "Wishes", "seen_by": seen_by}
        records = {
            "wish": a_record(many=True, written_by="guide", seen_by="guide"),
            "note": a_record(many=True, written_by="guide", fields={"one": link, "all": wishes}),
        }
        places = [("leak", f"records.note.fields.{name}.seen_by") for name in ("one", "all")]
        assert told(records=records) == ([] if fits else places)


def test_a_link_that_says_nothing_is_seen_by_those_who_may_see_what_it_leads_to() -> None:
    fields = {"one": {"type": "link", "to": "wish", "title": "Wish"}}
    records = {"wish": a_record(many=True, seen_by="party"), "note": a_record(many=True, fields=fields)}

    assert found(records=records) == []


@pytest.mark.parametrize(("here", "fits"), [(["guide", "envoy"], True), (["guide"], True), (["judge", "guide"], False)])
def test_from_one_table_nothing_of_another_is_named_where_others_sit(here: list[str], fits: bool) -> None:
    link = {"one": {"type": "link", "to": "wish", "title": "Wish"}, "text": TEXT}
    records = {
        "wish": a_record(many=True, written_by="guide", seen_by="table"),
        "note": a_record(many=True, written_by="guide", fields=link),
        "view": a_record(per="wish", many=True, written_by="guide", seen_by="table"),
    }
    phases = a_phase_each(wish=["guide", "envoy"], note=here, view=here)
    places = [("leak", "records.note.fields.one.to"), ("leak", "records.view.per.0")]

    assert sorted(told(records=records, phases=phases)) == ([] if fits else places)


def test_what_is_kept_for_a_record_is_seen_by_no_more_people_than_that_record() -> None:
    wish = a_record(many=True, written_by="guide", seen_by="guide")
    for seen_by, fits in (("guide", True), ("process", False), (["guide", "board"], False), ("owner", True)):
        records = {
            "wish": wish,
            "view": a_record(per=["wish", "party"], many=True, written_by="guide", seen_by=seen_by),
        }
        assert told(records=records) == ([] if fits else [("leak", "records.view.per.0")])
        plan = a_decision(per="wish", by="guide", voters="guide", seen_by=seen_by)
        fits_too = fits and seen_by != "owner"
        assert ("leak", "decisions.plan.per.0") in told(records={"wish": wish}, decisions={"plan": plan}) or fits
        assert (told(records={"wish": wish}, decisions={"plan": plan}) == []) is fits_too


def test_what_is_decided_about_a_record_is_seen_by_no_more_people_than_that_record() -> None:
    for seen_by, fits in (("guide", True), ("process", False), (["guide", "judge"], False)):
        plan = a_decision(about="wish", by="guide", voters="guide", seen_by=seen_by)
        records = {"wish": a_record(many=True, written_by="guide", seen_by="guide")}
        assert told(records=records, decisions={"plan": plan}) == ([] if fits else [("leak", "decisions.plan.about.0")])


# people who have to see


@pytest.mark.parametrize(
    ("record", "fits"),
    [
        ({"seen_by": "guide", "written_by": "guide"}, True),
        ({"seen_by": "guide", "written_by": ["guide", "chair"]}, False),
        ({"seen_by": "guide", "written_by": ["guide", "chair"], "many": True}, True),
        ({"seen_by": "party"}, False),
        ({"seen_by": "party", "many": True}, True),
        ({"seen_by": "party", "per": "party"}, True),
        ({"seen_by": "guide", "per": "party", "written_by": ["envoy", "board"]}, True),
        ({"seen_by": "owner", "per": "party"}, False),
        ({"seen_by": "owner", "per": "envoy"}, True),
        ({"seen_by": "owner", "per": "envoy", "written_by": ["envoy", "board"]}, False),
        ({"seen_by": "party", "per": "envoy", "written_by": ["envoy", "board"]}, True),
        ({"seen_by": "party", "per": "envoy", "written_by": ["envoy", "guide"]}, False),
        ({"seen_by": "owner", "per": "participant", "written_by": "anyone"}, True),
        ({"seen_by": "owner", "per": "participant", "written_by": "parties"}, False),
        ({"seen_by": "guide", "written_by": "anyone"}, False),
        ({"seen_by": "table"}, True),
        ({"seen_by": "table", "written_by": ["envoy", "judge"]}, False),
        ({"seen_by": "process", "written_by": "anyone"}, True),
    ],
)
def test_whoever_may_write_the_one_record_there_is_may_see_it(record: Part, fits: bool) -> None:
    complaints = found(records={"note": a_record(**record)}, table=["envoy", "chair"])

    assert [(one.kind, one.path) for one in complaints] == ([] if fits else [("structure", "records.note.written_by")])
    assert fits or "cannot see 'note'" in complaints[0].message


@pytest.mark.parametrize(
    ("written_by", "advice"),
    [("judge", "keep it 'per: judge', so that each writes his own, let all"), (["judge", "chair"], "subject: let all")],
)
def test_whoever_writes_what_he_cannot_see_is_told_how_each_keeps_his_own(written_by: Any, advice: str) -> None:
    record = a_record(per="participant", seen_by=["owner", "guide"], written_by=written_by)

    (complaint,) = found(records={"note": record})

    assert advice in complaint.message


@pytest.mark.parametrize(
    ("record", "fits"),
    [
        ({"seen_by": "party", "confirmed_by": "board"}, True),
        ({"seen_by": "party", "confirmed_by": {"each": "party", "role": "board"}}, False),
        ({"seen_by": "party", "confirmed_by": "parties"}, False),
        ({"seen_by": "party", "confirmed_by": "guide"}, False),
        ({"seen_by": ["party", "guide"], "confirmed_by": "guide"}, True),
        ({"seen_by": "owner", "confirmed_by": "board"}, False),
        ({"seen_by": "guide", "confirmed_by": "board", "written_by": "guide"}, False),
        ({"seen_by": "table", "confirmed_by": {"each": "party", "role": "envoy"}}, True),
    ],
)
def test_whoever_confirms_a_record_may_see_it(record: Part, fits: bool) -> None:
    assert told(records={"note": a_record(many=True, **record)}, table=["envoy", "chair"]) == (
        [] if fits else [("structure", "records.note.confirmed_by")]
    )


@pytest.mark.parametrize(
    ("decision", "blind"),
    [
        ({"seen_by": ["chair", "envoy"]}, []),
        ({"seen_by": "table"}, []),
        ({"seen_by": "envoy"}, ["by"]),
        ({"seen_by": "chair"}, ["voters"]),
        ({"seen_by": "owner"}, ["by", "voters"]),
        ({"seen_by": "party", "by": "board", "per": "party"}, []),
        ({"seen_by": "party", "by": "board"}, ["by", "voters"]),
        ({"seen_by": "party", "by": "chair", "per": "party"}, ["by"]),
        ({"seen_by": ["chair", "envoy"], "voters": "anyone"}, ["voters"]),
        ({"seen_by": ["chair", "envoy"], "voters": "parties"}, ["voters"]),
        ({"seen_by": ["chair", "envoy", "board"], "voters": "parties"}, []),
        ({"seen_by": "public", "voters": "anyone"}, []),
    ],
)
def test_whoever_opens_a_decision_and_votes_may_see_it(decision: Part, blind: list[str]) -> None:
    assert told(decisions={"plan": a_decision(**decision)}, table=["envoy", "chair"]) == [
        ("structure", f"decisions.plan.{key}") for key in blind
    ]


# who fills a field in


def test_what_is_asked_at_opening_has_no_writers_of_its_own() -> None:
    case = {"size": {"type": "line", "title": "Size", "written_by": "chair"}}

    assert told(case=case, records={"note": a_record()}) == [("structure", "case.size.written_by")]


@pytest.mark.parametrize(
    ("decision", "objection", "leaks"),
    [
        ("process", "process", False),
        ("process", "guide", True),
        ("process", "party", True),
        (["chair", "envoy"], ["chair", "envoy"], False),
        (["chair", "envoy"], ["chair", "envoy", "owner"], False),
        (["chair", "envoy"], "process", True),
        (["chair", "envoy"], ["chair", "envoy", "guide"], True),
        (["chair", "envoy"], "owner", True),
    ],
)
def test_an_objection_is_known_to_the_same_people_as_its_vote(decision: Any, objection: Any, leaks: bool) -> None:
    records = {"objection": a_record(many=True, written_by="envoy", seen_by=objection)}
    plan = a_decision(rule="consent", objections="objection", seen_by=decision)

    assert told(records=records, decisions={"plan": plan}) == [("leak", "decisions.plan.objections")] * leaks


@pytest.mark.parametrize(
    ("objection", "kept", "wrong"),
    [
        ({"many": True}, {}, False),
        ({"many": True, "per": "party"}, {}, False),
        ({"many": True, "per": "envoy"}, {}, False),
        ({"many": True, "per": "topic"}, {"per": "topic"}, False),
        ({"per": "party"}, {}, True),
        ({"many": True, "per": "topic"}, {}, True),
        ({"many": True, "per": ["topic", "party"]}, {"per": "topic"}, True),
        ({"many": True, "sealed_until": {"each": "party"}}, {}, True),
    ],
)
def test_an_objection_is_kept_so_that_everybody_can_raise_one_and_another(
    objection: Part, kept: Part, wrong: bool
) -> None:
    records = {"topic": a_record(many=True), "objection": a_record(written_by="envoy", **objection)}
    plan = a_decision(rule="consent", objections="objection", **kept)

    complaints = [("structure", "decisions.plan.objections")] * wrong
    assert told(records=records, decisions={"plan": plan}) == complaints


def test_objections_are_open_wherever_the_vote_is() -> None:
    records = {"objection": a_record(many=True, written_by="envoy")}
    phases = {
        "write": a_phase({"on": a_move("vote")}, open=["objection"]),
        "vote": a_phase({"finish": a_move("end.done")}, open=["plan"]),
    }

    (complaint,) = found(
        records=records, decisions={"plan": a_decision(rule="consent", objections="objection")}, phases=phases
    )

    assert (complaint.path, "nobody could object there" in complaint.message) == ("decisions.plan.objections", True)


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"ratified_by": {"each": "party", "role": "board"}}, "decisions.plan.ratified_by"),
        ({"rule": {"one_decides": {"advice": "judge"}}}, "decisions.plan.rule.one_decides.advice"),
    ],
)
def test_nobody_is_waited_for_who_cannot_see_that_he_is(asked: Part, place: str) -> None:
    narrow = {"seen_by": ["chair", "envoy"], **asked}

    assert told(decisions={"plan": a_decision(**narrow)}) == [("structure", place)]
    assert told(decisions={"plan": a_decision(**{**narrow, "seen_by": ["chair", "envoy", "board", "judge"]})}) == []


# parties that the owner picks


def test_a_field_is_for_picked_parties_where_all_see_the_record_or_they_are_picked_for_it() -> None:
    def sights(record: Any, field: Any) -> list[tuple[str, str]]:
        fields = {"text": TEXT, "secret": {**TEXT, "seen_by": field}}
        return told(records={"note": a_record(many=True, seen_by=record, fields=fields)})

    assert sights("process", "picked") == sights("picked", "picked") == sights(["picked", "guide"], "picked") == []
    assert sights("guide", "picked") == [("structure", "records.note.fields.secret.seen_by")]


def test_what_lapses_with_another_would_tell_others_that_it_did() -> None:
    records = {"wish": a_record(many=True, seen_by="picked"), "note": a_record(many=True, seen_by="picked")}
    records["note"]["lapses_with"] = "wish"

    assert told(records=records) == [("leak", "records.note.lapses_with.0")]


def test_voters_see_a_vote_by_more_than_a_pick_and_objections_do_not_go_with_one() -> None:
    plan = a_decision(seen_by=["picked", "chair"])
    assert ("structure", "decisions.plan.voters") in told(decisions={"plan": plan})
    objection = a_record(many=True, written_by="envoy", seen_by=["picked", "chair", "envoy"])
    plan = a_decision(rule="consent", objections="objection", seen_by=["picked", "chair", "envoy"])
    assert told(records={"objection": objection}, decisions={"plan": plan}) == [("leak", "decisions.plan.objections")]


def test_a_vote_for_picked_parties_does_not_hang_on_what_others_were_picked_for() -> None:
    fields = {"text": TEXT, "weight": {"type": "whole", "title": "Weight"}}
    records = {"home": a_record(per="envoy", written_by="envoy", seen_by=["picked", "chair", "envoy"], fields=fields)}
    plan = a_decision(voters="envoy", weight="voter.home.weight", seen_by=["picked", "chair", "envoy"])
    assert told(records=records, decisions={"plan": plan}) == [("leak", "decisions.plan.weight")]
    plan["seen_by"] = ["chair", "envoy"]
    assert told(records=records, decisions={"plan": plan}) == []
