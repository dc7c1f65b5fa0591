"""Up to where a reader had looked at a process when he came: a mark that his own browser keeps, and nobody else.

It says what is the newest he had been told, and when. While he goes on looking it stays, so that what changed since he
came back does not vanish as the page is renewed. What it is about stands there as a digest of process and account: who
uses the same browser later cannot read in it where somebody was.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

VISIT = timedelta(minutes=30)  # as long as a page that is left alone goes on asking
MOST = 40
KEPT = timedelta(days=180)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND, SECOND = timedelta(microseconds=1), timedelta(seconds=1)
PARTS, BASE = 5, 36
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LONGEST = 12


@dataclass(frozen=True, slots=True)
class Looked:
    """A look at a process: the instant of the newest that was told then, and when it was."""

    newest: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """The look before this visit, and the last one of it."""

    before: Looked
    last: Looked

    def now(self, look: Looked) -> Mark:
        """Return the mark after another look: a new visit begins where the last one was left a while ago."""
        return Mark(self.last if look.at - self.last.at > VISIT else self.before, look)


def key_of(account: str, process: str) -> str:
    """Return by what a mark is found: nothing that tells of whom or what it is."""
    return sha256(f"looked\0{account}\0{process}".encode()).hexdigest()[:16]


def read_marks(cookie: str | None) -> dict[str, Mark]:
    """Return the marks of a browser; what is no mark of ours is none."""
    found: dict[str, Mark] = {}
    for told in (cookie or "").split("_")[:MOST]:
        parts = told.split(".")
        if len(parts) == PARTS and all(
            part.isascii() and part.isalnum() and len(part) <= LONGEST for part in parts[1:]
        ):
            with suppress(ValueError, OverflowError):
                before, looked, newest, at = (int(part, BASE) for part in parts[1:])
                found[parts[0]] = Mark(_look(before, looked), _look(newest, at))
    return found


def write_marks(marks: dict[str, Mark]) -> str:
    """Return marks for a browser to keep, those of the latest looks."""
    latest = sorted(marks.items(), key=lambda one: one[1].last.at, reverse=True)[:MOST]
    return "_".join(
        f"{key}.{_micros(one.before)}.{_seconds(one.before)}.{_micros(one.last)}.{_seconds(one.last)}"
        for key, one in latest
    )


def _look(newest: int, at: int) -> Looked:
    return Looked(EPOCH + newest * MICROSECOND, EPOCH + at * SECOND)


def _micros(look: Looked) -> str:
    return _digits((look.newest - EPOCH) // MICROSECOND)


def _seconds(look: Looked) -> str:
    return _digits((look.at - EPOCH) // SECOND)


def _digits(number: int) -> str:
    text = ""
    while number > 0:
        number, digit = divmod(number, BASE)
        text = DIGITS[digit] + text
    return text or "0"
