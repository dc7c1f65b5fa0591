from __future__ import annotations

import gc
import re
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from engine.language.expressions import BOOL, STRING, Member, Scope, Unknown, Vocabulary, compile_fast, typed
from engine.language.expressions.closures import close
from tests.engine.language.expressions.worlds import PARTY, Being, a_party, a_world, read

OURS = re.compile(
    r"m_[a-z][a-z0-9_]*|[acefgsvx]\d*|run|names|def|return|for|in|if|else|not|and|or|is|try|except|raise|finally|del|as|None"
    r"|True|False|Unknown|absent|spend|with_traceback|len|same|contained|there|walked|startswith|endswith|find|\d+"
)


def test_the_source_is_made_of_our_own_words_and_names_of_members() -> None:
    text = """
        parties.filter(evil, evil.name != '__import__("os")')
            .all(exec, has(exec.mandate.ends) && exec.mandate.confirmed)
        && {'import': n + 12345}['import'] > 54321 && s.contains("';")
        && counts.map(k, counts[k]).size() in [777, 888]"""

    source = compile_fast(read(text).typed).source

    words = re.findall(r"[A-Za-z_0-9]+", source)
    assert [word for word in words if not OURS.fullmatch(word)] == []
    assert {word for word in words if word.startswith("m_")} == {"m_name", "m_mandate", "m_ends", "m_confirmed"}
    assert not set(source) & set("'\"\\`@;")


@pytest.mark.parametrize("name", ["__class__", "Name", "a.b", "a b", "1a", "a\n", "é", ""])
def test_a_member_whose_name_is_no_plain_word_is_refused_even_when_declared(name: str) -> None:
    party = typed.Root(PARTY, 0, 0, "party")
    for node in (typed.Get(STRING, 0, 0, party, name), typed.Has(BOOL, 0, 0, party, name)):
        condition = typed.Typed(node, frozenset(), frozenset(), frozenset())

        with pytest.raises(ValueError, match="is no name of a member"):
            compile_fast(condition)
        with pytest.raises(ValueError, match="is no name of a member"):
            close(node)


def test_members_may_be_called_like_keywords() -> None:
    names = ["class", "import", "def", "none", "init"]
    vocabulary = Vocabulary({"party": {name: Member(name, STRING) for name in names}})
    text = " + ".join(f"party.{name}" for name in names)
    scope = Scope(vocabulary, {"party": PARTY})

    assert read(text, scope).evaluate({"party": Being(**{name: name for name in names})}) == "".join(names)


def test_builtins_are_out_of_reach_of_what_was_generated() -> None:
    evaluate = compile_fast(read("n > 1").typed)

    assert evaluate.run.__globals__["__builtins__"] == {}


def test_operands_that_can_always_be_told_are_joined_by_plain_python() -> None:
    assert "try" not in compile_fast(read("b && n > 1 && xs.all(x, x > 0 || x < -5)").typed).source
    assert "try" not in compile_fast(read("b && vote.accepted").typed).source
    assert "try" in compile_fast(read("vote.accepted && b").typed).source


class Counting(Mapping[str, object]):
    """A world that counts how often it is read."""

    def __init__(self, world: Mapping[str, object]) -> None:
        self.world, self.read = world, list[str]()

    def __getitem__(self, name: str) -> object:
        self.read.append(name)
        return self.world[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.world)

    def __len__(self) -> int:
        return len(self.world)


def test_each_root_name_is_read_once() -> None:
    world = Counting(a_world())

    assert read("xs.all(x, x < n + 1 && xs.exists(y, y == x)) && n == 3").evaluate(world) is True
    assert sorted(world.read) == ["n", "xs"]


def test_a_kept_unknown_is_let_go_of() -> None:
    world = a_world(parties=[Being(name="Town")])
    condition = read("parties.all(p, p.mandate.confirmed && p.name == 'Town')")
    gc.disable()
    try:
        with pytest.raises(Unknown) as raised:
            condition.evaluate(world)
        kept = weakref.ref(raised.value)
        del raised
        assert kept() is None
    finally:
        gc.enable()


MONSTERS = {
    "members": "vote" + ".next()" * 117 + ".accepted",
    "allies": "parties[0]" + ".ally" * 117 + ".name == ''",
    "sum": "n" + " + n" * 118 + " > 0",
    "brackets and a sum": "(" * 47 + "n" + " + n)" * 47 + " + n" * 70 + " > 0",
    "negations": "!" * 119 + "b",
    "choices": "b ? 1 : " * 47 + "2",
    "lists": "[" * 47 + "n" + "]" * 47 + ".size() > 0",
    "maps": "{'a': " * 47 + "n" + "}" * 47,
    "indexes": "xs[" * 47 + "0" + "]" * 47,
    "filters": "xs" + ".filter(x, x > 0)" * 119,
    "macros": "".join(f"[1].all(x{n}, " for n in range(47)) + "x46 > 0" + ")" * 47,
    "maps of maps": "".join(f"[1].map(x{n}, " for n in range(47)) + "x0" + ")" * 47,
    "joined": "(b && (b || " * 23 + "vote.accepted" + "))" * 23,
}


def deeper(frames: int, what: Callable[[], Any]) -> Any:
    return deeper(frames - 1, what) if frames else what()


@pytest.mark.parametrize("text", MONSTERS.values(), ids=MONSTERS)
def test_the_deepest_conditions_allowed_work_under_a_deep_stack(text: str) -> None:
    def whole_life() -> tuple[object, object]:
        condition = read(text)
        explained = condition.explain(world).value
        try:
            return condition.evaluate(world), explained
        except Unknown as unknown:
            return unknown.reason, explained.reason if isinstance(explained, Unknown) else explained

    vote = Being(accepted=True)
    vote.given["next"] = lambda: vote
    ally = a_party()
    ally.given["ally"] = ally
    world = a_world(vote=vote, parties=[ally])

    fast, careful = deeper(250, whole_life)

    assert repr(fast).replace("(", "[").replace(",)", "]") == repr(careful).replace("(", "[").replace(",)", "]")


def test_constants_are_shared_by_name_with_nobody() -> None:
    one, other = compile_fast(read("n == 1").typed), compile_fast(read("n == 2").typed)

    assert one(a_world(n=1)) is True
    assert other(a_world(n=1)) is False
    assert one.source == other.source
