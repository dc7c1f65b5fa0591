"""What scenarios beside a method show of it, found out while the search goes on, on another core if there is one."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from typing import TYPE_CHECKING

from engine.authoring.trying import shown_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from engine.authoring.coverage import Mark
    from engine.authoring.scenario import Scenario
    from engine.language.method import Method


class _Handed:
    """What a process of its own was born with: too much to be sent to it."""

    task: tuple[Method, Sequence[Scenario]]


@contextmanager
def played_beside(method: Method, scenarios: Sequence[Scenario]) -> Iterator[Callable[[], set[Mark]]]:
    """Begin to play scenarios; yields how to get what they show. With one core they are played when that is asked.

    A process is forked for it, so there should be no other threads yet.
    """
    if not (scenarios and (os.cpu_count() or 1) > 1 and "fork" in get_all_start_methods()):
        yield lambda: shown_by(method, scenarios)
        return
    with ProcessPoolExecutor(1, get_context("fork"), _be_handed, (method, scenarios)) as pool:
        shown = pool.submit(_play)
        yield lambda: _told(shown, method, scenarios)


def _told(shown: Future[set[Mark]], method: Method, scenarios: Sequence[Scenario]) -> set[Mark]:
    try:
        return shown.result()
    except BrokenProcessPool:  # somebody killed it
        return shown_by(method, scenarios)


def _be_handed(method: Method, scenarios: Sequence[Scenario]) -> None:
    _Handed.task = method, scenarios


def _play() -> set[Mark]:
    return shown_by(*_Handed.task)
