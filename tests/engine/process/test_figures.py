from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from engine.errors import MethodInvalid
from engine.process import events
from engine.process.view import entries, figures, records
from tests.factories import ROLES, Table, a_decision, a_method, a_need, a_record, a_table, unmet

GOOD = "pulses.map(p, p.score).avg() >= 4"
FIELDS = {
    "score": {"type": "whole", "title": "Score", "from": 1, "to": 5},
    "mood": {"type": "choice", "title": "Mood", "options": {"up": "Up", "down": "Down"}, "optional": True},
    "why": {"type": "text", "title": "Why", "optional": True},
}
SEVEN = "abcdefg"


def a_pulse(**told: Any) -> dict[str, Any]:
    return a_record(per="party", fields=FIELDS, attribution="aggregate", **told)


def a_case(need: str = GOOD, **told: Any) -> Table:
    """Return a process of seven parties that give scores of which only figures are told."""
    method = a_method(roles=ROLES, records={"pulse": a_pulse(**told)}, gate=[a_need(need)])
    return a_table(method, [(name, name.upper(), "envoy") for name in SEVEN])


def answer(table: Table, **scores: int) -> None:
    for name, score in scores.items():
        table.share("pulse", name, fields={"score": score, "why": f"because{name}"})


def averages(table: Table, reader: str | None = None) -> list[tuple[int, Any]]:
    return [(one.answers, one.figures and one.figures["score"]["avg"]) for one in figures(table.telling(reader))]


def test_no_figures_are_told_of_fewer_answers_than_three() -> None:
    table = a_case()
    answer(table, a=5, b=5)

    assert figures(table.telling("chair")) == []
    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unknown"}
    answer(table, c=5)

    assert averages(table) == [(3, "5")]
    table.do("move", "chair", move="finish")


def test_a_field_that_fewer_filled_in_than_the_method_asks_has_no_figures() -> None:
    table = a_case(shown_from=5)
    for name in "abcde":
        mood = {} if name == "e" else {"mood": "up"}
        table.share("pulse", name, fields={"score": 4, **mood})

    (told,) = figures(table.telling())

    assert told.answers == 5
    assert told.figures is not None
    assert sorted(told.figures) == ["score"]


def test_one_more_answer_changes_no_figure_and_no_verdict_until_three_have_changed() -> None:
    table = a_case()
    answer(table, a=1, b=2, c=3)
    before = table.progress("g")
    answer(table, d=5, e=5)

    assert averages(table) == [(3, "2")]
    assert table.progress("g") == before
    answer(table, f=5)

    assert averages(table) == [(6, "7/2")]


def test_an_answer_changed_or_taken_back_is_not_told_by_the_difference() -> None:
    table = a_case()
    answer(table, a=1, b=2, c=3)
    for _ in range(4):
        answer(table, a=5)
    kept = next(one for one in table.situation.of_type("pulse") if one.party == table.party("B"))
    table.do("withdraw", "b", id=kept.id, version=1)

    assert averages(table) == [(3, "2")]


def test_many_answers_of_one_side_are_one() -> None:
    method = a_method(roles=ROLES, records={"pulse": a_pulse(many=True)})
    table = a_table(method, [(name, name.upper(), "envoy") for name in SEVEN])
    for name in "aabb":
        table.share("pulse", name, fields={"score": 1})

    assert figures(table.telling()) == []


def test_a_single_answer_is_read_by_its_own_side_alone_wherever_one_looks() -> None:
    table = a_case()
    answer(table, a=1, b=5, c=5)

    for reader in ("b", "chair", None):
        telling = table.telling(reader)
        seen = [asdict(one) for one in records(telling)], [asdict(one) for one in figures(telling)]
        log = [asdict(one) for one in entries(telling, [(n, one, {}) for n, one in enumerate(table.events)])]
        told = json.dumps([*seen, log, asdict(table.progress(reader))], default=str)
        assert "becausea" not in told
        assert [one.id for one in records(telling)] == [
            one.id for one in table.situation.of_type("pulse") if reader == "b" and one.party == table.party("B")
        ]
    assert [one.fields for one in records(table.telling("a"))] == [{"score": 1, "why": "becausea"}]


def test_a_field_that_fewer_filled_in_has_no_figures_and_texts_never_have() -> None:
    table = a_case()
    for name, mood in (("a", {"mood": "up"}), ("b", {"mood": "down"}), ("c", {})):
        table.share("pulse", name, fields={"score": 3, **mood})
    (told,) = figures(table.telling())

    assert told.figures == {"score": {"answers": 3, "avg": "3", "min": "3", "max": "3", "spread": "0"}}


def test_figures_are_exact_and_count_options() -> None:
    table = a_case()
    for name, score, mood in (("a", 1, "up"), ("b", 2, "up"), ("c", 5, "down")):
        table.share("pulse", name, fields={"score": score, "mood": mood})
    (told,) = figures(table.telling())

    assert told.figures == {
        "score": {"answers": 3, "avg": "8/3", "min": "1", "max": "5", "spread": "4"},
        "mood": {"answers": 3, "counts": {"up": 2, "down": 1}},
    }


