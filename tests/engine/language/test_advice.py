"""What is told besides where something cannot be read: how it is written."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import MethodInvalid
from tests.factories import a_decision, a_method, a_move, a_need, a_phase, a_record

ENOUGH = a_need("parties.size() >= 2")
GATES = {"enough": {"title": "Enough", "all": [ENOUGH]}}
CASES: list[tuple[str, dict[str, Any]]] = [
    ("'28 days' is written P28D; allowed: P28D", {"term": "28 days"}),
    ("'1 week' is written P1W", {"term": "1 week after process.opened_at"}),
    ("'36 hours' is written PT36H", {"term": "36 hours"}),
    ("found '2/3'; write {over: 2/3} or {at_least: 60%}", {"decisions": {"x": a_decision(rule={"majority": "2/3"})}}),
    (
        "as in gate: [one, two], and not inside another gate",
        {"gates": {**GATES, "both": {"title": "Both", "any": ["enough", ENOUGH]}}},
    ),
    ("'enough' is 'stop'; allowed: hold, {tell: who}", {"gates": GATES, "while": {"enough": "stop"}}),
    ("found a list of 1; write what follows on each gate", {"gates": GATES, "while": ["enough"]}),
    ("there is no sight 'everyone'; all who take part are 'process'", {"records": {"x": a_record(seen_by="everyone")}}),
]


@pytest.mark.parametrize(("said", "told"), CASES, ids=[said for said, _ in CASES])
def test_what_is_written_otherwise_is_told_as_it_is_written(said: str, told: dict[str, Any]) -> None:
    with pytest.raises(MethodInvalid) as raised:
        a_method(**told, phases={"work": a_phase({"finish": a_move("end.finished")})})

    assert said in raised.value.diagnostics[0].message


def test_a_role_that_is_called_everyone_is_a_sight_as_any_other() -> None:
    roles = {"chair": {"title": "Chair"}, "envoy": {"title": "Envoy", "of": "party"}, "everyone": {"title": "Everyone"}}

    assert a_method(roles=roles, records={"x": a_record(seen_by=["everyone", "envoy"])}).id == "small"
