"""What the checks of a declaration share: its source, so that each complaint lands on its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.diagnostics import nearest
from engine.language.expressions import Expression, ExpressionError, read_expression

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.language.declaration import Declaration
    from engine.language.expressions.types import Scope, Type, Vocabulary
    from engine.language.plan import Plan
    from engine.language.source import Path, Source


@dataclass(frozen=True, slots=True)
class Checker:
    """A declaration under examination; complaints go to its source."""

    source: Source
    declared: Declaration
    plan: Plan
    vocabulary: Vocabulary

    def complain(self, path: Path, message: str, code: str = "name") -> None:
        """Complain at the value of a path."""
        self.source.complain(self.source.position(path), message, code, path)

    def complain_at_key(self, path: Path, message: str, code: str = "name") -> None:
        """Complain at the key of a path."""
        self.source.complain(self.source.key_position(path), message, code, path)

    def known(self, path: Path, name: str, allowed: Iterable[str], what: str) -> bool:
        """Complain unless `name` is one of `allowed`."""
        names = list(allowed)
        if name not in names:
            self.complain(path, f"there is no {what} '{name}'{nearest(name, names)}")
        return name in names

    def expression(self, path: Path, text: str, scope: Scope, expect: Type | None) -> Expression | None:
        """Read and check an expression; None after a complaint at the very character."""
        try:
            return read_expression(text, scope, expect)
        except ExpressionError as error:
            at = self.source.within(path, error.start)
            self.source.complain(at, f"in the condition: {error.message}", "type", path)
            return None
