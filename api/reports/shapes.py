"""What a document is made of, whatever it is written down as. All of it is text: a worker gets it as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["text", "note", "quote", "items", "facts", "table", "digest"]
FACTS = 2


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a section: paragraphs, an own wording, a list, names with what they say, or a table.

    Each row has one cell; of `facts` two; of a `table` as many as there are `heads`. A cell may have several lines.
    """

    kind: Kind
    rows: list[list[str]]
    heads: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """A part with a title, at a level from 2 on."""

    title: str
    level: int
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """A document: `kind` says what it is, `head` are its facts, `made` says for whom it is and what it shows."""

    language: str
    kind: str
    title: str
    head: list[list[str]]
    made: list[str]
    sections: list[Section]


def text(*lines: str) -> Block:
    """Return paragraphs."""
    return Block("text", [[one] for one in lines])


def note(*lines: str) -> Block:
    """Return paragraphs that stand back."""
    return Block("note", [[one] for one in lines])


def items(lines: list[str]) -> Block:
    """Return a list."""
    return Block("items", [[one] for one in lines])


def facts(rows: list[list[str]]) -> Block:
    """Return names, each with what it says; those that say nothing are left out."""
    return Block("facts", [row for row in rows if row[1]])


def table(heads: list[str], rows: list[list[str]]) -> Block:
    """Return a table."""
    return Block("table", rows, heads)


def as_json(document: Document) -> dict[str, Any]:
    """Return a document as plain data."""
    return asdict(document)


def from_json(told: dict[str, Any]) -> Document:
    """Return a document from plain data."""
    sections = [
        Section(one["title"], one["level"], [Block(**each) for each in one["blocks"]]) for one in told["sections"]
    ]
    return Document(**{**told, "sections": sections})
