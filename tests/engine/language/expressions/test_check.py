from __future__ import annotations

from dataclasses import replace

import pytest

from engine.language.expressions import (
    BOOL,
    DURATION,
    INT,
    NUMBER,
    STRING,
    TIMESTAMP,
    ExpressionError,
    ListOf,
    MapOf,
    Member,
    Scope,
    Type,
    Vocabulary,
    read_expression,
)
from tests.engine.language.expressions.worlds import (
    GLOBALS,
    IN_PARTY,
    INTEREST,
    LEVEL,
    MANDATE,
    PARTY,
    SCOPE,
    VOCABULARY,
    read,
)


def refused(text: str, scope: Scope = SCOPE, expect: Type | None = None) -> tuple[str, str]:
    """Return what a complaint about the text points at, and its message."""
    with pytest.raises(ExpressionError) as error:
        read_expression(text, scope, expect)
    return text[error.value.start : error.value.end], error.value.message


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("n + 1", INT),
        ("n / 2", INT),
        ("n + 0.5", NUMBER),
        ("q * n", NUMBER),
        ("-q", NUMBER),
        ("s + 'a'", STRING),
        ("xs + qs", ListOf(NUMBER)),
        ("xs + []", ListOf(INT)),
        ("t + d", TIMESTAMP),
        ("d + t", TIMESTAMP),
        ("t - d", TIMESTAMP),
        ("t - t", DURATION),
        ("d - d", DURATION),
        ("d + d", DURATION),
        ("xs[0]", INT),
        ("counts['a']", INT),
        ("counts.a", INT),
        ("parties[0].mandate.level", LEVEL),
        ("[1, 2.5]", ListOf(NUMBER)),
        ("{'a': [], 'b': [1]}", MapOf(ListOf(INT))),
        ("b ? 1 : 2.5", NUMBER),
        ("b ? 'explore' : parties[0].mandate.level", LEVEL),
        ("n < 2.5 && s == 'a' || !b", BOOL),
    ],
)
def test_expressions_have_a_type_before_anything_runs(text: str, type_: Type) -> None:
    assert read(text).typed.type == type_


@pytest.mark.parametrize(
    ("text", "pointed_at", "said"),
    [
        ("n + s", "n + s", "'+' does not go between a whole number and text"),
        ("q % 2", "q % 2", "'%' does not go between a number and a whole number"),
        ("d + 1", "d + 1", "'+' does not go between a duration and a whole number"),
        ("d - t", "d - t", "'-' does not go between a duration and a moment"),
        ("d * 2", "d * 2", "'*' does not go between"),
        ("xs + words", "xs + words", "'+' does not go between"),
        ("-s", "s", "'-' takes a number; found text"),
        ("!n", "n", "'!' takes what is true or false; found a whole number"),
        ("b && n", "n", "'&&' takes what is true or false; found a whole number"),
        ("b || (s)", "s", "'||' takes what is true or false; found text"),
        ("n ? 1 : 2", "n", "'?' takes what is true or false"),
        ("b ? 1 : 'a'", "b ? 1 : 'a'", "what '?' chooses between must be of one type; found a whole number and text"),
        ("b ? null : 1", "b ? null : 1", "what '?' chooses between must be of one type"),
        ("[1, 'a']", "[1, 'a']", "the elements of a list must be of one type; found a whole number and text"),
        ("{'a': 1, 'b': b}", "{'a': 1, 'b': b}", "the values of a map must be of one type"),
        ("xs['a']", "'a'", "'[ ]' takes a whole number on a list, text on a map; found text on a list"),
        ("counts[0]", "0", "found a whole number on a map"),
        ("s[0]", "0", "found a whole number on text"),
        ("n == s", "n == s", "cannot compare a whole number with text by '=='"),
        ("parties[0] == vote", "parties[0] == vote", "cannot compare a party with a vote by '=='"),
        ("parties[0] < parties[1]", "parties[0] < parties[1]", "cannot compare a party with a party by '<'"),
        ("xs < xs", "xs < xs", "by '<'"),
        ("n < null", "n < null", "cannot compare a whole number with null by '<'"),
        ("1 < n < 5", "1 < n < 5", "write a < b && b < c"),
        ("n in s", "n in s", "'in' looks for a value in a list, or for text in the keys of a map"),
        ("s in xs", "s in xs", "found text in a list, each a whole number"),
        ("n in counts", "n in counts", "found a whole number in a map"),
    ],
)
def test_operands_of_the_wrong_type_are_refused(text: str, pointed_at: str, said: str) -> None:
    found, message = refused(text)

    assert (found, said in message) == (pointed_at, True), message


