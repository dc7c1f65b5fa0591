"""The API keeps what it promised: nothing that somebody relies on goes, and what is new is committed."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from engine import Engine
from tests.api.compatibility import breaks

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"
ADVICE = "run `make openapi` and commit docs/reference/openapi.json"
Document = dict[str, Any]


@pytest.fixture(scope="module")
def committed() -> Document:
    found: Document = json.loads(COMMITTED.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def served(engine: Engine) -> Document:
    found: Document = json.loads(json.dumps(create_app(engine, Settings(access="accounts")).openapi()))
    return found


def test_nobody_who_relies_on_the_committed_document_is_let_down(committed: Document, served: Document) -> None:
    found = breaks(committed, served)

    assert found == [], "this breaks those who use the API; where that is meant, it is a new version of it (/v2)"


def test_what_is_new_in_the_document_is_committed(committed: Document, served: Document) -> None:
    assert served == committed, f"the API has grown or is told otherwise: {ADVICE}"


def _operation(document: Document, verb: str, path: str) -> Document:
    found: Document = document["paths"][path][verb]
    return found


def _without_path(document: Document) -> None:
    del document["paths"]["/v1/processes/{process}/parties"]


def _without_verb(document: Document) -> None:
    del document["paths"]["/v1/methods"]["get"]


def _without_field(document: Document) -> None:
    del document["components"]["schemas"]["ProcessEntry"]["properties"]["phases"]


def _optional_field(document: Document) -> None:
    document["components"]["schemas"]["Methods"]["required"] = []


def _other_type(document: Document) -> None:
    document["components"]["schemas"]["ProcessEntry"]["properties"]["overdue"] = {"type": "string"}


def _needed_key(document: Document) -> None:
    document["components"]["schemas"]["OpenProcessCommand"]["required"].append("zone")


def _gone_key(document: Document) -> None:
    del document["components"]["schemas"]["MoveCommand"]["properties"]["reason"]


def _needed_parameter(document: Document) -> None:
    told = {"in": "query", "name": "why", "required": True, "schema": {}}
    _operation(document, "get", "/v1/methods").setdefault("parameters", []).append(told)


def _gone_parameter(document: Document) -> None:
    operation = _operation(document, "get", "/v1/processes")
    operation["parameters"] = [one for one in operation["parameters"] if one["name"] != "phase"]


def _other_shape(document: Document) -> None:
    document["components"]["schemas"]["ProcessEntry"]["properties"]["title"] = {"description": "Whatever."}


def _gone_status(document: Document) -> None:
    operation = _operation(document, "get", "/v1/processes/{process}")
    del operation["responses"]["304"]


def _gone_media(document: Document) -> None:
    content = _operation(document, "post", "/v1/methods")["requestBody"]["content"]
    del content["text/yaml"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without_path, "GET /v1/processes/{process}/parties is gone"),
        (_without_verb, "GET /v1/methods is gone"),
        (_without_field, "GET /v1/processes: 200, 'items', in it has no 'phases' any more"),
        (_optional_field, "GET /v1/methods: 200 may leave out 'items'"),
        (_other_type, "GET /v1/processes: 200, 'items', in it, 'overdue' is string, no more boolean"),
        (_other_shape, "GET /v1/processes: 200, 'items', in it, 'title' is something else, no more string"),
        (_needed_key, "POST /v1/processes: the body needs 'zone'"),
        (_gone_key, "has no 'reason' any more"),
        (_needed_parameter, "GET /v1/methods needs query why"),
        (_gone_parameter, "GET /v1/processes does not take query phase any more"),
        (_gone_status, "GET /v1/processes/{process} does not answer 304 any more"),
        (_gone_media, "POST /v1/methods: the body is not text/yaml any more"),
    ],
)
def test_what_breaks_is_said(committed: Document, change: Callable[[Document], None], said: str) -> None:
    changed = deepcopy(committed)
    change(changed)

    found = breaks(committed, changed)

    assert any(said in one for one in found), found
    assert len(found) <= 3


def test_what_comes_besides_breaks_nothing(committed: Document) -> None:
    grown = deepcopy(committed)
    grown["paths"]["/v1/new"] = {"get": {"responses": {"200": {}}}}
    grown["components"]["schemas"]["ProcessEntry"]["properties"]["more"] = {"type": "string"}
    grown["components"]["schemas"]["OpenProcessCommand"]["properties"]["more"] = {"type": "string"}
    _operation(grown, "get", "/v1/processes")["parameters"].append({"in": "query", "name": "more", "schema": {}})

    assert breaks(committed, grown) == []


def _answer(schema: Document) -> Document:
    content = {"application/json": {"schema": schema}}
    named = {"Named": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}}
    answers = {"200": {"content": content}}
    return {"paths": {"/v1/one": {"get": {"responses": answers}}}, "components": {"schemas": named}}


EVERY_KIND = [{"type": one} for one in ("string", "boolean", "integer", "array", "object", "null")]
NAMED, NULL = {"$ref": "#/components/schemas/Named"}, {"type": "null"}


@pytest.mark.parametrize(
    ("before", "now", "is_kept"),
    [
        ({"anyOf": EVERY_KIND}, {"description": "Any value."}, True),
        ({"anyOf": EVERY_KIND[1:]}, {"description": "Any value."}, False),
        ({"anyOf": EVERY_KIND}, {"type": "string"}, False),
        ({"anyOf": [{"type": "object"}, NULL]}, {"anyOf": [NAMED, NULL]}, True),
        ({"anyOf": [{"type": "object", "properties": {"title": {}}}, NULL]}, {"anyOf": [NAMED, NULL]}, False),
        ({"anyOf": [{"type": "array"}, NULL]}, {"anyOf": [NAMED, NULL]}, False),
        ({"anyOf": [NAMED, NULL]}, {"anyOf": [{"type": "object"}, NULL]}, False),
    ],
)
def test_a_value_may_be_told_more_exactly_or_more_plainly_but_not_otherwise(
    before: Document, now: Document, is_kept: bool
) -> None:
    assert (breaks(_answer(before), _answer(now)) == []) == is_kept
