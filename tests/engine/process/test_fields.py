from __future__ import annotations

from typing import Any

import pytest

from tests.factories import Table, a_method, a_record, two_parties

FIELDS: dict[str, Any] = {
    "line": {"type": "line"},
    "text": {"type": "text"},
    "markdown": {"type": "markdown"},
    "whole": {"type": "whole", "from": 1, "to": 5},
    "number": {"type": "number"},
    "share": {"type": "number", "from": 0},
    "most": {"type": "number", "to": 10},
    "yes_no": {"type": "yes_no"},
    "date": {"type": "date"},
    "choice": {"type": "choice", "options": {"a": "A", "b": "B"}},
    "guest": {"type": "party"},
    "person": {"type": "participant"},
    "link": {"type": "link", "to": "topic"},
    "lines": {"type": "list", "of": "line"},
    "wholes": {"type": "list", "of": "whole"},
    "numbers": {"type": "list", "of": "number"},
    "parties": {"type": "list", "of": "party"},
    "topics": {"type": "list", "of": "topic"},
}


@pytest.fixture
def table() -> Table:
    fields = {name: {"title": name, "optional": True, **one} for name, one in FIELDS.items()}
    records = {"topic": a_record(many=True), "form": a_record(fields=fields)}
    table = two_parties(a_method(records=records))
    table.share("topic", "ann", "shared")
    table.draft("topic", "bob", "drafted")
    return table


def kept(table: Table, **given: Any) -> dict[str, Any]:
    form = table.draft("form", "ann", fields=given)
    draft = table.record(form).draft
    assert draft is not None
    assert draft.fields is not None
    return dict(draft.fields)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("line", "One line", "One line"),
        ("line", "é" * 400, "é" * 400),
        ("text", "Two\nlines", "Two\nlines"),
        ("text", " kept as it is ", " kept as it is "),
        ("markdown", "# Head", "# Head"),
        ("whole", 1, 1),
        ("whole", 5, 5),
        ("number", "12.50", "12.5"),
        ("number", 12, "12"),
        ("number", "100", "100"),
        ("number", "-0", "0"),
        ("number", "-0.000000001", "-0.000000001"),
        ("share", "0", "0"),
        ("most", "10.0", "10"),
        ("yes_no", False, False),
        ("yes_no", True, True),
        ("date", "2026-11-23", "2026-11-23"),
        ("date", "20261123", "2026-11-23"),
        ("choice", "a", "a"),
        ("person", "bob", "bob"),
        ("link", "shared", "shared"),
        ("lines", ["a", "b"], ["a", "b"]),
        ("lines", [], []),
        ("wholes", [1, 100], [1, 100]),
        ("numbers", ["1.0", 2], ["1", "2"]),
        ("topics", ["shared", "shared"], ["shared", "shared"]),
    ],
)
def test_a_value_that_fits_is_kept_in_one_form(table: Table, name: str, given: Any, expected: Any) -> None:
    assert kept(table, **{name: given}) == {name: expected}


def test_a_party_is_kept_by_its_id(table: Table) -> None:
    a = table.party("A")

    assert kept(table, guest=a, parties=[a]) == {"guest": a, "parties": [a]}