def test_a_condition_must_be_true_or_false() -> None:
    assert refused("n + 1", expect=BOOL) == ("n + 1", "this must be true or false; found a whole number")
    assert read_expression("n", SCOPE, NUMBER).typed.type == INT
    assert read_expression("'explore'", SCOPE, LEVEL).typed.type == LEVEL


class TestNames:
    def test_a_name_nobody_knows_is_refused_with_the_nearest_one(self) -> None:
        found, message = refused("partys.size() > 1", Scope(VOCABULARY, {"parties": ListOf(PARTY), "case": PARTY}))

        assert found == "partys"
        assert message == "unknown name 'partys'; did you mean 'parties'? Known here: case, parties"

    def test_members_of_implicit_locals_are_known_too(self) -> None:
        scope = Scope(VOCABULARY, {}).bind("party", PARTY, implicit=True)

        assert refused("mandat.confirmed", scope) == (
            "mandat",
            (
                "unknown name 'mandat'; did you mean 'mandate'? "
                "Known here: ally, interests, joined_at, mandate, name, party"
            ),
        )

    def test_a_bare_name_is_a_member_of_the_implicit_local(self) -> None:
        bare, full = read("mandate.confirmed", IN_PARTY).typed, read("party.mandate.confirmed", IN_PARTY).typed

        assert bare.names == full.names == {"party"}
        assert bare.uses == full.uses == {("party", "mandate"), ("record:mandate", "confirmed")}

    def test_the_innermost_implicit_local_comes_first(self) -> None:
        scope = IN_PARTY.bind("mandate", MANDATE, implicit=True).bind("interest", INTEREST, implicit=True)

        assert read("party.name", scope).typed.names == {"party"}
        assert read("weight", scope).typed.names == {"interest"}
        assert read("level", scope).typed.names == {"mandate"}

    def test_a_local_comes_before_a_member_and_a_member_before_a_global(self) -> None:
        scope = Scope(VOCABULARY, {**GLOBALS, "mandate": STRING}).bind("party", PARTY, implicit=True)

        assert read("mandate", scope).typed.type == MANDATE
        assert read("mandate", scope.bind("mandate", INT)).typed.type == INT

    def test_a_local_that_is_not_implicit_lends_no_bare_names(self) -> None:
        assert "unknown name 'mandate'" in refused("mandate.confirmed", SCOPE.bind("a", PARTY))[1]

    def test_a_known_name_out_of_place_gets_its_own_sentence(self) -> None:
        hints = {"mandate": "'mandate' is kept for each party: name it inside 'each: party'"}
        scope = replace(SCOPE, hints=hints)

        assert refused("mandate.confirmed", scope) == ("mandate", hints["mandate"])
        assert read("mandate.confirmed", scope.bind("party", PARTY, implicit=True))


class TestMembers:
    def test_an_unknown_member_is_refused_with_the_nearest_one(self) -> None:
        assert refused("parties.all(p, p.mandat.confirmed)") == (
            "mandat",
            "a party has no 'mandat'; did you mean 'mandate'? Known here: ally, interests, joined_at, mandate, name",
        )

    @pytest.mark.parametrize("name", ["__class__", "__dict__", "m_name", "given"])
    def test_what_a_python_object_has_besides_is_no_member(self, name: str) -> None:
        assert f"a party has no '{name}'" in refused(f"parties[0].{name}")[1]
        assert f"unknown name '{name}'" in refused(name, IN_PARTY)[1]

    def test_values_have_no_members(self) -> None:
        assert refused("n.size") == ("size", "a whole number has no 'size'")
        assert refused("vote.accepted.x") == ("x", "true or false has no 'x'")

    def test_a_list_is_not_its_elements(self) -> None:
        found, message = refused("parties.mandate.confirmed")

        assert found == "mandate"
        assert message == "a list has no 'mandate'; ask its elements, as in .all(x, x.mandate …), .exists(…) or .map(…)"

    def test_a_list_may_have_members_of_its_own_as_long_as_it_is_the_worlds(self) -> None:
        vocabulary = Vocabulary({**VOCABULARY.things, "list:party": {"full": Member("full", BOOL)}})
        scope = replace(SCOPE, vocabulary=vocabulary)

        assert read("parties.full", scope).typed.uses == {("list:party", "full")}
        assert refused("parties.filter(p, true).full", scope)[0] == "full"
        assert refused("(parties + parties).full", scope)[0] == "full"

    def test_a_member_with_parameters_is_called(self) -> None:
        assert read("vote.ballot(parties[0])").typed.type == STRING
        assert refused("vote.ballot == 'a'") == ("ballot", "'ballot' is asked with parentheses: ballot(a party)")
        assert refused("vote.ballot()")[1] == "'ballot()' takes a party; found 0 arguments"
        assert refused("vote.ballot(n)") == ("n", "'ballot()' takes a party here; found a whole number")
        assert refused("vote.accepted()") == ("accepted", "'accepted' is asked without parentheses")
        assert refused("vote.balot(n)")[1].startswith("a vote has no 'balot'; did you mean 'ballot'?")

    def test_a_bare_member_can_be_called_inside_its_thing(self) -> None:
        scope = SCOPE.bind("vote", GLOBALS["vote"], implicit=True)

        assert read("ballot(parties[0]) == 'yes'", scope).typed.uses == {("decision:vote", "ballot")}


