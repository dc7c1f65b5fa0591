from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from jsonschema_rs import meta
from schemathesis.core.result import Ok
from starlette.testclient import TestClient

VERBS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def _references(part: object) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(_references(one) for one in part.values()))
    return set().union(*(_references(one) for one in part)) if isinstance(part, list) else set()


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert document["openapi"].startswith("3.1")
    assert _references(document) - known == set()


def test_every_schema_is_a_json_schema(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def test_every_operation_has_an_id_of_its_own_and_documents_its_problems(document: dict[str, Any]) -> None:
    operations = [one for path in document["paths"].values() for verb, one in path.items() if verb in VERBS]
    assert len({one["operationId"] for one in operations}) == len(operations) > 12
    for one in operations:
        assert "application/problem+json" in one["responses"]["404"]["content"]


def test_a_generator_reads_every_operation(document: dict[str, Any]) -> None:
    schema = schemathesis.openapi.from_dict(document)
    read = [one for one in schema.get_all_operations() if isinstance(one, Ok)]
    assert len(read) == sum(verb in VERBS for path in document["paths"].values() for verb in path)


def test_no_page_with_scripts_from_elsewhere_is_served(client: TestClient) -> None:
    assert [client.get(path).status_code for path in ("/docs", "/redoc")] == [404, 404]
