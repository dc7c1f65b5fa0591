"""Copies that readers take along: of processes in memory, and of the scenarios of every shipped method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from api.exports.copying import Copy
from api.wording import say_in
from engine.authoring.playing import Player
from engine.authoring.scenario import read_scenario
from engine.authoring.simulation import Simulation
from engine.files import method_from
from engine.language.method import Method
from engine.process.sight import Reader
from engine.process.situation import Situation
from engine.process.view import entries, telling_for
from tests.promises.seen import Kept, numbered

METHODS = Path(__file__).resolve().parents[3] / "methods"
SCENARIOS = sorted(METHODS.glob("*/scenarios/*.yaml"))


def copy_for(
    method: Method, situation: Situation, happened: Sequence[Kept], reader: str | None, language: str | None = None
) -> Copy:
    """Return the copy of a participant, or of nobody in particular, in a language."""
    said = method.language(language, situation.language)
    telling = telling_for(method, situation, Reader(participant=reader, language=said), say_in(said))
    return Copy(telling, entries(telling, happened))


def copies_of(path: Path) -> Iterator[tuple[str, Copy]]:
    """Yield the copies of everybody who is there at the end of a scenario, in every process that there is then."""
    method = method_from(path.parent.parent / "method.yaml")
    stage = Simulation(method)
    for step in Player(method, read_scenario(path.read_text(encoding="utf-8"), path.name), stage).play():
        assert not step.problems
    assert stage.situation is not None
    members = {stage.situation.process: (method, stage.situation), **stage.children}
    for number, (process, (of, situation)) in enumerate(members.items()):
        happened = numbered(event for where, event in stage.log if where == process)
        people = [one.id for one in situation.participants.values() if one.left_at is None]
        for reader in (None, *people):
            language = of.languages[number % len(of.languages)]
            yield (
                f"{path.parent.parent.name}/{path.stem} {number} {reader}",
                copy_for(of, situation, happened, reader, language),
            )
