"""Who is the first to hold a role that names its own holders."""

from __future__ import annotations

import pytest

from engine.errors import MethodInvalid
from tests.factories import ROLES, a_method, a_table


def test_whoever_opens_is_the_first_of_a_role_that_names_itself() -> None:
    method = a_method(roles={**ROLES, "chair": {"title": "Chair", "named_by": "chair"}})
    table = a_table(method)

    table.join("dora", None, "chair")

    assert [one.participant for one in table.situation.holders("chair")] == ["chair", "dora"]


def test_nobody_can_be_the_first_of_another_role_that_names_itself() -> None:
    with pytest.raises(MethodInvalid, match="nobody can become the first judge: it names itself"):
        a_method(roles={**ROLES, "judge": {"title": "Judge", "named_by": "judge"}})
