from __future__ import annotations

import pytest

from engine.authoring.comparing.meaning import implies, tree_of

ORDERS = {"level": ("explore", "negotiate", "commit")}


def relation(old: str, new: str) -> str:
    one, other = tree_of(old), tree_of(new)
    if one == other:
        return "same"
    stricter, looser = implies(other, one, ORDERS), implies(one, other, ORDERS)
    return "same" if stricter and looser else "stricter" if stricter else "looser" if looser else "other"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a && b", "b && a"),
        ("a && (b && c)", "(a&&b) && c"),
        ("x.size() > 3", "3 < x.size()"),
        ("x == 3", "3 == x"),
        ("!(a == b)", "a != b"),
        ("!(!a)", "a"),
        ("a || a", "a"),
        ("ps.all(p, p.shared)", "ps.all(q, q.shared)"),
        ("ps.all(p, p.xs.exists(x, x.a == p.b))", "ps.all(x, x.xs.exists(y, y.a == x.b))"),
        ("x > 3", "x > 3.0"),
        ("xs.size() > 1", "xs.size() >= 2"),
        ("xs.size() < 2", "1 >= xs.size()"),
    ],
)
def test_what_says_the_same_is_the_same_however_it_is_written(old: str, new: str) -> None:
    assert relation(old, new) == "same"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a", "a && b"),
        ("a || b", "a"),
        ("a || b", "b && c"),
        ("x.size() >= 2", "x.size() >= 3"),
        ("x >= 2", "x > 2"),
        ("x <= 5", "x < 5"),
        ("x >= 2", "x == 3"),
        ("x <= 3", "x == 3"),
        ("m.level >= 'explore'", "m.level >= 'negotiate'"),
        ("m.level >= 'negotiate'", "m.level == 'commit'"),
        ("ps.all(p, p.a)", "ps.all(p, p.a && p.b)"),
        ("ps.exists(p, p.n > 1)", "ps.exists(q, q.n > 2)"),
        ("!(a && b)", "!a"),
        ("a && x > 1", "a && x > 2 && b"),
    ],
)
def test_what_asks_more_is_stricter_and_the_other_way_round_looser(old: str, new: str) -> None:
    assert (relation(old, new), relation(new, old)) == ("stricter", "looser")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a", "b"),
        ("a && b", "a && c"),
        ("x >= 2", "x <= 2"),
        ("x >= 2", "y >= 3"),
        ("x == 2", "x == 3"),
        ("m.kind >= 'low'", "m.kind >= 'high'"),
        ("ps.all(p, p.a)", "qs.all(p, p.a && p.b)"),
        ("ps.all(p, p.a)", "ps.exists(p, p.a)"),
        ("ps.all(p, p.a == q)", "ps.all(q, q.a == p)"),
        ("x ? a : b", "x ? b : a"),
        ("-x > 1", "x > 1"),
        ("a == true", "a == false"),
        ("m == {'a': 1}", "m == {'b': 1}"),
        ("x + y > 1", "x - y > 1"),
        ("'1' == x", "1 == x"),
    ],
)
def test_nothing_is_claimed_of_what_is_simply_different(old: str, new: str) -> None:
    assert relation(old, new) == "other"
