"""What goes over an engine's writing connection, statement by statement, and what happens to it at any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine import Engine
    from engine.journal.store import Connection, Cursor

When = Literal["before", "after"]


def fails_with(error: Exception) -> Callable[[], None]:
    """Return what to do for a statement that is to fail."""

    def fail() -> None:
        raise error

    return fail


class Watch:
    """Notes the statements of every writing connection, and does something before or after one of them.

    `said` are the statements since the last `at` or `reset`; `has_come` tells whether that one was reached.
    """

    def __init__(self) -> None:
        self.said: list[str] = []
        self.has_come = False
        self._place, self._when, self._word = 0, "before", ""
        self._do = fails_with(AssertionError())

    def reset(self) -> None:
        """Note from here, and let everything go well."""
        self.said, self.has_come, self._place = [], False, 0

    def at(self, place: int, when: When, do: Callable[[], None], word: str = "") -> None:
        """Do something before or after a statement: raise an error, cut the line.

        `place` counts from 1, and only the statements that begin with `word`.
        """
        self.reset()
        self._place, self._when, self._do, self._word = place, when, do, word

    def places(self, word: str) -> list[int]:
        """Return where the statements stand that begin with a word, counted from 1."""
        return [place for place, statement in enumerate(self.said, start=1) if statement.startswith(word)]

    def run(self, statement: str, work: Callable[[], Cursor]) -> Cursor:
        """Run a statement, and do what is to be done there."""
        self.said.append(statement)
        is_here = statement.startswith(self._word) and len(self.places(self._word)) == self._place
        self.has_come |= is_here
        if is_here and self._when == "before":
            self._do()
        cursor = work()
        if is_here and self._when == "after":
            self._do()
        return cursor


class Watched:
    """A connection that runs its statements under a watch."""

    def __init__(self, inner: Connection, watch: Watch) -> None:
        self.inner, self.watch = inner, watch

    @property
    def in_transaction(self) -> bool:
        return self.inner.in_transaction

    def execute(self, sql: str, values: Sequence[object] = (), /) -> Cursor:
        return self.watch.run(sql, lambda: self.inner.execute(sql, values))

    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> object:
        return self.watch.run(sql, lambda: self.inner.executemany(sql, rows))  # type: ignore[arg-type, return-value]  # nobody asks what it found

    def close(self) -> None:
        self.inner.close()


@contextmanager
def watched(engine: Engine) -> Iterator[Watch]:
    """Watch the writing connection of an engine that is at rest, and those that it opens in place of it."""
    watch, store, writer = Watch(), engine._journal.store, engine._journal.writer  # noqa: SLF001 - from behind the door
    connect = store.connect
    assert writer._connection is not None  # noqa: SLF001 - the same
    writer._connection = Watched(writer._connection, watch)  # noqa: SLF001 - the same
    setattr(store, "connect", lambda: Watched(connect(), watch))  # noqa: B010 - a method is not to be assigned to
    yield watch
    watch.reset()
