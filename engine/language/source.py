"""From YAML text to plain data that remembers where each part stood. Knows YAML and its limits, nothing of methods.

The data is built from the parser's events, so that depth and size are bounded before anything is kept. Scalars follow
the YAML 1.2 core schema; decimals stay exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NoReturn, Protocol

import yaml

from engine.language.diagnostics import Diagnostic, Position

MOST_BYTES = 256 * 1024
MOST_DEPTH = 32
MOST_NODES = 20_000
MOST_DIGITS = 40

Path = tuple[str | int, ...]
Data = dict[str, object] | list[object] | str | bool | int | Decimal

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_NOT_A_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class _Mark(Protocol):
    """A place as either of the parser's two implementations tells it; both count from 0."""

    line: int
    column: int


class _Stop(Exception):
    """Reading ends here: going on would tell nothing more, or cost too much."""


@dataclass(slots=True)
class Source:
    """A YAML text, its data and the place of every part. `data` is None when the text could not be read."""

    name: str
    data: Data | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    keys: dict[Path, Position] = field(default_factory=dict)
    values: dict[Path, Position] = field(default_factory=dict)
    inline: set[Path] = field(default_factory=set)
    paths: dict[int, Path] = field(default_factory=dict)

    def position(self, path: Path) -> Position:
        """Return where the value at `path` stands, or its nearest ancestor that was read."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Position(1, 1))

    def key_position(self, path: Path) -> Position:
        """Return where the key of `path` stands."""
        return self.keys.get(path) or self.position(path)

    def within(self, path: Path, offset: int) -> Position:
        """Return the place `offset` characters into the text at `path`, as near as YAML's folding lets it be told."""
        line, column = self.position(path)
        return Position(line, column + offset) if path in self.inline else Position(line, column)

    def complain(self, at: Position, message: str, code: str, path: Path = ()) -> None:
        """Add a complaint about this text."""
        self.diagnostics.append(Diagnostic(self.name, at.line, at.column, message, code, dotted(path)))


def dotted(path: Path) -> str:
    """Write a path as authors read it: `phases.convene.moves`."""
    return ".".join(str(step) for step in path)


def read_source(text: str, name: str) -> Source:
    """Read one YAML document; every complaint is in `diagnostics`, in the order of the text."""
    source = Source(name)
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        source.complain(Position(1, 1), f"the file has {size} bytes; at most {MOST_BYTES} are read", "yaml")
        return source
    try:
        source.data = _Builder(source, _events(text)).document()
    except _Stop:
        source.data = None
    except yaml.MarkedYAMLError as error:
        source.complain(_mark(error.problem_mark or error.context_mark), _yaml_advice(error), "yaml")
    except yaml.reader.ReaderError as error:
        source.complain(_place(text, error.position), "the file has a character that YAML does not allow", "yaml")
    except UnicodeEncodeError as error:
        source.complain(_place(text, error.start), "the file is not valid Unicode text", "yaml")
    return source


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=yaml.CSafeLoader)


def _place(text: str, offset: int) -> Position:
    before = text[: max(offset, 0)]
    return Position(before.count("\n") + 1, len(before) - before.rfind("\n"))


def _mark(mark: _Mark | None) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)


