"""What no process can come to, and what it never gets out of, is found at its key; what lies behind it is not named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.language import read
from tests.factories import ROLES, a_decision, a_move, a_need, a_phase, a_record

Part = dict[str, Any]


def told(phases: Part, **more: Any) -> list[tuple[str, str]]:
    """Return the code and the place of each complaint about a method with these phases."""
    declared = {
        "sluis": 1,
        "method": "small",
        "version": "1.0.0",
        "title": "Small",
        "summary": "A small method.",
        "languages": ["en"],
        "may": {"open": "chair", "admit": "chair"},
        "roles": ROLES,
        "phases": phases,
        "ends": {"finished": {"title": "Finished", "verdict": "success"}},
        **more,
    }
    reading = read(json.dumps(declared), "small.yaml")
    return [(one.code, one.path) for one in reading.diagnostics if one.severity == "error"]


END = a_move("end.finished")


def test_of_phases_to_which_no_move_leads_the_first_is_named() -> None:
    phases = {
        "one": a_phase({"end": END}),
        "two": a_phase({"on": a_move("three")}),
        "three": a_phase({"end": END, "back": a_move("one", back=True)}),
    }

    assert told(phases) == [("unreachable-phase", "phases.two")]


def test_of_unreachable_phases_that_lead_to_one_another_one_is_named() -> None:
    phases = {
        "one": a_phase({"end": END}),
        "two": a_phase({"on": a_move("three")}),
        "three": a_phase({"on": a_move("two")}),
    }

    assert told(phases) == [("unreachable-phase", "phases.two")]


def test_of_a_phase_with_others_inside_to_which_none_leads_the_outer_one_is_named() -> None:
    inner = {"a": a_phase({"on": a_move("b")}), "b": a_phase({"on": a_move("done")})}

    assert told({"one": a_phase({"end": END}), "two": a_phase({"end": END}, phases=inner)}) == [
        ("unreachable-phase", "phases.two")
    ]


def test_a_phase_inside_one_that_is_reached_is_named_itself() -> None:
    inner = {"a": a_phase({"on": a_move("done")}), "b": a_phase({"on": a_move("done")})}

    assert told({"one": a_phase({"end": END}, phases=inner)}) == [("unreachable-phase", "phases.one.phases.b")]


def test_a_phase_at_which_processes_are_taken_in_is_reached() -> None:
    phases = {"one": a_phase({"end": END}), "two": a_phase({"end": END})}

    assert told(phases, takes_in="two") == []


def test_a_phase_without_a_way_out_is_named_and_not_those_that_lead_to_it() -> None:
    phases = {"one": a_phase({"on": a_move("two")}), "two": a_phase({"on": a_move("three")}), "three": a_phase()}

    assert told(phases) == [("dead-end", "phases.three")]


def test_phases_that_lead_only_to_one_another_are_named_once() -> None:
    phases = {
        "one": a_phase({"on": a_move("two"), "end": END}),
        "two": a_phase({"on": a_move("three")}),
        "three": a_phase({"on": a_move("two")}),
    }

    assert told(phases) == [("dead-end", "phases.two")]


def test_a_move_of_the_whole_method_leads_out_of_every_phase() -> None:
    phases = {"one": a_phase({"on": a_move("two")}), "two": a_phase()}

    assert told(phases, moves={"stop": END}) == []


def test_a_phase_that_is_done_inside_and_has_no_move_of_its_own_is_a_dead_end() -> None:
    inner = {"a": a_phase({"on": a_move("done")})}

    assert told({"one": a_phase(None, phases=inner)}) == [("dead-end", "phases.one")]


def test_a_phase_that_is_done_inside_goes_on_by_its_own_move() -> None:
    inner = {"a": a_phase({"on": a_move("done")})}

    assert told({"one": a_phase({"end": END}, phases=inner)}) == []


@pytest.mark.parametrize(
    ("moves", "leave", "complaints"),
    [
        ({"ok": a_move("done")}, END, []),
        (None, END, [("endless-track", "phases.share.tracks.left")]),
        (None, {**END, "waits_for": ["right"]}, []),
        (None, {**END, "waits_for": []}, []),
        (None, {**END, "back": True}, []),
        ({"out": a_move("end.finished")}, END, [("endless-track", "phases.share.tracks.left")]),
        ({"out": a_move("end.finished")}, {**END, "waits_for": []}, []),
    ],
)
def test_a_track_for_which_others_wait_must_come_to_its_end(
    moves: Part | None, leave: Part, complaints: list[tuple[str, str]]
) -> None:
    tracks = {"left": a_phase(moves), "right": a_phase({"ok": a_move("done")})}

    assert told({"share": a_phase({"leave": leave}, tracks=tracks)}) == complaints


def test_a_track_with_a_move_to_done_of_its_own_needs_it_after_what_is_inside() -> None:
    inner = {"a": a_phase({"on": a_move("done")})}
    tracks = {"left": a_phase({"ok": a_move("done")}, phases=inner), "right": a_phase({"ok": a_move("done")})}

    assert told({"share": a_phase({"end": END}, tracks=tracks)}) == []


def test_a_phase_inside_a_track_that_others_wait_for_is_a_dead_end_where_only_they_could_move_on() -> None:
    inner = {"a": a_phase({"on": a_move("done"), "aside": a_move("b")}), "b": a_phase()}
    tracks = {"left": a_phase(None, phases=inner), "right": a_phase({"ok": a_move("done")})}

    assert told({"share": a_phase({"end": END}, tracks=tracks)}) == [("dead-end", "phases.share.tracks.left.phases.b")]


def test_a_record_and_a_decision_that_no_phase_opens_are_named() -> None:
    told_ = told({"one": a_phase({"end": END})}, records={"note": a_record()}, decisions={"pact": a_decision()})

    assert told_ == [("never-open", "records.note"), ("never-open", "decisions.pact")]


def a_gate(need: str, **more: Any) -> Part:
    return {"gate": [a_need(need, **more)]}


LATE = [("too-late", "phases.one.moves.on.gate.0.need")]


@pytest.mark.parametrize(
    ("first", "second", "complaints"),
    [
        ({}, {"open": "note"}, LATE),
        ({"open": "note"}, {}, []),
        ({}, {"open": "note", "moves": {"end": END, "again": a_move("one", back=True)}}, []),
    ],
    ids=["only later", "here", "later, and back"],
)
def test_a_gate_over_what_is_open_only_later_is_named(
    first: Part, second: Part, complaints: list[tuple[str, str]]
) -> None:
    phases = {
        "one": a_phase({"on": a_move("two", **a_gate("notes.size() > 0"))}, **first),
        "two": {**a_phase({"end": END}), **second},
    }

    assert told(phases, records={"note": a_record(many=True)}) == complaints


def test_what_is_open_around_a_phase_is_open_in_it() -> None:
    inner = {"a": a_phase({"on": a_move("done", **a_gate("notes.size() > 0"))})}

    assert told({"one": a_phase({"end": END}, phases=inner, open="note")}, records={"note": a_record(many=True)}) == []


def test_a_gate_in_a_track_may_ask_for_what_is_written_in_the_one_beside_it() -> None:
    left = a_phase({"ok": a_move("done", **a_gate("notes.size() > 0"))})
    tracks = {"left": left, "right": a_phase({"ok": a_move("done")}, open="note")}
    records = {"note": a_record(many=True)}

    assert told({"share": a_phase({"end": END}, tracks=tracks)}, records=records) == []


def test_a_named_gate_is_named_at_its_condition_where_it_is_asked_too_early() -> None:
    gates = {"ready": {"title": "Ready", "all": [a_need("true", each="note", if_none="met")]}}
    phases = {
        "one": a_phase({"on": a_move("two", gate="ready")}),
        "two": a_phase({"end": {**END, "gate": "ready"}}, open="note"),
    }

    assert told(phases, gates=gates, records={"note": a_record(many=True)}) == [("too-late", "gates.ready.all.0.each")]


@pytest.mark.parametrize(
    ("roles", "complaints"),
    [
        ({"a": {"named_by": "b"}, "b": {"named_by": "a"}}, ["roles.a.named_by"]),
        ({"c": {"named_by": "a"}, "a": {"named_by": "b"}, "b": {"named_by": "a"}}, ["roles.a.named_by"]),
        ({"a": {"named_by": ["b", "chair"]}, "b": {"named_by": "a"}}, []),
        ({"a": {"accepted_by": "b"}, "b": {"accepted_by": "a"}}, ["roles.a.accepted_by"]),
        ({"a": {"held_by": "notes.map(n, n.author)"}}, ["roles.a.held_by"]),
        ({"a": {"held_by": "pact.winners.map(n, n.author)"}}, ["roles.a.held_by"]),
        ({"a": {"named_by": "self"}, "b": {"accepted_by": "a"}}, []),
    ],
)
def test_a_role_that_waits_for_its_own_holders_is_named(roles: Part, complaints: list[str]) -> None:
    titled = {name: {"title": name, **role} for name, role in roles.items()}
    note = a_record(many=True, written_by="a")
    pact = a_decision(voters="a", rule="most", ballot={"choice": "note"})
    opened = {"one": a_phase({"end": END}, open=["note", "pact"])}

    found = told(opened, roles=ROLES | titled, records={"note": note}, decisions={"pact": pact})

    assert found == [("nobody-holds", place) for place in complaints]


YES_NO = {"large": {"type": "yes_no", "title": "L"}, "small": {"type": "yes_no", "title": "S"}}
KINDS = {"kind": {"type": "choice", "title": "K", "options": {"a": "A", "b": "B", "c": "C"}}}


@pytest.mark.parametrize(
    ("one", "other", "collide"),
    [
        ("case.large", "!case.large", False),
        ("case.large", "case.small", True),
        ("case.large && case.small", "case.small && !case.large", False),
        ("case.large || case.small", "!case.large", True),
        ("!(case.large || case.small)", "case.large", False),
        ("case.kind == 'a'", "case.kind == 'b'", False),
        ("case.kind == 'a'", "case.kind != 'a'", False),
        ("case.kind == 'a'", "case.kind != 'b'", True),
        ("case.kind in ['a', 'b']", "case.kind == 'c'", False),
        ("case.kind in ['a', 'b']", "case.kind == 'b'", True),
        ("pact.accepted", "pact.rejected", False),
        ("pact.ratified", "pact.outcome == 'rejected'", False),
        ("pact.accepted", "pact.ratified", True),
        ("course.winner == 'go'", "course.winner == 'stop'", False),
        ("has(pact.opened_at)", "!has(pact.opened_at)", False),
    ],
)
def test_automatic_moves_to_different_places_exclude_one_another(one: str, other: str, *, collide: bool) -> None:
    auto = {"title": "By itself", "auto": True}
    moves = {"a": {**auto, "to": "end.finished", **a_gate(one)}, "b": {**auto, "to": "two", **a_gate(other)}}
    course = a_decision(rule="most", ballot={"choice": {"go": "Go", "stop": "Stop"}})
    decisions = {"pact": a_decision(), "course": course}
    phases = {"one": a_phase(moves, open=["pact", "course"]), "two": a_phase({"end": END})}

    found = told(phases, case=YES_NO | KINDS, decisions=decisions)

    assert found == [("moves-collide", "phases.one.moves.b")] * collide


def test_automatic_moves_to_the_same_place_may_both_be_open() -> None:
    auto = {"title": "By itself", "auto": True, "to": "end.finished"}

    assert told({"one": a_phase({"a": {**auto}, "b": {**auto}})}) == []


def test_a_published_method_loads_though_it_would_not_be_published_today() -> None:
    text = json.dumps(
        {
            "sluis": 1,
            "method": "small",
            "version": "1.0.0",
            "title": "Small",
            "summary": "A small method.",
            "languages": ["en"],
            "roles": ROLES,
            "phases": {"one": a_phase({"end": END}), "two": a_phase({"end": END})},
            "ends": {"finished": {"title": "Finished", "verdict": "success"}},
        }
    )

    assert read(text, "small.yaml").method is None
    assert read(text, "small.yaml", published=True).publishable


def test_a_track_that_only_begins_all_tracks_again_never_ends_though_those_beside_it_do() -> None:
    tracks = {
        "still": a_phase({"on": a_move("done")}),
        "round": a_phase(phases={"about": a_phase({"again": a_move("one")})}),
    }

    assert told({"one": a_phase({"end": END}, tracks=tracks)}) == [("endless-track", "phases.one.tracks.round")]


def test_who_must_accept_somebody_may_follow_from_what_was_decided() -> None:
    authors = "notes.map(n, n.author)"
    roles = ROLES | {"guide": {"title": "Guide", "accepted_by": {"named_in": f"pact.accepted ? {authors} : {authors}"}}}
    opened = {"one": a_phase({"end": END}, open=["note", "pact"])}

    assert told(opened, roles=roles, records={"note": a_record(many=True)}, decisions={"pact": a_decision()}) == []
