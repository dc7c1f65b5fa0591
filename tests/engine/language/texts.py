"""Small methods for the tests of reading: everything a test is not about is there already."""

from __future__ import annotations

from pathlib import Path

from engine.language import read, read_method
from engine.language.diagnostics import Diagnostic
from engine.language.method import Method

HERE = Path(__file__).parent
NEIGHBOURS = (HERE / "neighbours.yaml").read_text(encoding="utf-8")
WHOLE = (HERE / "whole_language.yaml").read_text(encoding="utf-8")
SHIPPED = (HERE.parents[2] / "methods" / "starting-collaboration" / "method.yaml").read_text(encoding="utf-8")

TOP = "sluis: 1\nmethod: small\nversion: 1.0.0\ntitle: Small\nsummary: Small.\nlanguages: [en]\n"
ROLES = """roles:
  chair: {title: Chair}
  envoy: {title: Envoy, of: party}
"""
RECORDS = """records:
  mandate:
    title: Mandate
    per: party
    fields: {level: {type: choice, title: Level, ordered: true, options: {explore: Explore, commit: Commit}}}
    written_by: envoy
    confirmed_by: envoy
    seen_by: process
  topic:
    title: Topic
    many: true
    fields: {question: {type: line, title: Question}}
    written_by: envoy
    seen_by: process
"""
PHASES = """phases:
  talk:
    title: Talk
    moves: {finish: {title: Finish, to: end.done, by: chair}}
"""
ENDS = "ends: {done: {title: Done, verdict: success}}\n"


def a_text(*more: str, roles: str = ROLES, records: str = RECORDS, phases: str = PHASES) -> str:
    """Return the text of a small method; `more` are further parts of it."""
    return TOP + roles + records + "".join(more) + phases + ENDS


def a_method(*more: str, phases: str = PHASES) -> Method:
    """Return a small method."""
    return read_method(a_text(*more, phases=phases), "small.yaml")


def complaints(text: str) -> list[Diagnostic]:
    """Return what is said about a text."""
    return list(read(text, "small.yaml").diagnostics)


def messages(text: str) -> list[str]:
    """Return what is said about a text, places left out."""
    return [one.message for one in complaints(text)]
