"""The API does what its OpenAPI document says, for whoever asks: every check of schemathesis, over every operation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises.probing import ask_everything, probed
from tests.promises.sizes import Rounds

pytestmark = pytest.mark.P13
REACHED = 0.9
WIDEST = 300


def _failures(said: str) -> str:
    """Return what was said of failures, without the long lines of requests."""
    lines = said[said.find("FAILURES") :].splitlines()
    return "\n".join(line[:WIDEST] for line in lines)


@pytest.mark.parametrize("actor", [None, "rik"], ids=["nobody in particular", "a representative"])
def test_every_operation_does_what_the_document_says(tmp_path: Path, rounds: Rounds, actor: str | None) -> None:
    examples = 3 if rounds.size.minutes is None else 100
    with probed(tmp_path) as server:
        for chance in rounds(1):
            code, said = ask_everything(server, tmp_path, actor, str(chance.randrange(2**32)), examples)
            assert code == 0, _failures(said)

        every = server.operations()
        missed = sorted(every - server.succeeded())

        print(f"{sum(one.total() for one in server.seen.values())} requests; never carried out: {missed}")
        assert len(every) > 25
        assert 1 - len(missed) / len(every) >= REACHED
        assert {status for one in server.seen.values() for status in one if status >= 500} == set()
