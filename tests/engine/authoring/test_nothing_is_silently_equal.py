"""Each key a method can have, and each word for one: a change in it is told when two versions are compared.

The changes are those of `tests/language_keys`, which has one for every key in the JSON Schema.
"""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from engine.authoring.comparing import compare_declared
from engine.language.declaration import Declaration
from tests.language_keys.cases import Case, cases
from tests.language_keys.keys import keys

CASES = cases()
ALONE = {"Method.sluis"}  # there is one version of the language


def declarations(case: Case) -> list[Declaration] | None:
    """Return the method without and with the change; None where the shape of one is wrong."""
    try:
        return [Declaration.model_validate_json(json.dumps(one)) for one in case.methods]
    except ValidationError:
        return None


COMPARED = {case.name: found for case in CASES if (found := declarations(case))}


@pytest.mark.parametrize("name", COMPARED)
def test_a_change_of_a_key_is_told(name: str) -> None:
    old, new = COMPARED[name]

    found = compare_declared(old, new)
    back = compare_declared(new, old)

    assert found != ()
    assert back != ()
    assert all(one.text and one.about for one in (*found, *back))


def test_every_key_is_changed_in_what_is_compared() -> None:
    compared = {key for case in CASES if case.name in COMPARED for key in case.keys}
    words = {key.partition("=")[0] for key in compared if "=" in key}

    owed = [key for key in keys() if "=" not in key and key not in compared | words | ALONE]
    assert owed == ["FieldDeclared.up_to"]  # its case is about what is refused; here is another


def test_how_large_a_document_may_be_is_told() -> None:
    field = {"type": "document", "title": "Map", "up_to": "2 MB"}
    record = {"title": "Plan", "fields": {"map": field}, "written_by": "envoy", "seen_by": "process"}
    method = cases()[0].methods[0]
    small, large = (
        Declaration.model_validate_json(json.dumps({**method, "records": {"plan": {**record, "fields": {"map": one}}}}))
        for one in (field, {**field, "up_to": "5 MB"})
    )

    (told,) = compare_declared(small, large)

    assert (told.effect, told.text) == ("looser", "largest document: 5 MB; it was 2 MB")


@pytest.mark.parametrize("name", COMPARED)
def test_a_method_does_not_differ_from_itself(name: str) -> None:
    old, new = COMPARED[name]

    assert (compare_declared(old, old), compare_declared(new, new)) == ((), ())
