"""Puts texts into every place where somebody may write one: in a method, in the commands of a story, in its people.

What a place takes is read from the declaration and from the commands, so that a new place is found by itself.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any, Protocol, get_args

import yaml

from engine.language import read_method
from engine.language.children import Known, nothing
from engine.language.declaration import Declaration
from engine.language.declaration.base import Part
from engine.language.method import Method
from engine.language.source import read_source
from engine.language.texts import PLACEHOLDER, Text
from engine.language.walk import parts, values
from engine.process.commands import COMMANDS, Command, read_command
from tests.documents import sent
from tests.pages.vectors import Vector, fitting

Told = dict[str, Any]
Fits = Callable[[str], bool]
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LINE, PROSE, CALLED, NAME, FILE = 400, 20_000, 64, 120, 190
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
NAMES = ("condition", "move", "phase")  # these name what the method declares
TYPED = ("line", "text", "markdown")


def in_a_method(text: str) -> bool:
    """Tell whether a method may have a text: braces are for what is to be filled in."""
    return "{" not in text and "}" not in text and "\0" not in text


def on_a_line(text: str) -> bool:
    """Tell whether a text can be a name or a title in a process."""
    return not CONTROL.search(text) and len(text.splitlines()) == 1 and len(text) <= LINE


def in_prose(text: str) -> bool:
    """Tell whether a text can be a reason, or be typed into a record."""
    return "\0" not in text and len(text) <= PROSE


def as_a_party(text: str) -> bool:
    """Tell whether a text can be the name of a party by which others call it."""
    return on_a_line(text) and len(text) <= CALLED


def as_a_file(text: str) -> bool:
    """Tell whether a text can be the beginning of a document's name."""
    is_plain = not any(unicodedata.category(one) in UNSEEN or one in "/\\:" for one in text)
    return is_plain and len(text) <= FILE and text[0] not in ". " and not text[0].isspace()


def in_a_file(text: str) -> bool:
    """Tell whether a text can be what a document of text holds."""
    return not any(one < " " and one not in "\t\n\r\f" for one in text)


def as_a_name(text: str) -> bool:
    """Tell whether a text can be the name of an account, an organisation or a token."""
    return text.isprintable() and text == text.strip() and len(text) <= NAME


class Pen(Protocol):
    """Writes a text into a place."""

    def __call__(self, place: str, fits: Fits = in_prose) -> str:
        """Return what to write there."""

    def written(self) -> dict[int, Vector]:
        """Return all that was written and can be something else than words, by number."""


@dataclass
class Poison:
    """Writes each of the texts once, and keeps where."""

    found: Iterator[Vector]
    placed: dict[str, list[Vector]] = field(default_factory=lambda: defaultdict(list))
    passed: list[Vector] = field(default_factory=list)

    def __call__(self, place: str, fits: Fits = in_prose) -> str:
        """Return the next text that fits."""
        vector = fitting(self.found, fits, self.passed)
        self.placed[place].append(vector)
        return vector.text

    def written(self) -> dict[int, Vector]:
        """Return all that was written, by number."""
        return {one.number: one for several in self.placed.values() for one in several}


@dataclass
class Harmless:
    """Writes what cannot be anything but words."""

    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __call__(self, place: str, fits: Fits = in_prose) -> str:
        """Return words that stand nowhere else."""
        return f"Words {next(self.numbers)}"

    def written(self) -> dict[int, Vector]:
        """Return nothing: it is all words."""
        return {}


def method_with(
    pen: Pen, text: str, known: Known = nothing, also: Mapping[tuple[Any, ...], Any] | None = None
) -> Method:
    """Return a method in which every text is written anew; `also` are keys with texts that it does not have."""
    data: Any = read_source(text, "before.yaml").data
    for path, told in (also or {}).items():
        _put(data, path, told)
    sound = read_method(_as_yaml(data), "before.yaml", known)
    for path, place, one in texts_of(sound.declared):
        _put(data, path, _written(pen, place, one))
    return read_method(_as_yaml(data), "poisoned.yaml", known)


def texts_of(declared: Declaration) -> Iterator[tuple[tuple[Any, ...], str, Text]]:
    """Yield every text of a method with its path, and what kind of place that is: `MoveDeclared title`."""
    for path, part in parts(declared):
        for place, one in values(part, path):
            if isinstance(one, Text):
                yield place, f"{type(part).__name__} {place[len(path)]}", one


