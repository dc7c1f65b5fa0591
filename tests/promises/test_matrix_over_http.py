"""Scenes of the matrix on a store behind HTTP: what a line hides is in no answer to whoever it is hidden from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.headers import lasting
from tests.promises.matrix.cast import PARTICIPANTS, a_stage
from tests.promises.matrix.kept import Kept, a_kept_stage
from tests.promises.matrix.looking import Seen, all_there_is, fields_of, seen_by
from tests.promises.matrix.rights import GONE
from tests.promises.matrix.scenes import SCENES
from tests.promises.matrix.specification import State, matrix
from tests.promises.over_http import PROCESS, STREAM, TAKEN
from tests.promises.sizes import Rounds
from tests.streamed import streamed

pytestmark = pytest.mark.P7

CANARY = re.compile(r"canary[A-Za-z0-9]+")
NEVER = "01950000-0000-7000-8000-0000000000ff"
SOME = 6
ON_A_STORE = (a_stage, a_kept_stage)
PLAYED = [
    (state, name)
    for _, state in matrix().states() if not state.also_in
    for name in state.scenes
    if SCENES[name].stage in ON_A_STORE and any(len(line.told) < len(PARTICIPANTS) for line in state.lines)
]  # fmt: skip


def paths(kept: Kept, seen: Seen) -> Iterator[str]:
    """Yield everything of a process that can be asked for over HTTP."""
    told = kept.client.get("/openapi.json").json()["paths"]
    reads = [path for path, one in told.items() if path.startswith(PROCESS) and "get" in one and path != STREAM]
    documents = [one.id for one in seen.table.situation.documents.values()]
    for path in reads:
        there = path.replace(PROCESS, seen.there)
        for ending in ("svg", "txt", "mmd", "dot"):
            for record in seen.table.method.declared.records if "{record}" in path else ("",):
                for document in documents if "{document}" in path else ("",):
                    yield there.format(ending=ending, record=record, document=document)
    yield from (f"{seen.there}/export?format={form}" for form in TAKEN)
    yield "/v1/processes"


def answers(seen: Seen) -> Iterator[tuple[str, int, str]]:
    """Yield all that a reader is answered, with what was asked."""
    kept: Kept = seen.table.simulation  # type: ignore[assignment]  # it is on a store
    for path in dict.fromkeys(paths(kept, seen)):
        answer = kept.client.get(path, headers=seen.headers)
        yield path, answer.status_code, f"{answer.text} {dict(lasting(answer.headers))}"
    found = streamed(kept.app, f"{seen.there}/stream", seen.headers)
    yield "stream", found.status, found.text


def of_nothing(seen: Seen, path: str) -> tuple[int, str]:
    """Return the answer for a process that never existed, with the id of the one that does."""
    kept: Kept = seen.table.simulation  # type: ignore[assignment]  # it is on a store
    process = seen.table.situation.process
    if path == "stream":
        found = streamed(kept.app, f"/v1/processes/{NEVER}/stream", seen.headers)
        return found.status, found.text.replace(NEVER, process)
    answer = kept.client.get(path.replace(process, NEVER), headers=seen.headers)
    return answer.status_code, f"{answer.text} {dict(lasting(answer.headers))}".replace(NEVER, process)


def hidden(state: State, reader: str, whole: Any) -> set[str]:
    """Return the words that stand in fields of which a line says that they are hidden from a reader."""
    told = [(state.line_of(field), value) for field, value in fields_of(whole)]
    return {word for line, value in told if line and reader not in line.told for word in CANARY.findall(str(value))}


def test_no_answer_has_what_the_matrix_hides_and_who_left_or_never_came_gets_none(rounds: Rounds) -> None:
    found = Counter[str]()
    for chance in rounds(SOME):
        state, name = chance.choice(PLAYED)
        scene, stage = SCENES[name], a_kept_stage()
        find = scene.play(stage)
        stage.arrive()
        whole = find(all_there_is(stage, PARTICIPANTS[scene.whole]))
        seen = {reader: seen_by(stage, who) for reader, who in PARTICIPANTS.items()}
        for reader in PARTICIPANTS:
            canaries = hidden(state, reader, whole)
            for path, status, text in answers(seen[reader]):
                assert not [one for one in canaries if one in text], f"{name}: {reader} finds it at {path}"
                found["answers"] += 1
                if reader in GONE and path != "/v1/processes":
                    assert (status, text) == of_nothing(seen[reader], path), f"{reader} at {path}"
            found["hidden"] += len(canaries)
        kept: Kept = stage.simulation  # type: ignore[assignment]  # it is on a store
        kept.close()
    assert rounds.size.only is not None or (found["answers"] > SOME * 200 and found["hidden"] > SOME), found
