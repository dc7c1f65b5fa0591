"""The API does what its OpenAPI document says, for whoever asks: every check of schemathesis, over every operation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises.probing import ask_everything, probed
from tests.promises.sizes import Rounds

pytestmark = pytest.mark.P13
REACHED = 0.9
WIDEST = 300
EXPECTED = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 404, 414]
negative_data_rejection.expected-statuses = [400, 404, 405, 409, 412, 414, 415, 422, 431]
[[operations]]
include-name = ["POST /v1/processes/{process}/commands", "POST /v1/processes"]
phases.coverage.enabled = %s
checks.positive_data_acceptance.expected-statuses = ["2xx", 404, 409, 412, 414, 422]

[[operations]]
include-name = ["POST /v1/methods", "POST /v1/methods/check"]
checks.positive_data_acceptance.expected-statuses = ["2xx", 409, 422]

[[operations]]
include-path-regex = "/(log|export)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", 404, 414, 422]
"""


def failures(said: str) -> str:
    """Return what was said of failures, without the long lines of requests."""
    lines = said[said.find("FAILURES") :].splitlines()
    return "\n".join(line[:WIDEST] for line in lines)


@pytest.mark.parametrize("actor", [None, "rik"], ids=["nobody in particular", "a representative"])
def test_every_operation_does_what_the_document_says(tmp_path: Path, rounds: Rounds, actor: str | None) -> None:
    examples = 3 if rounds.size.minutes is None else 100
    with probed(tmp_path, actor) as server:
        for chance in rounds(1):
            expected = EXPECTED % str(examples > 10).lower()
            code, said = ask_everything(server, tmp_path, expected, str(chance.randrange(2**32)), examples)
            assert code == 0, failures(said)

        every = server.operations()
        missed = sorted(every - server.succeeded())

        print(f"{sum(one.total() for one in server.seen.values())} requests; never carried out: {missed}")
        assert len(every) > 25
        assert 1 - len(missed) / len(every) >= REACHED
        assert {status for one in server.seen.values() for status in one if status >= 500} == set()
