"""When something is due is told: no clock counts from what those who are told may not see."""

from __future__ import annotations

import pytest

from tests.engine.language.test_leaks import ARROW, METHOD, PLAIN, complaints

MOVE = "gate: asked}"
PLAN = "rule: unanimity, seen_by: process}"
INSIDE = "rule: unanimity, seen_by: guide}"
TIMED = "rule: unanimity, silence: blocks, seen_by"
WORK = "    title: Work\n"
SECRET = "    written_by: guide\n"
BASE = METHOD.replace("ITEM", f"{{id: z, need: case.hard, {PLAIN}}}")
TOLD = [
    ("may: {open: chair}", "may: {open: chair}\nterm: P1D after →secret.shared_at"),
    (WORK, f"{WORK}    term: P1D after →inside.closed_at\n"),
    (WORK, f"{WORK}    while: {{asked: {{after: P1D after →secret.shared_at, move: finish}}}}\n"),
    (MOVE, "gate: asked, at: until →secret.shared_at}"),
    (MOVE, 'gate: asked, at: "P1D after plan.closed_at, →inside.closed_at"}'),
    (MOVE, "gate: asked, lapses: [{topic: →topic.serves.weight > 1}]}"),
    (MOVE, "gate: asked, lapses: [{plan: →secret.exists}]}"),
    (PLAN, "rule: unanimity, seen_by: process, silence: blocks, open_for: P1D after →secret.shared_at}"),
    (PLAN, f"{TIMED}: process, open_for: {{from: P1D after →secret.shared_at, to: P9D}}}}"),
    (INSIDE, f"{TIMED}: guide, open_for: {{from: P1D, to: P9D after →secret.shared_at}}}}"),
    (SECRET, f"{SECRET}    expires: P1Y after →inside.closed_at\n"),
    (SECRET, f"{SECRET}    every: P1Y after →inside.closed_at\n"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "put"), TOLD)
def test_a_clock_that_reads_what_fewer_may_see_than_are_told_is_a_leak(found: str, put: str) -> None:
    assert found in BASE

    said, places = complaints("", BASE.replace(found, put, 1))

    assert [(one.line, one.column, one.kind) for one in said] == [(*place, "leak") for place in places]
    assert "is told, and fewer may see" in said[0].message


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (WORK, f"{WORK}    term: P9D after plan.closed_at\n"),
        (MOVE, "gate: asked, lapses: [topic, {secret: secret.text == 'x'}]}"),
        (INSIDE, "rule: unanimity, seen_by: guide, silence: blocks, open_for: P9D after inside.opened_at}"),
        (SECRET, f"{SECRET}    expires: P1Y after secret.confirmed_at\n"),
        (WORK, f"{WORK}    while: {{asked: {{after: P1D after plan.closed_at, move: finish}}}}\n"),
    ],
)
def test_a_clock_counts_from_what_all_see_who_are_told_and_from_its_own_thing(found: str, put: str) -> None:
    assert complaints("", BASE.replace(found, put, 1))[0] == []


@pytest.mark.parametrize(
    ("record", "field", "is_leak"),
    [("process", ", seen_by: party", True), ("[party, guide]", ", seen_by: party", True), ("party", "", False)],
)
def test_the_day_on_which_a_record_expires_is_seen_by_all_who_know_of_it(
    record: str, field: str, is_leak: bool
) -> None:
    ends = f"      ends: {{type: date, title: Ends, optional: true{field}}}\n"
    whole = f"    confirmed_by: board\n    seen_by: {record}\n    expires: {ARROW}ends\n"
    found = "    confirmed_by: board\n    seen_by: process\n"
    text = BASE.replace(found, whole, 1).replace("      bounds:", f"{ends}      bounds:", 1)

    said, places = complaints("", text)

    assert [(one.line, one.column, one.kind) for one in said] == ([(*places[0], "leak")] if is_leak else [])


def test_a_slip_in_the_clocks_of_a_voting_window_is_found() -> None:
    window = f"{TIMED}: process, open_for: {{from: P1D, to: P9D after {ARROW}plam.opened_at}}}}"

    said, places = complaints("", BASE.replace(PLAN, window, 1))

    assert [(one.line, one.column) for one in said] == places
    assert "plam" in said[0].message


@pytest.mark.parametrize(
    ("change", "is_leak"),
    [
        ({"seen_by": "guide", "written_by": "[guide, chair]"}, True),
        ({"seen_by": "[guide, envoy]", "written_by": "envoy"}, True),
        ({"seen_by": "guide", "written_by": "guide"}, False),
        ({"seen_by": "guide", "written_by": "[guide, chair]", "per": "secret"}, False),
    ],
)
def test_who_wrote_what_lapses_with_something_else_sees_that_as_well(change: dict[str, str], is_leak: bool) -> None:
    note = {"title": "Note", "many": "true", "fields": "{text: {type: line, title: Text}}", **change}
    lines = "".join(f"    {key}: {value}\n" for key, value in note.items())
    text = BASE.replace("decisions:\n", f"  note:\n{lines}    lapses_with: [{ARROW}secret]\ndecisions:\n", 1)
    text = text.replace("    seen_by: guide\ndecisions", "    seen_by: guide\n    many: true\ndecisions", 1)

    said, places = complaints("", text)

    found = [(one.line, one.column, one.code) for one in said if "lapsed" in one.message]
    assert found == ([(*places[0], "leak-name")] if is_leak else [])


@pytest.mark.parametrize(("per", "is_leak"), [({}, True), ({"per": "party"}, False)])
def test_what_is_a_partys_own_does_not_lapse_with_that_of_another_party(per: dict[str, str], is_leak: bool) -> None:
    own = {"title": "Own", "many": "true", "fields": "{text: {type: line, title: Text}}", "written_by": "envoy"}
    own |= {"seen_by": "party", **per}
    wish, hope = ("".join(f"    {key}: {value}\n" for key, value in own.items()) for _ in range(2))
    more = f"  wish:\n{wish}  hope:\n{hope}    lapses_with: [{ARROW}wish]\ndecisions:\n"

    said, places = complaints("", BASE.replace("decisions:\n", more, 1))

    found = [(one.line, one.column, one.code) for one in said if "lapsed" in one.message]
    assert found == ([(*places[0], "leak-name")] if is_leak else [])


def test_what_lapses_with_something_else_is_seen_by_no_more_people_than_that() -> None:
    for other, hidden in (("secret", True), ("inside", True), ("mandate", False), ("plan", False)):
        text = BASE.replace("    title: Topic\n", f"    title: Topic\n    lapses_with: [{ARROW}{other}]\n", 1)

        said, places = complaints("", text)

        assert [(one.line, one.column, one.kind) for one in said] == ([(*places[0], "leak")] if hidden else [])
