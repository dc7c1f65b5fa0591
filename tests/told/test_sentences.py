"""Whatever happens in the stories of the shipped methods, no sentence lacks a word that it has a place for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from api.wording import WORDS, say_in
from api.wording.saying import PLACE
from engine.authoring.playing import Player
from engine.authoring.scenario import read_scenario
from engine.authoring.simulation import Simulation
from engine.files import method_from
from engine.process import view
from engine.process.sight import Reader
from tests.promises.seen import numbered

if TYPE_CHECKING:
    from engine.process.view import Message

METHODS = Path(__file__).resolve().parents[2] / "methods"
KINDS = 50  # of sentences of the log, at least


def test_every_place_of_every_sentence_is_filled() -> None:
    wrong, told = set[str](), set[str]()
    words = say_in("en")

    def say(message: Message) -> str:
        places = {place for place, _ in PLACE.findall(WORDS["en"].get(message.id, ""))}
        wrong.update(f"{message.id} lacks {place}" for place in places - message.values.keys())
        wrong.update([f"there is no sentence {message.id}"] if message.id not in WORDS["en"] else [])
        told.add(message.id)
        return words(message)

    for folder in sorted(path.parent for path in METHODS.glob("*/method.yaml")):
        method = method_from(folder / "method.yaml")
        for story in sorted(folder.glob("scenarios/*.yaml")):
            stage = Simulation(method)
            player = Player(method, read_scenario(story.read_text(encoding="utf-8"), story.name), stage)
            assert [one for played in player.play() for one in played.problems] == []
            assert stage.situation
            for reader in (Reader(), *(Reader(participant=one) for one in list(player.cast.ids.values())[:2])):
                telling = view.telling_for(method, stage.situation, reader, say)
                view.progress(telling)
                view.entries(telling, numbered(stage.events))

    assert wrong == set()
    assert len([one for one in told if one.startswith("log_")]) >= KINDS
