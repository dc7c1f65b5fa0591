"""What there is to mail somebody: of each process in which he has a seat, what his own view tells and did not before.

The log is what it is found in: a command leaves nothing here. What somebody did himself is no news to him.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.access.acting import roles_of
from engine.access.identity import Identity, reader_for
from engine.errors import SluisError
from engine.journal.tables import instant_text
from engine.outbox.mail.shapes import REASONS, Item
from engine.process.events import TURN
from engine.process.view import telling_for, todo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.access.identity import Role
    from engine.journal.journal import Journal
    from engine.journal.store import Row
    from engine.outbox.mail.rows import Box
    from engine.outbox.mail.shapes import Reason
    from engine.process.situation import Situation
    from engine.process.view import Telling

MOST_OLD = timedelta(days=7)  # what is older is news to nobody
WHICH = (
    " seat JOIN process AS p ON p.id=seat.process LEFT JOIN mail_place AS place"
    " ON place.account=seat.account AND place.process=p.id WHERE seat.account=mailbox.account AND NOT p.rehearsal"
    " AND (place.process IS NULL OR place.length<>p.length OR place.participant<>seat.participant)"
)
CHANGED = (
    "SELECT seat.process, seat.participant, coalesce(place.length, 0), coalesce(place.waits, '')"  # noqa: S608 - only our own words
    f" FROM mailbox CROSS JOIN{WHICH} AND mailbox.account=? ORDER BY seat.process"
)
SINCE = "SELECT label, type, at, actor, skeleton FROM event WHERE process=? AND seq>? AND seq<=? AND at>? ORDER BY seq"
OF_TYPE: dict[str, Reason] = {
    "PhaseOverdue": "term", "DutyOverdue": "term",
    "DecisionClosed": "decision", "DecisionRatified": "decision",
    "Moved": "move", "ProcessEnded": "move",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is to tell of a process, as it stood; nothing where no `item` is. `oldest` is when that began.

    `waits` are keyed digests of what waits for the account now; `zone` and `language` are those of the process.
    """

    process: str
    participant: str
    length: int
    waits: str
    item: Item | None = None
    oldest: datetime | None = None
    zone: str = "UTC"
    language: str | None = None


def looked(journal: Journal, box: Box, at: datetime) -> Iterator[Looked]:
    """Yield how each process that has changed stands for an account, by its own sight at this moment.

    What cannot be read, or may not any more, is passed over.
    """
    try:
        with journal.reading(box.organisation) as connection:
            roles = roles_of(connection, box.organisation, box.account)
            rows = connection.execute(CHANGED, (box.account,)).fetchall()
    except SluisError:
        return
    for row in rows:
        try:
            yield _looked(journal, box, roles, row, at)
        except SluisError:
            continue


def _looked(journal: Journal, box: Box, roles: frozenset[Role], row: Row, at: datetime) -> Looked:
    process, seat, length, before = str(row[0]), str(row[1]), int(row[2]), str(row[3])
    situation = journal.loaded(process, box.organisation).situation
    telling = _telling(journal, box, roles, seat, situation)
    waits = _waits(journal.signing_key().derived(b"what waits for whom"), box.account, telling)
    with journal.reading(box.organisation) as connection:
        found = connection.execute(SINCE, (process, length, situation.order, instant_text(at - MOST_OLD))).fetchall()
    news = [one for one in found if telling.sight.may_know(str(one[0])) and one[3] != seat]
    reasons = {reason for one in news for reason in _reasons(one, seat)}
    if news and not waits <= set(before.split()):
        reasons.add("turn")
    if not waits:
        reasons.discard("turn")  # somebody was reminded of what is done by now
    told = " ".join(sorted(waits))
    if not reasons:
        return Looked(process, seat, situation.order, told)
    item = Item(process, tuple(one for one in REASONS if one in reasons))
    oldest = datetime.fromisoformat(str(news[0][2]))
    return Looked(process, seat, situation.order, told, item, oldest, situation.zone, situation.language)


def _telling(journal: Journal, box: Box, roles: frozenset[Role], seat: str, situation: Situation) -> Telling:
    """Return a process ready to be told to an account. Raises ProcessUnknown, MethodUnknown."""
    reader = reader_for(Identity(box.organisation, box.account, roles, frozenset({"read"})), seat, situation)
    library = journal.libraries.of(box.organisation)
    with journal.reading(box.organisation) as connection:
        method = library.get(connection, situation.method, situation.version)
        former = tuple((one.order, library.get(connection, situation.method, one.before)) for one in situation.adopted)
    return telling_for(method, situation, reader, former=former)


def _waits(key: bytes, account: str, telling: Telling) -> set[str]:
    """Return what waits for the reader, each as a digest of which nobody without the key finds out what it was."""
    process = telling.situation.process
    told = (
        "\0".join([account, process, one.kind, one.text, *(named.id for named in one.subject)]) for one in todo(telling)
    )
    return {hmac.digest(key, one.encode(), sha256)[:8].hex() for one in told}


def _reasons(row: Row, seat: str) -> Iterable[Reason]:
    kind = str(row[1])
    if kind in OF_TYPE:
        yield OF_TYPE[kind]
    elif kind in ("TimeCame", "PeopleTold"):
        body = json.loads(bytes(row[4]))["body"]
        if kind == "TimeCame" and str(body["due"]).startswith("remind:"):
            yield "term"
        if kind == "PeopleTold" and seat in body["participants"]:
            yield "turn" if body["about"] == TURN else "told"
