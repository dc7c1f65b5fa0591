"""Something that can be done in a process: as a story tells it, with the questions that are to be answered for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.language.declaration import FieldDeclared

Act = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be filled in: a field of a record, or (without one) a text. `answer` would do."""

    key: str
    field: FieldDeclared | None
    answer: Any


@dataclass(frozen=True, slots=True)
class Possible:
    """Something that somebody can do now. `about` is what it is done with or to, by the names of the method.

    `word` is an option, an answer or somebody's name; `subject` for what it is done, by names.
    """

    do: str
    by: str
    acts: tuple[Act, ...]
    about: str = ""
    word: str = ""
    subject: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    def answered(self, answers: dict[str, Any]) -> tuple[Act, ...]:
        """Return its acts with other answers; None leaves a field out."""
        first, *rest = self.acts
        fields = {**first.get("fields", {}), **{key: value for key, value in answers.items() if self._is_field(key)}}
        plain = {key: value for key, value in answers.items() if not self._is_field(key)}
        told = {"fields": {key: value for key, value in fields.items() if value is not None}} if fields else {}
        return ({**first, **told, **plain}, *rest)

    def _is_field(self, key: str) -> bool:
        return any(one.key == key and one.field is not None for one in self.questions)
