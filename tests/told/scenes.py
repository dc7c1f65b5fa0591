"""What is shown of each scene of the matrix of who sees what, in lines, and how the log tells of each act there.

In the stories of the shipped methods many things do not happen: nobody disputes a record there, keeps a note or puts
off a term. After a change of what people see, `python -m tests.told.scenes` writes the file beside this one anew.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from api.wording.saying import say_in
from engine.process.view import entries
from tests.promises.matrix.cast import PARTICIPANTS, a_stage
from tests.promises.matrix.kept import a_kept_stage
from tests.promises.matrix.looking import Seen, all_there_is, seen_by
from tests.promises.matrix.rights import Right, played, rights
from tests.promises.matrix.scenes import SCENES
from tests.promises.seen import numbered
from tests.told.retelling import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.process.view.shapes import Entry
    from tests.promises.matrix.cast import Stage
    from tests.promises.matrix.scenes.base import Scene

FILE = Path(__file__).parent / "scenes.txt"
READERS = ("writer", "other", "chair", "nobody")
HEAD = "== "
TOLD_OFTEN = frozenset({"RecordWritten", "RecordShared", "DueSet", "VoteCast", "DecisionOpened", "GateJudged"})
IN_MEMORY = [name for name, one in SCENES.items() if one.stage is not a_kept_stage]
ACTS = {f"to {one.do}": one for one in rights() if one.do not in ("adopt", "redact", "delete")}  # those need a store
PLACES = [*IN_MEMORY, *ACTS]


def shown(name: str) -> list[str]:
    """Play a scene or an act, and return the lines of what is shown of it, people and parties by their names."""
    return _act(ACTS[name]) if name in ACTS else _scene(SCENES[name])


def _act(right: Right) -> list[str]:
    """Return the sentences of all that one who may do it brings about."""
    stage = played(right)
    before = len(stage.events)
    town = {"subject": stage.party("Town")} if right.body.get("subject") == "Town" else {}
    stage.do(right.do, str(PARTICIPANTS[right.may[0]]), **right.body | town)
    return [f"{one.type}: {one.text}" for one in _log(stage)[before:]]


def _scene(scene: Scene) -> list[str]:
    stage = scene.stage()
    find = scene.play(stage)
    stage.arrive()
    whole = list(lines_of("", find(_in_words(all_there_is(stage, PARTICIPANTS[scene.whole])))))
    lines = whole
    for reader in READERS:
        row = find(_in_words(seen_by(stage, PARTICIPANTS[reader])))
        seen = [] if row is None else list(lines_of("", row))
        if seen and seen != whole:
            lines = [*lines, f"to {reader}", *(line for line in seen if line not in whole)]
    names = {one.id: str(one.name) for one in stage.situation.parties.values()}
    return [_named(line, names) for line in (*lines, *_besides(stage))]


def _in_words(seen: Seen) -> Seen:
    return Seen(seen.table, replace(seen.telling, say=say_in("en")))


def _named(line: str, names: dict[str, str]) -> str:
    for identity, name in names.items():
        line = line.replace(f"{identity} {name}", name).replace(identity, name)
    return line


def _besides(stage: Stage) -> Iterator[str]:
    """Yield the sentences of the log but those of how everybody came, and of what happens in every story."""
    yield from (one for one in dict.fromkeys(_sentences(stage)) if one not in _of_arrival())


@cache
def _of_arrival() -> frozenset[str]:
    stage = a_stage()
    stage.arrive()
    return frozenset(_sentences(stage))


def _sentences(stage: Stage) -> Iterator[str]:
    yield from (f"{one.type}: {one.text}" for one in _log(stage) if one.type not in TOLD_OFTEN)


def _log(stage: Stage) -> list[Entry]:
    return entries(_in_words(all_there_is(stage)).telling, numbered(stage.events))


if __name__ == "__main__":
    FILE.write_text("\n".join("\n".join([f"{HEAD}{one}", *shown(one), ""]) for one in PLACES), encoding="utf-8")
