from __future__ import annotations

import pytest

from engine.language.expressions import BOOL, INT, NULL, NUMBER, STRING, Choice, ListOf, MapOf, Thing, Type
from engine.language.expressions.types import NOTHING, common, fits
from tests.engine.language.expressions.worlds import LEVEL, PARTY, SCOPE


@pytest.mark.parametrize(
    ("actual", "wanted"),
    [
        (INT, INT),
        (INT, NUMBER),
        (ListOf(INT), ListOf(NUMBER)),
        (MapOf(ListOf(INT)), MapOf(ListOf(NUMBER))),
        (NOTHING, PARTY),
        (ListOf(NOTHING), ListOf(PARTY)),
        (MapOf(NOTHING), MapOf(INT)),
    ],
)
def test_a_value_fits_its_own_type_and_wider_ones(actual: Type, wanted: Type) -> None:
    assert fits(actual, wanted)
    assert common(actual, wanted) == common(wanted, actual) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (INT, BOOL),
        (INT, STRING),
        (NULL, PARTY),
        (PARTY, Thing("participant")),
        (LEVEL, STRING),
        (LEVEL, Choice("level", LEVEL.options, ordered=False)),
        (ListOf(INT), INT),
        (ListOf(INT), ListOf(STRING)),
        (ListOf(INT), MapOf(INT)),
        (MapOf(INT), MapOf(STRING)),
    ],
)
def test_other_types_have_nothing_in_common(one: Type, other: Type) -> None:
    assert not fits(one, other)
    assert not fits(other, one)
    assert common(one, other) is None
    assert common(other, one) is None


def test_lists_and_maps_meet_in_what_their_parts_have_in_common() -> None:
    assert common(ListOf(ListOf(NOTHING)), ListOf(ListOf(INT))) == ListOf(ListOf(INT))
    assert common(ListOf(MapOf(INT)), ListOf(MapOf(NUMBER))) == ListOf(MapOf(NUMBER))
    assert common(MapOf(ListOf(INT)), MapOf(ListOf(NOTHING))) == MapOf(ListOf(INT))


def test_a_number_widens_to_nothing_smaller() -> None:
    assert not fits(NUMBER, INT)
    assert not fits(ListOf(NUMBER), ListOf(INT))


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        (BOOL, "true or false"),
        (PARTY, "a party"),
        (Thing("record:interest"), "an interest"),
        (LEVEL, "the choice 'level'"),
        (ListOf(PARTY), "a list, each a party"),
        (ListOf(NOTHING), "an empty list"),
        (MapOf(INT), "a map, each a whole number"),
        (MapOf(NOTHING), "an empty map"),
    ],
)
def test_complaints_name_types_in_plain_words(type_: Type, words: str) -> None:
    assert str(type_) == words


def test_the_newest_implicit_local_comes_first() -> None:
    scope = SCOPE.bind("party", PARTY, implicit=True).bind("topic", Thing("topic"), implicit=True).bind("n", INT)

    assert scope.implicit == ("topic", "party")
    assert scope.locals == {"party": PARTY, "topic": Thing("topic"), "n": INT}


def test_binding_a_name_again_forgets_what_it_was() -> None:
    scope = SCOPE.bind("party", PARTY, implicit=True).bind("party", INT)

    assert scope.implicit == ()
    assert scope.locals == {"party": INT}
    assert SCOPE.locals == {}
