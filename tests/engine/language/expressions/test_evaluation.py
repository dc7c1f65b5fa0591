"""What expressions come to, by both evaluations; `test_against_cel.py` holds them to CEL at large."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from engine.language.expressions import Unknown
from tests.engine.language.expressions.worlds import (
    BOTH,
    IN_PARTY,
    NOON,
    SCOPE,
    VOCABULARY,
    Being,
    Evaluation,
    Reason,
    a_party,
    a_world,
)

pytestmark = BOTH

T, F, U = "b", "!b", "1 / 0 == 1"  # true, false, unknown


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (T, T, True, True),
        (T, F, False, True),
        (F, T, False, True),
        (F, F, False, False),
        (T, U, Reason("division_by_zero"), True),
        (U, T, Reason("division_by_zero"), True),
        (F, U, False, Reason("division_by_zero")),
        (U, F, False, Reason("division_by_zero")),
        (U, U, Reason("division_by_zero"), Reason("division_by_zero")),
    ],
)
def test_an_operand_that_decides_absorbs_one_that_cannot_be_told(
    evaluate: Evaluation, left: str, right: str, both: object, either: object
) -> None:
    assert evaluate(f"{left} && {right}") == both
    assert evaluate(f"{left} || {right}") == either
    assert evaluate(f"[{left}, {right}].all(x, x)") == (both if U not in (left, right) else Reason("division_by_zero"))
    assert evaluate(f"[1, 2].all(x, x == 1 ? {left} : {right})") == both
    assert evaluate(f"[1, 2].exists(x, x == 1 ? {left} : {right})") == either


def test_the_first_unknown_is_the_reason_when_nothing_decides(evaluate: Evaluation) -> None:
    assert evaluate("1 / 0 == 1 && xs[9] == 1 && b") == "division_by_zero"
    assert evaluate("xs[9] == 1 || 1 / 0 == 1") == "no_such_element"
    assert evaluate("[0, 9].all(x, 1 / x == 0 || xs[x] == 9)") == "division_by_zero"


@pytest.mark.parametrize(
    "text",
    [
        "!(1 / 0 == 1)",
        "(1 / 0 == 1) == true",
        "1 / 0 == 1 ? true : true",
        "[1 / 0].size() == 1",
        "{'a': 1 / 0}.size() == 1",
        "[1 / 0].all(x, true)",
        "xs.filter(x, 1 / (x - 2) > 5).size() >= 0",
        "xs.map(x, 1 / (x - 2)).size() == 3",
        "xs.map(x, 1 / (x - 2) > 5, x).size() >= 0",
        "xs.exists_one(x, 1 / (x - 2) > 5)",
        "1 / 0 in xs",
    ],
)
def test_nothing_else_absorbs(evaluate: Evaluation, text: str) -> None:
    assert evaluate(text) == "division_by_zero"
    assert evaluate(f"{text} && b") == "division_by_zero"


def test_what_is_not_chosen_is_not_evaluated(evaluate: Evaluation) -> None:
    assert evaluate("b ? 1 : 1 / 0") == 1
    assert evaluate("!b ? 1 / 0 : 2") == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7 / 2", 3),
        ("-7 / 2", -3),
        ("7 / -2", -3),
        ("-7 % 2", -1),
        ("7 % -3", 1),
        ("n * n - n", 6),
        ("-n", -3),
        ("9223372036854775807 + 1", Reason("overflow")),
        ("-9223372036854775808 - 1", Reason("overflow")),
        ("9223372036854775807 * 2", Reason("overflow")),
        ("-(-9223372036854775808)", Reason("overflow")),
        ("-9223372036854775808 / -1", Reason("overflow")),
        ("-9223372036854775808 % -1", Reason("overflow")),
        ("n / 0", Reason("division_by_zero")),
        ("n % 0", Reason("division_by_zero")),
        ("[9223372036854775807, 1].sum()", Reason("overflow")),
        ("[9223372036854775807, 1, -1].sum()", 9223372036854775807),
        ("spread(9223372036854775807, -1)", Reason("overflow")),
    ],
)
def test_whole_numbers_have_64_bits_and_divide_towards_zero(evaluate: Evaluation, text: str, value: object) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("q", Fraction(5, 2)),
        ("q + 1", Fraction(7, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("1 / 3.0", Fraction(1, 3)),
        ("1 / 3.0 * 3", 1),
        ("q - 0.5", 2),
        ("-q * 2", -5),
        ("(b ? 1 : 2.5) / 3", Fraction(1, 3)),
        ("q / 0", Reason("division_by_zero")),
        ("q / 0.0", Reason("division_by_zero")),
        ("qs.sum()", Fraction(5, 2)),
        ("qs.avg()", Fraction(5, 4)),
        ("xs.avg()", 2),
        ("[1, 2].avg()", Fraction(3, 2)),
        ("qs.spread()", Fraction(3, 2)),
        ("max(n, q)", 3),
    ],
)
def test_numbers_are_exact_fractions(evaluate: Evaluation, text: str, value: object) -> None:
    assert evaluate(text) == value
    assert not isinstance(evaluate(text), float)


@pytest.mark.parametrize(
    "text", ["n == 3.0", "n < 3.5", "2.5 < n", "q >= 2", "n in [3.0]", "2 in qs", "[n] == [3.0]", "1.0 == 1"]
)
def test_whole_numbers_widen_to_numbers(evaluate: Evaluation, text: str) -> None:
    assert evaluate(text) is True


def test_a_number_of_more_than_1024_bits_is_too_large(evaluate: Evaluation) -> None:
    squared = "[a * a].all(b, [b * b].all(c, [c * c].all(e, [e * e].all(f, LAST))))"

    for number in (f"{2**62}.0", f"1.0 / {2**62}"):
        assert evaluate(f"[{number}].all(a, {squared.replace('LAST', 'f > 0')})") is True
        assert evaluate(f"[{number}].all(a, {squared.replace('LAST', 'f * f > 0')})") == "too_large"


@pytest.mark.parametrize("function", ["min", "max", "avg", "spread"])
def test_of_nothing_there_is_no_such_number(evaluate: Evaluation, function: str) -> None:
    assert evaluate(f"xs.{function}()", a_world(xs=[])) == "of_nothing"
    assert evaluate(f"qs.{function}()", a_world(qs=[])) == "of_nothing"


def test_the_sum_of_nothing_is_0(evaluate: Evaluation) -> None:
    assert evaluate("xs.sum()", a_world(xs=[])) == 0
    assert evaluate("qs.sum()", a_world(qs=[])) == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("xs.min()", 1),
        ("max(xs)", 3),
        ("words.max()", "b"),
        ("min(t, t - d)", NOON - timedelta(days=1)),
        ("max([d, d + d])", timedelta(days=2)),
        ("xs.sum()", 6),
        ("xs.spread()", 2),
        ("min(n, 1, 2)", 1),
    ],
)
def test_aggregates_take_a_list_or_several_values(evaluate: Evaluation, text: str, value: object) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("size('é😀')", 2),
        ("'é'.size()", 1),
        ("s.startsWith('ab')", True),
        ("s.endsWith('ab')", False),
        ("s.contains('b')", True),
        ("s.contains('')", True),
        ("'a' + s", "aabc"),
        ("'B' < 'a' && 'a' < 'ab' && 'z' < 'é'", True),
        ("xs[2]", 3),
        ("xs[3]", Reason("no_such_element")),
        ("xs[-1]", Reason("no_such_element")),
        ("counts.a", 1),
        ("counts['z']", Reason("no_such_key")),
        ("counts.z", Reason("no_such_key")),
        ("has(counts.a) && !has(counts.z)", True),
        ("'a' in counts && !('z' in counts)", True),
        ("xs + [4] == [1, 2, 3, 4]", True),
        ("xs == [1, 2]", False),
        ("[[1], []] == [[1], []]", True),
        ("{'a': [1]} == {'a': [1]} && {'a': 1} != {'a': 2} && {'a': 1} != {'b': 1}", True),
        ("[1] in [[1], [2]] && !([3] in [[1], [2]])", True),
        ("xs == null || n == null || null != null", False),
        ("xs.all(x, x > 0) && xs.exists(x, x == 2) && xs.exists_one(x, x > 2)", True),
        ("xs.exists_one(x, x > 1) || [].size() > 0", False),
        ("xs.filter(x, x != 2)", [1, 3]),
        ("xs.map(x, x * n)", [3, 6, 9]),
        ("xs.map(x, x > 1, x * n)", [6, 9]),
        ("counts.all(k, counts[k] == 1)", True),
        ("xs.map(x, xs.map(y, x + y))[1][2]", 5),
        ("{'a': n}.map(k, k)", ["a"]),
    ],
)
def test_texts_lists_and_maps(evaluate: Evaluation, text: str, value: object) -> None:
    assert evaluate(text) == value


def test_a_list_may_be_a_tuple(evaluate: Evaluation) -> None:
    assert evaluate("xs == [1, 2] && xs + [3] == [1, 2, 3] && [1, 2] in [xs]", a_world(xs=(1, 2))) is True


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("t + duration('PT90M')", NOON + timedelta(minutes=90)),
        ("duration('P1D') + t == t + d", True),
        ("t - duration('P1W')", NOON - timedelta(weeks=1)),
        ("t - timestamp('2026-02-27T12:00:00Z')", timedelta(days=2)),
        ("d + d - duration('PT1S')", timedelta(days=2, seconds=-1)),
        ("t - d < t && d > duration('PT23H')", True),
        ("t == timestamp('2026-03-01T13:00:00+01:00')", True),
        ("timestamp('9999-12-31T23:59:59Z') + d", Reason("overflow")),
        ("timestamp('0001-01-01T00:00:00Z') - d", Reason("overflow")),
        ("duration('P3652500D') + d", Reason("overflow")),
        ("d - duration('P3652500D') - d - d", Reason("overflow")),
        ("timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z') > d", True),
    ],
)
def test_moments_and_durations(evaluate: Evaluation, text: str, value: object) -> None:
    assert evaluate(text) == value


def test_workdays_are_counted_by_who_hands_them_in(evaluate: Evaluation) -> None:
    def workdays(start: datetime, end: datetime) -> int:
        if start > end:
            raise Unknown("no_calendar")
        return (end - start).days

    world = a_world(workdays=workdays)

    assert evaluate("workdays(t, t + duration('P3D')) == 3", world) is True
    assert evaluate("workdays(t, t - d) == 3", world) == "no_calendar"


def test_choices_compare_by_their_option_and_its_place(evaluate: Evaluation) -> None:
    parties = [a_party(level="explore"), a_party(level="ratify")]
    world = a_world(parties=parties)

    assert evaluate("parties.map(p, p.mandate.level >= 'negotiate')", world) == [False, True]
    assert evaluate("parties.map(p, 'negotiate' > p.mandate.level)", world) == [True, False]
    assert evaluate("parties.map(p, p.mandate.level in ['explore', 'commit'])", world) == [True, False]
    assert evaluate("parties[0].mandate.level < parties[1].mandate.level", world) is True
    assert evaluate("parties[0].mandate.level == parties[1].mandate.level", world) is False
    assert evaluate("kind == 'starting' && kind != 'stuck'", world) is True


def test_things_are_the_same_by_identity(evaluate: Evaluation) -> None:
    one, other = a_party("One"), a_party("One")
    world = a_world(parties=[one, other, one])

    assert evaluate("parties.map(p, p == parties[0])", world) == [True, False, True]
    assert evaluate("parties[1] in parties && parties[0] != null", world) is True


class TestMembers:
    def test_a_member_that_is_not_recorded_cannot_be_told(self, evaluate: Evaluation) -> None:
        world = a_world(parties=[Being(name="Town")])

        assert evaluate("parties[0].mandate.confirmed", world) == "not_recorded"
        assert evaluate("parties[0].mandate.confirmed || parties[0].name == 'Town'", world) is True

    def test_has_asks_whether_a_member_is_there(self, evaluate: Evaluation) -> None:
        world = a_world(parties=[a_party(mandate=Being(confirmed=True, level=Unknown("erased")))])

        assert evaluate("has(parties[0].mandate)", world) is True
        assert evaluate("has(parties[0].mandate.ends)", world) is False
        assert evaluate("has(parties[0].ally.name)", world) == "not_recorded"
        assert evaluate("has(parties[0].mandate.level)", world) == "erased"

    def test_a_bare_name_reads_the_implicit_local(self, evaluate: Evaluation) -> None:
        world = {"party": a_party(level="commit"), "n": 1}

        assert evaluate("mandate.level == 'commit' && has(mandate) && name == 'Town'", world, IN_PARTY) is True

    def test_a_callable_member_is_asked(self, evaluate: Evaluation) -> None:
        def ballot(voter: Being) -> str:
            if voter is town:
                return "yes"
            raise Unknown("not_cast", absent=True)

        town = a_party("Town")
        world = a_world(parties=[town, a_party("Board")], vote=Being(ballot=ballot))

        assert evaluate("parties.exists(p, vote.ballot(p) == 'yes')", world) is True
        assert evaluate("parties.all(p, vote.ballot(p) == 'yes')", world) == "not_cast"

    def test_an_element_may_have_the_name_of_a_root(self, evaluate: Evaluation) -> None:
        scope = SCOPE.bind("vote", VOCABULARY.things["decision:vote"]["next"].type)

        assert evaluate("xs.map(n, n + 1) == [2, 3, 4] && n == 3", a_world(), scope) is True

    def test_members_may_be_named_like_what_python_reserves(self, evaluate: Evaluation) -> None:
        moment = datetime(2026, 1, 1, tzinfo=UTC)

        assert evaluate("parties[0].joined_at == t", a_world(parties=[a_party(joined_at=moment)], t=moment)) is True


class TestSteps:
    def test_each_element_walked_over_is_a_step_taken_before_the_walk(self, evaluate: Evaluation) -> None:
        for text in ("xs.exists(x, true)", "xs.all(x, x > 0)", "xs.sum() > 0", "3 in xs", "xs == [1, 2, 3]"):
            assert evaluate(text, budget=3) is True
            assert evaluate(text, budget=2) == "too_many_steps"

    def test_loops_in_loops_multiply(self, evaluate: Evaluation) -> None:
        nested = "xs.all(x, xs.all(y, xs.exists(z, z > 0)))"

        assert evaluate(nested, budget=3 + 9 + 27) is True
        assert evaluate(nested, budget=3 + 9 + 26) == "too_many_steps"

    def test_joined_lists_cost_their_elements_and_texts_a_step_per_100_characters(self, evaluate: Evaluation) -> None:
        world = a_world(s="a" * 150)

        assert evaluate("(xs + xs).size()", world, budget=6) == 6
        assert evaluate("(xs + xs).size()", world, budget=5) == "too_many_steps"
        assert evaluate("(s + s).size()", world, budget=3) == 300
        assert evaluate("(s + s).size()", world, budget=2) == "too_many_steps"

    def test_a_fixed_list_of_options_costs_nothing_to_look_in(self, evaluate: Evaluation) -> None:
        assert evaluate("n in [1, 2, 3] && s in ['abc']", budget=0) is True

    def test_running_out_of_steps_is_absorbed_by_nothing(self, evaluate: Evaluation) -> None:
        assert evaluate("xs.all(x, true) || true", budget=2) == "too_many_steps"
        assert evaluate("xs.exists(x, xs.exists(y, true))", budget=5) == "too_many_steps"
        three = a_world(parties=[a_party()] * 3)
        assert evaluate("has(parties.filter(p, true)[0].name)", three, budget=2) == "too_many_steps"

    @pytest.mark.parametrize(
        "text",
        [
            "[0, 0].map(a, " * 22 + "0" + ")" * 22 + ".size() > 0",
            "['aaaaaaaa'].all(a0, " + "".join(f"[a{n} + a{n}].all(a{n + 1}, " for n in range(40)) + "true" + ")" * 41,
            "[xs].all(a0, " + "".join(f"[a{n} + a{n}].all(a{n + 1}, " for n in range(40)) + "true" + ")" * 41,
        ],
        ids=["nested maps", "doubled text", "doubled lists"],
    )
    def test_hostile_growth_ends(self, evaluate: Evaluation, text: str) -> None:
        renamed = text
        for number in range(22):
            renamed = renamed.replace("map(a, ", f"map(v{number}, ", 1)

        assert evaluate(renamed) == "too_many_steps"

    def test_squaring_again_and_again_ends(self, evaluate: Evaluation) -> None:
        text = "[2.5].all(a0, " + "".join(f"[a{n} * a{n}].all(a{n + 1}, " for n in range(40)) + "a40 > 0" + ")" * 41

        assert evaluate(text) == "too_large"