@pytest.mark.parametrize("empty", [None, "", "   ", "\n\t"])
def test_what_is_left_empty_is_left_out(table: Table, empty: str | None) -> None:
    assert kept(table, line=empty, text=empty) == {}


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_what_is_not_optional_is_not_left_empty(empty: str | None) -> None:
    table = two_parties(a_method(records={"note": a_record()}))

    refusal = table.refused("record", "ann", record="note", fields={"text": empty})

    assert (refusal.kind, refusal.message, refusal.pointer) == ("malformed", "field_missing", "/fields/text")
    assert refusal.values == {"field": "text"}


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("line", "Two\nlines", "wants_line"),
        ("line", "Ends\n", "wants_line"),
        ("line", "Two\u2028lines", "wants_line"),
        ("line", "x" * 401, "wants_line"),
        ("text", "x" * 100_001, "wants_shorter"),
        ("text", "a\0b", "wants_unicode"),
        ("text", "a\ud800b", "wants_unicode"),
        ("text", 5, "wants_text"),
        ("text", ["x"], "wants_text"),
        ("text", {"x": 1}, "wants_text"),
        ("whole", 0, "wants_between"),
        ("whole", 6, "wants_between"),
        ("whole", "3", "wants_whole"),
        ("whole", True, "wants_whole"),
        ("whole", 2**53, "wants_whole"),
        ("number", "1e3", "wants_number"),
        ("number", "NaN", "wants_number"),
        ("number", "1.", "wants_number"),
        ("number", "\u0661", "wants_number"),
        ("number", True, "wants_number"),
        ("share", "-1", "wants_between"),
        ("most", "10.1", "wants_between"),
        ("yes_no", 1, "wants_yes_no"),
        ("yes_no", "yes", "wants_yes_no"),
        ("date", "23-11-2026", "wants_date"),
        ("date", "2026-02-30", "wants_date"),
        ("date", "0001-01-01", "wants_date"),
        ("date", "9999-12-31", "wants_date"),
        ("date", 2026, "wants_text"),
        ("choice", "c", "not_an_option"),
        ("choice", ["a"], "not_an_option"),
        ("guest", "A", "not_an_option"),
        ("person", "nobody", "not_an_option"),
        ("link", "drafted", "no_such_record"),
        ("link", "nothing", "no_such_record"),
        ("link", 3, "no_such_record"),
        ("lines", "a", "wants_list"),
        ("lines", ["a"] * 501, "wants_list"),
        ("topics", ["drafted"], "no_such_record"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_where_it_stands(
    table: Table, name: str, given: Any, message: str
) -> None:
    refusal = table.refused("record", "ann", record="form", fields={name: given})

    inside = isinstance(given, list) and message != "wants_list" and name.endswith("s")
    assert (refusal.kind, refusal.message) == ("malformed", message)
    assert refusal.pointer == f"/fields/{name}/0" if inside else f"/fields/{name}"
    assert len(str(refusal.values["found"])) <= 80


@pytest.mark.parametrize("name", ["whole", "number", "text", "lines", "choice", "link", "yes_no"])
def test_a_number_too_long_to_be_written_is_refused_like_any_other(table: Table, name: str) -> None:
    huge = 10**5_000

    for given in (huge, [huge]):
        refusal = table.refused("record", "ann", record="form", fields={name: given})
        assert refusal.kind == "malformed"
        assert refusal.values["found"] == "…"


def test_what_left_is_chosen_no_longer(table: Table) -> None:
    left = table.party("B")
    table.do("leave", "bob")

    for name, gone in (("guest", left), ("person", "bob")):
        assert table.refused("record", "ann", record="form", fields={name: gone}).message == "not_an_option"


@pytest.mark.parametrize(("name", "step"), [("colour", "colour"), ("a/b", "a~1b"), ("a~b", "a~0b")])
def test_a_field_the_record_does_not_have_is_refused(table: Table, name: str, step: str) -> None:
    refusal = table.refused("record", "ann", record="form", fields={name: "x"})

    assert (refusal.message, refusal.pointer) == ("field_unknown", f"/fields/{step}")
    assert refusal.values == {"found": name, "allowed": tuple(FIELDS)}


def test_bounds_are_said_as_they_are_declared(table: Table) -> None:
    assert table.refused("record", "ann", record="form", fields={"whole": 9}).values == {
        "found": "9",
        "lowest": "1",
        "highest": "5",
    }
    assert table.refused("record", "ann", record="form", fields={"share": "-1"}).values["highest"] == "…"
    assert table.refused("record", "ann", record="form", fields={"most": "11"}).values["lowest"] == "…"
