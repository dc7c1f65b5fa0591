"""A method in words: what it declares, in one language, for whoever wants to know before a process begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.conditions import Need, needs_in
from engine.language.plan import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.language.declaration import FieldDeclared
    from engine.language.method import Method
    from engine.language.texts import Text


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the glossary."""

    id: str
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Titled:
    """Something by id and title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a record, or of the case."""

    id: str
    title: str
    type: str
    optional: bool
    options: list[Titled]


@dataclass(frozen=True, slots=True)
class RecordTypeView:
    """A kind of record."""

    id: str
    title: str
    many: bool
    fields: list[FieldView]


@dataclass(frozen=True, slots=True)
class GateView:
    """A named gate with the sentences of its conditions."""

    id: str
    title: str
    conditions: list[Titled]


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A phase with its moves."""

    path: str
    title: str
    purpose: str | None
    guidance: str | None
    opens: list[str]
    moves: list[Titled]


@dataclass(frozen=True, slots=True)
class MethodDescription:
    """What a method declares."""

    id: str
    version: str
    digest: str
    language: str
    languages: list[str]
    title: str
    summary: str
    source: str | None
    glossary: list[Word]
    case: list[FieldView]
    roles: list[Titled]
    records: list[RecordTypeView]
    decisions: list[Titled]
    gates: list[GateView]
    phases: list[PhaseView]
    ends: list[Titled]


def describe(method: Method, language: str) -> MethodDescription:
    """Return what a method declares, in a language that it has."""
    declared = method.declared

    def say(text: Text | None) -> str | None:
        return text.say(language) if text else None

    def titled(items: Mapping[str, object]) -> list[Titled]:
        return [Titled(name, str(say(getattr(item, "title")))) for name, item in items.items()]  # noqa: B009 - every item has a title

    return MethodDescription(
        id=method.id,
        version=method.version,
        digest=method.digest,
        language=language,
        languages=list(method.languages),
        title=declared.title.say(language),
        summary=declared.summary.say(language),
        source=say(declared.source),
        glossary=[Word(one, it.word.say(language), it.meaning.say(language)) for one, it in declared.glossary.items()],
        case=list(_fields(declared.case, language)),
        roles=titled(declared.roles),
        records=[
            RecordTypeView(name, one.title.say(language), one.many, list(_fields(one.fields, language)))
            for name, one in declared.records.items()
        ],
        decisions=titled(declared.decisions),
        gates=[
            GateView(name, one.title.say(language), list(_conditions(method, name, language)))
            for name, one in declared.gates.items()
        ],
        phases=[
            PhaseView(
                path, method.title_of(path).say(language), say(node.phase.purpose if node.phase else None),
                say(node.phase.guidance if node.phase else None), list(node.declared.open or ()),
                titled(node.declared.moves),
            )
            for path, node in method.plan.nodes.items()
            if path != ROOT
        ],
        ends=titled(declared.ends),
    )  # fmt: skip


def _conditions(method: Method, gate: str, language: str) -> Iterable[Titled]:
    for part in method.gates[f"gate:{gate}"].parts:
        for need in [part] if isinstance(part, Need) else needs_in(part):
            yield Titled(need.id, need.unmet.say(language))


def _fields(fields: Mapping[str, FieldDeclared], language: str) -> Iterable[FieldView]:
    for name, one in fields.items():
        options = [Titled(option, title.say(language)) for option, title in (one.options or {}).items()]
        yield FieldView(name, one.title.say(language), one.type, one.optional, options)
