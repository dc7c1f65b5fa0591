"""The texts that are tried: enough, distinct, from the list that is known, and where they are put."""

from __future__ import annotations

import pytest

from tests.pages.poison import places
from tests.pages.vectors import ADDRESS, ALL, AWAY, JS, Vector, by_hand, fitting, marks_in, vectors

DEFACING = {
    "<script><!--", "<script>if(1<!--0){}", '<meta http-equiv=refresh content="0">', "<style>*{color:red}",
    '<p style="position:fixed;inset:0;background:red">',
}  # fmt: skip
pytestmark = pytest.mark.P12


def test_there_are_hundreds_by_hand_each_of_which_wants_to_act() -> None:
    listed = by_hand()

    assert len(listed) == len(set(listed)) > 500
    assert {one for one in listed if JS not in one and AWAY not in one} == DEFACING


def test_thousands_are_made_of_them_all_distinct_and_the_same_again_from_the_same_seed() -> None:
    made = vectors("7", 4_000)

    assert len({one.text for one in made}) == len(made) == ALL
    assert made == vectors("7", 4_000)
    assert made != vectors("8", 4_000)
    assert all(marks_in(one.text) == {one.number} for one in made)


def test_the_whole_list_is_among_them() -> None:
    made = {as_listed(one) for one in vectors("7", 4_000)}

    assert set(by_hand()) <= made


def as_listed(vector: Vector) -> str:
    """Return a text as it was before it had a number."""
    text = vector.text.replace(f"alert({vector.number})", JS).replace(f"//127.0.0.1:4000/{vector.number}", AWAY)
    return text.removesuffix(vector.mark).removesuffix(" ").removesuffix("//" if ADDRESS.search(vector.text) else "")


def test_a_text_that_does_not_fit_waits_for_a_place_that_takes_it() -> None:
    long, short, other = (Vector(number, text) for number, text in enumerate(("long", "s", "other"), 1))
    found, passed = iter([long, short, other]), list[Vector]()

    assert fitting(found, lambda text: len(text) == 1, passed) == short
    assert passed == [long]
    assert fitting(found, lambda _text: True, passed) == long
    assert fitting(found, lambda _text: True, passed) == other


def test_places_for_texts_are_found_in_the_declaration_and_in_the_commands() -> None:
    assert {"Phase guidance", "ConditionOrGroup unmet", "FieldDeclared options", "vote reason", "party"} <= places()
    assert len(places()) > 35
