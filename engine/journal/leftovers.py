"""What SQLite leaves of rows in a file when it moves them from one page to another, and taking that away.

`secure_delete` overwrites a row where it stands when it is deleted. Where pages were joined or parted before, a copy
stays behind in the free space between the cells of a page and the list of them, and outlives the row
(docs/decisions/0089). Nothing reads that space, so it is overwritten in the file itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from engine.errors import StoreUnusable

SIZE_AT, MOVES_AT, BTREE_AT, WHOLE = 16, 52, 100, 65_536
"""Where the header of a file says how large its pages are, if SQLite moves them to shrink it, and where it ends."""
INTERIOR, LEAF = (2, 5), (10, 13)
"""What the first byte of a page of a table or an index is. That of any other page is the first of four that number
another page: in a file of less than `MOST_PAGES` it is none of these."""
MOST_PAGES = 2 << 24
LOG_HEADER, FRAME_HEADER, LOG_SIZE_AT = 32, 24, 8


def logged_pages(log: Path) -> frozenset[int]:
    """Return the pages of which a state stands in a write-ahead log, current or not; none where there is no log.

    Raises StoreUnusable.
    """
    try:
        with log.open("rb", buffering=0) as file:
            length, size = file.seek(0, os.SEEK_END), _number(os.pread(file.fileno(), 4, LOG_SIZE_AT))
            if length < LOG_HEADER or not size:
                return frozenset()
            frames = range(LOG_HEADER, length - FRAME_HEADER + 1, FRAME_HEADER + size)
            return frozenset(_number(os.pread(file.fileno(), 4, start)) for start in frames)
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise StoreUnusable(f"{log} cannot be read: {error.strerror or error}") from error


class Leftovers:
    """The free space in the pages of a file. Whoever clears it is the only one who moves pages from the log to it.

    The file stays open until `close`, after every connection of this program to it: to close any descriptor of a file
    lets go of the locks that SQLite holds on it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def clear(self, pages: Iterable[int] | None = None) -> None:
        """Overwrite the free space of some pages, or of all, and wait for the disk if any held something.

        Raises StoreUnusable.
        """
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
            header = os.pread(self._file, BTREE_AT, 0)
            size = _page_size(header)
            last = os.fstat(self._file).st_size // size if header else 0
            if last >= MOST_PAGES:
                raise StoreUnusable(f"the database {self._path} has {last:,} pages, and may have {MOST_PAGES - 1:,}")
            some = range(1, last + 1) if pages is None else sorted(one for one in pages if 1 <= one <= last)
            if [_clear(self._file, one, size) for one in some if not _is_map(one, header)].count(True):
                os.fdatasync(self._file)
        except OSError as error:
            raise StoreUnusable(f"the database {self._path} cannot be cleared: {error.strerror or error}") from error

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def free_space(page: bytes, header: int = 0) -> range:
    """Return which bytes of a page stand between the list of its cells and the cells; none of a page without cells.

    `header` is where it begins to be a page of a table or an index (https://www.sqlite.org/fileformat2.html#b_tree_pages).
    """
    kind = page[header] if len(page) > header else 0
    if kind not in INTERIOR + LEAF:
        return range(0)
    cells = header + (12 if kind in INTERIOR else 8)
    start = cells + 2 * _number(page[header + 3 : header + 5])
    stop = _number(page[header + 5 : header + 7]) or WHOLE
    return range(start, stop) if start <= stop <= len(page) else range(0)


def _clear(file: int, number: int, size: int) -> bool:
    """Overwrite the free space of a page, and tell whether anything was there."""
    at = (number - 1) * size
    page = os.pread(file, size, at)
    free = free_space(page, BTREE_AT if number == 1 else 0)
    if not any(page[free.start : free.stop]):
        return False
    os.pwrite(file, bytes(len(free)), at + free.start)
    return True


def _page_size(header: bytes) -> int:
    told = _number(header[SIZE_AT : SIZE_AT + 2])
    return WHOLE if told == 1 else told


def _is_map(page: int, header: bytes) -> bool:
    """Tell whether a page says where others are used, of which there are some where SQLite moves pages."""
    usable = _page_size(header) - header[SIZE_AT + 4]
    return any(header[MOVES_AT : MOVES_AT + 4]) and (page - 2) % (usable // 5 + 1) == 0


def _number(told: bytes) -> int:
    return int.from_bytes(told, "big")
