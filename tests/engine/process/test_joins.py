from __future__ import annotations

import pytest

from engine.process.joins import left_by, unfinished
from tests.factories import Table, a_method, a_move, a_phase, a_table

TRACKS = {
    "x": a_phase({"ok": a_move("done"), "out": a_move("rest"), "stop": a_move("end.finished")}),
    "y": a_phase(
        {"close": a_move("done"), "again": a_move("y")},
        tracks={name: a_phase({"ok": a_move("done")}) for name in ("u", "v")},
    ),
}
MOVES = {
    "on": a_move("rest"),
    "back": a_move("rest", back=True),
    "some": a_move("rest", waits_for=["v"]),
    "back_for_some": a_move("rest", back=True, waits_for=["v"]),
    "none": a_move("rest", waits_for=[]),
    "one": a_move("work.x"),
    "inside": a_move("work.y"),
}
PHASES = {"work": a_phase(MOVES, tracks=TRACKS), "rest": a_phase({"finish": a_move("end.finished")})}


@pytest.fixture
def table() -> Table:
    return a_table(a_method(phases=PHASES))


@pytest.mark.parametrize(
    ("move", "waits"),
    [
        ("work.on", ["work.x", "work.y", "work.y.u", "work.y.v"]),
        ("work.back", []),
        ("work.some", ["work.y.v"]),
        ("work.back_for_some", ["work.y.v"]),
        ("work.none", []),
        ("work.one", []),
        ("work.inside", ["work.y.u", "work.y.v"]),
        ("work.x.ok", []),
        ("work.x.out", ["work.y", "work.y.u", "work.y.v"]),
        ("work.x.stop", ["work.y", "work.y.u", "work.y.v"]),
        ("work.y.close", ["work.y.u", "work.y.v"]),
        ("work.y.again", ["work.y.u", "work.y.v"]),
        ("work.y.u.ok", []),
    ],
)
def test_a_move_waits_for_the_tracks_it_would_leave(table: Table, move: str, waits: list[str]) -> None:
    assert unfinished(table.method, table.situation, table.method.plan.ways[move]) == waits


@pytest.mark.parametrize(
    ("move", "left"),
    [
        ("work.x.ok", ["work.x"]),
        ("work.one", ["work.x"]),
        ("work.y.close", ["work.y", "work.y.u", "work.y.v"]),
        ("work.on", ["work", "work.x", "work.y", "work.y.u", "work.y.v"]),
        ("work.x.stop", ["work", "work.x", "work.y", "work.y.u", "work.y.v"]),
    ],
)
def test_a_move_leaves_the_phases_it_leads_out_of(table: Table, move: str, left: list[str]) -> None:
    assert left_by(table.method, table.situation, table.method.plan.ways[move]) == left


def test_a_track_that_is_done_is_waited_for_no_longer(table: Table) -> None:
    table.do("move", "chair", move="work.x.ok")

    waits = unfinished(table.method, table.situation, table.method.plan.ways["work.on"])

    assert waits == ["work.y", "work.y.u", "work.y.v"]


def test_the_end_of_a_sequence_leaves_what_is_in_it() -> None:
    inside = {"a": a_phase({"ok": a_move("done"), "next": a_move("b")}), "b": a_phase({"ok": a_move("done")})}
    phases = {"work": a_phase({"on": a_move("end.finished")}, phases=inside)}
    table = a_table(a_method(phases=phases))

    assert left_by(table.method, table.situation, table.method.plan.ways["work.a.ok"]) == ["work.a"]
