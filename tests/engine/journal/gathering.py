"""Commands that are made to wait, so that the writer finds them all at once and writes them as one group."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.engine import random_id
from engine.errors import SluisError
from engine.journal.ledger import Asked
from engine.journal.writer import Done

if TYPE_CHECKING:
    from engine import Engine, Receipt, Refusal
    from engine.journal.group import Group
    from engine.language import Method
    from engine.process.commands import Command

PATIENCE = 5


@dataclass(frozen=True)
class Gathering:
    """Where commands are sent that are to be written together."""

    engine: Engine

    def send(
        self, process: str | None, commands: Command | Sequence[Command], key: str | None = None
    ) -> Future[Receipt | Refusal]:
        """Queue commands as `Engine.submit` does, and do not wait for the answer."""
        several = tuple(commands) if isinstance(commands, Sequence) else (commands,)
        asked = Asked(process or random_id(), several, key)
        journal = self.engine._journal  # noqa: SLF001 - from behind the door
        return journal.writer.send(lambda group: journal.ledger.submit(group, asked), process)

    def publish(self, method: Method) -> Future[bool]:
        """Queue a method as `Engine.publish` does."""

        def work(group: Group) -> Done[bool]:
            group.touch()
            return Done(group.library("local").publish(group.connection, method, group.at))

        return self.engine._journal.writer.send(work)  # noqa: SLF001 - the same


@contextmanager
def gathering(engine: Engine) -> Iterator[Gathering]:
    """Keep the writer busy inside a transaction, until everything is sent."""
    reached, opened = threading.Event(), threading.Event()

    def wait(_group: Group) -> Done[None]:
        reached.set()
        assert opened.wait(PATIENCE)
        return Done(None)

    engine._journal.writer.send(wait)  # noqa: SLF001 - the same
    try:
        assert reached.wait(PATIENCE)
        yield Gathering(engine)
    finally:
        opened.set()


def told(answer: Future[Receipt | Refusal]) -> Receipt | Refusal | SluisError:
    """Return what is answered, or raised; whoever would wait for ever fails."""
    try:
        return answer.result(PATIENCE)
    except SluisError as error:
        return error
