"""Where conditions differ from CEL: each deviation by its name in docs/reference/conditions.md, and Google's word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest
from cel_expr_python import cel

from engine.language.expressions import ExpressionError, Unknown
from tests.engine.language.expressions.worlds import IN_PARTY, Being, a_party, a_world, read

DEVIATIONS: dict[str, Callable[[], None]] = {}
CEL = cel.NewEnv(variables=dict.fromkeys(("n", "xs", "party"), cel.Type.DYN))


def deviation(name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Note the test of a deviation under the name that the page has for it."""

    def noted(test: Callable[[], None]) -> Callable[[], None]:
        DEVIATIONS[name] = test
        return test

    return noted


def by_cel(text: str) -> Any:
    """Return the value in CEL, "error" where it has none or cannot be read."""
    try:
        value = CEL.compile(text, disable_check=True).eval(data={"n": 3, "xs": [1, 2, 3], "party": {"name": "Town"}})
    except Exception:  # noqa: BLE001  # the engine has no narrower class
        return "error"
    return "error" if value.type() == cel.Type.ERROR else value.plain_value()


def ours(text: str, **given: object) -> Any:
    try:
        return read(text, IN_PARTY).evaluate(a_world(party=a_party(), **given))
    except Unknown as unknown:
        return unknown.reason


def refused(text: str) -> str:
    with pytest.raises(ExpressionError) as error:
        read(text, IN_PARTY)
    return error.value.message


@deviation("widening")
def test_a_whole_number_beside_a_number_becomes_one() -> None:
    assert by_cel("n + 2.5") == "error"
    assert ours("n + 2.5") == Fraction(11, 2)
    assert ours("[1, 2.5] == [1.0, 2.5]") is True


@deviation("exact-numbers")
def test_numbers_are_exact_and_division_by_zero_is_unknown() -> None:
    assert by_cel("0.1 + 0.2 == 0.3") is False
    assert ours("0.1 + 0.2 == 0.3") is True
    assert by_cel("1.0 / 0.0 > 1.0") is True
    assert ours("1.0 / 0.0 > 1.0") == "division_by_zero"
    assert ours("7 / 2") == by_cel("7 / 2") == 3
    assert ours("7 / 2.0") == Fraction(7, 2)


@deviation("choices")
def test_a_choice_compares_with_its_options_in_their_order() -> None:
    assert ours("mandate.level > 'explore'") is True
    assert ours("mandate.level < 'commit'") is True
    assert by_cel("'negotiate' < 'commit'") is False
    assert "did you mean 'negotiate'" in refused("mandate.level == 'negotiat'")
    assert "have no order" in refused("kind < kind")


@deviation("iso-durations")
def test_durations_are_written_as_in_iso_8601() -> None:
    assert by_cel("duration('120h') == duration('432000s')") is True
    assert by_cel("duration('P5D')") == "error"
    assert ours("duration('P5D') == duration('PT120H')") is True
    assert "is no duration" in refused("duration('120h')")
    assert "no fixed length" in refused("duration('P1M')")


@deviation("one-type")
def test_values_of_different_types_do_not_mix() -> None:
    assert by_cel("1 == 'a'") is False
    assert "cannot compare a whole number with text" in refused("1 == 'a'")
    assert by_cel("[1, 'a']") == [1, "a"]
    assert "must be of one type" in refused("[1, 'a']")


@deviation("checked-names")
def test_an_unknown_name_is_refused_even_where_cel_would_never_come_to_it() -> None:
    assert by_cel("true || nobody") is True
    assert "unknown name 'nobody'" in refused("true || nobody")
    assert "did you mean 'mandate'" in refused("party.mandat.confirmed")


@deviation("text-keys")
def test_the_keys_of_a_map_are_quoted_texts_each_once() -> None:
    assert by_cel("{1: 'a'}[1]") == "a"
    assert "expected a quoted text as key" in refused("{1: 'a'}[1]")
    assert "stands twice" in refused("{'a': 1, 'a': 2}")


@deviation("no-hiding")
def test_an_element_cannot_have_the_name_of_one_around_it() -> None:
    assert by_cel("xs.all(x, xs.exists(x, x > 2))") is True
    assert "already names something here" in refused("xs.all(x, xs.exists(x, x > 2))")


@deviation("implied-subjects")
def test_a_bare_name_is_short_for_a_member_of_the_subject() -> None:
    assert by_cel("name == 'Town'") == "error"
    assert ours("name == 'Town'") is ours("party.name == 'Town'") is True


@deviation("list-members")
def test_a_list_of_records_may_have_members_of_its_own() -> None:
    condition = read("interests.sealed", IN_PARTY)

    assert by_cel("xs.sealed") == "error"
    assert ("list:record:interest", "sealed") in condition.typed.uses
    assert condition.evaluate({"party": a_party(interests=Being(sealed=True))}) is True
    assert "a list has no 'sealed'" in refused("xs.sealed")


