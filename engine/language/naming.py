"""Checks that names tell things apart, and that texts are there in every language of the method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.diagnostics import short
from engine.language.references import ELEMENTS
from engine.language.texts import BRACES, PLACEHOLDER, Text
from engine.language.vocabulary import RECORD_MEMBERS, RESERVED, kept_for, plural_of
from engine.language.walk import values

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.source import Path

DESTINATIONS = ("done", "end")


def check_names(checker: Checker) -> None:
    """Complain about names that stand for two things, and about texts that lack a language or cannot be filled in."""
    _names_differ(checker)
    _fields_differ(checker)
    _languages_differ(checker)
    for path, part in checker.parts:
        for place, value in values(part, path):
            if isinstance(value, Text):
                _languages(checker, place, value)
                _braces(checker, place, value)


def _names_differ(checker: Checker) -> None:
    """Roles, records, their plurals, decisions and run phases share one namespace with the reserved words."""
    declared, plan = checker.declared, checker.plan
    taken: dict[str, str] = dict.fromkeys(RESERVED, "a reserved word")
    places: list[tuple[str, Path, str]] = [(name, ("roles", name), "a role") for name in declared.roles]
    for name, record in declared.records.items():
        place: Path = ("records", name)
        plural = (*place, "plural") if record.plural else place
        places += [(name, place, "a record"), (plural_of(declared, name), plural, f"the plural of the record '{name}'")]
    places += [(name, ("decisions", name), "a decision") for name in declared.decisions]
    runs = [path for path, node in plan.nodes.items() if node.kind == "run"]
    places += [(plan.nodes[path].id, plan.place(path), "a phase that runs a child") for path in runs]
    for name, place, what in places:
        if name in taken:
            at = checker.source.position(place) if place[-1] == "plural" else checker.source.key_position(place)
            message = f"'{name}' is {taken[name]} already and cannot also be {what}"
            checker.source.complain(at, message, "name-taken", place)
        taken.setdefault(name, what)
    for path, node in plan.nodes.items():
        if node.id in DESTINATIONS:
            message = f"'{node.id}' says where a move leads and cannot also be a phase; call the phase otherwise"
            checker.complain_at_key(plan.place(path), message, "name-taken")


def _fields_differ(checker: Checker) -> None:
    kept = kept_for(checker.declared)
    for name, record in checker.declared.records.items():
        if name in ELEMENTS:
            message = f"'{name}' is a type of field already; call the record otherwise"
            checker.complain_at_key(("records", name), message, "name-taken")
        subjects = {part.name for part in record.per or ()} - {"party"}
        for key in record.fields:
            if key in RECORD_MEMBERS or key in subjects or key in kept.get(name, {}):
                message = f"every record of this type has '{key}' already; give the field another name"
                checker.complain_at_key(("records", name, "fields", key), message, "name-taken")


def _languages_differ(checker: Checker) -> None:
    seen: set[str] = set()
    for index, language in enumerate(checker.declared.languages):
        if language in seen:
            checker.complain(("languages", index), f"'{language}' stands here twice", "text-language")
        seen.add(language)


def _languages(checker: Checker, path: Path, text: Text) -> None:
    languages, has = checker.declared.languages, text.languages()
    if text.plain is not None:
        if len(languages) > 1:
            every = ", ".join(f"{language}: …" for language in languages[:3])
            checker.complain(
                path, f"this text has one language; the method has several: write {{{every}}}", "text-missing"
            )
        return
    for language in languages:
        if language not in has:
            checker.complain(path, f"the text in '{language}' is missing", "text-missing")
    for language in sorted(has - set(languages)):
        message = f"'{short(language)}' is not one of the method's languages"
        checker.complain_at_key((*path, language), message, "text-language")


def _braces(checker: Checker, path: Path, text: Text) -> None:
    """Complain about braces that stand for nothing: people would see them. In `unmet` they stand for names."""
    for language, wording in text.by_language.items() or [("", text.plain or "")]:
        filled = path[-1] == "unmet"
        advice = "write a dotted name, such as {party.name}" if filled else "names are filled in under 'unmet' only"
        wrong = [one[0] for one in BRACES.finditer(wording) if not (filled and PLACEHOLDER.fullmatch(one[0]))]
        if wrong:
            place = (*path, language) if language else path
            at = checker.source.within_text(place, wrong[0])
            checker.source.complain(
                at, f"'{short(wrong[0])}' would be shown as it stands: {advice}", "text-braces", place
            )
