from __future__ import annotations

import json
from copy import deepcopy
from typing import Any, get_args

import pytest

from engine.authoring.comparing import Comparison, compare, compare_declared
from engine.authoring.comparing.special import HOLDS, RULES
from engine.language import Method, read_method
from engine.language.declaration import Declaration
from engine.language.declaration.decisions import Rule
from engine.language.declaration.records import FieldType
from tests.factories import a_decision, a_move, a_need, a_phase, a_record

Part = dict[str, Any]
LEVELS = {"type": "choice", "title": "Level", "ordered": True, "options": {"low": "Low", "mid": "Mid", "high": "High"}}
DECLARED: Part = {
    "sluis": 1,
    "method": "small",
    "version": "1.0.0",
    "title": "Small",
    "summary": "A small method.",
    "languages": ["en"],
    "may": {"open": "chair", "admit": "chair"},
    "roles": {
        "chair": {"title": "Chair"},
        "envoy": {"title": "Envoy", "of": "party"},
        "board": {"title": "Board", "of": "party"},
    },
    "records": {
        "mandate": a_record(
            title="Mandate", per="party", fields={"level": LEVELS, "bounds": {"type": "text", "title": "Bounds"}}
        )
    },
    "decisions": {
        "pact": a_decision(title="Pact", rule={"majority": {"over": "1/2"}}, silence="abstains", open_for="P14D")
    },
    "gates": {
        "ready": {
            "title": "Everybody is ready",
            "all": [
                a_need("mandate.level >= 'mid'", each="party", id="level", unmet="No level"),
                a_need("parties.size() >= 2", id="two", unmet="Not two"),
            ],
        }
    },
    "phases": {
        "talk": a_phase({"on": a_move("work", gate="ready")}, title="Talk", open=["mandate"], term="P28D"),
        "work": a_phase({"finish": a_move("end.finished")}, title="Work", open=["mandate", "pact"]),
    },
    "ends": {"finished": {"title": "Finished", "verdict": "success"}},
}
READY = "Gate “Everybody is ready” (asked for by “To work”)"


def changed(*changes: tuple[str, object]) -> Method:
    """Return the method with other values at dotted paths; None takes a key away."""
    declared: Any = deepcopy(DECLARED)
    for path, value in changes:
        at, (*way, last) = declared, path.split(".")
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
        if value is None:
            del at[int(last) if isinstance(at, list) else last]
        elif isinstance(at, list) and int(last) == len(at):
            at.append(value)
        else:
            at[int(last) if isinstance(at, list) else last] = value
    return read_method(json.dumps(declared), "small.yaml")


def told(*changes: tuple[str, object]) -> list[tuple[str, str, str, str]]:
    return [(one.group, one.effect, one.about, one.text) for one in compared(*changes).differences]


