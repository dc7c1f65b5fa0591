"""A world behind two real servers: one with accounts, and one where a reader says for whom he looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from engine import Engine
from tests.listening import served
from tests.pages.addresses import Address, addresses, forms
from tests.pages.poison import Pen
from tests.pages.probe import Looked, Probe
from tests.pages.vectors import Vector
from tests.pages.world import WHERE_MUCH_IS_MISSING, Clock, Scope, Stops, World, a_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.pages.elsewhere import Elsewhere

NO_LIMITS: dict[str, Any] = {
    "commands_per_minute": 0, "reads_per_minute": 0, "exports_per_hour": 0, "streams_each": 0,
}  # fmt: skip
DATA = "/v1/"
FORMS = 3  # of each kind, in each process
ALWAYS = (".svg", "/source")  # pictures; and files of methods, as every text of one stands there


@dataclass
class Site:
    """What is served, and who looks at it."""

    world: World
    app: FastAPI
    open_app: FastAPI
    origin: str
    open_origin: str
    browser: Browser
    place: Elsewhere

    def owner(self, language: str = "en", *, is_bare: bool = False) -> Probe:
        """Return the browser of the owner, who is signed in and holds an invitation."""
        cookies = {"sluis": self.world.session, "sluis-invitation": self.world.invitation}
        return Probe(
            self.browser, self.place, self.origin, cookies=cookies, language=language, is_bare=is_bare
        )  # fmt: skip

    def stranger(self, language: str = "en", *, is_bare: bool = False) -> Probe:
        """Return the browser of somebody who is not signed in, and holds an invitation."""
        cookies = {"sluis-invitation": self.world.invitation}
        return Probe(self.browser, self.place, self.origin, cookies=cookies, language=language, is_bare=is_bare)

    def participant(self, actor: str, language: str = "nl", *, is_bare: bool = False) -> Probe:
        """Return the browser of somebody who takes part in a process, on the server that believes it."""
        return Probe(
            self.browser, self.place, self.open_origin, headers={"Sluis-Actor": actor}, language=language,
            is_bare=is_bare,
        )  # fmt: skip

    def readers(self, scope: Scope, chance: Random, most: int) -> list[str]:
        """Return some who take part in a process; whoever keeps a note there comes first, as nobody else sees it."""
        _, situation = self.world.engine.situation(scope["process"][0])
        present = sorted(one.id for one in situation.present())
        keepers = [one for one in present if one in {note.author for note in situation.notes.values()}]
        return list(dict.fromkeys([*keepers, *chance.sample(present, len(present))]))[:most]


@contextmanager
def a_site(
    folder: Path, browser: Browser, place: Elsewhere, pen: Pen, stops: Stops = WHERE_MUCH_IS_MISSING
) -> Iterator[Site]:
    """Make a world and serve it, at this machine alone."""
    clock, known = Clock(), Settings(access="accounts", **NO_LIMITS)
    is_open = Settings(access="open")
    with Engine.open(f"sqlite:///{folder / 'sluis.db'}", now=clock) as engine:
        world = a_world(engine, clock, pen, stops)
        app, open_app = create_app(engine, known), create_app(engine, is_open)
        with served(app, known) as port, served(open_app, is_open) as other:
            origins = (f"http://127.0.0.1:{port}", f"http://127.0.0.1:{other}")
            yield Site(world, app, open_app, *origins, browser, place)


def some(chance: Random, found: Iterator[Address], most: int) -> list[Address]:
    """Return every page and picture, and of data as many addresses as `most` of each kind, by chance."""
    kinds: dict[str, list[Address]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    return [one for several in kinds.values() for one in _few(chance, several, most)]


def _few(chance: Random, found: list[Address], most: int) -> list[Address]:
    return found if is_always_opened(found[0]) else chance.sample(found, min(most, len(found)))


def is_always_opened(one: Address) -> bool:
    """Tell whether an address is always opened: a page or a picture, or a method whole."""
    return not one.path.startswith(DATA) or one.kind.endswith(ALWAYS)


def look_at_all(probe: Probe, found: list[Address], vectors: dict[int, Vector]) -> list[Looked]:
    """Open one address after the other, and close the browser of this reader."""
    try:
        return [probe.look(one.path, vectors, one.route) for one in found]
    finally:
        probe.close()


def all_addresses(site: Site) -> Iterator[Address]:
    """Yield every address that the owner can open."""
    yield from addresses(site.app, site.world)


def addresses_of(site: Site, scope: Scope) -> Iterator[Address]:
    """Yield every address of one process that a participant can open."""
    world = World(site.world.engine, "", "", [scope], {})
    yield from (one for one in addresses(site.open_app, world) if "{process}" in one.route)
    yield from forms(world, FORMS)
