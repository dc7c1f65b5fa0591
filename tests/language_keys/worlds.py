"""The two worlds of a case: the same people do the same things under a method with a change and without."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, is_dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml

from api.describing import describe
from engine.authoring.simulation import counted_ids
from engine.language import read, read_method
from engine.language.clocks import read_period
from engine.process import view
from engine.process.commands import Adopt, Redact
from engine.process.decide import erase
from engine.process.decide.redaction import Erasable
from engine.process.events import RecordWritten
from engine.process.refusal import Refusal
from tests.factories import Table, command

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.language import Method, Reading
    from engine.process.events import Event

Part = dict[str, Any]
RUN = ("other", "joint-fact-finding")
BASE = Path(__file__).parent / "base.yaml"
VIEWS: dict[str, Callable[[Any], Any]] = {
    "progress": view.progress, "parties": view.parties, "participants": view.participants, "records": view.records,
    "figures": view.figures, "lenses": view.lenses, "deposits": view.deposits, "sessions": view.sessions,
    "waivers": view.waivers, "notes": view.notes,
}  # fmt: skip


class Words(yaml.SafeLoader):
    """Reads YAML as a method file is read: `yes` and `no` are words, and so is a date."""


Words.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] not in ("bool", "timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Words.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def load(file: Path) -> Any:
    """Return what stands in a YAML file."""
    return yaml.load(file.read_text(encoding="utf-8"), Words)  # noqa: S506  # a SafeLoader


@cache
def base() -> Part:
    """Return the base method, its people and how it is opened."""
    found: Part = load(BASE)
    return found


def merged(one: Any, other: Any) -> Any:
    """Return two declarations as one: mappings key by key, of all else the other; null takes a key away."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return other
    both = {key: merged(value, other[key]) if key in other else value for key, value in one.items()}
    both |= {key: value for key, value in other.items() if key not in one}
    return {key: value for key, value in both.items() if value is not None}


def reading(declared: Part) -> Reading:
    """Read a declaration. In a phase `work` that does not say so, everything can be written and decided."""
    work = declared["phases"].get("work")
    if work is not None and "open" not in work:
        opened = {"open": [*declared.get("records", {}), *declared.get("decisions", {})]}
        declared = merged(declared, {"phases": {"work": opened if opened["open"] else {}}})
    return read(json.dumps(declared, ensure_ascii=False), "case.yaml", run_by_cases)


@cache
def run_by_cases(name: str) -> Method | None:
    """Return the method that phases of cases run."""
    text = BASE.with_name("other.yaml").read_text(encoding="utf-8")
    return read_method(text.replace("method: other", f"method: {name}"), "other.yaml") if name in RUN else None


class World:
    """A process under one method. Everything done in it is answered with words that can be compared."""

    def __init__(self, declared: Part, case: Part) -> None:
        told = reading(declared)
        assert told.method is not None, [str(one) for one in told.diagnostics]
        self.declared, self.table = declared, Table(told.method)
        if not case.get("unopened"):
            self._open(told.method.id, case)

    def _open(self, method: str, case: Part) -> None:
        opening = {"method": method, "title": "Table", "name": "Chair", **case.get("opening", {})}
        self.table.do("open", "chair", **opening)
        for name, party, *roles in case["people"] if "people" in case else base()["people"]:
            self.table.join(name, party, *roles)

    def step(self, step: Part) -> object:
        """Do one step, and answer with what came of it."""
        told = self._named({key: value for key, value in step.items() if key not in ("with", "without")})
        for kind in ("see", "wait", "write", "label"):
            if kind in told:
                return getattr(self, f"_{kind}")(told)
        if told.pop("in", None):
            return self._outcome(self._in_child(told))
        asked = {"redact": self._erased, "adopt": self._adopted}.get(told["do"], self.table.ask)
        return self._outcome(asked(told.pop("do"), told.pop("by"), **told))

    def _in_child(self, told: Part) -> tuple[Event, ...] | Refusal:
        """Do something in the process that the phase runs."""
        child = next(iter(self.table.situation.children))
        asked = command(told.pop("do"), told.pop("by"), **told)
        return self.table.simulation.submit([asked], self.table.at, child)

    def _erased(self, do: str, by: str, **told: Any) -> tuple[Event, ...] | Refusal:
        asked = command(do, by, **told)
        assert isinstance(asked, Redact)
        found = [Erasable("ab" * 32, "process")]
        return erase(self.table.method, self.table.situation, asked, found, self.table.at, counted_ids("erasing"))

    def _adopted(self, do: str, by: str, **told: Any) -> tuple[Event, ...] | Refusal:
        """Bring the process to the same method in another version."""
        asked = command(do, by, **told)
        assert isinstance(asked, Adopt)
        to = reading(merged(self.declared, {"version": asked.version})).method
        assert to is not None
        return self.table.simulation.adopt(asked, to, self.table.at)

    def _outcome(self, answer: Any) -> str:
        if isinstance(answer, Refusal):
            return f"refused {answer.kind} {answer.message}"
        return " ".join(("happens", *(event.type for event in answer))) if answer else "nothing"

    def _wait(self, told: Part) -> str:
        self.table.at = read_period(told["wait"]).after(self.table.at, ZoneInfo(self.table.situation.zone))
        return self._outcome(self.table.simulation.wait(self.table.at))

    def _write(self, told: Part) -> str:
        """Draft and share a record: {write: note, by: ann, id: n1, fields: …}."""
        record, by = told.pop("write"), told.pop("by")
        drafted = self.table.ask("record", by, record=record, **told)
        if isinstance(drafted, Refusal):
            return self._outcome(drafted)
        written = next(event.body for event in drafted if isinstance(event.body, RecordWritten))
        return self._outcome(self.table.ask("share", by, id=written.id, version=written.version))

    def _label(self, told: Part) -> str:
        """Tell who may know that something happened: the label of the last event of a kind."""
        return [event.label for event in self.table.events if event.type == told["label"]][-1]

    def _see(self, told: Part) -> object:
        """Look at a view: {see: progress.moves.0.title, by: ann, language: nl}; `#` counts."""
        first, *path = told["see"].split(".")
        telling = self.table.telling(told.get("by"), told.get("language"))
        if first == "method":
            found: Any = describe(self.table.method, telling.language)
        elif first == "log":
            kept: list[tuple[int, Event, dict[str, str]]] = [
                (number, event, {}) for number, event in enumerate(self.table.events)
            ]
            found = [one.type for one in view.entries(telling, kept)]
        else:
            found = VIEWS[first](telling)
        found = _plain(found)
        for step in path:
            if step == "#":
                return len(found)
            if isinstance(found, list) and not step.lstrip("-").isdigit():
                found = [one[step] for one in found]
            else:
                found = found[int(step)] if isinstance(found, list) else (found or {}).get(step)
        return found

    def _named(self, value: Any) -> Any:
        """Put the id of a party where its name stands behind an @."""
        if isinstance(value, dict):
            return {key: self._named(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._named(one) for one in value]
        return self.table.party(value[1:]) if isinstance(value, str) and value.startswith("@") else value


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value.isoformat() if isinstance(value, datetime) else value
