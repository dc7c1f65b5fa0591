"""Hard situation 16: a Dutch user, and a text that is there in English alone: refused when it is read, not shown so."""

from __future__ import annotations

import json

from engine.language import read
from tests.factories import a_method


def test_a_method_with_a_text_missing_in_one_of_its_languages_is_refused_at_its_place() -> None:
    declared = json.loads(a_method().source)
    both = {"en": "A small method.", "nl": "Een kleine methode."}
    declared |= {"languages": ["en", "nl"], "summary": both, "title": {"en": "Small"}}

    reading = read(json.dumps(declared), "small.yaml")

    assert not reading.publishable
    found = [str(one) for one in reading.diagnostics if one.path == "title"]
    assert len(found) == 1
    assert "nl" in found[0]