class TestChoices:
    @pytest.mark.parametrize(
        "text",
        [
            "mandate.level == 'explore'",
            "'commit' != mandate.level",
            "mandate.level >= 'negotiate'",
            "'ratify' > mandate.level",
            "mandate.level in ['explore', 'commit']",
            "'explore' in parties.map(p, p.mandate.level)",
            "mandate.level == (n > 1 ? 'explore' : 'commit')",
            "mandate.level < parties[0].mandate.level",
            "kind == 'stuck'",
            "[mandate.level, 'explore'] == ['commit', 'commit']",
        ],
    )
    def test_a_choice_compares_with_its_quoted_options(self, text: str) -> None:
        assert read(text, IN_PARTY).typed.type == BOOL

    @pytest.mark.parametrize(
        "text",
        [
            "mandate.level == 'explor'",
            "'explor' <= mandate.level",
            "mandate.level in ['commit', 'explor']",
            "'explor' in parties.map(p, p.mandate.level)",
            "(b ? mandate.level : 'explor') == 'commit'",
        ],
    )
    def test_what_is_no_option_is_refused_where_it_stands(self, text: str) -> None:
        assert refused(text, IN_PARTY) == (
            "'explor'",
            (
                "'explor' is no option of the choice 'level'; did you mean 'explore'? "
                "Options: explore, negotiate, ratify, commit"
            ),
        )

    def test_options_without_order_have_no_less_and_more(self) -> None:
        message = "the options of the choice 'kind' have no order; compare with == or !="

        assert refused("kind < kind")[1] == message
        assert refused("kind < 'stuck'")[1] == message
        assert read("kind == kind && kind != 'stuck'")

    def test_a_choice_is_not_text(self) -> None:
        assert "cannot compare the choice 'level' with text" in refused("mandate.level == s", IN_PARTY)[1]
        assert (
            "cannot compare the choice 'level' with the choice 'kind'" in refused("mandate.level == kind", IN_PARTY)[1]
        )
        assert refused("mandate.level.startsWith('e')", IN_PARTY)[0] == "startsWith"


class TestComparable:
    @pytest.mark.parametrize(
        "text",
        [
            "n == 2.5", "n < q", "b == true", "false < b", "s < 'b'", "t < t + d", "d >= d", "parties[0] == parties[1]",
            "parties[0] == null", "null == null", "xs != null", "xs == []", "xs == qs", "counts == {}", "n in [1, 2.5]",
            "q in xs", "parties[0] in parties", "s in counts", "[1] in [[1], []]", "1 in []",
        ],
    )  # fmt: skip
    def test_what_can_be_equal_or_less_compares(self, text: str) -> None:
        assert read(text).typed.type == BOOL


def test_a_condition_tells_what_it_uses() -> None:
    typed = read(
        "parties.all(p, has(p.mandate.ends) && p.interests.map(i, i.weight).max() > n) && workdays(t, t + d) > 2",
    ).typed

    assert typed.uses == {
        ("party", "mandate"),
        ("record:mandate", "ends"),
        ("party", "interests"),
        ("record:interest", "weight"),
    }
    assert typed.functions == {"all", "has", "map", "max", "workdays"}
    assert typed.names == {"parties", "n", "t", "d", "workdays"}
