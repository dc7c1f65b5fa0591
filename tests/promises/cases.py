"""Exports in order, with what an attacker may have besides: made at random, or from a real one."""

from __future__ import annotations

from random import Random

from tests.promises.logs import READERS, Book, Json, a_book, happen, public_of
from tests.promises.tampering import Case


def a_case(chance: Random, acts: int = 12) -> Case:
    """Return a random log as one reader has it, who kept a checkpoint of just now, and others kept earlier ones."""
    reader = chance.choice(sorted(READERS))
    book, earlier, kept = a_book(chance), list[Json](), list[Json]()
    for _ in range(3):
        happen(book, chance.randrange(1, acts))
        earlier.append(book.export(READERS[reader]))
        kept.append(book.checkpoint(READERS[chance.choice(sorted(READERS))]))
    happen(book, chance.randrange(1, acts))
    return Case(
        export=book.export(READERS[reader]),
        kept=(*kept[: chance.randrange(4)], book.checkpoint(READERS[reader])),
        key=public_of(book.secret),
        others={
            "earlier": tuple(earlier),
            "readers": tuple(book.export(labels) for name, labels in READERS.items() if name != reader),
            "processes": (_another(chance, book, reader),),
            "keys": (_the_same_elsewhere(chance, book, reader),),
        },
        erased=dict(book.erased),
        secret=book.secret,
    )


def real_case(export: Json, checkpoints: list[Json]) -> Case:
    """Return a case from an export of an installation and checkpoints of it, the last as late as the export."""
    return Case(export, tuple(checkpoints), export["checkpoint"]["key"])


def _another(chance: Random, book: Book, reader: str) -> Json:
    other = a_book(chance, book.secret)
    happen(other, 5)
    return other.export(READERS[reader])


def _the_same_elsewhere(chance: Random, book: Book, reader: str) -> Json:
    """Return the same process as another installation tells of it."""
    other = a_book(chance, process=book.process)
    happen(other, 5)
    return other.export(READERS[reader])
