from __future__ import annotations

import pytest

from engine.language.expressions import BOOL, DURATION, INT, NUMBER, STRING, TIMESTAMP, ListOf, Type
from tests.engine.language.expressions.test_check import refused
from tests.engine.language.expressions.worlds import IN_PARTY, PARTY, SCOPE, read


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("size(s)", INT),
        ("parties.size()", INT),
        ("counts.size()", INT),
        ("s.startsWith('a')", BOOL),
        ("s.endsWith(s)", BOOL),
        ("'abc'.contains(s)", BOOL),
        ("has(parties[0].mandate)", BOOL),
        ("has(counts.z)", BOOL),
        ("xs.min()", INT),
        ("max(qs)", NUMBER),
        ("max(n, 2.5)", NUMBER),
        ("min(n, 1, 2)", INT),
        ("words.max()", STRING),
        ("min([t])", TIMESTAMP),
        ("max(d, d)", DURATION),
        ("xs.sum()", INT),
        ("sum(qs)", NUMBER),
        ("xs.avg()", NUMBER),
        ("xs.spread()", INT),
        ("spread(n, q)", NUMBER),
        ("duration('P5D')", DURATION),
        ("timestamp('2026-03-01T09:00:00Z')", TIMESTAMP),
        ("workdays(t, t)", INT),
        ("parties.all(p, p.mandate.confirmed)", BOOL),
        ("parties.exists(p, true)", BOOL),
        ("parties.exists_one(p, true)", BOOL),
        ("parties.filter(p, true)", ListOf(PARTY)),
        ("parties.map(p, p.name)", ListOf(STRING)),
        ("parties.map(p, p.mandate.confirmed, p.name)", ListOf(STRING)),
        ("counts.all(k, k == 'a')", BOOL),
        ("counts.map(k, counts[k])", ListOf(INT)),
    ],
)
def test_functions_and_macros_have_a_type(text: str, type_: Type) -> None:
    assert read(text).typed.type == type_


@pytest.mark.parametrize(
    ("text", "pointed_at", "said"),
    [
        ("sise(s)", "sise", "unknown function 'sise()'; did you mean 'size'? Known here: avg, duration, has"),
        ("parties.al(p, true)", "al", "a list, each a party has no method 'al()'; did you mean 'all'?"),
        ("s.sum()", "sum", "text has no method 'sum()'. Known here: contains, endsWith, size, startsWith"),
        ("n.size()", "size", "a whole number has no method 'size()'"),
        ("counts.sum()", "sum", "a map, each a whole number has no method 'sum()'"),
        ("s.matches('a')", "matches", "conditions have no patterns; use startsWith, endsWith or contains"),
        ("now() > t", "now", "conditions have no clock"),
        ("int(s)", "int", "conditions convert no values"),
        ("size()", "size", "'size()' takes text, a list or a map; found 0 arguments"),
        ("size(n)", "n", "'size()' takes text, a list or a map; found a whole number"),
        ("s.size(1)", "size", "'size()' takes nothing between its parentheses; found 1 argument"),
        ("s.startsWith(n)", "n", "'startsWith()' takes text here; found a whole number"),
        ("s.contains('a', 'b')", "contains", "'contains()' takes text; found 2 arguments"),
        ("has(n)", "has", "'has()' asks whether one member is there, as in has(mandate.ends)"),
        ("has(counts['a'])", "has", "'has()' asks whether one member is there"),
        ("has(parties[0].name, n)", "has", "'has()' asks whether one member is there"),
        ("has(xs[0])", "has", "'has()' asks whether one member is there"),
        (
            "max(n)",
            "n",
            "'max()' takes a list of numbers, texts, moments or durations, or several; found a whole number",
        ),
        ("max()", "max", "'max()' takes a list, or several values of one type; found nothing"),
        ("max(n, s)", "max", "found a whole number, text"),
        ("parties.max()", "parties", "found a list, each a party"),
        ("[].min()", "[]", "found an empty list"),
        ("sum(words)", "words", "'sum()' takes a list of numbers, or several; found a list, each text"),
        ("avg([d])", "[d]", "'avg()' takes a list of numbers"),
        ("spread([t])", "[t]", "'spread()' takes a list of numbers"),
        ("duration(s)", "duration", "'duration()' takes one quoted text, as in duration('P5D')"),
        ("duration('5 days')", "'5 days'", "'5 days' is no duration"),
        ("duration('P1M')", "'P1M'", "months and years have no fixed length"),
        ("timestamp()", "timestamp", "'timestamp()' takes one quoted text, as in timestamp('2026-03-01T09:00:00Z')"),
        ("timestamp('2026-02-30T00:00:00Z')", "'2026-02-30T00:00:00Z'", "is no moment"),
        ("workdays(t)", "workdays", "'workdays()' takes a moment, a moment; found 1 argument"),
        ("workdays(t, d)", "d", "'workdays()' takes a moment here; found a duration"),
        ("parties.all(p)", "all", "'all()' takes a name for the element and what to ask of it, as in .all(x, …)"),
        ("parties.all(p.name, true)", "all", "takes a name for the element"),
        ("parties.filter(p, true, true)", "filter", "takes a name for the element"),
        ("parties.map()", "map", "takes a name for the element"),
        ("parties.all(p, p.name)", "p.name", "'all()' asks what is true or false of each element; found text"),
        ("parties.map(p, p.name, p)", "p.name", "'map()' asks what is true or false of each element"),
        ("[].all(x, true)", "[]", "an empty list has no elements to ask"),
        ("n.all(x, true)", "all", "a whole number has no method 'all()'"),
    ],
)
def test_calls_that_mean_nothing_are_refused(text: str, pointed_at: str, said: str) -> None:
    found, message = refused(text)

    assert (found, said in message) == (pointed_at, True), message


def test_the_name_of_an_element_is_known_inside_its_macro_only() -> None:
    assert "unknown name 'p'" in refused("parties.all(p, true) && p.mandate.confirmed")[1]
    assert "unknown name 'p'" in refused("parties.map(q1, p.name)")[1]


def test_the_name_of_an_element_hides_no_local() -> None:
    message = "'p' already names something here; choose another name for the element"

    assert refused("parties.all(p, parties.exists(p, true))") == ("p", message)
    assert refused("parties.all(party, true)", IN_PARTY)[0] == "party"
    assert refused("parties.filter(p, true).all(p, parties.all(p, true))")[1] == message


def test_one_name_may_serve_two_macros_beside_each_other() -> None:
    assert read("parties.all(p, true) && parties.filter(p, true).exists(p, p.mandate.confirmed)")


def test_the_name_of_an_element_may_hide_a_global() -> None:
    typed = read("parties.all(n, n.name == s) && n > 1").typed

    assert typed.names == {"parties", "s", "n"}


def test_a_bare_member_can_be_asked_for_by_has() -> None:
    assert read("has(mandate)", IN_PARTY).typed.uses == {("party", "mandate")}
    assert read("has(ends)", SCOPE.bind("mandate", read("parties[0].mandate").typed.type, implicit=True))
