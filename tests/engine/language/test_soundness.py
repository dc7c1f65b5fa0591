"""What no process can come to, and what it never gets out of, is found at its key; what lies behind it is not named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.language import read
from tests.factories import ROLES, a_move, a_phase

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
        ({"out": a_move("end.finished")}, END, []),
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