def compared(*changes: tuple[str, object]) -> Comparison:
    return compare(changed(), changed(*changes))


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            "gates.ready.all.0.need", "mandate.level >= 'high'",
            ("gates", "stricter", READY,
             "“No level”: needs now: `mandate.level >= 'high'`; it was `mandate.level >= 'mid'`"),
        ),
        (
            "gates.ready.all.2", a_need("chair.size() >= 1", unmet="No chair"),
            ("gates", "stricter", READY, "also asks: “No chair”, owed by Chair"),
        ),
        ("gates.ready.all.1", None, ("gates", "looser", READY, "no longer asks: “Not two”, owed by Chair")),
        (
            "phases.work.moves.finish.gate", ["ready"],
            ("gates", "stricter", "Step “To end.finished” of phase “Work”", "also asks: the gate “Everybody is ready”"),
        ),
        (
            "phases.work.while", {"ready": "hold"},
            ("gates", "stricter", "Phase “Work”",
             "“Everybody is ready” must stay so now; when it does not: all is on hold"),
        ),
        (
            "records.mandate.confirmed_by", "board",
            ("duties", "stricter", "Record “Mandate”", "a new duty: Board must confirm it"),
        ),
        (
            "records.mandate.written_by", ["envoy", "board"],
            ("may", "looser", "Record “Mandate”", "Board may write it as well"),
        ),
        (
            "records.mandate.fields.bounds.seen_by", "party",
            ("sees", "stricter", "Field “Bounds” of record “Mandate”",
             "seen by its party now; it was whoever sees the record"),
        ),
        (
            "records.mandate.fields.ends", {"type": "date", "title": "Ends"},
            ("records", "stricter", "Field “Ends” of record “Mandate”", "is new: a date"),
        ),
        (
            "decisions.pact.rule", {"majority": {"at_least": "2/3"}},
            ("decisions", "stricter", "Decision “Pact”",
             ("accepted when at least 2/3 of the votes cast say yes; "
             "it was when more than 1/2 of the votes cast say yes")),
        ),
        (
            "decisions.pact.open_for", "P21D",
            ("time", "looser", "Decision “Pact”", "open for: 21 days, longer than before; it was 14 days"),
        ),
        (
            "phases.talk.term", "P2W",
            ("time", "stricter", "Phase “Talk”", "term: 14 days, shorter than before; it was 28 days"),
        ),
        (
            "may.hold", "envoy",
            ("may", "changed", "The process as a whole",
             "Envoy may hold the process now; it was whoever opened the process"),
        ),
        (
            "phases.work.moves.back", {**a_move("talk"), "back": True},
            ("way", "added", "Step “To talk” of phase “Work”", "is new: leads to “talk”, taken by Chair (back)"),
        ),
        (
            "roles.chair.title", "President",
            ("words", "changed", "Role “President”", "called: “President”; it was “Chair”"),
        ),
        (
            "ends.parted", {"title": "Parted", "verdict": "cancelled"},
            ("way", "added", "End “Parted”", "is new: counts as cancelled"),
        ),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words(path: str, value: object, expected: tuple[str, str, str, str]) -> None:
    assert expected in told((path, value))


