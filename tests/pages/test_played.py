"""Shipped methods are played by clicking, from their opening to their end, by several people on desks and phones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.authoring.playing import Player
from engine.authoring.scenario import read_scenario
from engine.authoring.simulation import Simulation
from engine.files import method_from
from engine.process.sight import Reader, sight_of
from tests.engine.access.people import granted, with_quick_passwords
from tests.listening import served
from tests.pages.clicked import HOME, Clicked
from tests.pages.site import NO_LIMITS
from tests.pages.world import Clock
from tests.scenarios.test_shipped_methods import in_order

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from engine.authoring.scenario import Scenario
    from engine.language import Method

METHODS = Path(__file__).resolve().parents[2] / "methods"
STORIES = {
    "consent-decision": "minutes",
    "joint-fact-finding": "turbines",
    "mutual-gains": "schoolbus",
    "stuck-collaboration": "two_halls",
    "stage-gate": "te_gast",
    "starting-collaboration": "agreement",
}


def the_story(method: str) -> tuple[Method, Scenario]:
    folder, name = METHODS / method, f"{STORIES[method]}.yaml"
    told = (folder / "scenarios" / name).read_text(encoding="utf-8")
    return method_from(folder / "method.yaml"), read_scenario(told, name)


@contextmanager
def a_house(folder: Path, method: Method, scenario: Scenario, browser: Browser) -> Iterator[Clicked]:
    """Serve an organisation that has this method, and one where people have accounts."""
    clock, settings = Clock(scenario.given.at), Settings(access="accounts", **NO_LIMITS)
    with Engine.open(f"sqlite:///{folder / 'sluis.db'}", now=clock) as engine:
        granted(with_quick_passwords(engine).access.organisations.begin(HOME))
        for one in in_order(method):
            engine.publish(one)
        with served(create_app(engine, settings), settings) as port:
            is_turned = list(STORIES).index(method.id) % 2 == 1
            stage = Clicked(engine, clock, browser, f"http://127.0.0.1:{port}", is_turned)
            try:
                yield stage
            finally:
                stage.close()


def kinds_played(method: Method, scenario: Scenario) -> Counter[str]:
    """Return what happens where the story is played by the engine alone, as far as whoever opens it knows of it."""
    stage = Simulation(method)
    player = Player(method, scenario, stage)
    list(player.play())
    assert stage.situation is not None
    opener = Reader(participant=player.cast.ids[next(iter(scenario.given.people))])
    sight = sight_of(method, stage.situation, opener)
    return Counter(type(one.body).__name__ for one in stage.events if sight.may_know(one.label))


def kinds_of(log: list[dict[str, Any]]) -> Counter[str]:
    return Counter(one["type"] for one in log)


@pytest.mark.parametrize("name", STORIES)
def test_people_play_a_method_to_its_end_by_clicking(name: str, tmp_path: Path, browser: Browser) -> None:
    method, scenario = the_story(name)
    with a_house(tmp_path, method, scenario, browser) as stage:
        player = Player(method, scenario, stage)
        stage.cast = player.cast

        for played in player.play():
            stage.is_begun = True
            assert played.problems == (), (played.number, played.note)

        assert stage.situation is not None
        end = method.declared.ends[str(stage.situation.end)].title
        here = {one.id for one in stage.situation.present()}  # others came to a process that this one ran, alone
        for participant, person in ((one, person) for one, person in stage.people.items() if one in here):
            told = stage.comes_back(participant).reads()
            assert (told["state"], told["language"]) == (end.say(person.hand.language), person.hand.language)
        opener, *others = (one.hand for one in stage.people.values())
        assert {opener.language, *(one.language for one in others)} == {"en", "nl"}
        assert kinds_of(opener.log(stage.process)) == kinds_played(method, scenario)
        assert [one.heard for one in (opener, *others) if one.heard] == []
        assert stage.tried + stage.kept_back > 0
