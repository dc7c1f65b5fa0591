"""The probe itself: what must not be is found, each thing of its kind, or that nothing is found says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment, FileSystemLoader

from api.routes.access import forms
from api.routes.pages import HERE
from api.settings import Settings
from engine import Engine
from engine.authoring.drawing import page
from tests.api.access.people import ALL, Person, a_person, an_app
from tests.engine.access.people import with_quick_passwords
from tests.listening import served
from tests.pages.elsewhere import Elsewhere
from tests.pages.probe import HTML, Looked, Probe, strange
from tests.pages.vectors import Vector
from tests.pages.vocabulary import spelt_out

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.P12

SETTINGS = Settings(access="accounts", reads_per_minute=0)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(f"sqlite:///{tmp_path / 'sluis.db'}") as opened:
        yield with_quick_passwords(opened)


@pytest.fixture
def owner(engine: Engine) -> Person:
    return a_person(an_app(engine, SETTINGS), "olga", *ALL)


@contextmanager
def looking(owner: Person, browser: Browser, place: Elsewhere, *, is_bare: bool = False) -> Iterator[Probe]:
    """Serve what the owner is signed in to, and lend his browser."""
    with served(owner.client.app, SETTINGS) as port:  # type: ignore[arg-type]  # it is an application of ours
        cookies = {"sluis": owner.client.cookies["sluis"]}
        probe = Probe(browser, place, f"http://127.0.0.1:{port}", cookies=cookies, is_bare=is_bare)
        try:
            yield probe
        finally:
            probe.close()


def called(owner: Person, text: str) -> dict[int, Vector]:
    """Let the owner be called by a text, which is on his page."""
    vector = Vector(7, f"{text} v7z")
    answer = owner.client.patch("/v1/me", json={"name": vector.text})
    assert answer.status_code < 300, answer.text
    return {7: vector}


@pytest.fixture
def unescaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages take every text for markup."""
    careless = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=False)  # noqa: S701 - the fault
    monkeypatch.setattr(forms, "PAGES", careless)


def texts(port: int) -> list[tuple[str, str]]:
    """Return what wants to act, each with the word that the probe must have for it where no policy is kept."""
    away = f"http://127.0.0.1:{port}/7"
    return [
        ("a script ran: 7", "<script>alert(7)</script>"),
        ("a script ran: 7", "<img src=x onerror=alert(7)>"),
        ("elsewhere was asked: GET /7", f"<img src={away}>"),
        ("asked for http", f"<link rel=stylesheet href={away}>"),
        ("a link to", f"<link rel=preconnect href={away}>"),
        ("a frame", "<iframe srcdoc=x></iframe>"),
        ("a link to", "<a href=javascript:alert(7)>x</a>"),
        ("elsewhere was asked: GET /7", f"<meta http-equiv=refresh content='0;url={away}'>"),
        ("an error in a script", "<script>nothing.is()</script>"),
    ]


def test_a_harmless_page_and_one_that_escapes_have_nothing_wrong(
    owner: Person, browser: Browser, place: Elsewhere
) -> None:
    with looking(owner, browser, place) as probe:
        harmless = probe.look("/me", {})
        for _, text in texts(place.port):
            looked = probe.look("/me", called(owner, text))
            assert looked.wrong == []
            assert looked.shown == {7}
            assert list(strange([looked], [harmless])) == []


@pytest.mark.usefixtures("unescaped")
@pytest.mark.parametrize("number", range(9))
def test_what_is_not_escaped_is_found_with_a_policy_and_without(
    number: int, owner: Person, browser: Browser, place: Elsewhere
) -> None:
    word, text = texts(place.port)[number]
    with looking(owner, browser, place, is_bare=True) as probe:
        harmless = probe.look("/me", {})
        assert word in settled(probe, called(owner, text), word)
    with looking(owner, browser, place) as probe:
        looked = probe.look("/me", called(owner, text))
        assert looked.wrong + list(strange([looked], [harmless])) != []


def settled(probe: Probe, known: dict[int, Vector], word: str) -> str:
    """Look until what comes a moment later has come as well, and return all that was wrong."""
    told = ""
    for _ in range(20):
        told += probe.look("/me", known).told()
        if word in told:
            break
    return told


@pytest.mark.parametrize(
    ("which", "path"), [("PAGES", "/me"), ("DATA", "/v1/me"), ("DATA", "/v1/methods/small/1.0.0/diagram.svg")]
)
def test_what_is_served_without_a_policy_is_found(
    which: str, path: str, owner: Person, browser: Browser, place: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    with looking(owner, browser, place) as probe:
        assert probe.look(path, {}).wrong == []
        monkeypatch.setattr(f"api.headers.{which}", "")
        assert probe.look(path, {}).wrong == ["a script that is put into the page runs: it has no policy"]


def test_a_picture_that_takes_texts_for_markup_is_found(
    engine: Engine, owner: Person, browser: Browser, place: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "<script xmlns='http://www.w3.org/1999/xhtml'>alert(7)</script>"
    source = owner.client.get("/v1/methods/small/1.0.0/source").text
    named = source.replace("method: small", "method: other").replace("Go deeper", title)
    assert owner.client.post("/v1/methods", content=named, headers={"content-type": "text/yaml"}).status_code == 201
    path = "/v1/methods/{}/1.0.0/diagram.svg"
    with looking(owner, browser, place, is_bare=True) as probe:
        harmless = [probe.look(path.format("small"), {}, "picture")]
        sound = probe.look(path.format("other"), {}, "picture")
        assert (sound.wrong, list(strange([sound], harmless))) == ([], [])
    monkeypatch.setattr(page, "escape", str)
    with looking(owner, browser, place, is_bare=True) as probe:  # another browser, that keeps no answer of before
        looked = probe.look(path.format("other"), {}, "picture")
    assert "a script ran: 7" in looked.told()
    assert list(strange([looked], harmless)) != []


def a_page(*elements: str) -> Looked:
    return Looked("/", "/here", 200, HTML, elements=frozenset(elements))


def test_what_few_are_shown_is_no_stranger_as_a_template_spells_it_out() -> None:
    number = a_page("input", "input inputmode")
    assert list(strange([number], [a_page("p")])) == []


@pytest.mark.parametrize(
    "word", ["b", "p onclick", "iframe", "style", "p style", "iframe srcdoc", "base", "img onerror"]
)
def test_what_no_template_spells_out_is_a_stranger(word: str) -> None:
    assert list(strange([a_page("p", word)], [a_page("p")])) == [f"/here: has {word}"]


def test_no_template_spells_out_what_acts_by_itself() -> None:
    attributes = {attribute for _, _, attribute in (word.partition(" ") for word in spelt_out()) if attribute}
    assert {one for one in attributes if one.startswith("on") or one in {"style", "srcdoc", "ping"}} == set()
    assert spelt_out() & {"iframe", "object", "embed", "base", "img", "math", "template"} == set()