STEADY = {"title": "Steady", "all": [a_need("parties.size() >= 1", id="some", unmet="Nobody")]}
DATED = ("case", {"day": {"type": "date", "title": "Day"}})
CASES: list[tuple[list[tuple[str, object]], list[tuple[str, object]], tuple[str, str, str]]] = [
    (
        [("decisions.pact.open_for", "5 working days")], [("decisions.pact.open_for", "10 working days")],
        ("looser", "Decision “Pact”", "open for: 10 working days, longer than before; it was 5 working days"),
    ),
    (
        [("decisions.pact.open_for", "5 working days")], [("decisions.pact.open_for", "P10D")],
        ("changed", "Decision “Pact”", "open for: 10 days; it was 5 working days"),
    ),
    (
        [DATED, ("gates.ready.all.1.due", "P5D before case.day")],
        [DATED, ("gates.ready.all.1.due", "P9D before case.day")],
        ("stricter", READY,
         "“Not two”: owed: 9 days before case.day, shorter than before; it was 5 days before case.day"),
    ),
    (
        [("gates.ready.all.0.at_least", 2)], [("gates.ready.all.0.at_least", 3)],
        ("stricter", READY, "“No level”: how many must meet it: 3; it was 2"),
    ),
    (
        [("gates.ready.all.0.at_least", "2/3")], [("gates.ready.all.0.at_least", "1/2")],
        ("looser", READY, "“No level”: how many must meet it: 1/2; it was 2/3"),
    ),
    (
        [], [("gates.ready.all.2", {"any": [a_need("chair.size() >= 1", id="led", unmet="No chair"),
                                            a_need("parties.size() >= 3", id="three", unmet="Not three")]})],
        ("stricter", READY, "also asks: one of “No chair” and “Not three”"),
    ),
    (
        [], [("phases.after", a_phase({"end": a_move("end.finished")}, title="After", purpose="To look back")),
             ("phases.work.moves.on", a_move("after"))],
        ("added", "Phase “After”", "is new: “To look back”"),
    ),
    ([], [("gates.steady", STEADY)], ("added", "Gate “Steady”", "is new: asks “Nobody”, owed by Chair")),
    (
        [], [("records.mandate.confirmed_by", {"each": "board"})],
        ("stricter", "Record “Mandate”", "a new duty: each holder of the role Board must confirm it"),
    ),
    (
        [], [("decisions.pact.rule", {"accepted": "tally.yes > 2"})],
        ("changed", "Decision “Pact”",
         "accepted when `tally.yes > 2`; it was when more than 1/2 of the votes cast say yes"),
    ),
    (
        [("may.extend", {"by": "chair", "up_to": "P10D"})], [("may.extend", {"by": "envoy", "up_to": "P10D"})],
        ("changed", "The process as a whole", "Envoy may give a phase more time now, no longer Chair"),
    ),
    (
        [("gates.steady", STEADY), ("phases.work.while", {"ready": "hold", "steady": "hold"})],
        [("gates.steady", STEADY), ("phases.work.while", {"ready": "hold", "steady": {"tell": "chair"}})],
        ("changed", "Phase “Work”", "when “Steady” is no longer so: Chair is told; it was all is on hold"),
    ),
    (
        [("gates.steady", STEADY), ("phases.work.moves.finish.gate", ["ready"])],
        [("gates.steady", STEADY), ("phases.work.moves.finish.gate", ["ready", "steady"])],
        ("stricter", "Step “To end.finished” of phase “Work”", "also asks: the gate “Steady”"),
    ),
    (
        [], [("records.mandate.fields.level.options.low", "Lowest")],
        ("changed", "Option “Lowest” of field “Level” of record “Mandate”", "called: “Lowest”; it was “Low”"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), CASES, ids=[expected[2] for _, _, expected in CASES])
def test_what_is_other_between_two_versions_is_told_once(
    before: list[tuple[str, object]], after: list[tuple[str, object]], expected: tuple[str, str, str]
) -> None:
    found = compare(changed(*before), changed(*after)).differences

    assert [(one.effect, one.about, one.text) for one in found if one.about == expected[1]] == [expected]


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [(["party"], ["party", "board"], "looser"), (["party", "board"], ["board"], "stricter")],
)
def test_of_a_sight_that_others_have_as_well_it_is_told_that_more_see_it(
    old: list[str], new: list[str], effect: str
) -> None:
    at = "records.mandate.fields.bounds.seen_by"

    (found,) = compare(changed((at, old)), changed((at, new))).differences

    assert (found.group, found.effect) == ("sees", effect)


def test_roles_that_only_stand_in_another_order_are_told_as_that_beside_what_else_changed() -> None:
    roles = {name: DECLARED["roles"][name] for name in ("board", "chair", "envoy")}
    moved = ("words", "changed", "The method", "stand in another order now: board, chair and envoy")

    assert told(("roles", roles)) == [moved]
    assert moved in told(("roles", {**roles, "board": {"title": "Council", "of": "party"}}))


def test_of_a_text_in_several_languages_only_the_language_that_changed_is_told() -> None:
    def word(dutch: str) -> Declaration:
        texts = {"word": {"en": "Chair", "nl": dutch}, "meaning": {"en": "Who leads", "nl": "Wie leidt"}}
        return Declaration.model_validate_json(json.dumps({**DECLARED, "glossary": {"chair": texts}}))

    found = compare_declared(word("Voorzitter"), word("Gespreksleider"))

    assert [one.text for one in found] == ["word (nl): “Gespreksleider”; it was “Voorzitter”"]


def test_of_two_methods_it_is_told_that_no_process_of_one_becomes_one_of_the_other() -> None:
    found = compared(("method", "large")).running

    assert found.sentence == "These are two methods: a process of small never becomes one of large."
    assert (found.kept_back, found.anew, found.same_version) == ((), (), False)