@deviation("aggregates")
def test_aggregates_take_a_list_or_several_values() -> None:
    assert by_cel("xs.sum()") == "error"
    assert (ours("xs.sum()"), ours("min(n, 2)"), ours("xs.max()"), ours("xs.spread()")) == (6, 2, 3, 2)
    assert ours("xs.avg()") == 2
    assert ours("xs.sum()", xs=[]) == 0
    assert {ours(f"xs.{function}()", xs=[]) for function in ("min", "max", "avg", "spread")} == {"of_nothing"}


@deviation("workdays")
def test_working_days_are_counted_by_the_world() -> None:
    def five(start: datetime, end: datetime) -> int:
        assert start == end
        return 5

    assert by_cel("workdays(n, n)") == "error"
    assert ours("workdays(t, t) == 5", workdays=five) is True


@deviation("microseconds")
def test_moments_and_durations_are_told_to_the_microsecond() -> None:
    assert by_cel("duration('0.0000001s') > duration('0s')") is True
    assert ours("duration('PT0.000001S') > duration('PT0S')") is True
    assert "is no duration" in refused("duration('PT0.0000001S')")
    assert "is no moment" in refused("timestamp('2026-03-01T09:00:00.0000001Z')")


@deviation("limits")
def test_a_condition_is_bounded_in_length_depth_and_steps() -> None:
    assert "4,000 characters" in refused("n" + " " * 4_000)
    assert "48 deep" in refused("(" * 49 + "n" + ")" * 49)
    assert "120 operands" in refused("n" + " + n" * 120)
    assert ours("xs.all(x, xs.all(y, x + y < 0) || true)", xs=list(range(200))) == "too_many_steps"


@deviation("left-out")
def test_what_is_left_out_is_refused_with_a_hint() -> None:
    assert by_cel("'abc'.matches('a.*')") is True
    assert "no patterns" in refused("'abc'.matches('a.*')")
    assert "no clock" in refused("now()")
    assert "convert no values" in refused("int('1')")
    assert "takes a whole number on a list" in refused("xs[1.0]")
    assert by_cel("xs[1.0]") == 2


@deviation("fewer-literals")
def test_there_is_one_way_to_write_each_value() -> None:
    assert "a number is written" in refused("1e3")
    assert "a number is written" in refused("1u")
    assert "directly before a quoted text" in refused("r'a'")
    assert "on one line" in refused("'''a'''")
    assert "expected a value" in refused("n // a comment")
    assert "expected a value" in refused(".n")


@deviation("empty-literals")
def test_nothing_is_asked_of_the_elements_of_an_empty_list_literal() -> None:
    assert by_cel("[].all(x, x > 1)") is True
    assert "an empty list has no elements to ask" in refused("[].all(x, x > 1)")
    assert ours("xs.all(x, x > 1)", xs=[]) is ours("[] + xs == xs && !(1 in [])") is True


@deviation("identity")
def test_a_thing_is_equal_to_itself_only() -> None:
    twins = [a_party("Town"), a_party("Town")]

    assert by_cel("party == {'name': 'Town'}") is True
    assert "cannot compare a party with a map" in refused("party == {'name': 'Town'}")
    assert ours("parties[0] == parties[1]", parties=twins) is False
    assert ours("parties[0] == parties[0]", parties=twins) is True


@deviation("member-calls")
def test_a_member_may_be_asked_with_an_argument() -> None:
    vote = Being(ballot=lambda voter: f"{voter.m_name} says yes")

    assert by_cel("party.ballot(n)") == "error"
    assert ours("vote.ballot(party)", vote=vote) == "Town says yes"


@deviation("has-unknown")
def test_whether_something_is_there_may_be_unknown() -> None:
    assert by_cel("has(party.mandate)") is False
    assert ours("has(party.ally)") is False
    assert ours("has(parties[0].ally)", parties=[a_party(ally=Unknown("erased"))]) == "erased"


@deviation("literal-times")
def test_durations_and_moments_are_written_out() -> None:
    assert by_cel("duration('1' + 's') == duration('1s')") is True
    assert "takes one quoted text" in refused("duration('P1' + 'D')")
    assert "takes one quoted text" in refused("timestamp(s)")


@deviation("long-durations")
def test_durations_may_be_longer_than_292_years() -> None:
    apart = "timestamp('2026-01-01T00:00:00Z') - timestamp('0001-01-01T00:00:00Z')"

    assert by_cel(f"{apart} > duration('1s')") == "error"
    assert ours(f"{apart} > duration('P700000D')") is True
    assert ours("duration('P3652500D') + duration('PT1S')") == "overflow"
