"""The stage of the matrix on a real store behind HTTP: for what only a store does, and to look from outside."""

from __future__ import annotations

import tempfile
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Engine, Refusal
from tests.promises.kept import Clock
from tests.promises.matrix.cast import Stage, matrix_method, seat
from tests.sqlite import a_file
from tests.streamed import quick

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from engine.language import Method
    from engine.process.commands import Command
    from engine.process.events import Event
    from engine.process.situation import Situation


class Kept:
    """What a simulation is, on a store."""

    def __init__(self, method: Method, at: datetime) -> None:
        self.method, self.clock, self.process = method, Clock(at), ""
        self.directory = tempfile.TemporaryDirectory()
        ids = count(1)
        file = Path(self.directory.name) / "matrix.db"
        self.engine = Engine.open(a_file(file), now=self.clock, ids=lambda: f"00000000-0000-4000-8000-{next(ids):012}")
        self.engine.publish(method)

    @cached_property
    def app(self) -> FastAPI:
        """What answers over HTTP."""
        app = create_app(self.engine, Settings())
        app.state.streams = quick()
        return app

    @cached_property
    def client(self) -> TestClient:
        """Who asks over HTTP."""
        return TestClient(self.app)

    @property
    def situation(self) -> Situation | None:
        """How the process stands."""
        return self.engine.situation(self.process)[1] if self.process else None

    @property
    def events(self) -> list[Event]:
        """Everything that happened."""
        return [one.event for one in self.engine.history(self.process)] if self.process else []

    def submit(self, commands: Sequence[Command], at: datetime) -> tuple[Event, ...] | Refusal:
        """Carry commands out, and answer with what they caused."""
        before, self.clock.at = len(self.events), at
        result = self.engine.submit(self.process or None, commands)
        if isinstance(result, Refusal):
            return result
        self.process = result.process
        return tuple(self.events[before:])

    def wait(self, until: datetime) -> tuple[Event, ...]:
        """Let the clock do what comes due."""
        before, self.clock.at = len(self.events), until
        self.engine.tick()
        return tuple(self.events[before:])

    def close(self) -> None:
        """Let the store go."""
        self.engine.close()
        self.directory.cleanup()


class KeptStage(Stage):
    """A stage on a store."""

    def __post_init__(self) -> None:
        self.simulation: Any = Kept(self.method, self.at)

    @property
    def situation(self) -> Situation:
        """How the process stands; asked for often, and moved by nothing but what is done here."""
        found = self.simulation.situation
        assert found is not None
        return found  # type: ignore[no-any-return]  # of a store it is the same


def a_kept_stage(method: Method | None = None) -> Stage:
    """Return a process on a store in which everybody sits who is there from the beginning."""
    return seat(KeptStage(method or matrix_method()))
