from __future__ import annotations

import pytest

from engine.language.diagnostics import Slip
from engine.language.texts import MOST_CHARACTERS, Text, fill, read_text


def test_a_text_has_one_wording_or_one_a_language() -> None:
    assert read_text(" Hello ") == Text("Hello", {})
    assert read_text({"en": "Hello", "nl": "Hallo"}) == Text(None, {"en": "Hello", "nl": "Hallo"})
    assert read_text(Text("Hello", {})) == Text("Hello", {})


def test_it_is_said_in_the_language_asked_for_else_in_its_first() -> None:
    text = read_text({"en": "Hello", "nl": "Hallo"})

    assert [text.say(language) for language in ("nl", "en", "de")] == ["Hallo", "Hello", "Hello"]
    assert read_text("Hello").say("nl") == "Hello"
    assert text.languages() == {"en", "nl"}
    assert (text.variants(), read_text("Hello").variants()) == (["Hello", "Hallo"], ["Hello"])


@pytest.mark.parametrize("written", [7, True, None, [], ["a"], {}])
def test_what_is_no_text_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="expected a text, or one text for each language"):
        read_text(written)


@pytest.mark.parametrize(
    ("written", "words", "at"),
    [
        ({"en": 7}, "the text in 'en' must be text; found 7; quote it", ("en",)),
        ({"en": "a", "nl": ["b"]}, "the text in 'nl' must be text; found a list of 1", ("nl",)),
        ({"en": " "}, "a text may not be empty", ("en",)),
        ("", "a text may not be empty", ()),
        ("x" * (MOST_CHARACTERS + 1), "a text may have 8000 characters; this one has 8001", ()),
    ],
)
def test_a_slip_in_a_text_knows_its_language(written: object, words: str, at: tuple[str, ...]) -> None:
    with pytest.raises(Slip) as slip:
        read_text(written)

    assert (str(slip.value), slip.value.at) == (words, at)


def test_placeholders_are_dotted_names_between_braces() -> None:
    text = read_text({"en": "{party.name} and {topic.question}", "nl": "{party.name} en {x y} {A} {a.}"})

    assert text.placeholders() == {"party.name", "topic.question"}


def test_placeholders_are_filled_by_what_is_looked_up_and_nothing_else_is_touched() -> None:
    assert fill("{a.b} {a.b} {{a}} {x y} %s {0}", str.upper) == "A.B A.B {A} {x y} %s {0}"
