"""Texts that want to become scripts stand in every field; whoever looks, wherever, sees them as texts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, cycle, islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from engine import Engine
from engine.process.refusal import Refusal
from tests.engine.journal.neighbours import accepted
from tests.pages.addresses import forms, reflected
from tests.pages.elsewhere import Elsewhere
from tests.pages.poison import Harmless, Pen, Poison, a_document, on_a_line, places
from tests.pages.probe import Looked, strange
from tests.pages.site import DATA, Site, a_site, addresses_of, all_addresses, is_always_opened, look_at_all, some
from tests.pages.vectors import ALL, Vector, vectors
from tests.pages.world import ALSO_TO_THE_END, WHERE_MUCH_IS_MISSING, Scope, World
from tests.promises import mixture
from tests.promises.races import asked
from tests.promises.sizes import Rounds, size_of_this_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.P12

EACH = 1_700  # a world has at least so many places for a text
IS_LONG = size_of_this_run().minutes is not None
MOST, STOPS = (2, ALSO_TO_THE_END) if IS_LONG else (1, WHERE_MUCH_IS_MISSING)
LINKS = 500 if IS_LONG else 10


def looked_by_all(site: Site, chance: Random, known: dict[int, Vector]) -> list[Looked]:
    """Return what the owner, a stranger and some of each process find; some of them keep no policy."""
    owned = some(chance, all_addresses(site), MOST)
    pages = [one for one in owned if is_always_opened(one)]
    found = look_at_all(site.owner(), owned, known)
    found += look_at_all(site.owner("nl", is_bare=True), owned, known)
    found += look_at_all(site.stranger("nl"), [one for one in pages if not one.path.startswith(DATA)], known)
    for scope in site.world.scopes:
        for number, actor in enumerate(site.readers(scope, chance, MOST)):
            seen = some(chance, addresses_of(site, scope), MOST)
            found += look_at_all(site.participant(actor, is_bare=number % 2 == 1), seen, known)
    return found


def filled_in(site: Site, pen: Pen) -> list[Looked]:
    """Return what is found after every form of every page was filled in, by the owner and by a stranger."""
    paths = [one for one in some(Random(1), all_addresses(site), 1) if not one.path.startswith(DATA)]
    found = []
    for probe in (site.stranger(), site.owner("nl"), site.stranger("nl", is_bare=True)):
        for one in paths:
            page = probe.look(one.path, pen.written(), one.route)
            if (
                page.route == one.route  # where one is sent on to, that page has its own turn
                and page.elements & {"input type"}
                and "form" in page.elements
                and probe.send(lambda: pen("form", on_a_line))
            ):
                found.append(probe.here(pen.written(), f"{one.route}, sent"))
        probe.close()
    return [*found, *(looked for scope in site.world.scopes for looked in acted(site, scope, pen))]


def acted(site: Site, scope: Scope, pen: Pen) -> Iterator[Looked]:
    """Yield what is found after somebody filled in the forms by which he acts in a process, and sent them."""
    world = World(site.world.engine, "", "", [scope], {})
    for actor in site.readers(scope, Random(1), 2):
        probe = site.participant(actor)
        for one in forms(world, 1):
            page = probe.look(one.path, pen.written(), one.route)
            if "form" in page.elements and probe.send(lambda: pen("form", on_a_line)):
                yield page
                yield probe.here(pen.written(), f"{one.route}, sent")
        probe.close()


def linked(site: Site, texts: Iterator[Vector], most: int) -> list[Looked]:
    """Return what is found by whoever opens a link that somebody made up, signed in and not, with a policy or none."""
    found, known = list[Looked](), dict[int, Vector]()
    written = (known.setdefault(one.number, one).text for one in texts)
    for probe in (site.owner(), site.stranger("nl"), site.owner("nl", is_bare=True)):
        links = list(reflected(site.app, written))
        pages = [one for one in links if not one.route.startswith(DATA)]
        data = [one for one in links if one.route.startswith(DATA)]
        found += look_at_all(probe, [*pages, *data[:most]], known)
    return found


def wrong_with(looked: list[Looked]) -> list[str]:
    return [one.told() for one in looked if one.wrong]


@pytest.fixture(scope="module")
def harmless(harmless_site: Site) -> list[Looked]:
    """Return what is found where every text is harmless."""
    site = harmless_site
    shown = [one for one in all_addresses(site) if is_always_opened(one)]
    found = look_at_all(site.owner(is_bare=True), shown, {}) + look_at_all(site.stranger(is_bare=True), shown, {})
    for scope in site.world.scopes:
        for actor in site.readers(scope, Random(1), 2):
            seen = [one for one in addresses_of(site, scope) if is_always_opened(one)]
            found += look_at_all(site.participant(actor, is_bare=True), seen, {})
    words = (Vector(number, f"Words {number}") for number in count(1))
    return [*found, *linked(site, words, LINKS), *filled_in(site, Harmless())]


def test_no_text_becomes_a_script_or_leads_elsewhere_whoever_looks_at_whatever_there_is(
    rounds: Rounds, tmp_path: Path, browser: Browser, place: Elsewhere, harmless: list[Looked]
) -> None:
    everything = vectors(rounds.size.seed, place.port)
    assert wrong_with(harmless) == []
    for chance in rounds(EACH, each=EACH):
        pen = Poison(islice(cycle(everything), EACH * rounds.number % ALL, None))
        folder = tmp_path / str(rounds.number)
        folder.mkdir()
        with a_site(folder, browser, place, pen, STOPS) as site:
            known = pen.written()
            looked = looked_by_all(site, chance, known)
            looked += filled_in(site, pen)
            looked += linked(site, iter(pen.found), LINKS)
        assert wrong_with(looked) == []
        assert list(strange(looked, harmless)) == []
        assert len(known) >= EACH
        assert places() - set(pen.placed) == set()
        seen = frozenset().union(*(one.shown for one in looked))
        assert [place for place, several in pen.placed.items() if not {one.number for one in several} & seen] == []


def test_what_somebody_put_into_a_record_is_kept_and_never_shown(
    tmp_path: Path, browser: Browser, place: Elsewhere
) -> None:
    pen = Poison(iter(vectors("documents", place.port)))
    with a_site(tmp_path, browser, place, pen) as site:
        documents = [one for one in all_addresses(site) if "{document}" in one.route]
        probes = (site.owner(), site.owner(is_bare=True), site.participant("envoy-X"))
        looked = [one for probe in probes for one in look_at_all(probe, documents, {})]
    kept = [one for one in looked if one.status == 200]
    assert len(kept) >= 3
    assert all(one.is_saved and one.shown for one in kept)
    assert wrong_with(looked) == []


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "text/plain;x=y"])
@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.txt", "x.pdf"])
def test_a_document_of_a_type_that_can_act_is_not_taken(kind: str, name: str, tmp_path: Path) -> None:
    content = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    with Engine.open(f"sqlite:///{tmp_path / 'sluis.db'}") as engine:
        engine.publish(mixture.METHOD)
        process = accepted(engine.submit(None, mixture.OPENING)).process
        written = {"plan": a_document(name, kind, content)}
        answer = engine.submit(process, asked("record", "envoy-X", record="paper", id="paper", fields=written))
    assert isinstance(answer, Refusal)
    assert answer.message == "document_type_unknown"
