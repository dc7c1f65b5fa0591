"""The demo: the shipped scenario stopped at three of its steps, ending today, in a database of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from api.settings import Settings
from api.wording import say_in
from engine import Engine, Reader
from engine.authoring.playing import Player
from engine.authoring.scenario import Scenario, read_scenario
from engine.authoring.simulation import Simulation
from engine.journal.stores import utc_now
from engine.language import Method, read_method
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from rich.console import Console

    from engine.process.commands import Command
    from engine.process.events import Event
    from engine.process.situation import Situation

SHIPPED = Path(__file__).parent.parent / "methods" / "starting-collaboration"
SCENARIO = "agreement"
EARLY, MIDDLE, LATE = 21, 35, 77
TITLES = {EARLY: "Vlietbuurt", MIDDLE: "Oranjewijk", LATE: "Molenkade"}


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

    def submit(self, commands: Sequence[Command], at: datetime) -> tuple[Event, ...] | Refusal:
        """Do several things together, or none of them."""
        self.clock[0] = at
        result = self.engine.submit(self.process, commands)
        if isinstance(result, Refusal):
            return result
        self.process = result.process
        return tuple(stored.event for stored in self.engine.history(self.process))[-1:]

    def wait(self, until: datetime) -> tuple[Event, ...]:
        """Let the clock do what comes due."""
        self.clock[0] = until
        if self.process:
            self.engine.situation(self.process)
        return ()


def demo_engine(settings: Settings, url: str) -> tuple[Engine, list[Shown]]:
    """Open the demo's database, made anew where the method, the scenario or the day is another. Raises SluisError."""
    method, scenario = _shipped()
    folder = _folder(settings, method, scenario)
    database = folder / "sluis.db"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        _make(f"sqlite:///{database}", method, scenario)
        (folder / "ready").touch()
    engine = Engine.open(f"sqlite:///{database}", url_of_server=url)
    return engine, list(_shown(method, scenario))


def explain(out: Console, engine: Engine, processes: Sequence[Shown], url: str) -> None:
    """Print what there is to open and to try."""
    out.print(Text.assemble(("Sluis ", "title"), f"is at {url}, with three processes of “Startende samenwerking”."))
    for one in processes:
        told = engine.view(one.id, Reader(), say_in("nl"))
        now = ", ".join(phase.title for phase in told.phases if phase.status == "now")
        out.print()
        out.print(Text.assemble((told.title, "title"), f"  ·  {now}  ·  {url}/v1/processes/{one.id}"), soft_wrap=True)
        for todo in told.todo[:3]:
            who = ", ".join(owed.text for owed in todo.owed_by)
            out.print(Text.assemble(("  ○ ", "missing"), todo.text, (f"  ·  {who}", "soft")), soft_wrap=True)
        if len(told.todo) > 3:  # noqa: PLR2004 - three say enough here
            out.print(Text(f"    en nog {len(told.todo) - 3}", style="soft"))
    _try(out, engine, processes[0], url)


def _try(out: Console, engine: Engine, first: Shown, url: str) -> None:
    people, process = first.people, first.id
    record = next(one for one in engine.situation(process)[1].of_type("success_criterion") if not one.confirmed_at)
    sluis = f"SLUIS_SERVER={url} .venv/bin/sluis"
    steps = [
        ("where the first process stands", f"{sluis} show {process}"),
        ("the same, as dashboards poll it", f"curl -s {url}/v1/processes/{process}"),
        (
            "a move whose gate is shut: refused, with what is missing",
            f"{sluis} do {process} move move=to_share --as {people['samira']}",
        ),
        ("the missing act", f"{sluis} do {process} confirm id={record.id} version=1 --as {people['patrick']}"),
        ("the same move again", f"{sluis} do {process} move move=to_share --as {people['samira']}"),
        ("what happened", f"{sluis} log {process}"),
    ]
    out.print()
    out.print(Text("To try, in another terminal:", style="title"))
    for what, line in steps:
        out.print(Text(f"  # {what}", style="soft"))
        out.print(Text(f"  {line}", style="code"), soft_wrap=True)
    out.print()
    names = ", ".join(
        f"{name} {identity}" for name, identity in people.items() if name in ("anna", "samira", "joris", "karin")
    )
    out.print(
        Text(f"  Who is who: {names}; the others: {url}/v1/processes/{process}/participants", style="soft"),
        soft_wrap=True,
    )
    out.print(Text("Stop it with Ctrl-C.", style="soft"))


def _shipped() -> tuple[Method, Scenario]:
    source, story = SHIPPED / "method.yaml", SHIPPED / "scenarios" / f"{SCENARIO}.yaml"
    method = read_method(source.read_text(encoding="utf-8"), str(source))
    return method, read_scenario(story.read_text(encoding="utf-8"), str(story))


def _folder(settings: Settings, method: Method, scenario: Scenario) -> Path:
    today = utc_now().date().isoformat()
    told = f"{method.digest}/{scenario!r}/{today}/{settings.zone}/{_code()}"
    return Path(tempfile.gettempdir()) / f"sluis-demo-{os.getuid()}" / sha256(told.encode()).hexdigest()[:16]


def _code() -> str:
    """Return what tells this code from another: a database of other code is not opened."""
    root = Path(__file__).parent.parent
    files = sorted(path for part in ("api", "engine") for path in (root / part).rglob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _make(url: str, method: Method, scenario: Scenario) -> None:
    clock = [utc_now()]
    process_ids = _process_ids()
    with Engine.open(url, now=lambda: clock[0], process_ids=lambda: next(process_ids)) as engine:
        engine.publish(method)
        for stop in (EARLY, MIDDLE, LATE):
            story = _ending_today(method, _titled(scenario, stop), stop)
            for played in Player(method, story, EngineStage(engine, clock)).play():
                if played.number == stop:
                    break


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
