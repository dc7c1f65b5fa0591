"""From YAML text to plain data that remembers where each part stood. Knows YAML and its limits, nothing of methods.

The data is built from the parser's events, so that depth and size are bounded before anything is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NoReturn

import yaml

from engine.language.codes import WARNINGS, Code
from engine.language.diagnostics import Diagnostic, Position, short
from engine.language.places import QUOTES, Span
from engine.language.scalars import resolve
from engine.language.yaml_advice import advise, index_of, is_tag, position_of

MOST_BYTES = 256 * 1024
MOST_DEPTH = 32
MOST_NODES = 20_000
MOST_COMPLAINTS = 100
EMPTY = "the file is empty"

Path = tuple[str | int, ...]
Data = dict[str, object] | list[object] | str | bool | int | Decimal


class EnoughComplaints(Exception):
    """Nobody mends more at once; looking on would cost more than it tells."""


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
    spans: dict[Path, Span] = field(default_factory=dict)
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
        """Return the place of the character at `offset` of the text at `path`."""
        return self.spans[path].place(offset) if path in self.spans else self.position(path)

    def within_text(self, path: Path, part: str) -> Position:
        """Return the place of the first `part` of the text at `path`."""
        return (
            self.within(path, max(self.spans[path].value.find(part), 0)) if path in self.spans else self.position(path)
        )

    def complain(self, at: Position, message: str, code: Code, path: Path = ()) -> None:
        """Add a complaint about this text. Raises EnoughComplaints when so many were made that more would not help."""
        if len(self.diagnostics) == MOST_COMPLAINTS:
            last = max(self.diagnostics)
            more = f"there is more to say about this file; mend these {MOST_COMPLAINTS} first"
            self.diagnostics.append(Diagnostic(self.name, last.line, last.column, more, code))
            raise EnoughComplaints
        severity: Literal["error", "warning"] = "warning" if code in WARNINGS else "error"
        self.diagnostics.append(Diagnostic(self.name, at.line, at.column, message, code, dotted(path), severity))


def dotted(path: Path) -> str:
    """Write a path as authors read it: `phases.convene.moves`."""
    return ".".join(str(step) for step in path)


def read_source(text: str, name: str) -> Source:
    """Read one YAML document; every complaint is in `diagnostics`, in the order of the text."""
    source = Source(name)
    text = text.removeprefix("\ufeff")
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        source.complain(Position(1, 1), f"the file has {size} bytes; at most {MOST_BYTES} are read", "too-large")
        return source
    try:
        source.data = _Builder(source, text).document()
    except (_Stop, EnoughComplaints):
        source.data = None
    except yaml.MarkedYAMLError as error:
        at, advice = advise(error, text)
        if not any(one.line == at.line for one in source.diagnostics):  # it would only follow from that
            source.complain(at, advice, "yaml-tag" if is_tag(error) else "not-yaml")
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode(errors="ignore")
        source.complain(_end_of(before), f"YAML does not allow the character {_code(text, len(before))}", "not-yaml")
    except UnicodeEncodeError as error:
        half = f"{_code(text, error.start)} is half a character: the file is not valid Unicode text"
        source.complain(_end_of(text[: error.start]), half, "not-yaml")
    return source


def _events(text: str) -> Iterator[yaml.Event]:
    loader = yaml.CSafeLoader(text)
    try:
        while (event := loader.get_event()) and not isinstance(event, yaml.StreamEndEvent):
            yield event
    finally:
        loader.dispose()


def _end_of(text: str) -> Position:
    return Position(text.count("\n") + 1, len(text) - text.rfind("\n"))


def _code(text: str, at: int) -> str:
    return f"U+{ord(text[at]):04X}"


class _Builder:
    """Builds data from parser events and counts what it builds; a complaint does not end it unless it must."""

    def __init__(self, source: Source, text: str) -> None:
        self.source, self.text, self.events = source, text, _events(text)
        self.nodes = 0
        self.in_braces = False

    def document(self) -> Data:
        """Build the only document of the stream."""
        data: Data | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if data is not None:
                    self.stop(event, "a file holds one YAML document; here a second one begins", "not-yaml")
                data = self.value(next(self.events), ())
        if data is None:
            self.source.complain(Position(1, 1), EMPTY, "empty-value")
            raise _Stop
        return data

    def stop(self, event: yaml.Event, message: str, code: Code, path: Path = ()) -> NoReturn:
        """Complain and end the reading."""
        self.complain(event, message, code, path)
        raise _Stop

    def complain(self, event: yaml.Event, message: str, code: Code, path: Path = ()) -> None:
        self.source.complain(position_of(event.start_mark), message, code, path)

    def value(self, event: yaml.Event, path: Path) -> Data:
        """Build whatever begins with `event`."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.stop(event, f"the file has more than {MOST_NODES} values", "too-large", path)
        if len(path) > MOST_DEPTH:
            self.stop(event, f"values are nested deeper than {MOST_DEPTH} levels", "too-large", path)
        self.source.values[path] = position_of(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            message = f"YAML aliases (*{event.anchor}) are not allowed: write the value out"
            self.complain(event, message, "yaml-alias", path)
            return ""
        if isinstance(event, yaml.MappingStartEvent):
            self.refuse_marks(event, path)
            around, self.in_braces = self.in_braces, bool(event.flow_style)
            built = self.mapping(path)
            self.in_braces = around
            return built
        if isinstance(event, yaml.SequenceStartEvent):
            self.refuse_marks(event, path)
            return self.sequence(path)
        if not isinstance(event, yaml.ScalarEvent):
            self.stop(event, "a value is missing here", "not-yaml", path)
        self.refuse_marks(event, path)
        return self.scalar(event, path)

    def refuse_marks(self, event: yaml.NodeEvent, path: Path) -> None:
        """Complain about anchors and tags, which are never needed here."""
        if event.anchor:
            self.complain(event, f"YAML anchors (&{event.anchor}) are not allowed", "yaml-alias", path)
        tag = getattr(event, "tag", None)
        if tag and not (tag == "!" and isinstance(event, yaml.ScalarEvent)):
            written = short(tag.replace("tag:yaml.org,2002:", "!!"))
            advice = f"YAML reads '{written}' as a tag; quote a condition that begins with '!': \"!x\""
            self.complain(event, advice, "yaml-tag", path)

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
                message = f"the key '{short(key)}' stands here twice; the first is on line {first}"
                self.complain(event, message, "duplicate-key", inner)
                self.value(next(self.events), (*path, f"{key} (again)"))
                continue
            self.source.keys[inner] = position_of(event.start_mark)
            built[key] = self.value(next(self.events), inner)
        return built

    def key(self, event: yaml.Event, path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self.stop(event, "a key must be a plain word, not a mapping, a list or an alias", "key-not-a-word", path)
        self.refuse_marks(event, path)
        key: str = event.value
        if event.implicit[0] and not isinstance(resolve(key), str):
            message = f"a key must be a word; YAML reads '{short(key) or 'nothing'}' otherwise: quote it"
            self.complain(event, message, "key-not-a-word", path)
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
        style, start = event.style or "", self.source.values[path]
        raw = self.text[index_of(event.start_mark) : index_of(event.end_mark)]
        self.source.spans[path] = Span(text, raw, style, start)
        if style in QUOTES and "\n" not in raw:
            self.source.values[path] = Position(start.line, start.column + 1)
        resolved = text if style else resolve(text)
        if resolved is None:
            if not event.tag:
                self.source.complain(self.source.key_position(path), self.empty_advice(path), "empty-value", path)
            return ""
        if isinstance(resolved, float):
            self.complain(event, f"'{text}' is not a number that can be used here", "wrong-value", path)
            return 0
        return resolved

    def empty_advice(self, path: Path) -> str:
        if not path:
            return EMPTY
        if isinstance(path[-1], int):
            return "this part of the list has no value"
        comma = "; if it belongs to the text before it, quote that text: inside { } YAML ends a value at a comma"
        return f"'{short(path[-1])}' has no value{comma if self.in_braces else ''}"
