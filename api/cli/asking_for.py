"""Asks at a terminal for what an act needs: each field with an answer that is taken when nothing is typed."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from api.cli.terminal import cleaned, say
from api.cli.words import Words
from engine.authoring.acts import Question
from engine.authoring.trial import Choice
from engine.language.declaration import FieldDeclared

WHOLE = frozenset({"whole"})


def answers_for(out: Console, choice: Choice, words: Words) -> dict[str, Any]:
    """Ask each question of an act and return the answers. Raises EOFError when nothing more is typed."""
    return {one.key: _asked(out, one, words) for one in choice.possible.questions}


def _asked(out: Console, question: Question, words: Words) -> Any:
    field = question.field
    title = field.title.say(words.language) if field else words(f"ask_{question.key}")
    while True:
        hint = _hint(field, words)
        shown = f" [{_shown(question.answer)}]" if question.answer is not None else ""
        typed = out.input(Text.assemble(f"  {cleaned(title)}", (f"{hint}{cleaned(shown)}", "soft"), ": ")).strip()
        if not typed:
            return question.answer
        found = _read(field, typed)
        if field is None or field.options is None or _are_options(field, found):
            return found
        say(out, Text(words("no_such_choice", choice=cleaned(typed)), style="wrong"), by=2)


def _hint(field: FieldDeclared | None, words: Words) -> str:
    if field is None:
        return ""
    told = [words("ask_choice", options=", ".join(field.options))] if field.options else []
    told += [words("ask_list")] if field.type == "list" else []
    told += [words("ask_choice", options="yes, no")] if field.type == "yes_no" else []
    told += [words("ask_empty")] if field.optional else []
    return f" ({'; '.join(told)})" if told else ""


def _shown(answer: object) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)


def _read(field: FieldDeclared | None, typed: str) -> Any:
    """Read what was typed as the field wants it; what does not fit is refused by the engine, which says why."""
    if field is None:
        return typed
    if field.type == "list":
        return [_single(str(field.of), one.strip()) for one in typed.split(",") if one.strip()]
    return _single(field.type, typed)


def _single(kind: str, typed: str) -> Any:
    if kind == "yes_no" and typed in ("yes", "no", "ja", "nee"):
        return typed in ("yes", "ja")
    return int(typed) if kind in WHOLE and typed.lstrip("-").isdigit() else typed


def _are_options(field: FieldDeclared, found: Any) -> bool:
    return all(one in (field.options or ()) for one in (found if isinstance(found, list) else [found]))
