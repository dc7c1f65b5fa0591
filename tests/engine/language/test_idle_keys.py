"""A key that has nothing to work on is a mistake of whoever wrote it, not to be passed over."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import a_decision, a_record
from tests.language_keys.worlds import base, merged, reading

IDLE: list[tuple[dict[str, Any], str]] = [
    ({"phases": {"work": {"remind": ["P7D"]}}}, "people are reminded before a 'term', and there is none here"),
    ({"remind": ["P7D"]}, "people are reminded before a 'term', and there is none here"),
    ({"decisions": {"pact": a_decision(ratify_within="P7D")}}, "nobody ratifies this: say who with 'ratified_by'"),
    ({"decisions": {"pact": a_decision(rule={"ranking": "schulze"})}}, "'ranking: schulze' counts rankings"),
    ({"records": {"note": a_record(shown_as="lens")}}, "a lens shows fields of type 'whole' or 'number'"),
]


@pytest.mark.parametrize(("told", "said"), IDLE, ids=[said for _, said in IDLE])
def test_a_key_with_nothing_to_work_on_is_complained_about(told: dict[str, Any], said: str) -> None:
    (one,) = reading(merged(base()["method"], told)).diagnostics

    assert one.kind == "structure"
    assert one.message.startswith(said)