def test_deposited_answers_are_all_in_the_figures_once_all_have_sealed() -> None:
    table = a_case(sealed_until={"each": "party"})
    for name in SEVEN:
        table.draft("pulse", name, fields={"score": 4})
        assert figures(table.telling()) == []
        table.do("seal", name, record="pulse")

    assert averages(table) == [(7, "4")]
    assert records(table.telling("chair")) == []


def test_figures_about_each_topic_are_of_the_answers_about_it() -> None:
    topic = a_record(many=True, written_by="chair")
    pulse = a_pulse() | {"per": ["topic", "party"]}
    need = a_need("topic.pulses.map(p, p.score).avg() >= 4", each="topic")
    table = a_table(
        a_method(roles=ROLES, records={"topic": topic, "pulse": pulse}, gate=[need]),
        [(name, name.upper(), "envoy") for name in SEVEN],
    )
    for one in ("first", "second"):
        table.share("topic", "chair", one)
    for name, subject in (("a", "first"), ("b", "first"), ("a", "second"), ("b", "second")):
        table.share("pulse", name, subject=subject, fields={"score": 4})

    assert figures(table.telling()) == []
    table.share("pulse", "c", subject="first", fields={"score": 4})

    assert [(one.about[0].id, one.answers) for one in figures(table.telling())] == [("first", 3)]
    gate = table.refused("move", "chair", move="finish").gate
    assert gate is not None
    assert [one.verdict for one in gate.conditions[0].subjects] == ["met", "unknown"]


def test_figures_go_when_no_answer_counts_any_more() -> None:
    table = a_case()
    answer(table, a=1, b=2, c=3)
    gone: list[object] = []
    for known in table.situation.of_type("pulse"):
        assert known.live is not None
        gone += table.do("withdraw", known.live.author, id=known.id, version=1)

    assert gone.count(events.FiguresTakenBack("pulse", ())) == 1
    assert figures(table.telling()) == []


@pytest.mark.parametrize(
    "need",
    [
        "pulses.exists(p, p.score == 1)",
        "pulses.all(p, p.score > 1)",
        "pulses.map(p, p.score).exists(s, s == 1)",
        "pulses.filter(p, p.score > 1 && p.why != '').size() >= 1",
        "pulses.filter(p, p.author.name == 'A').size() >= 1",
        "pulses.filter(p, p.score > 1).map(p, p.score).avg() > 1.0",
        "parties.all(p, p.pulse.score > 1)",
        "parties.exists(p, p.pulse.exists)",
        "pulses.sealed",
    ],
)
def test_no_condition_gets_at_a_single_answer(need: str) -> None:
    with pytest.raises(MethodInvalid, match="only figures are told"):
        a_case(need)


@pytest.mark.parametrize(
    "need",
    [
        GOOD,
        "pulses.size() >= 3",
        "pulses.filter(p, p.score >= 4).size() * 100 >= 60 * pulses.size()",
        "pulses.map(p, p.score).spread() <= 1 && size(pulses) >= 3",
        "parties.all(p, p.pulse.sealed)",
    ],
)
def test_conditions_may_ask_for_figures(need: str) -> None:
    assert unmet(a_case(need).refused("move", "chair", move="finish"))["asked"] in ("unknown", "unmet")


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"shown_from": 2}, "fewer than 3"),
        ({"confirmed_by": "chair"}, "nobody can confirm"),
        ({"seen_by": "party"}, "not by 'party'"),
        ({"per": None}, "one answer only"),
    ],
)
def test_what_would_tell_an_answer_is_complained_about(told: dict[str, Any], message: str) -> None:
    pulse = {key: value for key, value in (a_pulse() | told).items() if value is not None}
    with pytest.raises(MethodInvalid, match=message):
        a_method(roles=ROLES, records={"pulse": pulse})


def test_nothing_names_a_single_answer() -> None:
    linked = {"of": {"type": "link", "to": "pulse", "title": "Of"}}
    with pytest.raises(MethodInvalid, match="none of them can be named"):
        a_method(roles=ROLES, records={"pulse": a_pulse(), "note": a_record(fields=linked)})
    with pytest.raises(MethodInvalid, match="none of them can be named"):
        a_method(roles=ROLES, records={"pulse": a_pulse()}, decisions={"ok": a_decision(about="pulse")})
    with pytest.raises(MethodInvalid, match="none of them can be named"):
        a_method(roles=ROLES, records={"pulse": a_pulse()}, gate=[a_need("true", each="pulse")])


def test_a_share_of_no_answers_is_unknown_and_not_unmet() -> None:
    table = a_case("pulses.filter(p, p.mood == 'up').size() * 100 / pulses.size() >= 60")

    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unknown"}
