"""What a condition would tell people who may not see it: every way a value can flow, and every way to say so."""

from __future__ import annotations

import pytest

from engine.language import read
from engine.language.diagnostics import Diagnostic

ARROW = "→"
METHOD = """\
sluis: 1
method: small
version: 1.0.0
title: Small
summary: Small.
languages: [en]
may: {open: chair}
table: [envoy, guide]
case: {hard: {type: yes_no, title: Hard}}
roles:
  chair: {title: Chair}
  guide: {title: Guide}
  envoy: {title: Envoy, of: party}
  board: {title: Board, of: party}
records:
  mandate:
    title: Mandate
    per: party
    fields:
      level: {type: whole, title: Level}
      bounds: {type: whole, title: Bounds, seen_by: party, optional: true}
    written_by: envoy
    confirmed_by: board
    seen_by: process
  interest:
    title: Interest
    per: party
    many: true
    fields: {weight: {type: whole, title: Weight}}
    written_by: envoy
    seen_by: table
  topic:
    title: Topic
    many: true
    fields:
      question: {type: line, title: Question}
      serves: {type: link, to: interest, title: Serves, optional: true}
      all: {type: list, of: interest, title: All, optional: true}
    written_by: envoy
    seen_by: process
  secret:
    title: Secret
    fields: {text: {type: line, title: Text}}
    written_by: guide
    seen_by: guide
decisions:
  plan: {title: Plan, by: chair, voters: board, rule: unanimity, seen_by: process}
  inside: {title: Inside, by: guide, voters: guide, rule: unanimity, seen_by: guide}
  of_topic: {title: Of a topic, per: topic, by: guide, voters: guide, rule: unanimity, seen_by: [guide, envoy]}
gates:
  asked:
    title: Asked
    all:
      - ITEM
phases:
  work:
    title: Work
    open: [mandate, interest, topic, secret, plan, inside, of_topic]
    moves: {finish: {title: Finish, to: end.done, by: chair, gate: asked}}
ends: {done: {title: Done, verdict: success}}
"""
PLAIN = "unmet: Missing, owed_by: envoy"


def complaints(item: str, method: str = METHOD) -> tuple[list[Diagnostic], list[tuple[int, int]]]:
    """Return what is said about a method with this condition, and the places of its arrows."""
    marked = method.replace("ITEM", item)
    places, text = [], ""
    for part in marked.split(ARROW):
        text += part
        places.append((text.count("\n") + 1, len(text) - text.rfind("\n")))
    return list(read(text, "small.yaml").diagnostics), places[:-1]


HIDDEN = [
    # need, by every path from something that everybody sees
    (f"{{id: a, need: →secret.exists, {PLAIN}}}", "secret"),
    (f"{{id: a, need: case.hard || →secret.text == 'x', {PLAIN}}}", "secret"),
    (f"{{id: a, need: →secret.version > 1, {PLAIN}}}", "secret"),
    (f"{{id: a, need: phase.entered_at < →secret.changed_at, {PLAIN}}}", "secret"),
    (f"{{id: a, need: →secret.confirmed_at > phase.entered_at, {PLAIN}}}", "secret"),
    (f"{{id: a, need: has(→secret.text), {PLAIN}}}", "secret"),
    (f"{{id: a, need: →interests.size() > 3, {PLAIN}}}", "interest"),
    (f'{{id: a, need: "→interests.exists(i, i.weight > 3)", {PLAIN}}}', "interest"),
    (f'{{id: a, need: "→interests.filter(i, true).size() > 0", {PLAIN}}}', "interest"),
    (f'{{id: a, need: "→interests.map(i, i.weight).sum() > 3", {PLAIN}}}', "interest"),
    (f'{{id: a, need: "parties.all(p, →p.interests.size() > 0)", {PLAIN}}}', "interest"),
    (f'{{id: a, need: "case.hard ? true : →secret.exists", {PLAIN}}}', "secret"),
    (f'{{id: a, need: "[→secret.exists].size() == 1", {PLAIN}}}', "secret"),
    (f"{{id: a, each: party, need: →interests.size() > 0, {PLAIN}}}", "interest"),
    (f"{{id: a, each: party, need: →party.interests.size() > 0, {PLAIN}}}", "interest"),
    (f"{{id: a, each: party, need: →mandate.bounds > 1, {PLAIN}}}", "mandate.bounds"),
    (f"{{id: a, each: party, need: →has(mandate.bounds), {PLAIN}}}", "mandate.bounds"),
    (f"{{id: a, each: topic, need: →topic.serves.weight > 1, {PLAIN}}}", "topic.serves"),
    (f"{{id: a, each: topic, need: →has(topic.serves), {PLAIN}}}", "topic.serves"),
    (f"{{id: a, each: topic, need: →topic.all.size() > 1, {PLAIN}}}", "topic.all"),
    (f'{{id: a, need: "topics.exists(t, →t.serves.party == t.party)", {PLAIN}}}', "topic.serves"),
    (f"{{id: a, need: →inside.accepted, {PLAIN}}}", "inside"),
    (f"{{id: a, need: →inside.opened_at > phase.entered_at, {PLAIN}}}", "inside"),
    (f"{{id: a, each: topic, need: →topic.of_topic.accepted, {PLAIN}}}", "of_topic"),
    # where, waited
    (f"{{id: a, each: party, where: →mandate.bounds > 1, need: mandate.confirmed, {PLAIN}}}", "mandate.bounds"),
    (f"{{id: a, where: →inside.accepted, need: case.hard, {PLAIN}}}", "inside"),
    (f"{{id: a, waited: →P1D after inside.closed_at, {PLAIN}}}", "inside"),
    # a group
    (f"{{all: [{{id: a, need: →secret.exists, {PLAIN}}}]}}", "secret"),
    (f"{{any: [{{id: a, need: case.hard, {PLAIN}}}, {{id: b, each: party, need: →mandate.bounds > 1, {PLAIN}}}]}}",
     "mandate.bounds"),
    # an advisory one is shown too
    (f"{{id: a, need: →secret.exists, advisory: true, {PLAIN}}}", "secret"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "what"), HIDDEN)