def _yaml_advice(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "not YAML"
    if "mapping values are not allowed" in problem:
        return "YAML reads ': ' as a new key here; quote a text or condition that has a colon: \"a ? b : c\""
    if "cannot start any token" in problem:
        return f"not YAML: {problem}; quote a text that begins with a special character"
    return f"not YAML: {problem}"


class _Builder:
    """Builds data from parser events and counts what it builds; a complaint does not end it unless it must."""

    def __init__(self, source: Source, events: Iterator[yaml.Event]) -> None:
        self.source, self.events, self.nodes = source, events, 0
        self.flows = False

    def document(self) -> Data:
        """Build the only document of the stream."""
        data: Data | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if data is not None:
                    self.stop(event, "a method is one YAML document; here a second one begins")
                data = self.value(next(self.events), ())
        if data is None:
            self.source.complain(Position(1, 1), "the file is empty; a method begins with 'sluis: 1'", "yaml")
            raise _Stop
        return data

    def stop(self, event: yaml.Event, message: str, path: Path = ()) -> NoReturn:
        """Complain and end the reading."""
        self.complain(event, message, path)
        raise _Stop

    def complain(self, event: yaml.Event, message: str, path: Path = ()) -> None:
        self.source.complain(_mark(event.start_mark), message, "yaml", path)

    def value(self, event: yaml.Event, path: Path) -> Data:
        """Build whatever begins with `event`."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.stop(event, f"the file has more than {MOST_NODES} values", path)
        if len(path) > MOST_DEPTH:
            self.stop(event, f"values are nested deeper than {MOST_DEPTH} levels", path)
        self.source.values[path] = _mark(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self.complain(event, f"YAML aliases (*{event.anchor}) are not allowed: write the value out", path)
            return ""
        if isinstance(event, yaml.MappingStartEvent):
            self.refuse_marks(event, path)
            around, self.flows = self.flows, bool(event.flow_style)
            built = self.mapping(path)
            self.flows = around
            return built
        if isinstance(event, yaml.SequenceStartEvent):
            self.refuse_marks(event, path)
            return self.sequence(path)
        if not isinstance(event, yaml.ScalarEvent):
            self.stop(event, "a value is missing here", path)
        self.refuse_marks(event, path)
        return self.scalar(event, path)

    def refuse_marks(self, event: yaml.NodeEvent, path: Path) -> None:
        """Complain about anchors and tags, which are never needed here."""
        if event.anchor:
            self.complain(event, f"YAML anchors (&{event.anchor}) are not allowed", path)
        tag = getattr(event, "tag", None)
        if tag and not (tag == "!" and isinstance(event, yaml.ScalarEvent)):
            self.complain(event, f"YAML reads '{tag}' as a tag; quote a condition that begins with '!': \"!x\"", path)

    def mapping(self, path: Path) -> dict[str, object]:
        built: dict[str, object] = {}
        self.source.paths[id(built)] = path
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event, path)
            inner = (*path, key)
            if key in built:
                first = self.source.keys[inner].line
                self.complain(event, f"the key '{key}' stands here twice; the first is on line {first}", inner)
                self.value(next(self.events), (*path, f"{key} (again)"))
                continue
            self.source.keys[inner] = _mark(event.start_mark)
            built[key] = self.value(next(self.events), inner)
        return built

    def key(self, event: yaml.Event, path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self.stop(event, "a key must be a plain word, not a mapping, a list or an alias", path)
        self.refuse_marks(event, path)
        key: str = event.value
        if event.implicit[0] and not isinstance(_resolve(key), str):
            self.complain(event, f"a key must be a word; YAML reads '{key or 'nothing'}' otherwise: quote it", path)
        return key

    def sequence(self, path: Path) -> list[object]:
        built: list[object] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            built.append(self.value(event, (*path, len(built))))
        return built

    def scalar(self, event: yaml.ScalarEvent, path: Path) -> Data:
        text: str = event.value
        plain = event.style is None or event.style == ""
        if _mark(event.start_mark).line == _mark(event.end_mark).line:
            self.source.inline.add(path)
        if not plain:
            line, column = self.source.values[path]
            self.source.values[path] = (
                Position(line, column + 1) if path in self.source.inline else Position(line, column)
            )
            return text
        resolved = _resolve(text)
        if resolved is None:
            if not event.tag:
                self.source.complain(self.source.key_position(path), self.empty_advice(path), "yaml", path)
            return ""
        if isinstance(resolved, float):
            self.complain(event, f"'{text}' is not a number that can be used here", path)
            return 0
        return resolved

    def empty_advice(self, path: Path) -> str:
        name = path[-1] if path else ""
        comma = "; if it belongs to the text before it, quote that text: inside { } YAML ends a value at a comma"
        return f"'{name}' has no value{comma if self.flows else ''}"


def _resolve(text: str) -> str | bool | int | Decimal | float | None:
    """Read a plain scalar by the YAML 1.2 core schema; float stands for infinities, which are refused."""
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        return text.lower() == "true"
    if len(text) <= MOST_DIGITS:
        if _INT.fullmatch(text):
            return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
        if _FLOAT.fullmatch(text):
            return Decimal(text)
    return float("nan") if _NOT_A_NUMBER.fullmatch(text) else text
