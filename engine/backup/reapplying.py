"""Erasing again in a restored store what was erased after its backup was made, and ending what let people in then.

Content goes as it goes in a family: by an event of nobody's, so that the log still says what it lacks.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from engine.access.accounts import forget_account
from engine.access.keeping import forget_organisation
from engine.backup.manifest import BackupUnusable
from engine.errors import NotLetIn
from engine.journal import contents
from engine.journal.erasures import ACCOUNT, CONTENT, INSERT, ORGANISATION, PROCESS, entries_from
from engine.journal.loading import organisation_of
from engine.journal.redacting import erasable
from engine.journal.spreading import erase_here
from engine.journal.store import EVERYBODY
from engine.journal.tables import instant_text
from engine.journal.writer import Done
from engine.process.decide.redaction import Erasable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.journal.erasures import Entry, Gone
    from engine.journal.group import Group
    from engine.journal.journal import Journal
    from engine.journal.store import Connection

ENDED = ("session", "sign_in_link", "invitation", "token", "webhook_message", "letter")


@dataclass(frozen=True, slots=True)
class Sealed:
    """How much of what let people in was ended, and how many webhooks and mailboxes wait to be let go on."""

    sessions: int
    sign_in_links: int
    invitations: int
    tokens: int
    webhooks: int
    mailboxes: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote that is open again, and of which a ballot was erased after it was counted."""

    process: str
    run: str


@dataclass(frozen=True, slots=True)
class Reapplied:
    """How many entries of the list were applied, and in which votes that leaves a voter silent until he votes anew."""

    entries: int
    votes: tuple[Vote, ...]


def reapply(journal: Journal, entries: Sequence[Entry]) -> Reapplied:
    """Erase what a list has more than the store, and write it down there; returns what that were.

    Raises BackupUnusable where the list is none of this store.
    """
    with journal.reading(EVERYBODY) as connection:
        known = entries_from(connection, 0)
    if len(known) > len(entries) or known[-1] != entries[len(known) - 1]:
        raise BackupUnusable("the list of erasures in the store is another than the one to go by")
    new = entries[len(known) :]
    votes = [
        vote
        for about, some in groupby(new, key=lambda one: _about(one.gone))
        for vote in _erase(journal, *about, [one.gone.part for one in some])
    ]
    journal.writer.do(partial(_written, new), None, EVERYBODY)
    journal.forget()
    return Reapplied(len(new), tuple(dict.fromkeys(votes)))


def seal(journal: Journal) -> Sealed:
    """End all sessions, links, invitations and tokens, and let webhooks and mail wait: which had ended is not known."""
    return journal.writer.do(_sealed, None, EVERYBODY)


def _about(gone: Gone) -> tuple[str, str, str]:
    return gone.kind, gone.organisation, gone.subject


def _erase(journal: Journal, kind: str, organisation: str, subject: str, parts: Sequence[str]) -> Sequence[Vote]:
    """Erase one thing again in a transaction of its own; what the backup never had is not there to go."""
    if kind not in ERASERS:
        raise BackupUnusable(f"the list of erasures has an entry {kind!r} in its midst")
    lock = subject if kind in (CONTENT, PROCESS) else None

    def work(group: Group) -> Done[Sequence[Vote]]:
        group.is_listing = False  # it stands on the list already
        group.touch()
        return Done(ERASERS[kind](group, organisation, subject, parts, journal.ledger.ids))

    return journal.writer.do(work, lock, organisation)


def _content(
    group: Group, organisation: str, process: str, parts: Sequence[str], ids: Callable[[], str]
) -> Sequence[Vote]:
    here = contents.labels_of(group.connection, process, parts)
    if not here:
        return ()
    going_on = {run.id for run in group.own(process, organisation).situation.open_runs()}
    found = erasable(group.connection, process, list(here)) or [Erasable(one, here[one]) for one in here]
    erase_here(group, process, found, ids)
    return [Vote(process, one.run) for one in found if one.run is not None and one.run in going_on]


def _process(
    group: Group, organisation: str, process: str, _: Sequence[str], __: Callable[[], str]
) -> Sequence[Vote]:  # fmt: skip
    if organisation_of(group.connection, process) is not None:
        group.own(process, organisation)
        group.delete(process, also_real=True)
    return ()


def _account(
    group: Group, organisation: str, account: str, _: Sequence[str], __: Callable[[], str]
) -> Sequence[Vote]:  # fmt: skip
    with suppress(NotLetIn):
        forget_account(group, organisation, account)
    return ()


def _organisation(
    group: Group, _: str, organisation: str, __: Sequence[str], ___: Callable[[], str]
) -> Sequence[Vote]:  # fmt: skip
    forget_organisation(organisation, group)
    return ()


ERASERS = {CONTENT: _content, PROCESS: _process, ACCOUNT: _account, ORGANISATION: _organisation}


def _written(new: Sequence[Entry], group: Group) -> Done[None]:
    group.touch()
    group.turn_to(EVERYBODY)
    group.connection.executemany(INSERT, [one.row() for one in new])
    return Done(None)


def _sealed(group: Group) -> Done[Sealed]:
    group.touch()
    group.turn_to(EVERYBODY)
    connection = group.connection
    ended = {table: _number(connection, f"SELECT count(*) FROM {table}") for table in ENDED}  # noqa: S608 - only our own names
    webhooks = _number(connection, "SELECT count(*) FROM webhook WHERE paused_at IS NULL")
    mailboxes = _number(connection, "SELECT count(*) FROM mailbox WHERE how<>'never'")
    for table in ENDED:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - only our own names
    connection.execute("UPDATE webhook SET paused_at=? WHERE paused_at IS NULL", (instant_text(group.at),))
    connection.execute("UPDATE mailbox SET how='never' WHERE how<>'never'")
    group.has_erased = True
    return Done(
        Sealed(ended["session"], ended["sign_in_link"], ended["invitation"], ended["token"], webhooks, mailboxes)
    )


def _number(connection: Connection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])
