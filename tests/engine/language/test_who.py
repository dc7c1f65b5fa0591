from __future__ import annotations

import pytest

from engine.language.diagnostics import Slip
from engine.language.who import (
    AnyOf,
    Anyone,
    EachHolder,
    EachParty,
    Holder,
    NamedIn,
    OfPair,
    Oneself,
    Parties,
    Who,
    WriterOf,
    parts_of,
    read_who,
    roles_in,
)

FORMS: list[tuple[object, Who]] = [
    ("chair", Holder("chair")),
    ("parties", Parties()),
    ("anyone", Anyone()),
    ("self", Oneself()),
    ({"role": "chair"}, Holder("chair")),
    ({"role": "chair", "at_least": 5}, Holder("chair", 5)),
    ({"each": "party", "role": "envoy"}, EachParty("envoy")),
    ({"each": "envoy"}, EachHolder("envoy")),
    ({"writer_of": "topic"}, WriterOf("topic")),
    ({"named_in": "topic.owner"}, NamedIn("topic.owner")),
    ({"of": "b", "role": "envoy"}, OfPair("b", "envoy")),
    (["chair", {"each": "envoy"}], AnyOf((Holder("chair"), EachHolder("envoy")))),
]


@pytest.mark.parametrize(("written", "who"), FORMS)
def test_who_is_read_in_each_of_its_forms(written: object, who: Who) -> None:
    assert repr(read_who(written)) == repr(who)


@pytest.mark.parametrize(
    "written",
    [
        "Chair",
        "the chair",
        "",
        [],
        {},
        7,
        None,
        True,
        {"role": 7},
        {"role": "a", "at_least": 0},
        {"each": 7},
        {"role": "a", "at_least": True},
        {"role": "a", "x": 1},
        {"each": "party", "x": 1},
        {"writer_of": 7},
        {"x": "a"},
        {"of": "b"},
        {"at_least": 5},
        {"named_in": ["x"]},
    ],
)
def test_what_does_not_say_who_is_refused_with_all_forms(written: object) -> None:
    with pytest.raises(Slip, match="does not say who; allowed: a role, a list of them, parties"):
        read_who(written)


def test_a_slip_in_a_list_knows_its_place() -> None:
    with pytest.raises(Slip) as slip:
        read_who(["chair", ["envoy", 7]])

    assert slip.value.at == (1, 1)
    assert str(slip.value).startswith("7 does not say who")


def test_the_roles_and_parts_of_a_list_are_those_of_all_in_it() -> None:
    who = read_who(["chair", ["parties", {"each": "party", "role": "envoy"}], {"of": "b", "role": "judge"}])

    assert roles_in(who) == {"chair", "envoy", "judge"}
    assert parts_of(who) == (Holder("chair"), Parties(), EachParty("envoy"), OfPair("b", "judge"))
    assert roles_in(read_who("anyone")) == set()