def _written(pen: Pen, place: str, one: Text) -> str | dict[str, str]:
    def anew(wording: str) -> str:
        filled = " ".join(f"{{{name}}}" for name in dict.fromkeys(PLACEHOLDER.findall(wording)))
        return f"{filled} {pen(place, in_a_method)}".strip()

    return anew(one.plain) if one.plain is not None else {name: anew(told) for name, told in one.by_language.items()}


def _put(data: Any, path: tuple[Any, ...], told: object) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = told


def _as_yaml(data: object) -> str:
    return str(yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, width=1_000_000))


def places() -> set[str]:
    """Return every kind of place for a text that a method or a command can have."""
    commands = {f"{do} {key}" for do in COMMANDS for key in text_keys(do) if key != "party"}
    return commands | {"party"} | set(_declared(Part))


def _declared(kind: type[Part]) -> Iterator[str]:
    for one in kind.__subclasses__():
        if one.__module__.startswith(Declaration.__module__.rpartition(".")[0]):
            fields = one.model_fields.items()
            yield from (
                f"{one.__name__} {told.alias or key}" for key, told in fields if Text in _types(told.annotation)
            )
        yield from _declared(one)


def _types(annotation: object) -> Iterator[object]:
    """Yield what an annotation is made of."""
    yield annotation
    for one in get_args(annotation):
        yield from _types(one)


@cache
def text_keys(do: str) -> dict[str, int]:
    """Return the keys of a command that take a text, each with how long that may be."""
    kinds = {get_args(one.model_fields["do"].annotation)[0]: one for one in get_args(Command)}
    schema = kinds[do].model_json_schema()["properties"]
    found = {key: re.search(rf"'maxLength': ({LINE}|{PROSE})\b", str(told)) for key, told in schema.items()}
    return {key: int(one[1]) for key, one in found.items() if one and key not in NAMES}


@dataclass
class Story:
    """Writes the texts of commands anew; what a party is called stays the same wherever it is named.

    `types` are the types of fields, by record and field; `case` those of what is asked at the opening.
    """

    pen: Pen
    types: dict[tuple[str, str], str]
    case: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pen: Pen, *methods: Method) -> Story:
        """Return what writes anew the stories of these methods."""
        declared = [one.declared for one in methods]
        return cls(
            pen,
            {(name, key): one.type for told in declared for name, record in told.records.items()
             for key, one in record.fields.items()},
            {key: one.type for told in declared for key, one in told.case.items()},
        )  # fmt: skip

    def party(self, name: str) -> str:
        """Return what a party is called."""
        if name not in self.names:
            self.names[name] = self.pen("party", as_a_party)
        return self.names[name]

    def command(self, command: Command) -> Command:
        """Return a command with other texts."""
        told = command.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return read_command.validate_python(self.act(told))

    def act(self, told: Told) -> Told:
        """Return an act with other texts."""
        do = told["do"]
        anew = {key: self._named(value) for key, value in told.items()}
        for key, most in text_keys(do).items():
            if key in told and key != "party":
                anew[key] = self.pen(f"{do} {key}", on_a_line if most == LINE else in_prose)
        if "party" in told:
            anew["party"] = self.party(told["party"])
        if "fields" in told:
            record = told.get("record") or "objection"
            anew["fields"] = {key: self._field(record, key, one) for key, one in anew["fields"].items()}
        if "case" in told:
            anew["case"] = {key: self.asked(key, one) for key, one in told["case"].items()}
        return anew

    def asked(self, key: str, value: object) -> object:
        """Return what is filled in at the opening."""
        return self._typed(f"case {self.case[key]}", self.case[key], value)

    def _field(self, record: str, key: str, value: object) -> object:
        kind = self.types.get((record, key), "text")
        if kind == "document":
            name, data = self.pen("document name", as_a_file), self.pen("document bytes", in_a_file)
            return sent(data.encode(), f"{name}.txt", "text/plain")
        return self._typed(f"field {kind}", kind, value)

    def _typed(self, place: str, kind: str, value: object) -> object:
        if kind not in TYPED or value in self.names.values():
            return value
        return self.pen(place, on_a_line if kind == "line" else in_prose)

    def _named(self, value: Any) -> Any:
        """Return a value in which parties are called as they are now."""
        match value:
            case str():
                return self.names.get(value, value)
            case list() | tuple():
                return [self._named(one) for one in value]
            case dict():
                return {key: self._named(one) for key, one in value.items()}
            case _:
                return value


def a_document(name: str, kind: str, content: str) -> Told:
    """Return a document of any type, as a command has it."""
    return {"name": name, "type": kind, "content": b64encode(content.encode()).decode()}
