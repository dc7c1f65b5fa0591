"""The demo: the shipped scenario stopped at three of its steps, ending today, in a database of its own."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from api.settings import Settings
from engine import Engine
from engine.authoring.playing import Player
from engine.authoring.scenario import Scenario, read_scenario
from engine.authoring.simulation import Simulation
from engine.errors import SluisError
from engine.files import method_from
from engine.journal.lock import holder_of
from engine.journal.stores import utc_now
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from engine.language import Method
    from engine.process.commands import Command
    from engine.process.events import Event
    from engine.process.situation import Situation

SHIPPED = Path(__file__).parent.parent / "methods" / "starting-collaboration"
SCENARIO = "agreement"
EARLY, MIDDLE, LATE = 21, 35, 89
TITLES = {EARLY: "Vlietbuurt", MIDDLE: "Oranjewijk", LATE: "Molenkade"}
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class FolderUnsafe(SluisError):
    """Others could read the demo's database, or have prepared it."""

    def __init__(self, folder: Path, why: str) -> None:
        self.folder, self.why = folder, why
        super().__init__(
            f"the demo keeps its database in {folder}, but that {why}: remove it, "
            "or name a place of your own for what is temporary (TMPDIR=FOLDER)"
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A process of the demo; `people` are ids by name of the story."""

    id: str
    people: dict[str, str]


class EngineStage:
    """A stage on a real engine, whose clock the story sets."""

    def __init__(self, engine: Engine, clock: list[datetime]) -> None:
        self.engine, self.clock = engine, clock
        self.process: str | None = None

    @property
    def situation(self) -> Situation | None:
        """How the process stands."""
        return self.engine.situation(self.process)[1] if self.process else None

    def submit(
        self, commands: Sequence[Command], at: datetime, process: str | None = None
    ) -> tuple[Event, ...] | Refusal:
        """Do several things together, or none of them."""
        self.clock[0] = at
        result = self.engine.submit(process or self.process, commands)
        if isinstance(result, Refusal):
            return result
        self.process = self.process or result.process
        return tuple(stored.event for stored in self.engine.history(result.process))[-1:]

    def member(self, process: str) -> tuple[Method, Situation]:
        """Return a process that a phase runs, as it stands."""
        return self.engine.situation(process)

    def wait(self, until: datetime, process: str | None = None) -> tuple[Event, ...]:
        """Let the clock do what comes due."""
        self.clock[0] = until
        if self.process:
            self.engine.situation(self.process)
        return ()


def demo_engine(settings: Settings, url: str) -> tuple[Engine, list[Shown]]:
    """Open the demo's database, made anew where the code, the method, the scenario or the day is another.

    It is made anew too when something was done in the first process, so that what is printed to try works as it says.
    Raises SluisError.
    """
    method, scenario = _shipped()
    folder = own_folder() / _version(settings, method, scenario)
    ready, database = folder / "ready", folder / "sluis.db"
    shown = list(_shown(method, scenario))
    if ready.exists() or holder_of(database):
        engine = Engine.open(f"sqlite:///{database}", url_of_server=url)
        if ready.exists() and ready.read_text() == _acts(engine, shown[0].id):
            return engine, shown
        engine.close()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    _make(f"sqlite:///{database}", method, scenario)
    engine = Engine.open(f"sqlite:///{database}", url_of_server=url)
    ready.write_text(_acts(engine, shown[0].id))
    return engine, shown


def _shipped() -> tuple[Method, Scenario]:
    source, story = SHIPPED / "method.yaml", SHIPPED / "scenarios" / f"{SCENARIO}.yaml"
    return method_from(source), read_scenario(story.read_text(encoding="utf-8"), str(story))


def own_folder() -> Path:
    """Return the folder of our demos. On a shared machine anybody can foresee its name: one of theirs is refused.

    Raises FolderUnsafe. Once it is ours alone, nobody else can replace it: folders for what is temporary are sticky.
    """
    folder = Path(tempfile.gettempdir()) / f"sluis-demo-{os.getuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise FolderUnsafe(folder, "is a link" if stat.S_ISLNK(found.st_mode) else "is no folder")
    if found.st_uid != os.getuid():
        raise FolderUnsafe(folder, "belongs to somebody else")
    if stat.S_IMODE(found.st_mode) & OTHERS:
        raise FolderUnsafe(folder, "is open to others")
    return folder


def _version(settings: Settings, method: Method, scenario: Scenario) -> str:
    today = utc_now().date().isoformat()
    digests = [one.digest for one in _with_what_it_runs(method)]
    told = f"{digests}/{scenario!r}/{today}/{settings.zone}/{_code()}"
    return sha256(told.encode()).hexdigest()[:16]


def _acts(engine: Engine, process: str) -> str:
    """Return how often somebody did something in a process."""
    return str(sum(one.event.actor is not None for one in engine.history(process)))


def _code() -> str:
    """Return what tells this code from another: a database of other code is not opened."""
    root = Path(__file__).parent.parent
    files = sorted(path for part in ("api", "engine") for path in (root / part).rglob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _make(url: str, method: Method, scenario: Scenario) -> None:
    clock = [utc_now()]
    process_ids = _process_ids()
    with Engine.open(url, now=lambda: clock[0], process_ids=lambda: next(process_ids)) as engine:
        for one in _with_what_it_runs(method):
            engine.publish(one)
        for stop in (EARLY, MIDDLE, LATE):
            story = _ending_today(method, _titled(scenario, stop), stop)
            for played in Player(method, story, EngineStage(engine, clock)).play():
                if played.number == stop:
                    break


def _with_what_it_runs(method: Method) -> Iterator[Method]:
    """Yield a method after those that its phases run: so they are published."""
    for child in method.children.values():
        yield from _with_what_it_runs(child)
    yield method


def _shown(method: Method, scenario: Scenario) -> Iterator[Shown]:
    player = Player(method, scenario, Simulation(method))
    next(player.play())
    process_ids = _process_ids()
    for _ in TITLES:
        yield Shown(next(process_ids), dict(player.cast.ids))


def _process_ids() -> Iterator[str]:
    return (f"01900000-0000-7000-8000-{number:012d}" for number in range(1, 100))


def _titled(scenario: Scenario, stop: int) -> Scenario:
    given = scenario.given.model_copy(update={"title": f"Klimaatbestendige {TITLES[stop]}"})
    return scenario.model_copy(update={"given": given})


def _ending_today(method: Method, scenario: Scenario, stop: int) -> Scenario:
    """Shift the story by whole days, so that its last step is today or, where that is still to come, yesterday."""
    last = next(one.at for one in Player(method, scenario, Simulation(method)).play() if one.number == stop)
    days = (datetime.now(UTC) - last) // timedelta(days=1)
    given = scenario.given.model_copy(update={"at": scenario.given.at + timedelta(days=days)})
    return scenario.model_copy(update={"given": given})
