"""What the checks of a declaration share: its source, so that each complaint lands on its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from engine.language.diagnostics import nearest, short
from engine.language.expressions import Expression, ExpressionError, read_expression

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.language.codes import Code
    from engine.language.declaration import Declaration
    from engine.language.declaration.base import Part
    from engine.language.expressions.types import Scope, Type, Vocabulary
    from engine.language.plan import Plan
    from engine.language.scopes import Scopes
    from engine.language.source import Path, Source
    from engine.language.who import NamedIn, WriterOf


@dataclass(frozen=True, slots=True)
class Checker:
    """A declaration under examination; complaints go to its source.

    `parts` are all parts of it, each with its path; `expressions` all expressions that were read so far,
    `inside` those of them that stand at each path or in it, `people` those by which people are named.
    """

    source: Source
    declared: Declaration
    plan: Plan
    vocabulary: Vocabulary
    scopes: Scopes
    parts: Sequence[tuple[Path, Part]]
    expressions: list[tuple[Path, Expression]] = field(default_factory=list)
    inside: dict[Path, list[tuple[Path, Expression]]] = field(default_factory=dict)
    people: dict[NamedIn | WriterOf, Expression] = field(default_factory=dict)

    def complain(self, path: Path, message: str, code: Code = "unknown-name") -> None:
        """Complain at the value of a path."""
        self.source.complain(self.source.position(path), message, code, path)

    def complain_at_key(self, path: Path, message: str, code: Code = "unknown-name") -> None:
        """Complain at the key of a path."""
        self.source.complain(self.source.key_position(path), message, code, path)

    def known(self, path: Path, name: str, what: str, *allowed: Collection[str]) -> bool:
        """Complain unless `name` is in one of the collections of `allowed` names."""
        is_known = any(name in names for names in allowed)
        if not is_known:
            advice = nearest(name, chain.from_iterable(allowed))
            self.complain(path, f"there is no {what} '{short(name)}'{advice}")
        return is_known

    def expression(self, path: Path, text: str, scope: Scope, expect: Type | None) -> Expression | None:
        """Read and check an expression; None after a complaint at the very character."""
        return self._read(path, 0, text, scope, expect, "in the condition")

    def expression_in(
        self, path: Path, text: str, scope: Scope, expect: Type | None, around: str = ""
    ) -> Expression | None:
        """Read and check an expression that stands in the text at `path`, perhaps between two characters `around`."""
        written = f"{around[:1]}{text}{around[1:]}"
        for place in (path, *((*path, key) for key in (*self.declared.languages, "clock"))):
            span = self.source.spans.get(place)
            if span and written in span.value:
                offset = span.value.index(written) + len(around[:1])
                return self._read(place, offset, text, scope, expect, f"in '{short(text)}'")
        return self._read(path, 0, text, scope, expect, f"in '{short(text)}'")

    def by_text(self) -> dict[str, tuple[Expression, ...]]:
        """Return the expressions that were read by their text; equal ones of equal names once."""
        found: dict[str, dict[frozenset[str], Expression]] = {}
        for _, expression in self.expressions:
            found.setdefault(expression.text, {}).setdefault(expression.typed.names, expression)
        return {text: tuple(several.values()) for text, several in found.items()}

    def _read(
        self, path: Path, offset: int, text: str, scope: Scope, expect: Type | None, where: str
    ) -> Expression | None:
        try:
            expression = read_expression(text, scope, expect)
        except ExpressionError as error:
            at = self.source.within(path, offset + error.start)
            self.source.complain(at, f"{where}: {error.message}", error.code, path)
            return None
        self.expressions.append((path, expression))
        for length in range(1, len(path) + 1):
            self.inside.setdefault(path[:length], []).append((path, expression))
        return expression