def test_reading_what_fewer_may_see_asks_what_may_be_told_of_it(item: str, what: str) -> None:
    found, places = complaints(item)
    leaks = [one for one in found if one.kind == "leak"]

    assert [(one.line, one.column) for one in leaks] == places
    assert f"fewer may see '{what}'" in leaks[0].message
    assert "'shows'" in leaks[0].message
    assert [one for one in found if one.kind != "leak"] == []


@pytest.mark.parametrize("shows", ["names", "count", "outcome"])
@pytest.mark.parametrize(("item", "what"), [one for one in HIDDEN if "{all" not in one[0] and "{any" not in one[0]])
def test_with_shows_it_may_be_read(item: str, what: str, shows: str) -> None:
    found, _ = complaints(item.replace(ARROW, "").replace("{id: a,", f"{{id: a, shows: {shows},"))

    assert found == []


@pytest.mark.parametrize(
    "item",
    [
        f"{{id: a, each: party, need: mandate.confirmed && mandate.level > 1, {PLAIN}}}",
        f'{{id: a, each: topic, need: topic.question != "", {PLAIN}}}',
        '{id: a, each: topic, need: topic.question != "", unmet: "{topic.question} of {topic}", owed_by: envoy}',
        f"{{id: a, need: plan.accepted, {PLAIN}}}",
        f"{{id: a, need: case.hard && parties.size() > 1, {PLAIN}}}",
        f"{{id: a, each: envoy, where: envoy.party.mandate.confirmed, need: envoy.name != '', {PLAIN}}}",
        f"{{each: party, where: mandate.confirmed, all: [{{id: a, need: mandate.level > 1, {PLAIN}}}]}}",
        f"{{each: party, all: [{{id: a, need: mandate.bounds > 1, shows: names, {PLAIN}}}]}}",
        f"{{id: a, each: party, need: mandate.confirmed, shows: outcome, {PLAIN}}}",
    ],
)
def test_what_everybody_sees_is_read_freely(item: str) -> None:
    assert complaints(item)[0] == []


@pytest.mark.parametrize(
    ("shows", "count"), [("", 2), ("shows: names, ", 1), ("shows: count, ", 0), ("shows: outcome, ", 0)]
)
def test_subjects_of_which_fewer_know_are_never_told(shows: str, count: int) -> None:
    item = f"{{id: a, each: →interest, {shows}need: interest.weight > 1, {PLAIN}}}"
    found, places = complaints(item)
    about_each = [one for one in found if "subjects are told, and fewer may know of each 'interest'" in one.message]

    assert len(found) == count
    assert [(one.line, one.column) for one in about_each] == (places if count else [])
    assert {one.kind for one in found} <= {"leak"}


