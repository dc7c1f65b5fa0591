"""Warnings: what they look for, what they leave alone, and that the methods that are shipped give none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.files import read_file
from engine.language import read
from tests.factories import ROLES, a_decision, a_move, a_need, a_phase, a_record

Part = dict[str, Any]
ROOT = Path(__file__).resolve().parents[3]
SHIPPED = [*sorted(ROOT.glob("methods/*/method.yaml")), ROOT / "api" / "starter" / "method.yaml"]
PUBLISHED = [file for file in sorted((ROOT / "tests" / "methods").glob("*.yaml")) if ".rules" not in file.name]
EACH = {"each": "party", "role": "envoy"}
END = a_move("end.finished")
LATE = {"title": "Late", "to": "end.finished", "at": "P7D"}


@pytest.mark.parametrize("file", SHIPPED + PUBLISHED, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_the_methods_that_are_shipped_and_those_that_were_published_give_no_warning(file: Path) -> None:
    reading = read_file(file)

    assert [str(one) for one in (*reading.diagnostics, *reading.warnings)] == []


def warned(**told: Any) -> list[tuple[str, str]]:
    """Return the code and the place of each warning about a method in whose phase `work` everything is open."""
    everything = [*told.get("records", {}), *told.get("decisions", {})]
    opened = {"open": everything} if everything else {}
    declared = {
        "sluis": 1,
        "method": "small",
        "version": "1.0.0",
        "title": "Small",
        "summary": "A small method.",
        "languages": ["en"],
        "may": {"open": "chair", "admit": "chair"},
        "roles": ROLES,
        "phases": {"work": a_phase(told.pop("moves", {"end": END}), **opened, **told.pop("phase", {}))},
        "ends": {"finished": {"title": "Finished", "verdict": "success"}},
        **told,
    }
    reading = read(json.dumps(declared), "small.yaml")
    assert reading.publishable, [str(one) for one in reading.diagnostics]
    return [(one.code, one.path) for one in reading.warnings]


def gated(*needs: Part, **move: Any) -> Part:
    return {**END, "gate": list(needs), **move}


SILENT = ("silent-party", "phases.work")
NOTE = a_record(per="party")


@pytest.mark.parametrize(
    ("need", "waits"),
    [
        (a_need("note.shared", each="party"), True),
        (a_need("note.text == 'yes'", each="party"), True),
        (a_need("note.shared", each="party", at_least=1), False),
        (a_need("note.shared", each="party", at_least="100%"), True),
        (a_need("note.shared", each="party", advisory=True), False),
        (a_need("note.shared", each="party", where="party.name != 'x'", if_none="met"), False),
        (a_need("notes.size() > 0"), False),
        (a_need("parties.all(p, p.note.shared)"), True),
        (a_need("parties.exists(p, p.note.shared)"), False),
        (a_need("parties.size() > 1 && parties.all(p, p.note.shared)"), True),
        (a_need("parties.size() > 1 || parties.all(p, p.note.shared)"), False),
        (a_need("!note.shared", each="party"), False),
        (a_need("memo.shared", each="party"), False),
        (a_need("signed.confirmed"), True),
        (a_need("pact.accepted"), True),
        (a_need("pact.closed"), False),
        (a_need("course.accepted"), False),
        (a_need("timed.accepted"), False),
        (a_need("blocked.accepted"), True),
        (a_need("home.ratified"), True),
        (a_need("guide.exists(g, g.accepted)"), False),
        (a_need("guide.accepted", each="guide"), True),
        ({"any": [a_need("pact.accepted"), a_need("course.accepted", id="other")]}, False),
        ({"any": [a_need("pact.accepted"), a_need("blocked.accepted", id="other")]}, True),
    ],
    ids=lambda one: str(one)[:60],
)
def test_a_phase_that_one_party_can_hold_up_by_silence_is_named(need: Part, *, waits: bool) -> None:
    records = {
        "note": NOTE,
        "memo": a_record(per="party", written_by="chair"),
        "signed": a_record(written_by="chair", confirmed_by=EACH),
    }
    decisions = {
        "pact": a_decision(),
        "course": a_decision(rule="majority"),
        "timed": a_decision(open_for="P7D", silence="consents"),
        "blocked": a_decision(rule="consensus", open_for="P7D", silence="blocks"),
        "home": a_decision(rule="majority", ratified_by=EACH),
    }
    roles = ROLES | {"guide": {"title": "Guide", "accepted_by": "parties"}}

    told = warned(records=records, decisions=decisions, roles=roles, moves={"end": gated(need)})

    assert [one for one in told if one[0] == "silent-party"] == [SILENT] * waits


@pytest.mark.parametrize(
    ("waits_for", "own", "warns"),
    [(None, {}, True), ([], {}, False), (None, {"late": {"title": "Late", "to": "done", "at": "P9D"}}, False)],
    ids=["the clock waits for the track", "it waits for none", "the clock ends the track"],
)
def test_a_clock_that_waits_for_a_track_does_not_lead_out_of_it(
    waits_for: list[str] | None, own: Part, *, warns: bool
) -> None:
    noted = a_move("done", gate=[a_need("note.shared", each="party")])
    end: Part = {"title": "Time is up", "to": "end.finished", "at": "term"}
    end |= {} if waits_for is None else {"waits_for": waits_for}
    tracks = {"notes": a_phase({"noted": noted, **own}, open=["note"]), "other": a_phase({"on": a_move("done")})}
    work = a_phase({"end": end}, tracks=tracks, term="P28D", remind=["P7D"])

    told = warned(records={"note": NOTE}, phases={"work": work})

    silent = ("silent-party", "phases.work.tracks.notes")
    assert [one for one in told if one[0] == "silent-party"] == [silent] * warns


@pytest.mark.parametrize(
    ("more", "complaints"),
    [({"late": LATE}, []), ({"other": END}, []), ({"back": a_move("work", back=True)}, [SILENT])],
    ids=["the clock", "somebody", "back"],
)
def test_one_way_on_that_waits_for_nobody_is_enough(more: Part, complaints: list[tuple[str, str]]) -> None:
    need = a_need("note.shared", each="party")

    assert warned(records={"note": NOTE}, moves={"end": gated(need), **more}) == complaints


def test_a_term_is_long_enough_for_what_is_decided_in_it() -> None:
    pact = a_decision(open_for="P14D", silence="blocks", ratified_by=EACH, ratify_within="P1M")

    def terms(term: str) -> list[tuple[str, str]]:
        return warned(decisions={"pact": pact}, phase={"term": term, "remind": ["P7D"]})

    assert terms("P41D") == [("short-term", "phases.work.term")]
    assert terms("P42D") == []
    assert terms("P2M") == []
    assert terms("10 working days") == []


def test_a_term_of_hours_needs_no_reminder() -> None:
    assert warned(phase={"term": "PT4H"}) == []
    assert warned(phase={"term": "P2D"}) == [("no-reminder", "phases.work.term")]
    assert warned(phase={"term": "P28D", "remind": ["P28D", "P7D"]}) == [("no-reminder", "phases.work.remind.0")]
    assert warned(phase={"term": "P1M", "remind": ["P30D"]}) == []
    assert warned(term="P2D") == [("no-reminder", "term")]


@pytest.mark.parametrize(
    ("record", "is_read"),
    [
        ({}, False),
        ({"many": True}, True),
        ({"many": True, "seen_by": "owner"}, False),
        ({"confirmed_by": "chair"}, True),
        ({"tells": "chair"}, True),
        ({"expires": "P7D after note.shared_at"}, False),
    ],
)
def test_a_record_that_is_used_for_nothing_is_named(record: Part, *, is_read: bool) -> None:
    assert warned(records={"note": a_record(**record)}) == [("unread-record", "records.note")] * (not is_read)


@pytest.mark.parametrize(
    "other",
    [
        {"decisions": {"pact": a_decision(about="note")}},
        {"decisions": {"pact": a_decision(rule="most", ballot={"choice": "note"})}},
        {"records": {"reply": a_record(per="note", many=True)}},
        {"records": {"reply": a_record(many=True, fields={"to": {"type": "link", "title": "To", "to": "note"}})}},
        {"moves": {"end": {**END, "lapses": ["note"]}}},
        {"moves": {"end": END, "other": gated(a_need("notes.size() > 0"))}},
    ],
    ids=["about", "ballot", "per", "link", "lapses", "gate"],
)
def test_what_something_else_looks_at_is_read(other: Part) -> None:
    records = {"note": a_record(), **other.get("records", {})}

    assert warned(**{**other, "records": records}) == []


@pytest.mark.parametrize(
    ("need", "warns"),
    [
        ("polls.map(p, p.favour).sum() * 100 >= 60 * polls.map(p, p.asked).sum()", True),
        ("60 * polls.map(p, p.asked).sum() <= polls.map(p, p.favour).sum() * 100", True),
        ("polls.filter(p, p.favour > 0).size() * 2 >= polls.size()", True),
        ("polls.all(p, p.favour * 100 >= p.asked * 60)", True),
        ("notes.size() > 0 || polls.map(p, p.favour).sum() * 100 >= 60 * polls.map(p, p.asked).sum()", True),
        ("notes.size() == 0 && polls.all(p, p.favour * 100 >= p.asked * 60)", True),
        ("polls.size() > 0 && polls.map(p, p.favour).sum() * 100 >= 60 * polls.map(p, p.asked).sum()", False),
        ("0 < polls.size() && polls.filter(p, p.favour > 0).size() * 2 >= polls.size()", False),
        ("polls.size() >= 1 && polls.filter(p, p.favour > 0).size() * 2 >= polls.size()", False),
        ("polls.all(p, p.asked != 0 && p.favour * 100 >= p.asked * 60)", False),
        ("polls.map(p, p.favour).sum() * 100 > 60 * polls.map(p, p.asked).sum()", False),
        ("polls.map(p, p.favour).sum() * 100 / polls.map(p, p.asked).sum() >= 60", False),
        ("polls.all(p, p.favour * 100 >= p.invited * 60)", False),
        ("polls.size() * 2 >= 3", False),
        ("polls.size() >= notes.size()", False),
        ("pulses.filter(p, p.score > 2).size() * 2 >= pulses.size()", False),
    ],
)
def test_a_share_that_holds_of_no_answers_is_named(need: str, *, warns: bool) -> None:
    told = warned(records=ANSWERS, moves={"end": gated(a_need(need))})

    assert [one for one in told if one[0] == "empty-share"] == [EMPTY_SHARE] * warns


def whole(title: str, **told: Any) -> Part:
    return {"type": "whole", "title": title, **told}


ANSWERS = {
    "poll": a_record(
        many=True,
        fields={"favour": whole("For"), "asked": whole("Asked", **{"from": 0}), "invited": whole("All", **{"from": 1})},
    ),
    "note": a_record(many=True),
    "pulse": a_record(per="party", fields={"score": whole("Score")}, attribution="aggregate"),
}
EMPTY_SHARE = ("empty-share", "phases.work.moves.end.gate.0.need")


@pytest.mark.parametrize(
    ("told", "warns"),
    [({}, True), ({"where": "poll.asked > 0", "if_none": "unmet"}, False), ({"advisory": True}, False)],
    ids=["asked of each", "of those that somebody answered", "advisory"],
)
def test_a_share_asked_of_each_is_named_unless_those_of_no_answers_are_left_out(told: Part, *, warns: bool) -> None:
    need = a_need("poll.favour * 100 >= poll.asked * 60", each="poll", **told)

    found = warned(records=ANSWERS, moves={"end": gated(need)})

    assert [one for one in found if one[0] == "empty-share"] == [EMPTY_SHARE] * warns


@pytest.mark.parametrize(
    ("rule", "told", "warns"),
    [
        ("tally.yes * 3 >= tally.cast * 2", {}, True),
        ("tally.yes * 3 >= tally.eligible * 2", {}, False),
        ("tally.cast >= 2 && tally.yes * 3 >= tally.cast * 2", {}, False),
        ("tally.yes * 3 >= tally.cast * 2", {"abstain": "no"}, False),
        ("tally.yes * 3 >= tally.cast * 2", {"abstain": "no", "open_for": "P1D", "silence": "abstains"}, True),
    ],
)
def test_a_vote_that_a_share_of_no_votes_accepts_is_named(rule: str, told: Part, *, warns: bool) -> None:
    found = warned(decisions={"pact": a_decision(rule={"accepted": rule}, **told)})

    assert [one[1] for one in found if one[0] == "empty-share"] == ["decisions.pact.rule.accepted"] * warns


@pytest.mark.parametrize(("at_least", "complained"), [(None, True), ("60%", True), (3, False)])
def test_a_condition_that_asks_for_a_number_says_itself_that_nobody_is_too_few(
    at_least: Any, *, complained: bool
) -> None:
    more = {"at_least": at_least} if at_least else {}
    need = a_need("party.envoy.size() > 0", each="party", where="party.name != 'x'", **more)

    complaints = warned(moves={"end": gated(need)})

    assert ("empty-each" in {code for code, _ in complaints}) is complained