def test_what_means_the_same_is_no_difference() -> None:
    same = told(
        ("gates.ready.all.1.need", "1 < parties.size()"),
        ("decisions.pact.rule", "majority"),
        ("decisions.pact.counted", "at_open"),
        ("decisions.pact.open_for", "P2W"),
        ("records.mandate.written_by", ["envoy"]),
    )

    assert same == []


def test_what_is_only_called_otherwise_in_the_file_is_told_as_that() -> None:
    board = DECLARED["roles"]["board"]

    assert told(("roles.board", None), ("roles.council", board)) == [
        ("may", "changed", "Role “Board”", "is called `council` in the file now; it was `board`")
    ]


def test_what_weighs_most_comes_first_and_what_is_about_one_thing_stands_together() -> None:
    found = compared(
        ("version", "1.1.0"),
        ("roles.chair.title", "President"),
        ("may.cancel", "envoy"),
        ("gates.ready.all.1", None),
        ("gates.ready.all.0.need", "mandate.level >= 'high'"),
    ).differences

    assert [one.group for one in found] == ["gates", "gates", "may", "words", "words"]
    assert [one.effect for one in found[:2]] == ["stricter", "looser"]


def test_running_processes_keep_their_version_where_the_method_lets_nobody_adopt_another() -> None:
    found = compared(("version", "2.0.0"), ("title", "Smaller")).running

    assert "run under 1.0.0 keep its rules until their end" in found.sentence
    assert (found.kept_back, found.anew) == ((), ())


def test_who_may_bring_running_processes_to_the_new_version_is_told() -> None:
    old, new = changed(("may.adopt", "chair")), changed(("may.adopt", "chair"), ("version", "1.0.1"))

    found = compare(old, new).running

    assert found.sentence == "Processes that run under 1.0.0 keep its rules until Chair brings them to 1.0.1."


def test_what_keeps_a_process_from_the_new_version_is_told_and_what_is_asked_anew_of_one_that_comes() -> None:
    found = compared(
        ("version", "2.0.0"),
        ("gates.ready.all.0.need", "mandate.level >= 'high'"),
        ("records.mandate.fields.ends", {"type": "date", "title": "Ends"}),
        ("records.mandate.confirmed_by", "board"),
        ("decisions.pact.rule", "unanimity"),
        ("phases.work", None),
        ("phases.talk.moves.on", a_move("end.finished", gate="ready")),
        ("phases.talk.open", ["mandate", "pact"]),
    ).running

    assert found.kept_back == (
        "any process: records.mandate.fields.ends.optional has no place in 2.0.0",
        "a process that is or was in “Work”: phases.work has no place in 2.0.0",
    )
    assert set(found.anew) == {
        "asked anew of Chair: “No level”",
        "to be confirmed by Board: every “Mandate”",
        "votes on “Pact” that go on lapse: they are put or counted otherwise",
    }


def test_two_contents_under_one_version_are_told() -> None:
    assert compared(("title", "Smaller")).running.same_version
    assert not compared(("title", "Smaller"), ("version", "1.0.1")).running.same_version
    assert not compared().running.same_version


def test_what_a_condition_asks_of_a_field_is_ranked_by_the_order_of_its_options() -> None:
    other = deepcopy(LEVELS)
    other["options"] = {"high": "High", "mid": "Mid", "low": "Low"}

    found = told(("records.mandate.fields.level", other), ("gates.ready.all.0.need", "mandate.level >= 'high'"))

    assert [effect for group, effect, _, _ in found if group == "gates"] == ["changed"]


def test_options_in_another_order_are_told_as_other_records() -> None:
    turned = {"high": "High", "mid": "Mid", "low": "Low"}

    assert told(("records.mandate.fields.level.options", turned)) == [
        ("records", "changed", "Field “Level” of record “Mandate”", "stand in another order now: high, mid and low")
    ]


def test_every_rule_can_be_said() -> None:
    assert set(Rule.model_fields) - {"majority", "accepted"} <= set(RULES)  # these are said by share and condition


def test_every_type_of_a_field_can_be_said() -> None:
    assert set(HOLDS) == set(get_args(FieldType))
