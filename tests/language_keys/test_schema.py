"""The JSON Schema helps in an editor: it says what each key means, which words there are, and accepts what runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, meta

from engine.language.declaration import Declaration
from engine.language.declaration.base import Part as Model
from engine.language.declaration.meanings import MEANINGS
from engine.language.schema import method_schema
from tests.language_keys.cases import cases
from tests.language_keys.keys import ROOT, parts, properties
from tests.language_keys.worlds import load

HERE = Path(__file__).resolve().parents[2]
SHIPPED = sorted(HERE.glob("methods/*/method.yaml"))
TRIED = [one for one in sorted(HERE.glob("tests/methods/*.yaml")) if not one.name.endswith(".rules.yaml")]
READ = [HERE / "tests/engine/language" / name for name in ("neighbours.yaml", "whole_language.yaml")]
VALIDATOR = Draft202012Validator(method_schema())


def models(kind: type[Model]) -> list[type[Model]]:
    return [kind, *(inner for child in kind.__subclasses__() for inner in models(child))]


def test_it_is_a_json_schema() -> None:
    assert meta.is_valid(method_schema())


def test_every_key_is_described_and_nothing_else_is() -> None:
    told = {name: set(properties(part)) for name, part in parts().items()}

    assert {name: set(keys) for name, keys in MEANINGS.items()} == {name: told[name] for name in MEANINGS}
    nothing = [
        f"{name}.{key}"
        for name, part in parts().items()
        for key, schema in properties(part).items()
        if len(schema.get("description", "")) < len("The end.")
    ]
    assert nothing == []


def test_every_part_of_a_declaration_is_in_it() -> None:
    declared = [one for one in models(Model) if one.__module__.startswith("engine.language.declaration")]
    kinds = {ROOT if one is Declaration else one.__name__: set(one.keys()) for one in declared}
    shared = {"Part", "Root"}  # other parts are made of these

    assert {name: keys for name, keys in kinds.items() if name not in shared} == {
        name: set(properties(part)) for name, part in parts().items() if name in kinds
    }


@pytest.mark.parametrize("file", [*SHIPPED, *TRIED, *READ], ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_method_that_can_be_read_fits_it(file: Path) -> None:
    assert [f"{one.instance_path}: {one.message}" for one in VALIDATOR.iter_errors(load(file))] == []


@pytest.mark.parametrize("case", [case for case in cases() if "check" not in case.told], ids=lambda case: case.name)
def test_the_methods_of_the_cases_fit_it(case: Any) -> None:
    for method in case.methods:
        assert [f"{one.instance_path}: {one.message}" for one in VALIDATOR.iter_errors(method)] == []


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (["roles", "chair", "colour"], "Chair"),
        (["ends", "finished", "verdict"], "won"),
        (["roles", "chair", "seats"], 0),
        (["phases", "work", "moves", "finish", "reason"], "maybe"),
        (["may", "close"], "chair"),
    ],
    ids=str,
)
def test_what_is_wrong_is_found_before_it_is_checked(place: list[str], wrong: object) -> None:
    right = next(case for case in cases() if case.name == "Method.title").methods[0]
    assert VALIDATOR.is_valid(right)

    assert not VALIDATOR.is_valid(_with(right, place, wrong))


def _with(method: Any, place: list[str], value: object) -> Any:
    step, *rest = place
    return {**method, step: _with(method.get(step, {}), rest, value) if rest else value}
