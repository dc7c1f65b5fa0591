"""A process on the picture of its method: where it is, what is met and missing, as its reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from api.wording import say_in
from api.wording.drawing import tongue_for
from engine.authoring.drawing import Chart, Tongue, chart_of, draw, put_on
from engine.authoring.playing import Player
from engine.authoring.scenario import read_scenario
from engine.authoring.simulation import Simulation
from engine.language import Method
from engine.process.sight import Reader
from engine.process.situation import Situation
from engine.process.view import progress, telling_for
from tests.engine.authoring.drawn import ROOT, method_in
from tests.engine.authoring.pictures import read_picture
from tests.engine.authoring.test_pictures import faults_in
from tests.factories import Table, a_method, a_move, a_need, a_phase, a_record, two_parties

SHIPPED = ROOT / "methods" / "starting-collaboration"
STORY = "agreement"


@cache
def stands() -> tuple[tuple[Method, Situation], ...]:
    """Return how the process of a shipped story stands after each of its steps."""
    scenario = read_scenario((SHIPPED / "scenarios" / f"{STORY}.yaml").read_text(encoding="utf-8"), STORY)
    method = method_in(SHIPPED / "method.yaml")
    return tuple((one.method, one.situation) for one in Player(method, scenario, Simulation(method)).play())


def placed(
    method: Method, situation: Situation, language: str = "en", reader: str | None = None
) -> tuple[Tongue, Chart]:
    """Return the chart with a process on it, as somebody sees it."""
    telling = telling_for(method, situation, Reader(participant=reader, language=language), say_in(language))
    tongue = tongue_for(method, language)
    return tongue, put_on(chart_of(method, tongue), tongue, progress(telling))


def drawn(table: Table, reader: str | None = None) -> str:
    """Return where the process of a table stands, in words."""
    tongue, chart = placed(table.method, table.situation, reader=reader)
    return draw(table.method, chart, tongue, "text")


def statuses(chart: Chart) -> dict[str, str]:
    return {one.path: one.status for one in chart.walk()}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("width", [1080, 390])
def test_a_process_is_drawn_without_overlap_or_overflow_wherever_it_stands(language: str, width: int) -> None:
    for method, situation in stands()[::9]:
        tongue, chart = placed(method, situation, language)
        picture = read_picture(draw(method, chart, tongue, "svg", width))
        twin = " ".join(draw(method, chart, tongue, "text").split())

        assert faults_in(picture) == []
        said = [
            part.strip(" ·")
            for row in picture.rows
            for part in row.what.replace("\N{NO-BREAK SPACE}", " ").split(" · ")
            if part.strip("· ")
        ]
        assert [one for one in said if one not in twin] == []


def test_the_phases_gone_through_are_done_and_the_present_ones_are_marked() -> None:
    method, situation = next(one for one in stands() if one[1].is_now("share.relation"))

    _, chart = placed(method, situation)
    found = statuses(chart)

    assert (found["convene"], found["explore"], found["share"], found["share.relation"]) == (
        "done",
        "done",
        "now",
        "now",
    )
    assert (found["task"], found["work.facts"]) == ("ahead", "ahead")


def test_an_ended_process_shows_how_it_ended_and_is_nowhere() -> None:
    method, situation = stands()[-1]
    assert situation.end is not None

    tongue, chart = placed(method, situation)

    assert "now" not in statuses(chart).values()
    assert [end.name for end in chart.ends if end.reached] == [situation.end]
    assert "this is how it ended" in draw(method, chart, tongue, "svg")
    assert chart.state.startswith("Ended: ")


def mandates(**told: object) -> Method:
    said = {"unmet": "{party.name} has no mandate", "owed_by": "envoy", **told}
    need = a_need("mandate.confirmed", each="party", **said)
    phases = {"talk": a_phase({"on": a_move("sign", gate=[need])}, open=["mandate"]),
              "sign": a_phase({"finish": a_move("end.finished", gate=[{**need, "id": "again"}])})}  # fmt: skip
    return a_method(records={"mandate": a_record(per="party", confirmed_by="chair")}, phases=phases)


def test_what_is_missing_is_told_by_name_and_what_is_met_is_counted() -> None:
    table = two_parties(mandates())
    table.do("confirm", "chair", id=table.share("mandate", "ann"), version=1)

    told = drawn(table)

    assert "The gate is shut: 1 to go\n      - B has no mandate (Envoy of B)\n      1 of 2 met\n" in told
    assert "Phase · here we are" in told
    assert "1 condition\n" in told  # ahead: their number alone
    assert "A party has no mandate" not in told


def test_an_open_gate_is_told_as_open() -> None:
    table = two_parties(mandates())
    for name in ("ann", "bob"):
        table.do("confirm", "chair", id=table.share("mandate", name), version=1)

    assert "The gate is open\n      2 of 2 met\n" in drawn(table)


def test_of_a_condition_that_shows_its_count_alone_nobody_is_named() -> None:
    told = drawn(two_parties(mandates(shows="count", unmet="A mandate is missing")))

    assert "1 to go\n      - A mandate is missing" in told
    assert "Envoy of" not in told


def test_the_picture_holds_no_more_than_its_reader_is_shown() -> None:
    for method, situation in stands()[::25]:
        for reader in (None, *list(situation.participants)[:4]):
            person = situation.participants.get(reader or "")
            if person and person.left_at:
                continue
            telling = telling_for(method, situation, Reader(participant=reader, language="en"), say_in("en"))
            told = progress(telling)
            tongue = tongue_for(method, "en")
            chart = put_on(chart_of(method, tongue), tongue, told)
            shown = {line.text for _, one in chart.passages() if one.gate for line in one.gate.lines}

            missing = {
                " ".join(text.split()) for move in told.moves if move.gate for text in _texts(move.gate.conditions)
            }
            assert shown - {"one of these is enough:"} <= missing | {one for one in shown if one.startswith("and ")}


def _texts(conditions: Sequence[object]) -> list[str]:
    found: list[str] = []
    for one in conditions:
        found += [each.text for each in getattr(one, "missing", [])]
        found += _texts(getattr(one, "conditions", []))
        for subject in getattr(one, "subjects", []):
            found += _texts(subject.conditions)
    return found


def test_a_hold_is_told_over_the_picture() -> None:
    table = two_parties(mandates())
    table.do("hold", "chair", reason="Pause")

    assert "On hold. On hold because somebody asked for it\n" in drawn(table)


def test_a_phase_that_is_past_its_term_says_so() -> None:
    table = two_parties(a_method(phases={"talk": a_phase({"end": a_move("end.finished")}, term="P9D")}))

    table.wait(days=8)
    assert "1 Phase · here we are\n" in drawn(table)
    table.wait(days=2)
    assert "1 Phase · here we are, past the term\n" in drawn(table)


def test_a_gate_that_leads_to_where_the_process_never_came_stays_shut() -> None:
    shut = [a_need("note.exists", if_none="unmet", each="party", owed_by="envoy")]
    moves = {"on": a_move("rest", gate=shut), "stop": a_move("end.stopped")}
    phases = {
        "work": a_phase(moves, open=["note"]),
        "rest": a_phase({"finish": a_move("end.finished", gate=shut), "again": a_move("end.stopped")}),
    }
    ends = {"finished": {"title": "Finished", "verdict": "success"}, "stopped": {"title": "S", "verdict": "failure"}}
    told: dict[str, Any] = {"records": {"note": a_record(per="party")}, "phases": phases, "ends": ends}

    stopped, rested = two_parties(a_method(**told)), two_parties(a_method(**told))
    stopped.do("move", "chair", move="stop")
    for envoy in ("ann", "bob"):
        rested.share("note", envoy)
    rested.do("move", "chair", move="on")
    rested.do("move", "chair", move="again")

    assert shut_ways(stopped) == {"work.on", "rest.finish"}
    assert shut_ways(rested) == {"rest.finish"}


def shut_ways(table: Table) -> set[str]:
    _, chart = placed(table.method, table.situation)
    return {way.address.replace(":", ".") for stage in chart.walk() for way in stage.passages if way.is_shut}


def test_a_phase_that_is_done_has_its_tick_also_where_others_are_inside_it() -> None:
    inside = {"first": a_phase({"on": a_move("sign")}, title="First")}
    phases = {"talk": a_phase({}, phases=inside), "sign": a_phase({"finish": a_move("end.finished")})}
    table = two_parties(a_method(phases=phases))
    table.do("move", "chair", move="on")

    tongue, chart = placed(table.method, table.situation)

    assert statuses(chart) == {"talk": "done", "talk.first": "done", "sign": "now"}
    ticks = draw(table.method, chart, tongue, "svg").count('"d-done-tick"')
    assert ticks == 2 + 2  # the good end has one too, on the map and below


def test_of_a_gate_of_which_one_condition_is_enough_that_is_said_before_the_conditions() -> None:
    either = {"any": [a_need("parties.size() > 9", id="many", unmet="Not ten parties"),
                      a_need("chair.size() > 1", id="led", unmet="One chair")]}  # fmt: skip
    table = two_parties(a_method(gate=[either]))

    tongue, chart = placed(table.method, table.situation)
    told, rows = drawn(table), read_picture(draw(table.method, chart, tongue, "svg")).rows

    assert "one of these is enough:" in [row.what for row in rows]
    assert "one of these is enough:\n        - Not ten parties (Chair)\n        - One chair (Chair)\n" in told


def test_of_what_many_miss_the_first_are_named_and_the_rest_is_counted() -> None:
    table = two_parties(mandates())
    for number in range(20):
        table.join(f"person_{number}", f"Party {number:02}", "envoy")

    told = drawn(table)

    named = told.count("has no mandate (")
    assert 0 < named < 22
    assert f"and {22 - named} more" in told


def test_a_diagram_marks_where_the_process_is_and_was() -> None:
    phases = {"talk": a_phase({"on": a_move("sign")}), "sign": a_phase({"finish": a_move("end.finished")})}
    table = two_parties(a_method(phases=phases))
    table.do("move", "chair", move="on")

    tongue, chart = placed(table.method, table.situation)
    told = draw(table.method, chart, tongue, "mermaid")

    done, now = (line.split(maxsplit=2)[1:] for line in told.splitlines() if line.startswith("  style "))
    assert (done[0], now[0]) == ("n1", "n2")
    assert done[1] != now[1]