@pytest.mark.parametrize("shows", ["", "shows: names, ", "shows: count, ", "shows: outcome, "])
@pytest.mark.parametrize(
    ("item", "what"),
    [
        ('{id: a, each: party, need: mandate.confirmed, %sunmet: "bounds are {→mandate.bounds}", owed_by: envoy}',
         "mandate.bounds"),
        ('{id: a, need: case.hard, %sunmet: "x {→secret.text}", owed_by: envoy}', "secret"),
        ('{id: a, need: case.hard, %sunmet: "x {→secret}", owed_by: envoy}', "secret"),
        ("{id: a, need: case.hard, %sunmet: x, owed_by: envoy, due: →P1D after secret.shared_at}", "secret"),
        ("{id: a, need: case.hard, %sunmet: x, owed_by: {named_in: →secret.author}}", "secret"),
    ],
)  # fmt: skip
def test_a_value_that_fewer_may_see_is_never_told(item: str, what: str, shows: str) -> None:
    found, places = complaints(item % shows)
    leaks = [one for one in found if f"fewer may see '{what}': leave it out" in one.message]

    assert [(one.line, one.column, one.kind) for one in leaks] == [(*place, "leak") for place in places]


@pytest.mark.parametrize("shows", ["count", "outcome"])
@pytest.mark.parametrize("sentence", ["{→party.name} is late", "{→party}: late", "It is {→name}"])
def test_where_no_subject_is_told_the_sentence_names_none(sentence: str, shows: str) -> None:
    item = f'{{id: a, each: party, need: mandate.confirmed, shows: {shows}, unmet: "{sentence}", owed_by: envoy}}'
    found, places = complaints(item)

    assert [(one.line, one.column) for one in found] == places
    assert found[0].kind == "leak"
    assert f"with 'shows: {shows}' nobody is told which 'party' it is" in found[0].message
    assert complaints(item.replace(f"shows: {shows}", "shows: names").replace(ARROW, ""))[0] == []


@pytest.mark.parametrize(
    ("item", "word"),
    [
        (f"{{each: party, where: →mandate.bounds > 1, all: [{{id: a, need: mandate.confirmed, {PLAIN}}}]}}", "a group"),
        (f"{{where: →secret.exists, all: [{{id: a, need: case.hard, shows: names, {PLAIN}}}]}}", "a group"),
        (f"{{each: →interest, all: [{{id: a, need: case.hard, shows: count, {PLAIN}}}]}}", "subjects are told"),
        (f"{{each: party, all: [{{id: a, need: mandate.bounds > 1, shows: →count, {PLAIN}}}]}}", "by subject"),
        (
            f"{{each: party, any: [{{all: [{{id: a, need: mandate.bounds > 1, shows: →outcome, {PLAIN}}}]}}]}}",
            "by subject",
        ),
    ],
)
def test_a_group_tells_its_subjects_and_hides_nothing(item: str, word: str) -> None:
    found, places = complaints(item)
    leaks = [one for one in found if one.kind == "leak" and word in one.message]

    assert [(one.line, one.column) for one in leaks] == places


def test_the_gate_of_a_decision_that_few_see_is_judged_by_everybody_like_any_gate() -> None:
    gated = METHOD.replace("by: guide, voters: guide, rule: unanimity, seen_by: guide}",
                           "by: guide, voters: guide, rule: unanimity, seen_by: guide, gate: [ITEM]}")  # fmt: skip
    gated = gated.replace("      - ITEM\n", f"      - {{id: z, need: case.hard, {PLAIN}}}\n")

    found, places = complaints(f"{{id: a, need: →secret.exists, {PLAIN}}}", gated)
    assert [(one.line, one.column, one.kind) for one in found] == [(*place, "leak") for place in places]
    assert complaints(f"{{id: a, need: secret.exists, shows: outcome, {PLAIN}}}", gated)[0] == []


def test_everybody_sees_whether_a_phase_applies() -> None:
    text = METHOD.replace("ITEM", f"{{id: z, need: case.hard, {PLAIN}}}")
    for where, hidden in (("→secret.exists", True), ("plan.accepted", False)):
        found, places = complaints("", text.replace("    title: Work\n", f"    title: Work\n    where: {where}\n"))
        assert [(one.line, one.column, one.kind) for one in found] == [(*place, "leak") for place in places]
        assert all("everybody sees whether a phase applies" in one.message for one in found)
        assert bool(found) is hidden


def test_many_conditions_are_looked_at_in_a_moment() -> None:
    items = ", ".join(f"{{id: a{number}, need: case.hard, {PLAIN}}}" for number in range(1_000))

    assert complaints(f"{{all: [{items}]}}")[0] == []
